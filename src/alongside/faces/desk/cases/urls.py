"""Addresses of cases. Importing the chapters declares their acts."""

from __future__ import annotations

from django.urls import path

from alongside.faces.desk.cases import handing_on, handling, saying
from alongside.faces.desk.cases.acts import act_on_case
from alongside.faces.desk.cases.case import case_page
from alongside.faces.desk.cases.why_assigned import why_assigned

CHAPTERS = (handling, handing_on, saying)

urlpatterns = [
    path("<str:number>/", case_page, name="case"),
    path("<str:number>/why-assigned/", why_assigned, name="why_assigned"),
    path("<str:number>/<str:code>/", act_on_case, name="act_on_case"),
]
