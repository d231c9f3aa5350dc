"""Until when a conversation is put off: tomorrow morning, or the next day on which the office works (ORG-7). Pure."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.utils.translation import gettext_lazy as _

from alongside.kernel.calendar import WorkingCalendar
from alongside.kernel.refusals import Refused

MORNING, DAWN = time(9), time(6)
FURTHEST = timedelta(days=366)
_LOOKED_AHEAD = 60  # days; an office that is closed longer is called on the next morning


def tomorrow_morning(now: datetime, calendar: WorkingCalendar) -> datetime:
    """When the office opens tomorrow, there; on a day off at nine."""
    return _morning_of(_today(now, calendar) + timedelta(days=1), calendar)


def next_working_day(now: datetime, calendar: WorkingCalendar) -> datetime:
    """When the office opens on the first day after today on which it works; make-up days (调休) are such days."""
    today = _today(now, calendar)
    days = (today + timedelta(days=count) for count in range(1, _LOOKED_AHEAD))
    return _morning_of(
        next((one for one in days if calendar.day_spans(one)), today + timedelta(days=1)), calendar
    )


def check_until(until: datetime, *, now: datetime) -> datetime:
    if until <= now:
        raise Refused(_("That time has passed."), field="at")
    if until > now + FURTHEST:
        raise Refused(_("Name a time within a year."), field="at")
    return until


def _today(now: datetime, calendar: WorkingCalendar) -> date:
    return now.astimezone(calendar.zone).date()


def _morning_of(day: date, calendar: WorkingCalendar) -> datetime:
    """Who is open at night is not called at night."""
    spans = calendar.day_spans(day)
    opens = spans[0][0] if spans and spans[0][0] >= DAWN else MORNING
    return datetime.combine(day, opens, calendar.zone)
