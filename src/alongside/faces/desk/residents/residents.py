"""Who is this? A guard's or butler's look at residents of their estate: by name, plate or home (CUS-9)."""

from __future__ import annotations

from django.http import HttpResponse

from alongside.domain.customers.permissions import RECOGNISE_RESIDENTS
from alongside.domain.customers.queries.recognising import Resident, recognise
from alongside.faces.desk.page import DeskRequest, desk_page, show
from alongside.faces.ui.access import seen
from alongside.kernel.ngrams import QueryTooLong


@desk_page(RECOGNISE_RESIDENTS)
def residents(request: DeskRequest) -> HttpResponse:
    """Made for a phone held in one hand: one field, cards below it. Every look is in the access log."""
    asked = request.GET.get("q", "").strip()
    found: list[Resident] = []
    if asked:
        try:
            found = recognise(asked, request.viewer, now=request.now)
        except QueryTooLong:
            found = []
    seen(request, [one.customer for one in found])
    context = {"asked": asked, "residents": found}
    return show(request, "faces/desk/residents/residents.html", context, area="desk:residents")
