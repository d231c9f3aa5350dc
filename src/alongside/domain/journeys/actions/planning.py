"""Bringing the steps of journeys to what their facts ask for: set-based, and the same for one as for a thousand (JRN-3).

The journeys are locked in the order of their keys; what is planned depends on nothing but what has happened, so doing
it again, or twice at once, changes nothing more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import lru_cache
from typing import Any

from django.db import connection, transaction

from alongside.domain.journeys import events
from alongside.domain.journeys.models import Journey, JourneyFact, Step, TemplateVersion
from alongside.domain.journeys.queries.responsible import Responsible
from alongside.domain.journeys.rules import (
    DELIVERY,
    Changes,
    Closing,
    Happened,
    Key,
    Plan,
    Planned,
    Standing,
    Where,
    compare,
    plan,
    read,
    where,
)
from alongside.domain.organisation.queries import calendar_of, working_calendar
from alongside.kernel import journal
from alongside.kernel.actor import Actor
from alongside.kernel.calendar import WorkingCalendar

MIDNIGHT = time(0)


@dataclass
class Replanned:
    """How many journeys changed, and their steps."""

    journeys: int = 0
    added: int = 0
    moved: int = 0
    withdrawn: int = 0

    def count(self, changes: Changes) -> None:
        self.journeys += 1
        self.added += len(changes.added) + len(changes.revived)
        self.moved += len(changes.moved)
        self.withdrawn += len(changes.withdrawn)


@transaction.atomic
def replan(journey_ids: Iterable[int], *, by: Actor, now: datetime) -> Replanned:
    """Plan these journeys anew. Those that are no longer under way lose their open steps."""
    batch = _Batch(journey_ids, now)
    done = Replanned()
    for journey in batch.journeys:
        changes, place = batch.decide(journey)
        batch.take(journey, changes, place)
        if changes:
            done.count(changes)
    batch.write(by=by)
    return done


def foresee(journey_ids: Iterable[int], rules: Plan, *, now: datetime) -> Iterator[tuple[Journey, Changes]]:
    """What these rules would change of journeys under way, if they walked by them. Nothing is locked or written."""
    batch = _Batch(journey_ids, now, is_rehearsal=True)
    for journey in batch.journeys:
        changes, _place = batch.decide(journey, rules)
        yield journey, changes


@lru_cache(maxsize=200)
def plan_of(version_id: int) -> Plan:
    """The plan of a published version; it never changes."""
    return read(TemplateVersion.objects.get(pk=version_id).content)


class _Batch:
    """Some journeys with all that planning needs, read in a handful of statements and written in as many."""

    def __init__(self, journey_ids: Iterable[int], now: datetime, *, is_rehearsal: bool = False) -> None:
        self.now = now
        rows = Journey.objects.all()
        if not is_rehearsal:
            rows = rows.select_for_update(of=("self",), no_key=True)
        self.journeys = list(
            rows.filter(pk__in=list(journey_ids)).select_related("node", "building").order_by("pk")
        )
        ids = [one.pk for one in self.journeys]
        nodes = {one.node_id: one.node for one in self.journeys}
        self.calendars = {
            pk: working_calendar(calendar_of(node), zone=node.zone) for pk, node in nodes.items()
        }
        self.responsible = Responsible(nodes.values(), now=now)
        self.happened: dict[int, list[Happened]] = {pk: [] for pk in ids}
        for journey_id, event, occurrence, at in (
            JourneyFact.objects.filter(journey_id__in=ids, withdrawn_at__isnull=True)
            .order_by("id")
            .values_list("journey_id", "event", "occurrence", "at")
        ):
            self.happened[journey_id].append(Happened(event, at, occurrence))
        self.standing: dict[int, dict[Key, Standing]] = {pk: {} for pk in ids}
        self.closed: dict[int, dict[Key, Closing]] = {pk: {} for pk in ids}
        self.rows: dict[tuple[int, Key], int] = {}
        self._read_steps(ids)
        self.added: list[Step] = []
        self.changed: list[tuple[int, str, datetime | None, datetime, int | None]] = []
        self.gone: list[int] = []
        self.placed: list[tuple[int, str, datetime, datetime | None]] = []
        self.facts: list[journal.Fact] = []

    def _read_steps(self, ids: Sequence[int]) -> None:
        columns = ("pk", "journey_id", "code", "occurrence", "turn", "stage", "state", "opens_at", "due_at")
        for row in Step.objects.filter(journey_id__in=ids).values_list(*columns, "closed_at", "agreed_at"):
            pk, journey_id, code, occurrence, turn, stage, state, opens_at, due_at, closed_at, agreed_at = row
            key = Key(code, occurrence, turn)
            self.rows[journey_id, key] = pk
            self.standing[journey_id][key] = Standing(
                Planned(stage, opens_at, due_at), closed_at is not None, state == "withdrawn"
            )
            if closed_at is not None:
                self.closed[journey_id][key] = Closing(closed_at, agreed_at)

    def decide(self, journey: Journey, rules: Plan | None = None) -> tuple[Changes, Where]:
        """What its facts ask for by these rules (None: those it walks by), against what is there."""
        standing = self.standing[journey.pk]
        if journey.state != "walking":
            return compare(standing, {}), Where(journey.stage, None)
        rules = rules or plan_of(journey.version_walked_id)
        calendar = self.calendars[journey.node_id]
        happened = [*self.happened[journey.pk], *promised(journey, calendar)]
        wanted = plan(rules, happened, self.closed[journey.pk], calendar, journey.begun_at)
        return compare(standing, wanted), where(rules, happened, calendar, self.now)

    def take(self, journey: Journey, changes: Changes, place: Where) -> None:
        """Note what has to be written for one journey."""
        if place != (journey.stage, journey.stage_next_at):
            since = self.now if place.stage != journey.stage else journey.stage_since
            self.placed.append((journey.pk, place.stage, since, place.next_at))
        for key, planned in changes.added.items():
            self.added.append(
                Step(
                    journey_id=journey.pk,
                    node_id=journey.node_id,
                    code=key.code,
                    occurrence=key.occurrence,
                    turn=key.turn,
                    stage=planned.stage,
                    assignee_id=self._answers(journey, key),
                    opens_at=planned.opens_at,
                    due_at=planned.due_at,
                    next_rung_at=planned.due_at,
                    planned_at=self.now,
                )
            )
        for key, planned in {**changes.moved, **changes.revived}.items():
            revived_for = self._answers(journey, key) if key in changes.revived else None
            self.changed.append(
                (self.rows[journey.pk, key], planned.stage, planned.opens_at, planned.due_at, revived_for)
            )
        self.gone += [self.rows[journey.pk, key] for key in changes.withdrawn]
        if changes:
            counts = {
                "new": len(changes.added) + len(changes.revived),
                "moved": len(changes.moved),
                "withdrawn": len(changes.withdrawn),
            }
            self.facts.append(journal.Fact(events.JOURNEY_REPLANNED, journey, counts, journey.node.path))

    def _answers(self, journey: Journey, key: Key) -> int | None:
        rules = plan_of(journey.version_walked_id)
        role = next(rule.role for rule in rules.steps if rule.code == key.code)
        return self.responsible.of(
            role, node_id=journey.node_id, keeper_id=journey.keeper_id, journey_id=journey.pk
        )

    def write(self, *, by: Actor) -> None:
        Step.objects.bulk_create(self.added, batch_size=2_000)
        _write_rows(_MOVE, self.changed)
        if self.gone:
            Step.objects.filter(pk__in=self.gone).update(state="withdrawn", rung=0, next_rung_at=None)
        _write_rows(_PLACE, self.placed)
        journal.record_many(self.facts, by=by, at=self.now)


def promised_day(journey: Journey) -> date | None:
    """The day on which the home is promised, which is the building's; `journey.building` loaded."""
    return journey.building.delivery_on if journey.building else None


def promised(journey: Journey, calendar: WorkingCalendar) -> list[Happened]:
    """That day as something that the plan hangs on."""
    on = promised_day(journey)
    if on is None:
        return []
    return [Happened(DELIVERY.code, datetime.combine(on, MIDNIGHT, calendar.zone).astimezone(UTC))]


# A step that moves is late anew only when its new time has passed; whoever has it keeps it.
_MOVE = """
    UPDATE journeys_step s
       SET state = 'planned', stage = v.stage, opens_at = v.opens_at, due_at = v.due_at, rung = 0, next_rung_at = v.due_at,
           assignee_id = coalesce(v.assignee_id, s.assignee_id), version = s.version + 1
      FROM unnest(%s::bigint[], %s::text[], %s::timestamptz[], %s::timestamptz[], %s::bigint[])
           AS v (id, stage, opens_at, due_at, assignee_id)
     WHERE s.id = v.id
"""
_PLACE = """
    UPDATE journeys_journey j
       SET stage = v.stage, stage_since = v.since, stage_next_at = v.next_at
      FROM unnest(%s::bigint[], %s::text[], %s::timestamptz[], %s::timestamptz[]) AS v (id, stage, since, next_at)
     WHERE j.id = v.id
"""


def _write_rows(sql: str, rows: Sequence[tuple[Any, ...]]) -> None:
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(sql, [list(column) for column in zip(*rows, strict=True)])
