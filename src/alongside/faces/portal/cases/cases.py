"""My matters: what is being done, and what is over."""

from __future__ import annotations

from django.http import HttpResponse

from alongside.domain.cases.queries.of_customer import ended_cases_of, open_cases_of
from alongside.faces.portal.page import PortalRequest, portal_page, show
from alongside.faces.portal.telling import telling_of


@portal_page
def cases(request: PortalRequest) -> HttpResponse:
    after = request.GET.get("after", "")
    running = [] if after else open_cases_of(request.viewer)
    ended = ended_cases_of(request.viewer, after=after)
    context = {
        "running": [(case, telling_of(case, request.now)) for case in running],
        "ended": [(case, telling_of(case, request.now)) for case in ended.rows],
        "older": ended.next,
        "after": after,
    }
    return show(request, "faces/portal/cases/cases.html", context, tab="cases")
