from __future__ import annotations

from django.urls import path

from alongside.faces.desk.daily.daily import daily, draw_spot_checks_page, record_spot_check_page
from alongside.faces.desk.daily.paper import daily_paper, daily_pdf

urlpatterns = [
    path("", daily, name="daily"),
    path("paper/", daily_paper, name="daily_paper"),
    path("pdf/", daily_pdf, name="daily_pdf"),
    path("spot-checks/", draw_spot_checks_page, name="draw_spot_checks"),
    path("spot-checks/<int:pk>/", record_spot_check_page, name="record_spot_check"),
]
