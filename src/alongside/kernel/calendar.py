"""Working time: when an office is open, and what that makes of a deadline (ORG-7, CAS-4).

Pure arithmetic: moments go in aware (any zone) and come out in UTC; opening hours are read in the
calendar's own zone, so a day with a clock change is as long as it really was. Durations are exact to
the microsecond.

A year of opening hours is laid out once as a table and shared by all calendars of equal content, so
building a calendar for each request costs nothing and an answer costs a few microseconds.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from types import MappingProxyType
from zoneinfo import ZoneInfo

from chinese_calendar.constants import holidays as PUBLIC_HOLIDAYS
from chinese_calendar.constants import workdays as MAKE_UP_DAYS

Span = tuple[time, time]
Spans = tuple[Span, ...]

MIDNIGHT = time(0)
ALL_DAY: Spans = ((MIDNIGHT, MIDNIGHT),)
FURTHEST_YEARS = 100
PUBLISHED_YEARS = frozenset(day.year for day in PUBLIC_HOLIDAYS)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_FRIDAY, _SATURDAY, _SUNDAY = 4, 5, 6


class NeverOpens(ValueError):
    """The calendar has not enough working time within a hundred years of the start."""


@dataclass(frozen=True)
class WorkingCalendar:
    """The opening hours of one node of the organisation.

    `week` maps a weekday (0 is Monday) to its spans; a missing day is closed. Two spans make a lunch
    break. A span ends after it begins; an end of 00:00 means the end of the day, and a night shift is
    written as two spans on two days.
    `holidays` follows the Chinese public holidays and their make-up days (调休): a Saturday that works has
    the hours of Friday, a Sunday those of Monday.
    `exceptions` are the node's own days and win over everything; no spans means closed.
    """

    zone: ZoneInfo
    week: Mapping[int, Spans]
    holidays: bool = False
    exceptions: Mapping[date, Spans] = field(default_factory=dict)
    _key: tuple = field(init=False, repr=False, compare=False)
    _years: dict = field(init=False, repr=False, compare=False)

    def __post_init__(self):
        week = {day: checked_spans(self.week.get(day, ())) for day in range(7)}
        exceptions = {day: checked_spans(spans) for day, spans in self.exceptions.items()}
        key = (self.zone, tuple(week.values()), self.holidays, frozenset(exceptions.items()))
        object.__setattr__(self, "week", MappingProxyType(week))
        object.__setattr__(self, "exceptions", MappingProxyType(exceptions))
        object.__setattr__(self, "_key", key)
        object.__setattr__(self, "_years", _years_of(key))

    def __hash__(self):
        return hash(self._key)

    @classmethod
    def round_the_clock(cls, zone):
        """The 24-hour hotline: every moment is working time."""
        return cls(zone=zone, week=dict.fromkeys(range(7), ALL_DAY))

    def day_spans(self, day):
        """The opening hours of one local date, in local time."""
        spans = self.exceptions.get(day)
        if spans is not None:
            return spans
        weekday = day.weekday()
        if self.holidays:
            if day in MAKE_UP_DAYS:
                weekday = {_SATURDAY: _FRIDAY, _SUNDAY: 0}.get(weekday, weekday)
            elif day in PUBLIC_HOLIDAYS:
                return ()
        return self.week[weekday]

    def is_working(self, at):
        """Whether the office is open at this moment; the closing moment itself is closed."""
        moment = _count(at)
        year = self._year(self._year_number(at))
        index = bisect_right(year.starts, moment) - 1
        return index >= 0 and moment < year.ends[index]

    def next_opening(self, at):
        """This moment if the office is open, otherwise when it opens next. Raises NeverOpens."""
        moment = _count(at)
        number = self._year_number(at)
        for year in self._years_from(number, 1):
            index = bisect_right(year.ends, moment)
            if index < len(year.starts):
                return _moment(max(moment, year.starts[index]))
        raise NeverOpens

    def between(self, a, b):
        """The working time from a to b; negative when b lies before a."""
        if b < a:
            return -self.between(b, a)
        first, last = self._year_number(a), self._year_number(b)
        worked = self._year(last).worked_until(_count(b)) - self._year(first).worked_until(_count(a))
        for number in range(first, last):
            worked += self._year(number).total
        return timedelta(microseconds=worked)

    def add(self, start, duration):
        """The earliest moment by which this much working time (a timedelta, or seconds) has passed.

        Eight hours from a morning's opening are due at that evening's closing, not at the next opening.
        Nothing added gives `start` back. A negative duration gives the latest moment from which that much
        time remains until `start`, for warnings ahead of a deadline. Raises NeverOpens.
        """
        if not isinstance(duration, timedelta):
            duration = timedelta(seconds=duration)
        amount = duration // _MICROSECOND
        if amount == 0:
            return start.astimezone(UTC)
        number = self._year_number(start)
        target = self._year(number).worked_until(_count(start)) + amount
        if amount > 0:
            for year in self._years_from(number, 1):
                if target <= year.total:
                    return year.moment(bisect_left(year.worked_after, target), target)
                target -= year.total
        else:
            if target >= 0:
                year = self._year(number)
                return year.moment(bisect_right(year.worked_after, target), target)
            for year in self._years_from(number - 1, -1):
                target += year.total
                if target >= 0:
                    return year.moment(bisect_right(year.worked_after, target), target)
        raise NeverOpens

    def unpublished_years(self, a, b):
        """The years between two moments whose public holidays are not known yet and count as plain weeks.

        Whoever shows a date that was reckoned over such a year says so beside it.
        """
        if not self.holidays:
            return ()
        years = range(self._year_number(min(a, b)), self._year_number(max(a, b)) + 1)
        return tuple(number for number in years if number not in PUBLISHED_YEARS)

    def _year_number(self, at):
        return at.astimezone(self.zone).year

    def _year(self, number):
        year = self._years.get(number)
        if year is None:
            year = self._years[number] = self._laid_out(number)
        return year

    def _years_from(self, number, step):
        for _ in range(FURTHEST_YEARS):
            if not date.min.year < number < date.max.year:
                return
            yield self._year(number)
            number += step

    def _laid_out(self, number):
        starts, ends = [], []
        day, last = date(number, 1, 1), date(number, 12, 31)
        while day <= last:
            for opens, closes in self.day_spans(day):
                start = _instant(datetime.combine(day, opens), 0, self.zone)
                if closes == MIDNIGHT:
                    end = _instant(datetime.combine(day + timedelta(days=1), closes), 0, self.zone)
                else:
                    end = _instant(datetime.combine(day, closes), 1, self.zone)
                if ends and start <= ends[-1]:
                    ends[-1] = max(ends[-1], end)
                elif start < end:
                    starts.append(start)
                    ends.append(end)
            day += timedelta(days=1)
        return _Year(starts, ends)


class _Year:
    """The spans of one local year in microseconds since 1970, with running totals of working time."""

    __slots__ = ("ends", "starts", "total", "worked_after", "worked_before")

    def __init__(self, starts, ends):
        self.starts, self.ends = starts, ends
        self.worked_before, self.worked_after, self.total = [], [], 0
        for start, end in zip(starts, ends, strict=True):
            self.worked_before.append(self.total)
            self.total += end - start
            self.worked_after.append(self.total)

    def worked_until(self, moment):
        index = bisect_right(self.starts, moment) - 1
        if index < 0:
            return 0
        return self.worked_before[index] + min(moment, self.ends[index]) - self.starts[index]

    def moment(self, index, target):
        return _moment(self.starts[index] + target - self.worked_before[index])


def parse_spans(text):
    """Read "09:00-12:00, 13:30-18:00" (24:00 ends the day). Raises ValueError."""
    spans = []
    for part in text.replace("，", ",").replace("–", "-").split(","):
        if part.strip():
            opens, closes = (piece.strip() for piece in part.split("-"))
            end = MIDNIGHT if closes == "24:00" else time.fromisoformat(closes)
            spans.append((time.fromisoformat(opens), end))
    return checked_spans(spans)


def checked_spans(spans):
    """The spans of a day as a tuple in order. Raises ValueError where one is empty or overlaps another."""
    ordered = tuple(sorted((opens, closes) for opens, closes in spans))
    free_from = MIDNIGHT
    for index, (opens, closes) in enumerate(ordered):
        if closes != MIDNIGHT and closes <= opens:
            raise ValueError(f"a span must end after it begins: {opens}-{closes}")
        if index and (free_from == MIDNIGHT or opens < free_from):
            raise ValueError(f"spans of one day must not overlap: {opens}-{closes}")
        free_from = closes
    return ordered


@lru_cache(maxsize=1024)
def _years_of(key):
    return {}


def _count(at):
    return (at - _EPOCH) // _MICROSECOND


def _moment(count):
    return _EPOCH + timedelta(microseconds=count)


def _instant(local, fold, zone):
    """A local wall-clock time as a count.

    One that comes twice is its first (fold 0) or second pass; one that a clock change skips is the moment of
    the change.
    """
    counts = [_count(local.replace(tzinfo=zone, fold=either)) for either in (0, 1)]
    if counts[0] <= counts[1]:
        return counts[fold]
    before, after = counts[1], counts[0]
    offset = _moment(before).astimezone(zone).utcoffset()
    while after - before > 1:
        middle = (before + after) // 2
        if _moment(middle).astimezone(zone).utcoffset() == offset:
            before = middle
        else:
            after = middle
    return after
