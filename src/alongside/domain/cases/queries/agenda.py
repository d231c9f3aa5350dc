"""Deadlines as a calendar: what is due on which day, and what is late already (CAS-4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from alongside.domain.cases.models import Case, Deadline
from alongside.domain.organisation.models import Node
from alongside.kernel.actor import Actor

MOST = 400


@dataclass(frozen=True)
class LateCase:
    """A case with what it has missed and not made good yet, the longest first."""

    case: Case
    deadlines: list[Deadline]


@dataclass(frozen=True)
class Agenda:
    """Running deadlines, nearest first. `is_cut` says that there are more than these."""

    late: list[LateCase]
    coming: list[Deadline]
    is_cut: bool


def agenda_of(
    viewer: Actor,
    *,
    since: datetime,
    until: datetime,
    now: datetime,
    owner_id: int | None = None,
    node: Node | None = None,
) -> Agenda:
    """What is late at `now`, and what comes due in [since, until) but not before `now`; 2 queries.

    Of one owner, or of a node with all below it; always only cases that the viewer may see. A paused case's
    deadlines move on when it resumes, so they stand where they stand now.
    """
    cases = Case.objects.visible_to(viewer).filter(is_open=True, next_due_at__lt=until)
    if owner_id is not None:
        cases = cases.filter(owner_id=owner_id)
    if node is not None:
        cases = cases.filter(node__path__startswith=node.path)
    running = Deadline.objects.filter(case__in=cases, met_at__isnull=True, cancelled_at__isnull=True)
    late = list(_for_calendar(running.filter(due_at__lt=now))[: MOST + 1])
    coming = list(_for_calendar(running.filter(due_at__gte=max(since, now), due_at__lt=until))[: MOST + 1])
    by_case: dict[int, list[Deadline]] = {}
    for one in late[:MOST]:
        by_case.setdefault(one.case_id, []).append(one)
    return Agenda(
        late=[LateCase(deadlines[0].case, deadlines) for deadlines in by_case.values()],
        coming=coming[:MOST],
        is_cut=len(late) > MOST or len(coming) > MOST,
    )


def _for_calendar(deadlines: QuerySet[Deadline]) -> QuerySet[Deadline]:
    return (
        deadlines.select_related("case__customer", "case__unit", "case__owner")
        .only(
            "milestone", "due_at", "escalation_level",
            "case__number", "case__title", "case__severity", "case__is_waiting_for_customer",
            "case__place_words", "case__customer__name", "case__unit__label", "case__owner__name",
        )
        .order_by("due_at", "id")
    )  # fmt: skip
