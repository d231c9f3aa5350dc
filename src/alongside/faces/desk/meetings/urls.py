from __future__ import annotations

from django.urls import path

from alongside.faces.desk.meetings.deciding import decide_page, write_meeting_page
from alongside.faces.desk.meetings.meeting import case_meeting, give_out_pack_page
from alongside.faces.desk.meetings.paper import case_meeting_pdf

urlpatterns = [
    path("", case_meeting, name="case_meeting"),
    path("pdf/", case_meeting_pdf, name="case_meeting_pdf"),
    path("words/", write_meeting_page, name="write_meeting"),
    path("decisions/", decide_page, name="decide_at_meeting"),
    path("give-out/", give_out_pack_page, name="give_out_pack"),
]
