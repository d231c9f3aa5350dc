"""The worker's round: who promised is reminded, and what was not kept by the end of its day is broken (SAL-4).

What is due is in the rows, so a round that was missed is made up by the next one, and one that is run again does nothing.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from alongside.domain.organisation.models import StaffMember
from alongside.domain.promises import events
from alongside.domain.promises.actions.moving import facts_of
from alongside.domain.promises.models import Promise, Renegotiation
from alongside.domain.promises.rules import notices
from alongside.domain.promises.states import PROMISE_STATES
from alongside.domain.work.actions import notice_for, notify_many
from alongside.kernel import journal
from alongside.kernel.actor import SYSTEM

BATCH = 500


def sweep_promises(*, now: datetime) -> int:
    """Everything that time alone has brought about; how many promises."""
    acted = 0
    while count := _break_overdue(now=now):
        acted += count
    while count := _remind(now=now):
        acted += count
    return acted


@transaction.atomic
def _break_overdue(*, now: datetime) -> int:
    due = list(_due(now, due_at__lte=now).order_by("due_at", "id")[:BATCH])
    for promise in due:
        promise.state = PROMISE_STATES.check("break_promise", promise.state)
        promise.closed_at, promise.remind_at = now, None
        promise.version += 1
    Promise.objects.bulk_update(due, ["state", "closed_at", "remind_at", "version"])
    Renegotiation.objects.filter(promise__in=due, answered_at__isnull=True).update(
        answer=Renegotiation.Answer.LAPSED, answered_at=now
    )
    _record(events.PROMISE_BROKEN, due, now=now, how="overdue")
    return len(due)


@transaction.atomic
def _remind(*, now: datetime) -> int:
    due = list(_due(now, remind_at__lte=now).order_by("remind_at")[:BATCH])
    for promise in due:
        promise.remind_at = None
    Promise.objects.bulk_update(due, ["remind_at"])
    notify_many(
        notice_for(
            one,
            notices.DUE_SOON.kind,
            now=now,
            about=promise,
            label=str(promise.pk),
            facts={"until": promise.due_on.isoformat()},
            is_urgent=True,
            once_key=f"promise:{promise.pk}:{promise.due_on}",
        )
        for promise in due
        for one in _with_deputy(promise.keeper)
    )
    _record(events.PROMISE_REMINDED, due, now=now)
    return len(due)


def _due(now: datetime, **when: datetime):
    """Standing promises, held; those in another worker's hands are left to it."""
    standing = Promise.objects.standing().filter(**when)
    held = standing.select_for_update(skip_locked=True, of=("self",), no_key=True)
    return held.select_related("node", "kind", "keeper__deputy")


def _record(event, promises: list[Promise], *, now: datetime, **facts: str) -> None:
    journal.record_many(
        [journal.Fact(event, one, facts_of(one) | facts, one.node.path) for one in promises],
        by=SYSTEM,
        at=now,
    )


def _with_deputy(staff: StaffMember) -> list[StaffMember]:
    """Who keeps it, and while they are away their deputy too (ORG-6)."""
    if staff.presence == StaffMember.Presence.AWAY and staff.deputy and staff.deputy.is_active:
        return [staff, staff.deputy]
    return [staff]
