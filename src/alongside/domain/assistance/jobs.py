"""What the worker does by the clock: learn, and gather what many say."""

from __future__ import annotations

from datetime import datetime

from alongside.domain.assistance.actions.gathering import gather_issues
from alongside.domain.assistance.actions.training import train_when_worth_it
from alongside.kernel.actor import SYSTEM
from alongside.kernel.jobs import job


@job("alongside.domain.assistance.jobs.train", queue="long", queueing_lock="train_models")
def train(*, now: datetime) -> None:
    """New models when clearly more cases are closed (CHN-10)."""
    train_when_worth_it(by=SYSTEM, now=now)


@job("alongside.domain.assistance.jobs.gather", queue="long", queueing_lock="gather_issues")
def gather(*, now: datetime) -> None:
    """What came since the last look, gathered with that of the days before (CHN-11)."""
    gather_issues(by=SYSTEM, now=now)
