"""The supervisor's board: load, lateness, what nobody took (CAS-5, CAS-6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Min, Q

from alongside.domain.cases.models import Case, Transfer
from alongside.domain.cases.permissions import HANDLE_CASE, SUPERVISE
from alongside.domain.cases.queries.listing import SOON, for_list
from alongside.domain.cases.queries.slices import within_slice
from alongside.domain.cases.states import BEFORE_RESOLVED
from alongside.domain.organisation.models import Appointment, Node, StaffMember
from alongside.kernel.actor import Actor

MOST_ROWS = 50
MOST_STAFF = 500


@dataclass(frozen=True)
class Load:
    """One person's open cases. `open` = `to_do` + `waiting` + `resolved`; late and soon are of all open."""

    staff_id: int
    name: str
    is_on_duty: bool
    open: int = 0
    to_do: int = 0
    waiting: int = 0
    resolved: int = 0
    late: int = 0
    soon: int = 0
    next_due_at: datetime | None = None


@dataclass(frozen=True)
class Board:
    """Everything at or below the node that the viewer supervises, at `now`."""

    loads: list[Load]
    open: int
    unassigned: int
    late: int
    soon: int
    escalated: int
    waiting_too_long: int
    wandering: int
    offered: int
    unassigned_cases: list[Case]
    late_cases: list[Case]
    offers: list[Transfer]
    oldest_offer_at: datetime | None
    wandering_cases: list[Case]


_TO_DO = sorted(BEFORE_RESOLVED)

# Numbers of the board that no other condition of a list can ask for, by the figure that opens their cases.
FIGURES = {
    "escalated": "escalated",
    "waiting_too_long": "waiting_over:3",
    "wandering": "wandering",
    "offered": "offered",
}


def board_of(node: Node, viewer: Actor, now: datetime) -> Board:
    """Raises NotAllowed where the viewer does not supervise. Bounded lists; 8 queries.

    `wandering_cases` changed hands twice or more; `offers` wait for an answer, oldest first.
    """
    viewer.require(SUPERVISE, on=node)
    nodes = list(viewer.limit(Node.objects.within(node), SUPERVISE, field="id").values_list("id", flat=True))
    cases = Case.objects.visible_to(viewer).filter(node_id__in=nodes, is_open=True)
    late, soon = Q(next_due_at__lt=now), Q(next_due_at__gte=now, next_due_at__lt=now + SOON)
    rows = (
        cases.order_by()
        .values("owner_id")
        .annotate(
            open=Count("id"),
            to_do=Count("id", filter=Q(state__in=_TO_DO, is_waiting_for_customer=False)),
            waiting=Count("id", filter=Q(state__in=_TO_DO, is_waiting_for_customer=True)),
            resolved=Count("id", filter=~Q(state__in=_TO_DO)),
            late=Count("id", filter=late),
            soon=Count("id", filter=soon),
            due=Min("next_due_at"),
        )
    )
    by_owner: dict[int | None, dict[str, Any]] = {row["owner_id"]: dict(row) for row in rows}
    special = cases.order_by().aggregate(
        **{name: Count("id", filter=_in(figure, now)) for name, figure in FIGURES.items()}
    )
    offers = Transfer.objects.filter(
        state=Transfer.State.OFFERED, node_id__in=nodes, case__is_open=True
    ).order_by("offered_at")
    waiting_offers = list(offers.select_related("case", "sender", "receiver")[:MOST_ROWS])
    return Board(
        loads=_loads(nodes, by_owner, now=now),
        open=sum(row["open"] for row in by_owner.values()),
        unassigned=by_owner.get(None, {}).get("open", 0),
        late=sum(row["late"] for row in by_owner.values()),
        soon=sum(row["soon"] for row in by_owner.values()),
        **special,
        unassigned_cases=list(
            for_list(cases.filter(owner__isnull=True)).order_by("next_due_at", "id")[:MOST_ROWS]
        ),
        late_cases=list(for_list(cases.filter(late)).order_by("next_due_at", "id")[:MOST_ROWS]),
        offers=waiting_offers,
        oldest_offer_at=waiting_offers[0].offered_at if waiting_offers else None,
        wandering_cases=list(
            for_list(cases.filter(_in(FIGURES["wandering"], now))).order_by("next_due_at", "id")[:MOST_ROWS]
        ),
    )


def _in(figure: str, now: datetime) -> Q:
    """The condition behind a figure that asks for no place and no zone."""
    return within_slice(figure, node_id=None, zone=ZoneInfo("UTC"), span=Case.objects.none, now=now)


def _loads(nodes: list[int], by_owner: dict[int | None, dict[str, Any]], *, now: datetime) -> list[Load]:
    """Who handles cases there, with nothing to do too, and whoever else owns some; the fullest first."""
    handlers = Appointment.objects.active(now).filter(
        node_id__in=nodes, role__permissions__contains=[HANDLE_CASE.code]
    )
    staff = StaffMember.objects.filter(
        Q(pk__in=handlers.values("staff_id")) | Q(pk__in=[one for one in by_owner if one is not None])
    ).only("name", "presence")[:MOST_STAFF]
    loads = [
        Load(
            staff_id=one.pk,
            name=one.name,
            is_on_duty=one.presence == StaffMember.Presence.ON_DUTY,
            next_due_at=by_owner.get(one.pk, {}).get("due"),
            **{key: by_owner.get(one.pk, {}).get(key, 0) for key in _COUNTS},
        )
        for one in staff
    ]
    return sorted(loads, key=lambda one: (-one.late, -one.open, one.name))


_COUNTS = ("open", "to_do", "waiting", "resolved", "late", "soon")
