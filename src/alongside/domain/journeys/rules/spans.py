"""How long after a dated event something is due, or before it: 24h, 3d, -14d, 5w, 3m (JRN-2)."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from alongside.kernel.calendar import MIDNIGHT, WorkingCalendar

HOURS, DAYS, WORKING_DAYS, MONTHS = "h", "d", "w", "m"
MOST = {HOURS: 24 * 366, DAYS: 366 * 10, WORKING_DAYS: 250 * 4, MONTHS: 12 * 20}
ABOUT = {HOURS: 1 / 24, DAYS: 1.0, WORKING_DAYS: 1.4, MONTHS: 30.4}  # days
END_OF_DAY = time(18)  # of days on which the office does not say when it closes

_WRITTEN = re.compile(r"(-?)([0-9]{1,5})([hdwm])")


@dataclass(frozen=True)
class Span:
    """`many` hours on the clock, days, working days of the node's calendar, or months. Negative: before the event.

    Hours are counted from the moment. All others end on a day: when the office closes, else at six in the evening.
    """

    many: int
    unit: str

    def __str__(self) -> str:
        return f"{self.many}{self.unit}"

    @property
    def days(self) -> float:
        """About how many days, to tell which of two is the longer."""
        return self.many * ABOUT[self.unit]

    def after(self, at: datetime, calendar: WorkingCalendar) -> datetime:
        """The moment, in UTC, by which this much has passed since `at`."""
        if self.unit == HOURS:
            return (at + timedelta(hours=self.many)).astimezone(UTC)
        day = at.astimezone(calendar.zone).date()
        return closing_of(self.day_after(day, calendar), calendar)

    def day_after(self, day: date, calendar: WorkingCalendar) -> date:
        """The day that many days, working days or months away."""
        if self.unit == MONTHS:
            return months_after(day, self.many)
        if self.unit == DAYS:
            return day + timedelta(days=self.many)
        one = timedelta(days=1 if self.many > 0 else -1)
        left = abs(self.many)
        while left:
            day += one
            left -= bool(calendar.day_spans(day))
        return day


def span(written: str) -> Span:
    """The span that is written so. ValueError for anything else, and for one longer than anybody waits."""
    found = _WRITTEN.fullmatch(written.strip().lower())
    if found is None:
        raise ValueError(written)
    sign, many, unit = found.groups()
    if int(many) > MOST[unit]:
        raise ValueError(written)
    return Span(-int(many) if sign else int(many), unit)


def months_after(day: date, many: int) -> date:
    """The same day of a later month, or the last one of a month that is shorter."""
    month = day.year * 12 + day.month - 1 + many
    year, month = divmod(month, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def closing_of(day: date, calendar: WorkingCalendar) -> datetime:
    """When the office closes on that day, in UTC; six in the evening when it is shut, or open all night."""
    spans = calendar.day_spans(day)
    end = spans[-1][1] if spans else END_OF_DAY
    if end == MIDNIGHT:
        end = END_OF_DAY
    return datetime.combine(day, end, calendar.zone).astimezone(UTC)
