"""The desk's own door: each person begins where their work is."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from alongside.domain.cases.permissions import (
    HANDLE_CASE,
    HELP_WITH_CASE,
    OPEN_CASE,
    SEE_CASES,
    SEE_FIGURES,
    SUPERVISE,
)
from alongside.domain.customers.permissions import RECOGNISE_RESIDENTS
from alongside.domain.estates.permissions import SEE_ESTATES
from alongside.domain.journeys.permissions import WALK_JOURNEY
from alongside.domain.organisation.permissions import MANAGE_STAFF, MANAGE_SYSTEM, READ_JOURNAL
from alongside.faces.desk.page import DeskRequest, desk_page

# The first that fits. Who has work of their own begins with all that waits for them, whatever it is: a step, a promise or
# an approval is late as easily as a case (ORG-10). Who watches over others begins with what they watch.
BEGINNINGS = (
    ((HANDLE_CASE, HELP_WITH_CASE, OPEN_CASE, WALK_JOURNEY), "desk:waiting"),
    ((SUPERVISE,), "desk:board"),
    ((READ_JOURNAL,), "desk:journal"),
    ((MANAGE_SYSTEM,), "desk:system"),
    ((MANAGE_STAFF,), "desk:staff"),
    ((SEE_FIGURES,), "desk:figures"),
    ((SEE_CASES,), "desk:cases"),
    ((RECOGNISE_RESIDENTS,), "desk:residents"),
    ((SEE_ESTATES,), "desk:estates"),
)


@desk_page()
def start(request: DeskRequest) -> HttpResponse:
    may = request.viewer.may
    name = next((name for held, name in BEGINNINGS if any(map(may, held))), "desk:waiting")
    return HttpResponseRedirect(reverse(name))
