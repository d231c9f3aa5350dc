"""Jobs of the platforms: cards go out in a lane of their own."""

from __future__ import annotations

from datetime import datetime

from alongside.domain.platforms.actions.carrying import carry_cards, forget_cards, sweep_cards
from alongside.domain.platforms.actions.writing import JOB, QUEUE
from alongside.kernel.jobs import job


@job(JOB, queue=QUEUE)
def carry(*, platform: str, now: datetime) -> None:
    """Send what is due on one platform."""
    carry_cards(platform, now=now)


@job("alongside.domain.platforms.jobs.sweep", queueing_lock="platforms_sweep")
def sweep(*, now: datetime) -> None:
    """Find what is due and has no job."""
    sweep_cards(now=now)


@job("alongside.domain.platforms.jobs.forget", queueing_lock="platforms_forget")
def forget(*, now: datetime) -> None:
    """Forget what was told long ago."""
    forget_cards(now=now)
