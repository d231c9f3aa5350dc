"""The rounds over the access log that the timetable makes."""

from __future__ import annotations

from datetime import datetime

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
