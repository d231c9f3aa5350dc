"""A home: what it is, who lived there over time, and what happened in it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.http import HttpResponse
from django.utils import timezone

from alongside.domain.cases.queries.parts import unit_part
from alongside.domain.customers.models import UnitRelation
from alongside.domain.customers.permissions import SEE_CUSTOMERS
from alongside.domain.estates.models import Unit, UnitPrice
from alongside.domain.estates.permissions import CHANGE_ESTATES, SEE_ESTATES, SEE_PRICES, SET_PRICES
from alongside.faces.desk.page import DeskRequest, desk_page, find, show
from alongside.faces.ui.access import seen

MOST_PEOPLE = 60
MOST_PRICES = 60


@dataclass(frozen=True)
class PriceLine:
    """A line of the price list, its price a square metre, and by what share it moved from the line before."""

    price: UnitPrice
    standing: str  # coming, now or past
    a_metre: Decimal | None
    moved: Decimal | None


def price_list(unit: Unit, request: DeskRequest) -> list[PriceLine]:
    """Newest first. One query; at most MOST_PRICES lines."""
    found = list(unit.prices.order_by("-from_on")[: MOST_PRICES + 1])
    today, lines, standing = timezone.localdate(request.now), [], "now"
    for place, one in enumerate(found):
        before = found[place + 1] if place + 1 < len(found) else None
        is_coming = one.from_on > today
        a_metre = one.list_amount / unit.gross_area if unit.gross_area else None
        moved = (one.list_amount - before.list_amount) / before.list_amount if before else None
        lines.append(PriceLine(one, "coming" if is_coming else standing, a_metre, moved))
        standing = standing if is_coming else "past"
    return lines[:MOST_PRICES]


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
        "prices": price_list(unit, request) if request.viewer.may(SEE_PRICES, on=unit) else None,
        "may_set_price": request.viewer.may(SET_PRICES, on=unit),
        "may_change": request.viewer.may(CHANGE_ESTATES, on=unit),
        "sees_customers": request.viewer.may(SEE_CUSTOMERS, on=unit),
    }
    return show(request, "faces/desk/estates/unit.html", context, area="desk:estates")
