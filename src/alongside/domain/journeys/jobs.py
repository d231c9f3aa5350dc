"""Long and periodic work on journeys."""

from __future__ import annotations

from datetime import datetime

from alongside.domain.journeys.actions import moving, sweeping, taking_in
from alongside.domain.organisation.models import Node
from alongside.kernel.actor import SYSTEM
from alongside.kernel.jobs import RETRIES, job


@job(moving.JOB, queue="long", retries=RETRIES)
def go_through(*, run_id: int, now: datetime) -> None:
    """What is left of a round over many journeys (JRN-9)."""
    moving.go_through(run_id, now=now)


@job(taking_in.JOB, queue="long", retries=RETRIES)
def take_in(*, node_id: int, now: datetime) -> None:
    """Buyers and owners who came with a table (EST-7)."""
    taking_in.take_in_owners(Node.objects.get(pk=node_id), by=SYSTEM, now=now)


@job("alongside.domain.journeys.jobs.sweep", queueing_lock="sweep_journeys")
def sweep(*, now: datetime) -> None:
    """Overdue steps, and stages that begin by time (JRN-5)."""
    sweeping.sweep_journeys(now=now)
