"""By when whoever wrote has an answer: reckoned when they begin to wait, reminded of, told upwards (CHN-1, ORG-4)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from alongside.domain.conversations import events
from alongside.domain.conversations.models import AnswerStandard, Thread
from alongside.domain.conversations.rules import notices
from alongside.domain.conversations.rules.standards import LAST_RUNG, Standard, due_at, warned_at
from alongside.domain.organisation.models import Node, StaffMember
from alongside.domain.organisation.permissions import MANAGE_SYSTEM
from alongside.domain.organisation.queries import calendar_of, named_person, working_calendar
from alongside.domain.work.actions import notice_for, notify_many
from alongside.kernel import journal
from alongside.kernel.actor import SYSTEM, Actor
from alongside.kernel.calendar import WorkingCalendar
from alongside.kernel.refusals import Conflict, Refused

BATCH = 200
SUPERVISOR, MANAGER = 2, 3
MOST_MINUTES = 60 * 24 * 30


def begin_waiting(thread: Thread, *, at: datetime) -> None:
    """They spoke and have no answer yet (not saved). Who waits already waits since then."""
    if thread.waits_since is not None:
        return
    standard = standard_of(thread.node)
    calendar = _hours(thread.node, standard)
    thread.waits_since, thread.rung = at, 0
    thread.due_at = due_at(at, standard, calendar)
    thread.next_act_at = warned_at(at, standard, calendar)


def stop_waiting(thread: Thread) -> None:
    """They have an answer, or need none (not saved)."""
    thread.waits_since = thread.due_at = thread.next_act_at = None
    thread.rung = 0


def standard_of(node: Node) -> Standard:
    """That of the node, else of the nearest place above that has one. One query."""
    found = AnswerStandard.objects.filter(node__in=node.ancestor_ids).order_by("-node__path").first()
    if found is None:
        return Standard()
    return Standard(found.minutes, found.warn_minutes, found.is_round_the_clock)


@transaction.atomic
def set_standard(
    node: Node,
    *,
    minutes: int,
    warn_minutes: int,
    is_round_the_clock: bool,
    by: Actor,
    now: datetime,
    seen: int | None = None,
) -> AnswerStandard:
    """From now on; who waits already has the time that they were given. Raises Refused naming the field."""
    by.require(MANAGE_SYSTEM, on=node)
    if not 1 <= minutes <= MOST_MINUTES:
        raise Refused(_("Between a minute and thirty days."), field="minutes")
    if not 0 <= warn_minutes < minutes:
        raise Refused(_("The warning comes before the time is over."), field="warn_minutes")
    given: dict[str, Any] = {
        "minutes": minutes,
        "warn_minutes": warn_minutes,
        "is_round_the_clock": is_round_the_clock,
    }
    standard, is_new = AnswerStandard.objects.select_for_update(of=("self",)).get_or_create(
        node=node, defaults=given
    )
    if not is_new:
        if seen is not None and seen != standard.version:
            raise Conflict(_("Somebody else changed this meanwhile."), facts={"current": standard.version})
        AnswerStandard.objects.filter(pk=standard.pk).update(version=F("version") + 1, **given)
        standard.refresh_from_db()
    journal.record(events.STANDARD_SET, about=node, by=by, at=now, facts=given)
    return standard


@transaction.atomic
def drop_standard(standard: AnswerStandard, *, by: Actor, now: datetime) -> None:
    """What holds above holds here again."""
    by.require(MANAGE_SYSTEM, on=standard.node)
    journal.record(events.STANDARD_SET, about=standard.node, by=by, at=now, facts={"minutes": None})
    standard.delete()


@transaction.atomic
def remind_of_waiting(*, now: datetime) -> int:
    """A batch of those whose time came; how many. Each rung is told once, however often and by however many this runs."""
    due = Thread.objects.filter(next_act_at__lte=now, waits_since__isnull=False).order_by("next_act_at", "pk")
    held = due.select_for_update(of=("self",), skip_locked=True)
    threads = list(held.select_related("node", "conversation", "assigned_to__deputy")[:BATCH])
    for thread in threads:
        _climb(thread, now=now)
    return len(threads)


def _climb(thread: Thread, *, now: datetime) -> None:
    thread.rung += 1
    is_late = thread.due_at is None or thread.due_at <= now
    if thread.rung == 1 and is_late:  # the worker was down: nobody is warned of what has happened
        thread.rung = 2
    people: list[StaffMember | None] = with_deputy(thread.assigned_to)
    if thread.rung >= 2 or not people:
        people.append(named_person(thread.node, SUPERVISOR, now=now))
    if thread.rung >= LAST_RUNG:
        people.append(named_person(thread.node, MANAGER, now=now))
    thread.next_act_at = _next(thread)
    thread.save(update_fields=["rung", "next_act_at"])
    if is_late:
        facts = {"rung": thread.rung}
        journal.record(events.THREAD_LATE, about=thread.conversation, by=SYSTEM, at=now, facts=facts)
    kind = notices.THREAD_LATE if is_late else notices.THREAD_DUE
    assert thread.waits_since is not None
    notify_many(
        notice_for(
            one, kind.kind, about=thread.conversation, now=now, is_urgent=is_late,
            once_key=f"thread_waits:{thread.pk}:{thread.waits_since:%y%m%d%H%M%S}:{thread.rung}:{one.pk}",
        )
        for one in {one.pk: one for one in people if one is not None}.values()
    )  # fmt: skip


def _next(thread: Thread) -> datetime | None:
    if thread.rung >= LAST_RUNG or thread.due_at is None:
        return None
    if thread.rung == 1:
        return thread.due_at
    standard = standard_of(thread.node)
    return due_at(thread.due_at, standard, _hours(thread.node, standard))


def with_deputy(staff: StaffMember | None) -> list[StaffMember | None]:
    """Who answers, and while they are away their deputy too (ORG-6)."""
    if staff is None:
        return []
    if staff.presence == StaffMember.Presence.AWAY and staff.deputy and staff.deputy.is_active:
        return [staff, staff.deputy]
    return [staff]


def _hours(node: Node, standard: Standard) -> WorkingCalendar:
    calendar = None if standard.is_round_the_clock else calendar_of(node)
    return working_calendar(calendar, zone=node.zone)
