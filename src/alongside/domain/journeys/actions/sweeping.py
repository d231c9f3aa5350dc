"""The worker's round over steps and stages: overdue ones go to the deputy, then up (JRN-5, ORG-4).

What is due is in the rows, so a round that was missed is made up by the next one.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from alongside.domain.journeys import events
from alongside.domain.journeys.actions.planning import replan
from alongside.domain.journeys.models import Journey, Step
from alongside.domain.journeys.rules import notices
from alongside.domain.organisation.models import Node, StaffMember
from alongside.domain.organisation.queries import calendar_of, named_person, working_calendar
from alongside.domain.work.actions import notice_for, notify_many
from alongside.domain.work.models import Notice
from alongside.kernel import journal
from alongside.kernel.actor import SYSTEM

BATCH = 500
HIGHEST_RUNG = 5
A_RUNG = timedelta(hours=8)  # of the node's working time, until the next one above hears of it


def sweep_journeys(*, now: datetime) -> int:
    """Everything that time alone has brought about; how many rows. Running it again does nothing more."""
    acted = 0
    while count := _climb(now=now):
        acted += count
    while count := _enter_stages(now=now):
        acted += count
    return acted


@transaction.atomic
def _enter_stages(*, now: datetime) -> int:
    """Journeys whose next stage begins by time: three months after moving in."""
    due = Journey.objects.walking().filter(stage_next_at__lte=now).order_by("stage_next_at")
    ids = list(due.select_for_update(skip_locked=True, no_key=True).values_list("pk", flat=True)[:BATCH])
    replan(ids, by=SYSTEM, now=now)
    return len(ids)


@transaction.atomic
def _climb(*, now: datetime) -> int:
    """At first whoever answers hears of it, and their deputy while they are away; then each rung above."""
    due = list(
        Step.objects.to_do()
        .filter(next_rung_at__lte=now)
        .order_by("next_rung_at")
        .select_for_update(skip_locked=True, of=("self",), no_key=True)
        .select_related("node", "assignee__deputy", "journey")[:BATCH]
    )
    round_ = _Round(now)
    for step in due:
        round_.climb(step)
    Step.objects.bulk_update(due, ["rung", "next_rung_at"])
    notify_many(round_.notices)
    journal.record_many(round_.facts, by=SYSTEM, at=now)
    return len(due)


class _Round:
    """One batch: whom each step comes up to, and what they are told."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.notices: list[Notice] = []
        self.facts: list[journal.Fact] = []
        self._named: dict[tuple[int, int], StaffMember | None] = {}

    def climb(self, step: Step) -> None:
        step.rung += 1
        people = _with_deputy(step.assignee) if step.rung == 1 else self._above(step)
        while not people and step.rung < HIGHEST_RUNG:
            step.rung += 1
            people = self._above(step)
        is_last = step.rung >= HIGHEST_RUNG
        calendar = working_calendar(calendar_of(step.node), zone=step.node.zone)
        step.next_rung_at = None if is_last else calendar.add(self.now, A_RUNG)
        kind = notices.STEP_OVERDUE if step.rung == 1 else notices.STEP_ESCALATED
        self.notices += [
            notice_for(
                one,
                kind.kind,
                now=self.now,
                about=step.journey,
                facts={"code": step.code, "step": step.pk},
                is_urgent=step.rung > 1,
                once_key=f"step:{step.pk}:{step.rung}:{step.due_at:%Y%m%d%H%M}",
            )
            for one in people
        ]
        told = {"step": step.pk, "code": step.code, "rung": step.rung, "staff": [one.pk for one in people]}
        self.facts.append(journal.Fact(events.STEP_OVERDUE, step.journey, told, step.node.path))

    def _above(self, step: Step) -> list[StaffMember]:
        named = self._person(step.node, step.rung)
        return _with_deputy(named) if named and named.pk != step.assignee_id else []

    def _person(self, node: Node, rank: int) -> StaffMember | None:
        if (node.pk, rank) not in self._named:
            self._named[node.pk, rank] = named_person(node, rank, now=self.now)
        return self._named[node.pk, rank]


def _with_deputy(staff: StaffMember | None) -> list[StaffMember]:
    """Somebody who is there, and while they are away their deputy too (ORG-6)."""
    if staff is None or not staff.is_active:
        return []
    if staff.presence == StaffMember.Presence.AWAY and staff.deputy and staff.deputy.is_active:
        return [staff, staff.deputy]
    return [staff]
