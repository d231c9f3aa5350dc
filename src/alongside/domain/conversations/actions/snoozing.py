"""A conversation is put off and comes back by itself, or when they write again (CHN-1)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from alongside.domain.conversations import events
from alongside.domain.conversations.actions.inbox import lock_thread, save_thread
from alongside.domain.conversations.actions.standards import with_deputy
from alongside.domain.conversations.models import Thread
from alongside.domain.conversations.permissions import ANSWER_INBOX
from alongside.domain.conversations.rules import notices
from alongside.domain.conversations.rules.snoozing import check_until
from alongside.domain.organisation.actions.staff import hold_staff
from alongside.domain.work.actions import notice_for, notify_many
from alongside.kernel import journal
from alongside.kernel.actor import SYSTEM, Actor
from alongside.kernel.refusals import Refused

BATCH = 200


@transaction.atomic
def snooze_thread(
    thread: Thread, *, until: datetime, by: Actor, now: datetime, seen: int | None = None
) -> Thread:
    """Out of sight until then. Whoever puts off what nobody has, has it. The standard for answering runs on: what a
    customer waits for is not put off by it."""
    by.require(ANSWER_INBOX, on=thread)
    check_until(until, now=now)
    if by.kind == "staff":
        hold_staff(by.id)
    fresh = lock_thread(thread, seen=seen)
    if fresh.state not in (Thread.State.OPEN, Thread.State.SNOOZED):
        raise Refused(_("This conversation is not open."))
    fresh.state, fresh.snoozed_until = Thread.State.SNOOZED, until
    if fresh.assigned_to_id is None and by.kind == "staff":
        fresh.assigned_to_id = by.id
    save_thread(fresh)
    facts = {"until": until.isoformat()}
    journal.record(events.THREAD_SNOOZED, about=fresh.conversation, by=by, at=now, facts=facts)
    return fresh


@transaction.atomic
def wake_threads(*, now: datetime) -> int:
    """A batch of those whose time came, on top of the list again; whoever has it hears. How many."""
    due = Thread.objects.filter(state=Thread.State.SNOOZED, snoozed_until__lte=now).order_by("snoozed_until")
    held = due.select_for_update(of=("self",), skip_locked=True)
    threads = list(held.select_related("conversation", "assigned_to__deputy")[:BATCH])
    for thread in threads:
        until = thread.snoozed_until
        thread.state, thread.snoozed_until, thread.last_at = Thread.State.OPEN, None, now
        save_thread(thread)
        journal.record(events.THREAD_WOKE, about=thread.conversation, by=SYSTEM, at=now)
        notify_many(
            notice_for(
                one, notices.THREAD_WOKE.kind, about=thread.conversation, now=now,
                once_key=f"woke:{thread.pk}:{until:%y%m%d%H%M%S}:{one.pk}",
            )
            for one in with_deputy(thread.assigned_to)
            if one is not None
        )  # fmt: skip
    return len(threads)
