"""A home: what it is, who lived there over time, and what happened in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils import timezone

from alongside.domain.appointments.permissions import BOOK_FOR_CUSTOMERS
from alongside.domain.appointments.queries.beside import invited_with_home
from alongside.domain.appointments.states import INVITATION_STATES
from alongside.domain.bulletins.queries.beside import out_for_home
from alongside.domain.cases.permissions import OPEN_CASE
from alongside.domain.cases.queries.parts import unit_part
from alongside.domain.cases.queries.pins import pins_on
from alongside.domain.customers.models import UnitRelation
from alongside.domain.customers.permissions import SEE_CUSTOMERS
from alongside.domain.estates.models import Unit, UnitAct, UnitPrice
from alongside.domain.estates.permissions import CHANGE_ESTATES, SEE_ESTATES, SEE_PRICES, SET_PRICES
from alongside.domain.estates.queries import contract_drawings_of, plan_of
from alongside.domain.estates.states import UNIT_STATES
from alongside.domain.journeys.queries.story import with_journeys
from alongside.domain.listings.models import Listing
from alongside.domain.listings.permissions import SEE_LISTINGS
from alongside.domain.organisation.models import StaffMember
from alongside.domain.promises.permissions import MAKE_PROMISE
from alongside.domain.promises.queries.reading import promises_of_unit
from alongside.faces.desk.bulletins.told import bulletins_in_words
from alongside.faces.desk.estates.plans import pictures_of
from alongside.faces.desk.page import DeskRequest, desk_page, find, show
from alongside.faces.ui.access import seen
from alongside.faces.ui.steps import Step, steps_up_to

MOST_PEOPLE = 60
MOST_PRICES = 60
ROLES = {"owner": 0, "co_owner": 1, "buyer": 1, "agent": 3}  # all others stand between
MOST_ACTS = 60
MOST_PROMISES = 8
# the way of a home that is sold and lived in; one that is let lies one step further
WAY = ("planned", "on_sale", "subscribed", "contracted", "ready", "handed_over", "occupied")
BESIDE = {"reserved": "on_sale"}  # a status that has no step of its own stands at this one


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


def _nearness(relation: UnitRelation) -> tuple[bool, int]:
    """Who is there today comes first, and of these the owners, then who lives there, then who acts for them."""
    return relation.until_on is not None, ROLES.get(relation.role, 2) if relation.until_on is None else 0


def way_of(unit: Unit, acts: list[UnitAct]) -> list[Step]:
    """Where the home stands on its way, with the day of each step that is known; `acts` newest first."""
    days: dict[str, str] = {}
    for one in acts:
        days.setdefault(one.to_status, one.on.isoformat())
    if unit.handed_over_on:
        days.setdefault("handed_over", unit.handed_over_on.isoformat())
    steps = (*WAY, "let") if unit.status == "let" else WAY
    here = steps.index(BESIDE.get(unit.status, unit.status))
    labels = [str(UNIT_STATES.labels[one]) for one in steps]
    labels[here] = str(unit.get_status_display())
    return steps_up_to(
        here, labels, {place: days.get(one, "") for place, one in enumerate(steps) if place <= here}
    )


def acts_in_words(acts: list[UnitAct]) -> list[tuple[UnitAct, str, str]]:
    """Each act with its name and who did it. One query."""
    moves = {name: str(one.label) for name, one in UNIT_STATES.moves.items()}
    staff = {one.by_id for one in acts if one.by_kind == "staff"}
    names = dict(StaffMember.objects.filter(pk__in=staff).values_list("pk", "name")) if staff else {}
    return [(one, moves.get(one.act, one.act), names.get(one.by_id, "")) for one in acts]


@desk_page(SEE_ESTATES)
def unit_page(request: DeskRequest, pk: int) -> HttpResponse:
    unit = find(_with_what_was_said(request), pk=pk)
    known = UnitRelation.objects.visible_to(request.viewer).filter(unit=unit).select_related("customer")
    people = with_journeys(known, request.viewer)
    shown = sorted(people.order_by("-until_on", "-from_on", "id")[:MOST_PEOPLE], key=_nearness)
    part = unit_part(unit, request.viewer)
    cases = [*part.open_cases, *part.ended_cases]
    seen(request, [one.customer_id for one in (*shown, *cases)], about=unit if shown or cases else None)
    promises = list(promises_of_unit(unit.pk, request.viewer)[:MOST_PROMISES])
    sees_customers = request.viewer.may(SEE_CUSTOMERS, on=unit)
    # who may see no invitations or bulletins at all has NULL there
    invited = invitations_in_words(unit.invited or [], unit, sees_customers=sees_customers)
    seen(request, [one.customer_id for one in promises], [one["customer"] for one in invited if one["who"]])
    acts = list(unit.acts.order_by("-id")[:MOST_ACTS])
    plan = plan_of(unit)
    context = {
        "unit": unit,
        "way": way_of(unit, acts),
        "acts": acts_in_words(acts),
        "plan": plan,
        "picture": pictures_of([plan]).get(plan.pk) if plan else None,
        "drawings": contract_drawings_of(unit),
        "pins": pins_on(plan, request.viewer, unit=unit, open_only=True) if plan else [],
        "listings": _listings(unit, request),
        "may_open": request.viewer.may(OPEN_CASE, on=unit),
        "people": shown,
        "part": part,
        "today": timezone.localdate(request.now),
        "prices": price_list(unit, request) if request.viewer.may(SEE_PRICES, on=unit) else None,
        "may_set_price": request.viewer.may(SET_PRICES, on=unit),
        "may_change": request.viewer.may(CHANGE_ESTATES, on=unit),
        "promises": promises,
        "may_promise": any(one.until_on is None for one in shown)
        and request.viewer.may(MAKE_PROMISE, on=unit),
        "invited": invited,
        "bulletins": bulletins_in_words(unit.bulletins_out or []),
        "may_book": request.viewer.may(BOOK_FOR_CUSTOMERS, on=unit),
        "sees_customers": sees_customers,
    }
    return show(request, "faces/desk/estates/unit.html", context, area="desk:estates")


def _with_what_was_said(request: DeskRequest) -> QuerySet[Unit]:
    """Homes with their last appointments and bulletins, in one query."""
    shown = Unit.objects.visible_to(request.viewer).select_related("estate", "building", "node")
    return shown.annotate(
        invited=invited_with_home(request.viewer), bulletins_out=out_for_home(request.viewer)
    )


def invitations_in_words(
    said: list[dict[str, Any]], unit: Unit, *, sees_customers: bool
) -> list[dict[str, Any]]:
    """What was answered and when they come, in the hours of the place; without names for whom customers are none."""
    zone = ZoneInfo(unit.node.zone)
    return [
        one
        | {
            "answer": INVITATION_STATES.labels[one["state"]],
            "at": datetime.fromisoformat(one["at"]).astimezone(zone) if one["at"] else None,
            "who": one["who"] if sees_customers else "",
        }
        for one in said
    ]


def _listings(unit: Unit, request: DeskRequest) -> list[Listing]:
    """What of it is on offer, for whom may see listings."""
    if not request.viewer.may(SEE_LISTINGS):
        return []
    return list(
        Listing.objects.visible_to(request.viewer).filter(unit=unit, state="offered").order_by("-id")[:5]
    )
