"""Slots of a day, and when somebody is reminded (JRN-7). Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from alongside.kernel.refusals import Refused

MOST_SLOTS = 400
MOST_PLACES = 500
LONGEST = timedelta(hours=24)
FURTHEST = timedelta(days=730)
SHORTEST_MINUTES, LONGEST_MINUTES = 10, 480
MOST_DAYS = 31

DAY_BEFORE = time(10)  # of the node's local time
HOURS_BEFORE = timedelta(hours=2)


@dataclass(frozen=True)
class SlotGiven:
    """A slot to be: from when until when, where, for how many."""

    from_at: datetime
    until_at: datetime
    capacity: int
    place: str = ""


def check_slot(one: SlotGiven, *, now: datetime) -> None:
    """Refused for a slot that nobody could come to."""
    if one.until_at <= one.from_at:
        raise Refused(_("A slot ends after it begins."), field="until")
    if one.until_at - one.from_at > LONGEST:
        raise Refused(_("A slot is no longer than a day."), field="until")
    if not now - LONGEST * 31 < one.from_at < now + FURTHEST:
        raise Refused(_("The day lies too far away."), field="day")
    if not 1 <= one.capacity <= MOST_PLACES:
        raise Refused(_("A slot has between 1 and %(n)s places.") % {"n": MOST_PLACES}, field="capacity")


def slots_of_days(
    days: Iterable[date],
    *,
    begins: time,
    ends: time,
    minutes: int,
    capacity: int,
    zone: ZoneInfo,
    place: str = "",
    rest_from: time | None = None,
    rest_until: time | None = None,
) -> list[SlotGiven]:
    """Slots one after the other from morning to evening, leaving out the rest at noon."""
    if not SHORTEST_MINUTES <= minutes <= LONGEST_MINUTES:
        raise Refused(
            _("A slot lasts from %(least)s to %(most)s minutes.")
            % {"least": SHORTEST_MINUTES, "most": LONGEST_MINUTES},
            field="minutes",
        )
    made: list[SlotGiven] = []
    for day in days:
        at, end = datetime.combine(day, begins, zone), datetime.combine(day, ends, zone)
        while at + timedelta(minutes=minutes) <= end:
            until = at + timedelta(minutes=minutes)
            if rest_from and rest_until and at.time() < rest_until and until.time() > rest_from:
                at = datetime.combine(day, rest_until, zone)
                continue
            made.append(SlotGiven(at, until, capacity, place))
            at = until
    if not made:
        raise Refused(_("No slot fits between these hours."), field="ends")
    return made


def next_reminder(from_at: datetime, now: datetime, zone: ZoneInfo) -> datetime | None:
    """The next moment at which somebody who comes at `from_at` is reminded; None when it has been said already.

    The morning of the day before, and two hours before. Who books later than that has just been told.
    """
    before = from_at.astimezone(zone).date() - timedelta(days=1)
    moments = (datetime.combine(before, DAY_BEFORE, zone), from_at - HOURS_BEFORE)
    return next((one for one in moments if one > now), None)
