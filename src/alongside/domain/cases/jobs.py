"""The rounds over the cases that the timetable makes."""

from __future__ import annotations

from datetime import datetime

from alongside.domain.cases.actions.sweeping import sweep_deadlines
from alongside.kernel.jobs import job


@job("alongside.domain.cases.jobs.sweep", queueing_lock="sweep_deadlines")
def sweep(*, now: datetime) -> None:
    """Warn, call missed, escalate; end pauses that used up their cap (CAS-4)."""
    sweep_deadlines(now=now)
