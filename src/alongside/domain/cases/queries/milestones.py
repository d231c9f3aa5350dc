"""The deadlines of a case, as people see them (CAS-4)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from alongside.domain.cases.models import Case, Deadline, Milestone
from alongside.kernel.prepared import Given, Prepared

_ORDER = list(Milestone.values)
_OF_CASE = Prepared(lambda: Deadline.objects.filter(case_id=Given("case")))


@dataclass(frozen=True)
class MilestoneLine:
    """One milestone. `state`: met, met_late, running or cancelled. Whether a running one is late, `is_late_at`
    says by the clock of who asks."""

    milestone: str
    label: Any
    started_at: datetime
    due_at: datetime
    target_seconds: int
    warn_seconds: int
    is_round_the_clock: bool
    met_at: datetime | None
    escalation_level: int
    state: str
    is_next: bool
    is_paused: bool

    def is_late_at(self, now: datetime) -> bool:
        """Met too late, or still running and past due."""
        return self.state == "met_late" or (self.state == "running" and self.due_at < now)


def milestones_of(case: Case) -> list[MilestoneLine]:
    """In the order in which they come. One query."""
    return lines_of(case, _OF_CASE(case=case.pk))


def lines_of(case: Case, deadlines: Iterable[Deadline]) -> list[MilestoneLine]:
    """As milestones_of, for deadlines at hand."""
    return [
        MilestoneLine(
            milestone=one.milestone,
            label=one.get_milestone_display(),
            started_at=one.started_at,
            due_at=one.due_at,
            target_seconds=one.target_seconds,
            warn_seconds=one.warn_seconds,
            is_round_the_clock=one.calendar_id is None,
            met_at=one.met_at,
            escalation_level=one.escalation_level,
            state=_state(one),
            is_next=_state(one) == "running" and one.milestone == case.next_milestone,
            is_paused=_state(one) == "running"
            and case.is_waiting_for_customer
            and one.milestone != Milestone.AUTHORITY,
        )
        for one in sorted(deadlines, key=lambda one: _ORDER.index(one.milestone))
    ]


def _state(deadline: Deadline) -> str:
    if deadline.met_at is not None:
        return "met" if deadline.met_at <= deadline.due_at else "met_late"
    return "cancelled" if deadline.cancelled_at is not None else "running"
