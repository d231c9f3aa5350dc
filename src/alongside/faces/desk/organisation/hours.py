"""Working hours as people read and type them: 09:00-12:00, 13:30-18:00."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from alongside.domain.organisation.models import Calendar
from alongside.domain.organisation.queries import working_calendar
from alongside.kernel.calendar import MAKE_UP_DAYS, PUBLIC_HOLIDAYS, parse_spans
from alongside.kernel.refusals import Refused

AHEAD = timedelta(days=365)  # as far as a deadline may well reach


@dataclass(frozen=True)
class Day:
    """A day to come: when it is open, and why it is not as the week says."""

    on: date
    spans: str
    why: str


def typed(spans: Iterable[Iterable[str]]) -> str:
    """Stored spans as text; midnight at the end of a day is 24:00."""
    return ", ".join(f"{opens}-{'24:00' if closes == '00:00' else closes}" for opens, closes in spans)


def read(text: str, *, field: str) -> list[list[str]]:
    """Typed text as stored spans; nothing typed means closed. Refused names the field."""
    try:
        return [[f"{opens:%H:%M}", f"{closes:%H:%M}"] for opens, closes in parse_spans(text)]
    except ValueError as error:
        raise Refused(
            _("Opening hours must not overlap, and each must end after it begins, like 09:00-12:00."),
            field=field,
        ) from error


def week_rows(calendar: Calendar) -> list[tuple[str, str]]:
    """(weekday, hours) from Monday."""
    return [(str(WEEKDAYS[day]), typed(calendar.week.get(str(day), ()))) for day in range(7)]


def summary(week: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Days that follow each other with the same hours, as one: ("Mon–Fri", "09:00-12:00 …")."""
    rows: list[list[Any]] = []
    for day in range(7):
        hours = typed(week.get(str(day), ()))
        if rows and rows[-1][2] == hours:
            rows[-1][1] = day
        else:
            rows.append([day, day, hours])
    return [
        (str(WEEKDAYS[first]) if first == last else f"{WEEKDAYS[first]}–{WEEKDAYS[last]}", hours)
        for first, last, hours in rows
    ]


def unpublished_years(calendar: Calendar, now: datetime) -> tuple[int, ...]:
    """Years ahead whose holidays the State Council has not announced, so they count as plain weeks (ORG-7)."""
    return working_calendar(calendar).unpublished_years(now, now + AHEAD)


def days_ahead(calendar: Calendar, now: datetime, *, count: int = 14) -> list[Day]:
    """The next days as they will be worked."""
    hours = working_calendar(calendar)
    exceptions = {one.on: one for one in calendar.exceptions.all()}
    today = timezone.localdate(now)
    days = []
    for number in range(count):
        on = today + timedelta(days=number)
        spans = typed((f"{opens:%H:%M}", f"{closes:%H:%M}") for opens, closes in hours.day_spans(on))
        days.append(Day(on, spans, _why(calendar, exceptions, on)))
    return days


def _why(calendar: Calendar, exceptions: dict[date, Any], on: date) -> str:
    if on in exceptions:
        return exceptions[on].reason or _("Own exception")
    if calendar.is_round_the_clock or not calendar.has_national_holidays:
        return ""
    if on in MAKE_UP_DAYS:
        return _("Make-up working day")
    return _("Public holiday") if on in PUBLIC_HOLIDAYS else ""
