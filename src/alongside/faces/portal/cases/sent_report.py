"""After sending: the number, who looks after it, what happens next and by when."""

from __future__ import annotations

from django.http import HttpResponse

from alongside.faces.portal.cases.case import case_of
from alongside.faces.portal.page import PortalRequest, portal_page, show
from alongside.faces.portal.telling import telling_of


@portal_page
def sent_report(request: PortalRequest, number: str) -> HttpResponse:
    case = case_of(request, number)
    context = {"case": case, "telling": telling_of(case, request.now)}
    return show(request, "faces/portal/cases/sent_report.html", context, tab="cases")
