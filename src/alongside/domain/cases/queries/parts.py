"""What cases put on the customer's page and the unit's page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Avg, Count, Q

from alongside.domain.cases.models import Case, CaseQuerySet, Kind
from alongside.domain.cases.queries.listing import for_list
from alongside.domain.customers.models import Customer
from alongside.domain.estates.models import Unit
from alongside.kernel.actor import Actor
from alongside.kernel.prepared import Given, Prepared

MOST_OPEN = 50
LAST_ENDED = 10
MOST_BESIDE = 30
EVERY = Q()

_BESIDE = Prepared(
    lambda viewer: (
        Case.objects.visible_to(viewer)
        .filter(customer_id=Given("customer"))
        .exclude(pk=Given("case"))
        .only("number", "title", "state", "is_open", "opened_at", "rating")
        .order_by("-is_open", "-opened_at", "-id")[:MOST_BESIDE]
    )
)


@dataclass(frozen=True)
class CasesPart:
    """Open cases (nearest deadline first) and the last ended ones, as far as the viewer may see them."""

    open_cases: list[Case]
    ended_cases: list[Case]
    open_count: int
    ended_count: int
    reopened_count: int
    rated_count: int
    average_rating: float | None
    last_rating: int | None


def customer_part(customer: Customer, viewer: Actor) -> CasesPart:
    """3 queries."""
    return _part(Case.objects.visible_to(viewer).filter(customer=customer))


def other_cases(case: Case, viewer: Actor) -> list[Case]:
    """The other cases of a case's customer, as far as the viewer may see them: open ones first, each newest first.

    At most MOST_BESIDE, with what a line says of them. One query.
    """
    if case.customer_id is None:
        return []
    return _BESIDE(viewer, customer=case.customer_id, case=case.pk)


def unit_part(unit: Unit, viewer: Actor) -> CasesPart:
    """3 queries."""
    return _part(Case.objects.visible_to(viewer).filter(unit=unit))


# What is about something broken in a home: requests for repair, and complaints about how it was built (EST-8).
QUALITY = "complaint/quality"
DEFECTS = Q(kind=Kind.REPAIR) | Q(category__code=QUALITY) | Q(category__code__startswith=f"{QUALITY}/")


def open_by_unit(
    units: Iterable[Unit], viewer: Actor, *, now: datetime, which: Q = EVERY
) -> dict[int, tuple[int, int]]:
    """How many open cases each of these homes has, and how many of them are late. One query; none is left out."""
    cases = Case.objects.visible_to(viewer).filter(which, is_open=True, unit__in=[one.pk for one in units])
    counted = cases.order_by().values("unit_id")
    rows = counted.annotate(open=Count("id"), late=Count("id", filter=Q(next_due_at__lt=now)))
    return {row["unit_id"]: (row["open"], row["late"]) for row in rows}


def _part(cases: CaseQuerySet) -> CasesPart:
    counts = cases.aggregate(
        open_count=Count("id", filter=Q(is_open=True)),
        ended_count=Count("id", filter=Q(is_open=False)),
        reopened_count=Count("id", filter=Q(reopened_count__gt=0)),
        rated_count=Count("rating"),
        average_rating=Avg("rating"),
    )
    ended = list(for_list(cases.filter(is_open=False)).order_by("-opened_at", "-id")[:LAST_ENDED])
    return CasesPart(
        open_cases=list(for_list(cases.filter(is_open=True)).order_by("next_due_at", "id")[:MOST_OPEN]),
        ended_cases=ended,
        last_rating=next((one.rating for one in ended if one.rating is not None), None),
        **counts,
    )
