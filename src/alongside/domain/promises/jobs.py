"""Periodic work on promises."""

from __future__ import annotations

from datetime import datetime

from alongside.domain.promises.actions import sweeping
from alongside.kernel.jobs import job


@job("alongside.domain.promises.jobs.sweep", queueing_lock="sweep_promises")
def sweep(*, now: datetime) -> None:
    """Reminders, and promises whose day is over (SAL-4)."""
    sweeping.sweep_promises(now=now)
