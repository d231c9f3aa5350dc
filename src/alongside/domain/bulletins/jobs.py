"""Long work on bulletins."""

from __future__ import annotations

from datetime import datetime

from alongside.domain.bulletins.actions import telling
from alongside.kernel.jobs import RETRIES, job


@job(telling.JOB, queue="long", retries=RETRIES)
def go_through(*, round_id: int, now: datetime) -> None:
    """What is left of a round of letters (JRN-6)."""
    telling.go_through(round_id, now=now)
