"""A home: what it is, who lived there over time, and what happened in it."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils import timezone

from alongside.domain.cases.queries.parts import unit_part
from alongside.domain.customers.models import UnitRelation
from alongside.domain.customers.permissions import SEE_CUSTOMERS
from alongside.domain.estates.models import Unit
from alongside.domain.estates.permissions import CHANGE_ESTATES, SEE_ESTATES
from alongside.faces.desk.page import DeskRequest, desk_page, find, show
from alongside.faces.ui.access import seen

MOST_PEOPLE = 60


@desk_page(SEE_ESTATES)
def unit_page(request: DeskRequest, pk: int) -> HttpResponse:
    unit = find(Unit.objects.visible_to(request.viewer).select_related("estate", "building", "node"), pk=pk)
    people = UnitRelation.objects.visible_to(request.viewer).filter(unit=unit).select_related("customer")
    shown = list(people.order_by("-until_on", "-from_on", "id")[:MOST_PEOPLE])
    part = unit_part(unit, request.viewer)
    cases = [*part.open_cases, *part.ended_cases]
    seen(request, [one.customer_id for one in (*shown, *cases)], about=unit if shown or cases else None)
    context = {
        "unit": unit,
        "people": shown,
        "part": part,
        "today": timezone.localdate(request.now),
        "may_change": request.viewer.may(CHANGE_ESTATES, on=unit),
        "sees_customers": request.viewer.may(SEE_CUSTOMERS, on=unit),
    }
    return show(request, "faces/desk/estates/unit.html", context, area="desk:estates")
