from __future__ import annotations

from django.urls import path

from alongside.faces.desk.wording.check_wording import check_wording
from alongside.faces.desk.wording.said_anyway import said_anyway_page
from alongside.faces.desk.wording.wordings import change_wording_page, wordings, write_wording_page

urlpatterns = [
    path("", said_anyway_page, name="said_anyway"),
    path("check/", check_wording, name="check_wording"),
    path("list/", wordings, name="wordings"),
    path("list/write/", write_wording_page, name="write_wording"),
    path("list/<int:pk>/", change_wording_page, name="change_wording"),
]
