"""Long and periodic work on appointments."""

from __future__ import annotations

from datetime import datetime

from alongside.domain.appointments.actions import inviting, sweeping
from alongside.kernel.jobs import RETRIES, job


@job(inviting.JOB, queue="long", retries=RETRIES)
def tell(*, batch_id: int, now: datetime) -> None:
    """The letters of a batch that wait to be written (JRN-7)."""
    inviting.tell(batch_id, now=now)


@job("alongside.domain.appointments.jobs.sweep", queueing_lock="sweep_appointments")
def sweep(*, now: datetime) -> None:
    """Reminders, and what is over."""
    sweeping.sweep_appointments(now=now)
