"""From what has happened to which steps there are and when they are due: pure, and the whole of planning (JRN-3).

`plan` knows nothing of what was planned before. It is a function of the facts alone, so replaying all facts from
nothing gives the same plan as following them one by one; `compare` says what has to change for the plan to be so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from alongside.domain.journeys.rules.spans import DAYS, Span
from alongside.domain.journeys.rules.template import Plan, StageRule, StepRule
from alongside.kernel.calendar import WorkingCalendar

# What was due longer than this before the journey began belongs to the time before it: nobody asks for it now.
LOOK_BACK = timedelta(days=30)
AT_ONCE = Span(1, DAYS)  # what could not be known before it was due is due by the end of the next day


class Key(NamedTuple):
    """What makes a step the same step: it is there once. `occurrence` of its event; `turn` of one that comes again."""

    code: str
    occurrence: int = 1
    turn: int = 1


class Happened(NamedTuple):
    """An event that has happened, or a day that is promised. `occurrence` counts those that may happen again."""

    event: str
    at: datetime
    occurrence: int = 1


class Planned(NamedTuple):
    """When a step may begin (None: at once) and when it is due, in UTC."""

    stage: str
    opens_at: datetime | None
    due_at: datetime


class Closing(NamedTuple):
    """When a step was done or waived, and the next time that was agreed with the customer, if one was."""

    at: datetime
    agreed_at: datetime | None = None


class Standing(NamedTuple):
    """A step that is there. `is_closed`: done or waived, which no planning touches."""

    planned: Planned
    is_closed: bool
    is_withdrawn: bool


@dataclass(frozen=True)
class Changes:
    """What has to be done to the steps that are there."""

    added: Mapping[Key, Planned]
    moved: Mapping[Key, Planned]
    revived: Mapping[Key, Planned]
    withdrawn: frozenset[Key]

    def __bool__(self) -> bool:
        return bool(self.added or self.moved or self.revived or self.withdrawn)


def plan(
    rules: Plan,
    happened: Iterable[Happened],
    closed: Mapping[Key, Closing],
    calendar: WorkingCalendar,
    since: datetime,
) -> dict[Key, Planned]:
    """The open steps of a journey that began at `since`.

    `closed`: the steps that were done or waived, from which those come that repeat.
    """
    by_event: dict[str, list[Happened]] = {}
    for one in happened:
        by_event.setdefault(one.event, []).append(one)
    wanted: dict[Key, Planned] = {}
    for rule in rules.steps:
        if rule.until & by_event.keys() or not rule.needs <= by_event.keys():
            continue
        for anchor in by_event.get(rule.after, ()):
            if rule.nth and anchor.occurrence != rule.nth:
                continue
            key = Key(rule.code, anchor.occurrence)
            while rule.every is not None and key in closed:
                last, key = closed[key], key._replace(turn=key.turn + 1)
            if key in closed:
                continue
            if rule.every is not None and key.turn > 1:
                wanted[key] = Planned(rule.stage, None, last.agreed_at or rule.every.after(last.at, calendar))
            elif planned := _first(rule, anchor, by_event, calendar, since):
                wanted[key] = planned
    return wanted


def _first(
    rule: StepRule,
    anchor: Happened,
    by_event: Mapping[str, list[Happened]],
    calendar: WorkingCalendar,
    since: datetime,
) -> Planned | None:
    """The step as its event plans it; None for one that belongs to the time before the journey."""
    due_at = rule.due.after(anchor.at, calendar)
    known_at = max((min(one.at for one in by_event[event]) for event in rule.needs), default=due_at)
    opens_at = rule.opens.after(anchor.at, calendar) if rule.opens else None
    if due_at < known_at:
        opens_at, due_at = None, AT_ONCE.after(known_at, calendar)
    if due_at < since - LOOK_BACK:
        return Planned(rule.stage, None, rule.every.after(since, calendar)) if rule.every else None
    return Planned(rule.stage, opens_at, due_at)


def compare(standing: Mapping[Key, Standing], wanted: Mapping[Key, Planned]) -> Changes:
    """What turns the steps that are there into the ones that are wanted. Applied, comparing again finds nothing."""
    added = {key: planned for key, planned in wanted.items() if key not in standing}
    moved, revived = {}, {}
    for key, planned in wanted.items():
        there = standing.get(key)
        if there is None or there.is_closed:
            continue
        if there.is_withdrawn:
            revived[key] = planned
        elif there.planned != planned:
            moved[key] = planned
    gone = (
        key
        for key, there in standing.items()
        if key not in wanted and not there.is_closed and not there.is_withdrawn
    )
    return Changes(added, moved, revived, frozenset(gone))


class Where(NamedTuple):
    """The stage that a journey is in, and when time alone takes it on to the next (None: something must happen)."""

    stage: str
    next_at: datetime | None


def where(rules: Plan, happened: Iterable[Happened], calendar: WorkingCalendar, now: datetime) -> Where:
    """The furthest stage that has begun; before anything has happened, the first."""
    first = {}
    for one in happened:
        if one.event not in first or one.at < first[one.event]:
            first[one.event] = one.at
    found, next_at = "", None
    for stage in rules.stages:
        if stage.along:
            continue
        begins = _begins(stage, first, calendar)
        found = found or stage.code
        if begins is None:
            continue
        if begins <= now:
            found = stage.code
        elif next_at is None or begins < next_at:
            next_at = begins
    return Where(found, next_at)


def _begins(stage: StageRule, first: Mapping[str, datetime], calendar: WorkingCalendar) -> datetime | None:
    at = first.get(stage.begins)
    if at is None or not stage.needs <= first.keys():
        return None
    return stage.after.after(at, calendar) if stage.after else at
