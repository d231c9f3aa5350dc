"""The rounds over the access log that the timetable makes."""

from __future__ import annotations

from datetime import datetime

from alongside.domain.privacy.actions import (
    carry_on_erasures,
    carry_out_erasure,
    carry_out_retention,
    forget_copies,
    reapply_erasures,
)
from alongside.domain.privacy.actions.rotating import JOB as ROTATE
from alongside.domain.privacy.actions.rotating import work_on_rotation
from alongside.domain.privacy.actions.watching import forget_reading_hours, watch_reading
from alongside.kernel.access_chain import seal_lines
from alongside.kernel.access_log import make_months_ahead
from alongside.kernel.jobs import job


@job("alongside.domain.privacy.jobs.seal_access_log", queueing_lock="seal_access_log")
def seal_access_log(*, now: datetime) -> None:
    """Seal the lines that have settled (INF-3)."""
    seal_lines(now=now)


@job("alongside.domain.privacy.jobs.make_months", queueing_lock="make_months")
def make_months(*, now: datetime) -> None:
    """Have the partitions of the coming months ready."""
    make_months_ahead(now=now)


@job("alongside.domain.privacy.jobs.watch", queueing_lock="watch_reading")
def watch(*, now: datetime) -> None:
    """Compare how much is read with what is usual (INF-2)."""
    watch_reading(now=now)


@job("alongside.domain.privacy.jobs.forget", queueing_lock="forget_reading_hours")
def forget(*, now: datetime) -> None:
    """Delete old counts."""
    forget_reading_hours(now=now)


@job("alongside.domain.privacy.jobs.erase", queue="long", retries=8)
def erase(erasure_id: int, *, now: datetime) -> None:
    """Erase one customer (INF-4)."""
    carry_out_erasure(erasure_id, now=now)


@job("alongside.domain.privacy.jobs.carry_on", queueing_lock="carry_on_erasures")
def carry_on(*, now: datetime) -> None:
    """Erasures that nobody is at go on, and whom a restored backup has brought back is erased again (INF-4)."""
    carry_on_erasures(now=now)
    reapply_erasures(now=now)
    forget_copies(now=now)


@job(ROTATE, queue="long", retries=8)
def rotate(rotation_id: int, *, now: datetime) -> None:
    """Encrypt anew what lies under old keys (INF-1)."""
    work_on_rotation(rotation_id, now=now)


@job("alongside.domain.privacy.jobs.retain", queue="long", queueing_lock="carry_out_retention")
def retain(*, now: datetime) -> None:
    """What is older than its rule allows goes (INF-5)."""
    carry_out_retention(now=now)
