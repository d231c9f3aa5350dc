"""Jobs of the platforms: cards go out in a lane of their own."""

from __future__ import annotations

from datetime import datetime

from alongside.domain.platforms.actions.carrying import KEPT, carry_cards, forget_cards, sweep_cards
from alongside.domain.platforms.actions.directory import JOB as READ
from alongside.domain.platforms.actions.directory import QUEUE as LONG
from alongside.domain.platforms.actions.directory import read_all, read_directory
from alongside.domain.platforms.actions.robots import JOB as SPEAK
from alongside.domain.platforms.actions.robots import forget_lines, speak, sweep_robots
from alongside.domain.platforms.actions.writing import JOB, QUEUE
from alongside.kernel.jobs import job


@job(JOB, queue=QUEUE)
def carry(*, platform: str, now: datetime) -> None:
    """Send what is due on one platform."""
    carry_cards(platform, now=now)


@job(SPEAK, queue=QUEUE)
def let_robot_speak(*, robot_id: int, now: datetime) -> None:
    """Say in one group what waits for it."""
    speak(robot_id, now=now)


@job(READ, queue=LONG)
def read_one_directory(*, platform: str, now: datetime) -> None:
    """Read who works here according to one platform, and compare."""
    read_directory(platform, now=now)


@job("alongside.domain.platforms.jobs.compare", queueing_lock="platforms_compare")
def compare_staff(*, now: datetime) -> None:
    """Read every directory that there is."""
    read_all(now=now)


@job("alongside.domain.platforms.jobs.sweep", queueing_lock="platforms_sweep")
def sweep(*, now: datetime) -> None:
    """Find what is due and has no job."""
    sweep_cards(now=now)
    sweep_robots(now=now)


@job("alongside.domain.platforms.jobs.forget", queueing_lock="platforms_forget")
def forget(*, now: datetime) -> None:
    """Forget what was told long ago."""
    forget_cards(now=now)
    forget_lines(now=now, kept=KEPT)
