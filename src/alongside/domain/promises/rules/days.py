"""A promise holds until the end of a day, where the customer is (SAL-4)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from alongside.kernel.calendar import NeverOpens, WorkingCalendar
from alongside.kernel.refusals import Refused

FURTHEST = timedelta(days=3660)  # ten years: who promises more means no day
# Of working time: who promised hears while a day is left to do it, or at least two hours.
AHEAD = (timedelta(hours=8), timedelta(hours=2))
LATE_WORD = timedelta(days=30)  # so long after it was called kept the customer can say that it was not


def end_of(day: date, zone: str) -> datetime:
    """The first moment at which the day is over there."""
    return datetime.combine(day + timedelta(days=1), time(0), ZoneInfo(zone))


def check_day(day: date, *, zone: str, now: datetime, field: str = "due_on") -> date:
    """The day, if a promise can hold until then: from today there, at most ten years ahead."""
    today = now.astimezone(ZoneInfo(zone)).date()
    if day < today:
        raise Refused(_("This day has passed. Say until when it will be done."), field=field)
    if day > today + FURTHEST:
        raise Refused(_("Name a day within ten years."), field=field)
    return day


def remind_at(due_at: datetime, calendar: WorkingCalendar, *, now: datetime) -> datetime | None:
    """The last moment from which a working day remains, else two working hours; None when that has passed already."""
    moments = (_before(due_at, ahead, calendar) for ahead in AHEAD)
    return next((at for at in moments if at > now), None)


def _before(due_at: datetime, ahead: timedelta, calendar: WorkingCalendar) -> datetime:
    try:
        return calendar.add(due_at, -ahead)
    except NeverOpens:
        return due_at - ahead
