"""Periodic work on walk-in desks."""

from __future__ import annotations

from datetime import datetime

from alongside.domain.reception.actions import sweeping
from alongside.kernel.jobs import job


@job("alongside.domain.reception.jobs.sweep", queueing_lock="sweep_reception")
def sweep(*, now: datetime) -> None:
    """Who waits too long, and what midnight ends."""
    sweeping.sweep_reception(now=now)
