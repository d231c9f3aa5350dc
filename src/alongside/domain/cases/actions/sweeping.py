"""The worker's round over the deadlines: warn before, call it missed, climb the ladder after (CAS-4, ORG-4).

Everything due is in the rows, so a round that was missed is made up by the next one. A batch is one transaction:
a worker that dies in it has done nothing, and two workers never hold the same row.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db import transaction

from alongside.domain.cases import events
from alongside.domain.cases.actions.deadlines import reckon_pauses
from alongside.domain.cases.actions.moving import record, touch
from alongside.domain.cases.models import Case, Deadline, Escalation, EscalationStep, Pause
from alongside.domain.cases.rules.deadlines import CLIMB, MISS, WARN, next_act, what_is_due
from alongside.domain.organisation.models import Node, StaffMember
from alongside.domain.organisation.queries import named_person, working_calendar
from alongside.domain.work.actions import notice_for, notify_many
from alongside.domain.work.models import Notice
from alongside.kernel import journal
from alongside.kernel.actor import SYSTEM
from alongside.kernel.concurrency import lock
from alongside.kernel.events import Event

BATCH = 200
AFTER_FAULT = timedelta(minutes=10)  # a row that could not be reckoned is tried again then

log = logging.getLogger(__name__)


def sweep_deadlines(*, now: datetime) -> int:
    """Do everything that is due by now, batch by batch; how many deadlines were acted on.

    Running it again does nothing more. Any number of workers may run it at once.
    """
    end_capped_pauses(now=now)
    acted = 0
    while count := _sweep_batch(now=now):
        acted += count
    return acted


def end_capped_pauses(*, now: datetime) -> int:
    """End every pause that has used up its cap: the case no longer counts as waiting for the customer."""
    due = Pause.objects.filter(until_at__isnull=True, cap_ends_at__lte=now).order_by("cap_ends_at")
    return sum(_end_capped(pause, now=now) for pause in due.select_related("case")[:BATCH])


@transaction.atomic
def _end_capped(pause: Pause, *, now: datetime) -> int:
    case = lock(pause.case)
    ended = Pause.objects.filter(pk=pause.pk, until_at__isnull=True, cap_ends_at__lte=now).update(
        until_at=pause.cap_ends_at, capped_at=now
    )
    if not ended:
        return 0
    reckon_pauses(case, now=now)
    touch(case, now=now, is_waiting_for_customer=False)
    record(events.PAUSE_CAPPED, case, by=SYSTEM, now=now, facts={"pause": pause.pk})
    return 1


@transaction.atomic
def _sweep_batch(*, now: datetime) -> int:
    due = list(
        Deadline.objects.filter(next_act_at__lte=now)
        .order_by("next_act_at", "id")
        .select_for_update(skip_locked=True, of=("self",))
        .select_related("case", "case__node", "case__owner", "case__owner__deputy", "calendar")
        .prefetch_related("calendar__exceptions")[:BATCH]
    )
    if not due:
        return 0
    round_ = _Round(now)
    for deadline in due:
        round_.look_at(deadline)
    round_.write(due)
    return len(due)


class _Round:
    """One batch: what it decides row by row, it writes in a few statements."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.steps = list(EscalationStep.objects.order_by("level"))
        self.facts: list[journal.Fact] = []
        self.notices: list[Notice] = []
        self.escalations: list[Escalation] = []
        self._named: dict[tuple[int, int], StaffMember | None] = {}

    def look_at(self, deadline: Deadline) -> None:
        """Decide about one row. One that cannot be reckoned must not hold up the others."""
        told = len(self.facts), len(self.notices), len(self.escalations)
        try:
            self._decide(deadline)
        except Exception:
            log.exception("deadline %s could not be swept", deadline.pk)
            del self.facts[told[0] :], self.notices[told[1] :], self.escalations[told[2] :]
            deadline.refresh_from_db()
            deadline.next_act_at = self.now + AFTER_FAULT

    def write(self, due: list[Deadline]) -> None:
        Deadline.objects.bulk_update(due, ["warned_at", "missed_at", "escalation_level", "next_act_at"])
        Escalation.objects.bulk_create(self.escalations, ignore_conflicts=True)
        notify_many(self.notices)
        journal.record_many(self.facts, by=SYSTEM, at=self.now)

    def _decide(self, deadline: Deadline) -> None:
        act = what_is_due(
            due_at=deadline.due_at,
            warn_seconds=deadline.warn_seconds,
            warned=deadline.warned_at is not None,
            missed=deadline.missed_at is not None,
            now=self.now,
        )
        if act == WARN:
            deadline.warned_at = self.now
            self._record(events.DEADLINE_WARNED, deadline)
            self._tell_owner(events.DEADLINE_WARNED, deadline)
        elif act == MISS:
            deadline.missed_at = self.now
            self._record(events.DEADLINE_MISSED, deadline)
            if deadline.case.owner:
                self._tell_owner(events.DEADLINE_MISSED, deadline)
        if act in (MISS, CLIMB):
            deadline.next_act_at = self._climb(deadline)
        else:
            deadline.next_act_at = next_act(
                due_at=deadline.due_at,
                warn_seconds=deadline.warn_seconds,
                warned=deadline.warned_at is not None,
            )

    def _climb(self, deadline: Deadline) -> datetime | None:
        """Tell the next rung's named person; when the next one after that hears, if there is one.

        From the project up that is the manager named at the node, before any holder of the rung's role.
        A rung without a person is recorded as a fault of the node and stepped over (ORG-4).
        """
        above = [step for step in self.steps if step.level > deadline.escalation_level]
        for index, step in enumerate(above):
            named = self._named_person(deadline.case.node, step.rank)
            deadline.escalation_level = step.level
            self.escalations.append(Escalation(deadline=deadline, level=step.level, staff=named, at=self.now))
            self._record(
                events.DEADLINE_ESCALATED, deadline, level=step.level, staff=named.pk if named else None
            )
            if named is None:
                continue
            self._tell(named, events.DEADLINE_ESCALATED, deadline, level=step.level)
            if index + 1 == len(above):
                return None
            calendar = working_calendar(deadline.calendar, zone=deadline.case.node.zone)
            return calendar.add(self.now, timedelta(minutes=step.minutes_to_act))
        return None

    def _named_person(self, node: Node, rank: int) -> StaffMember | None:
        key = (node.pk, rank)
        if key not in self._named:
            self._named[key] = named_person(node, rank, now=self.now)
        return self._named[key]

    def _tell_owner(self, event: Event, deadline: Deadline) -> None:
        """The owner hears; for a case that nobody owns, the first rung of the ladder."""
        who = deadline.case.owner
        if who is None and self.steps:
            who = self._named_person(deadline.case.node, self.steps[0].rank)
        if who:
            self._tell(who, event, deadline)

    def _tell(self, staff: StaffMember, event: Event, deadline: Deadline, **facts: int) -> None:
        """A notice to them, and while they are away to their deputy too (ORG-6)."""
        people = [staff]
        if staff.presence == StaffMember.Presence.AWAY and staff.deputy and staff.deputy.is_active:
            people.append(staff.deputy)
        # A deadline that was moved and is missed again is told again, so its due moment is part of the key.
        key = f"deadline:{deadline.pk}:{event.kind}:{facts.get('level', 0)}:{deadline.due_at:%y%m%d%H%M%S}"
        self.notices += [
            notice_for(
                one,
                event.kind,
                about=deadline.case,
                label=deadline.case.number,
                facts={"milestone": deadline.milestone, "due_at": deadline.due_at.isoformat(), **facts},
                is_urgent=event is not events.DEADLINE_WARNED,
                once_key=key,
                now=self.now,
            )
            for one in people
        ]

    def _record(self, event: Event, deadline: Deadline, **facts: int | None) -> None:
        case: Case = deadline.case
        self.facts.append(
            journal.Fact(
                event,
                about=case,
                facts={"milestone": deadline.milestone, "due_at": deadline.due_at.isoformat(), **facts},
                node_path=case.node.path,
            )
        )
