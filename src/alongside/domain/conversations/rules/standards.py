"""By when somebody who wrote has an answer, and when we are reminded of it (CHN-1, ORG-7). Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from alongside.kernel.calendar import NeverOpens, WorkingCalendar

LAST_RUNG = (
    3  # 1: who answers is warned; 2: it is late, who leads hears; 3: as late again, the place's manager
)


@dataclass(frozen=True)
class Standard:
    """What holds where nobody said otherwise: an answer within four working hours."""

    minutes: int = 240
    warn_minutes: int = 30
    is_round_the_clock: bool = False


def due_at(since: datetime, standard: Standard, calendar: WorkingCalendar) -> datetime:
    return _after(since, timedelta(minutes=standard.minutes), calendar)


def warned_at(since: datetime, standard: Standard, calendar: WorkingCalendar) -> datetime:
    return _after(since, timedelta(minutes=standard.minutes - standard.warn_minutes), calendar)


def _after(since: datetime, wait: timedelta, calendar: WorkingCalendar) -> datetime:
    """Of working time; of any where the office never opens."""
    try:
        return calendar.add(since, wait)
    except NeverOpens:
        return since + wait
