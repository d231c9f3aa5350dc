"""How a number reads, how long it is likely to take, and who stands in whose way (CHN-6, SAL-1). Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, time, timedelta
from math import ceil
from zoneinfo import ZoneInfo

from alongside.kernel.calendar import WorkingCalendar

ROUNDED_TO = 5  # minutes; nobody believes "13 minutes"
LONGEST_VISIT = (
    60  # minutes that one visit counts for at most: forgotten windows would frighten everybody away
)
ALL_LINES: frozenset[int] = frozenset()  # a window that names no line takes all of them


def code_of(letter: str, number: int) -> str:
    """A012: short enough to be called out, and to be read from ten metres."""
    return f"{letter}{number:03d}"


def minutes_each(served: Iterable[timedelta], *, otherwise: int) -> float:
    """The mean of the last visits; what the desk assumes while there were fewer than three."""
    known = [min(max(one.total_seconds() / 60, 1), LONGEST_VISIT) for one in served]
    return sum(known) / len(known) if len(known) >= 3 else float(otherwise)


def likely_minutes(ahead: int, *, each: float, windows: int) -> int | None:
    """How long somebody waits with so many before them, in steps of five minutes; None while nobody serves.

    Never less with more people before one, never more with more windows.
    """
    if windows < 1:
        return None
    return ceil(ahead * each / windows / ROUNDED_TO) * ROUNDED_TO


def rivals(line: int, windows: Sequence[Collection[int]]) -> frozenset[int] | None:
    """Whose lines are called from the same windows as this one; None: every line's.

    `windows`: the lines of each window that is served now; none named means all.
    """
    mine = [one for one in windows if not one or line in one]
    if not mine or any(not one for one in mine):
        return None
    return frozenset(other for one in mine for other in one)


def windows_for(line: int, windows: Sequence[Collection[int]]) -> int:
    """How many of the windows that are served take this line."""
    return sum(not one or line in one for one in windows)


def is_open_at(
    at: datetime, *, opens: time, closes: time, zone: ZoneInfo, calendar: WorkingCalendar | None
) -> bool:
    """Within the hours of that day. With a calendar: not on its days off (ORG-7)."""
    there = at.astimezone(zone)
    if not opens <= there.time() < closes:
        return False
    return calendar is None or bool(calendar.day_spans(there.date()))
