"""Working hours by node, holidays and days that differ (ORG-7)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import available_timezones

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from alongside.domain.organisation import events, rules
from alongside.domain.organisation.models import Calendar, CalendarException
from alongside.domain.organisation.permissions import CHANGE_CALENDAR
from alongside.kernel import journal
from alongside.kernel.actor import Actor
from alongside.kernel.refusals import Refused

CHANGEABLE = frozenset({"name", "zone", "is_round_the_clock", "week", "has_national_holidays"})


@transaction.atomic
def add_calendar(
    *,
    code: str,
    name: Mapping[str, str],
    by: Actor,
    now: datetime,
    week: Mapping[Any, Any] | None = None,
    zone: str = "Asia/Shanghai",
    is_round_the_clock: bool = False,
    has_national_holidays: bool = True,
) -> Calendar:
    """Hours of one's own for a node: add them, then choose them with change_node(node, calendar=…)."""
    by.require(CHANGE_CALENDAR)
    code = code.strip().lower()
    if not re.fullmatch(r"[a-z0-9_-]{1,40}", code):
        raise Refused(_("The code is small letters, digits, hyphen and underscore."), field="code")
    if Calendar.objects.filter(code=code).exists():
        raise Refused(_("Another calendar has this code."), field="code")
    if not any(text.strip() for text in name.values()):
        raise Refused(_("A name is needed."), field="name")
    calendar = Calendar.objects.create(
        code=code,
        name=dict(name),
        zone=_checked_zone(zone),
        is_round_the_clock=is_round_the_clock,
        week=rules.checked_week(week or {}),
        has_national_holidays=has_national_holidays,
    )
    journal.record(events.CALENDAR_CHANGED, about=calendar, by=by, at=now)
    return calendar


@transaction.atomic
def change_calendar(calendar: Calendar, *, by: Actor, now: datetime, **changes: Any) -> Calendar:
    """Change name, zone, week, is_round_the_clock, has_national_holidays. Running deadlines keep their due time
    until they are next reckoned."""
    if unknown := set(changes) - CHANGEABLE:
        raise ValueError(f"a calendar has no changeable {sorted(unknown)}")
    calendar = _held(calendar, by)
    if "week" in changes:
        changes["week"] = rules.checked_week(changes["week"])
    if "zone" in changes:
        changes["zone"] = _checked_zone(changes["zone"])
    changed = [name for name, value in changes.items() if getattr(calendar, name) != value]
    if not changed:
        return calendar
    for name in changed:
        setattr(calendar, name, changes[name])
    calendar.save(update_fields=changed)
    journal.record(events.CALENDAR_CHANGED, about=calendar, by=by, at=now, facts={"fields": sorted(changed)})
    return calendar


@transaction.atomic
def add_calendar_exception(
    calendar: Calendar,
    *,
    on: date,
    spans: Iterable[Iterable[str]],
    by: Actor,
    now: datetime,
    reason: str = "",
) -> CalendarException:
    """A day that differs; no spans means closed. A second word about the same day replaces the first."""
    calendar = _held(calendar, by)
    exception, _is_new = CalendarException.objects.update_or_create(
        calendar=calendar, on=on, defaults={"spans": rules.checked_day(spans), "reason": reason.strip()}
    )
    journal.record(
        events.CALENDAR_CHANGED, about=calendar, by=by, at=now, facts={"on": on.isoformat(), "act": "added"}
    )
    return exception


@transaction.atomic
def remove_calendar_exception(exception: CalendarException, *, by: Actor, now: datetime) -> None:
    """The day follows the week and the holidays again."""
    calendar = _held(exception.calendar, by)
    exception.delete()
    journal.record(
        events.CALENDAR_CHANGED,
        about=calendar,
        by=by,
        at=now,
        facts={"on": exception.on.isoformat(), "act": "removed"},
    )


def _held(calendar: Calendar, by: Actor) -> Calendar:
    """The calendar, locked, for one who reaches every node that lives by it: its hours are theirs too."""
    by.require(CHANGE_CALENDAR)
    calendar = Calendar.objects.select_for_update(no_key=True).get(pk=calendar.pk)
    for node in calendar.node_using.all():
        by.require(CHANGE_CALENDAR, on=node)
    return calendar


def _checked_zone(zone: str) -> str:
    if zone not in available_timezones():
        raise Refused(_("There is no such time zone."), field="zone")
    return zone
