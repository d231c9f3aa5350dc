"""Who answers a conversation that nobody has, or whose answerer is away (CHN-1, CAS-6, ORG-6)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from alongside.domain.conversations import events
from alongside.domain.conversations.actions.inbox import lock_thread, save_thread
from alongside.domain.conversations.hooks import WHO_ANSWERS
from alongside.domain.conversations.models import Thread
from alongside.domain.conversations.permissions import ANSWER_INBOX
from alongside.domain.conversations.rules import notices
from alongside.domain.organisation.actions.staff import hold_staff
from alongside.domain.organisation.models import StaffMember
from alongside.domain.organisation.queries import staff_holding
from alongside.domain.work.actions import notice_for, notify_many
from alongside.kernel import journal
from alongside.kernel.actor import SYSTEM


@transaction.atomic
def find_answerer(conversation_id: int, *, now: datetime) -> StaffMember | None:
    """Give it to somebody who is there; whom, or None when nothing changed. May be called again.

    First whoever answered this sender last (首问负责制), then the deputy of whoever has it and is away, then whom the
    routing of cases chooses. Nobody there: it stays where it is.
    """
    rows = Thread.objects.select_related("assigned_to__deputy", "conversation__customer", "node")
    thread = rows.filter(pk=conversation_id).first()
    if thread is None or not _wants_somebody(thread):
        return None
    chosen, how = _chosen(thread, now=now)
    if chosen is None:
        return None
    hold_staff(chosen.pk)
    fresh = lock_thread(thread)
    if fresh.assigned_to_id != thread.assigned_to_id or fresh.state != Thread.State.OPEN:
        return None
    fresh.assigned_to = chosen
    save_thread(fresh)
    facts = {"from": thread.assigned_to_id, "to": chosen.pk, "how": how}
    journal.record(events.THREAD_ASSIGNED, about=fresh.conversation, by=SYSTEM, at=now, facts=facts)
    kind, key = notices.THREAD_ASSIGNED.kind, f"thread:{fresh.pk}:{fresh.version}"
    notify_many([notice_for(chosen, kind, about=fresh.conversation, once_key=key, now=now)])
    return chosen


def _wants_somebody(thread: Thread) -> bool:
    return thread.state == Thread.State.OPEN and (
        thread.assigned_to is None or not _is_there(thread.assigned_to)
    )


def _chosen(thread: Thread, *, now: datetime) -> tuple[StaffMember | None, str]:
    there = staff_holding(ANSWER_INBOX, node=thread.node, now=now).filter(
        presence=StaffMember.Presence.ON_DUTY
    )
    if thread.assigned_to is not None and thread.assigned_to.deputy_id is not None:
        deputy = there.filter(pk=thread.assigned_to.deputy_id).first()
        if deputy is not None:
            return deputy, "deputy"
    if thread.assigned_to is None and thread.sender_hash:
        before = Thread.objects.filter(sender_hash=thread.sender_hash, assigned_to__in=there)
        last = before.exclude(pk=thread.pk).order_by("-last_at").values_list("assigned_to", flat=True).first()
        if last is not None:
            return there.filter(pk=last).first(), "first_contact"
    customer = thread.conversation.customer
    asked = WHO_ANSWERS.ask(thread.node, customer.language if customer else "", now)
    found = there.filter(pk__in=asked).exclude(pk=thread.assigned_to_id or 0).first()
    return found, "routed"


def _is_there(staff: StaffMember) -> bool:
    return staff.is_active and staff.presence == StaffMember.Presence.ON_DUTY
