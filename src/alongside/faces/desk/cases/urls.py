"""Addresses of cases. Importing the chapters declares their acts."""

from __future__ import annotations

from django.urls import path

from alongside.faces.desk.cases import authority, findings, group, handing_on, handling, saying
from alongside.faces.desk.cases.acts import act_on_case
from alongside.faces.desk.cases.add_caller import add_caller
from alongside.faces.desk.cases.authority import answer_authority_page, authority_paper
from alongside.faces.desk.cases.bulk import bulk
from alongside.faces.desk.cases.case import case_page
from alongside.faces.desk.cases.case_news import case_news, case_people, case_together
from alongside.faces.desk.cases.cases import cases
from alongside.faces.desk.cases.findings import case_findings, finding_step
from alongside.faces.desk.cases.group import case_group
from alongside.faces.desk.cases.open_case import open_case
from alongside.faces.desk.cases.pin_case import pin_case_page
from alongside.faces.desk.cases.saved_views import delete_view, save_view
from alongside.faces.desk.cases.why_assigned import why_assigned

CHAPTERS = (handling, handing_on, saying, findings, group, authority)

urlpatterns = [
    path("", cases, name="cases"),
    path("new/", open_case, name="open_case"),
    path("new/customer/", add_caller, name="add_caller"),
    path("bulk/", bulk, name="bulk"),
    path("views/save/", save_view, name="save_view"),
    path("views/<int:view_id>/delete/", delete_view, name="delete_view"),
    path("<str:number>/", case_page, name="case"),
    path("<str:number>/news/", case_news, name="case_news"),
    path("<str:number>/together/", case_together, name="case_together"),
    path("<str:number>/group/", case_group, name="case_group"),
    path("<str:number>/authority/<int:pk>/", answer_authority_page, name="answer_authority"),
    path("<str:number>/authority/<int:pk>/paper/", authority_paper, name="authority_paper"),
    path("<str:number>/people/", case_people, name="case_people"),
    path("<str:number>/pin/", pin_case_page, name="pin_case"),
    path("<str:number>/why-assigned/", why_assigned, name="why_assigned"),
    path("<str:number>/findings/", case_findings, name="case_findings"),
    path("<str:number>/findings/<str:code>/<int:part_id>/", finding_step, name="finding_step"),
    path("<str:number>/<str:code>/", act_on_case, name="act_on_case"),
]
