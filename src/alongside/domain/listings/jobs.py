"""The rounds over the listings that the timetable makes."""

from __future__ import annotations

from datetime import datetime

from alongside.domain.listings.actions.matching import sweep_matches
from alongside.domain.listings.actions.verifying import sweep_verifications
from alongside.kernel.jobs import job


@job("alongside.domain.listings.jobs.sweep", queueing_lock="sweep_listings")
def sweep(*, now: datetime) -> None:
    """Flag what is unverified, take off what is too old, find what is listed twice (EST-4, 5)."""
    sweep_verifications(now=now)
    sweep_matches(now=now)
