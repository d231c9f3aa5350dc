"""Quiet hours, and how long a platform is left alone after it failed. Pure."""

from __future__ import annotations

from datetime import datetime, time, timedelta

FIRST_WAIT = timedelta(seconds=20)
LONGEST_WAIT = timedelta(minutes=10)
TOLD_AFTER = 5  # tries in a row until the administrators hear of it: about ten minutes
MOST_REFUSALS = 3  # of one card


def quiet_ends(local: datetime, begins: time | None, ends: time | None) -> datetime | None:
    """When the quiet hours end that hold at this local time; None: they do not hold."""
    if begins is None or ends is None or begins == ends:
        return None
    at = local.time()
    holds = begins <= at < ends if begins < ends else (at >= begins or at < ends)
    if not holds:
        return None
    day = local.date() + timedelta(days=1 if at >= ends else 0)
    return datetime.combine(day, ends, tzinfo=local.tzinfo)


def wait_after_failures(tries: int) -> timedelta:
    """How long nothing is sent to a platform after so many failures in a row."""
    return min(FIRST_WAIT * 2 ** (max(tries, 1) - 1), LONGEST_WAIT)
