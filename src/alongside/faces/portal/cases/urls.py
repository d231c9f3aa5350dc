from __future__ import annotations

from django.urls import path

from alongside.faces.portal.cases.acts import agree, confirm, decline, not_solved, withdraw
from alongside.faces.portal.cases.case import case
from alongside.faces.portal.cases.cases import cases
from alongside.faces.portal.cases.rate_case import rate
from alongside.faces.portal.cases.sent_report import sent_report
from alongside.faces.portal.cases.write_as_customer import write

urlpatterns = [
    path("", cases, name="cases"),
    path("<str:number>/", case, name="case"),
    path("<str:number>/sent/", sent_report, name="sent_report"),
    path("<str:number>/write/", write, name="write"),
    path("<str:number>/agree/", agree, name="agree"),
    path("<str:number>/decline/", decline, name="decline"),
    path("<str:number>/confirm/", confirm, name="confirm"),
    path("<str:number>/not-solved/", not_solved, name="not_solved"),
    path("<str:number>/withdraw/", withdraw, name="withdraw"),
    path("<str:number>/rate/", rate, name="rate"),
]
