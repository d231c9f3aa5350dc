"""What is done with a conversation of the inbox: handed on, answered, tied to a customer, joined to a case.

All lock the thread first; `seen` is its version when the person looked, and another one is a Conflict (CAS-5's way).
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from alongside.domain.conversations import events
from alongside.domain.conversations.actions.standards import stop_waiting
from alongside.domain.conversations.models import Conversation, Message, TakenMail, Thread
from alongside.domain.conversations.permissions import ANSWER_INBOX
from alongside.domain.conversations.rules import notices
from alongside.domain.customers.actions import know_at
from alongside.domain.customers.models import Customer
from alongside.domain.organisation.actions.staff import hold_staff
from alongside.domain.organisation.models import StaffMember
from alongside.domain.organisation.queries import staff_holding
from alongside.domain.work.actions import notice_for, notify_many
from alongside.kernel import journal
from alongside.kernel.actor import Actor
from alongside.kernel.refusals import Conflict, Refused


@transaction.atomic
def assign_thread(
    thread: Thread, *, to: StaffMember | None, by: Actor, now: datetime, seen: int | None = None
) -> Thread:
    """Somebody answers for it from now on, who reads the inbox there; None: everybody again."""
    by.require(ANSWER_INBOX, on=thread)
    if to is not None:
        hold_staff(to.pk)
        if not staff_holding(ANSWER_INBOX, node=thread.node, now=now).filter(pk=to.pk).exists():
            raise Refused(_("They do not answer this inbox."), field="to")
    fresh = lock_thread(thread, seen=seen)
    fresh.assigned_to = to
    save_thread(fresh)
    journal.record(
        events.THREAD_ASSIGNED, about=fresh.conversation, by=by, at=now, facts={"to": to.pk if to else None}
    )
    if to is not None and not (by.kind == "staff" and by.id == to.pk):
        key = f"thread:{fresh.pk}:{fresh.version}"
        kind = notices.THREAD_ASSIGNED.kind
        notify_many([notice_for(to, kind, about=fresh.conversation, once_key=key, now=now)])
    return fresh


@transaction.atomic
def finish_thread(thread: Thread, *, by: Actor, now: datetime, seen: int | None = None) -> Thread:
    """Nothing is left to do; the next word of theirs opens it again."""
    by.require(ANSWER_INBOX, on=thread)
    fresh = lock_thread(thread, seen=seen)
    if fresh.state not in (Thread.State.OPEN, Thread.State.SNOOZED):
        raise Refused(_("This conversation is not open."))
    fresh.state = Thread.State.DONE
    stop_waiting(fresh)
    save_thread(fresh)
    journal.record(events.THREAD_DONE, about=fresh.conversation, by=by, at=now)
    return fresh


@transaction.atomic
def reopen_thread(thread: Thread, *, by: Actor, now: datetime, seen: int | None = None) -> Thread:
    """It was not over after all."""
    by.require(ANSWER_INBOX, on=thread)
    fresh = lock_thread(thread, seen=seen)
    if fresh.state not in (Thread.State.DONE, Thread.State.SNOOZED):
        raise Refused(_("Only what is done or put off can be opened again."))
    fresh.state = Thread.State.OPEN
    save_thread(fresh)
    journal.record(events.THREAD_OPENED, about=fresh.conversation, by=by, at=now)
    return fresh


@transaction.atomic
def tie_thread(
    thread: Thread, *, customer: Customer | None, by: Actor, now: datetime, seen: int | None = None
) -> Thread:
    """Say which customer wrote it; None: it was somebody else after all. Their address is not noted by that."""
    by.require(ANSWER_INBOX, on=thread)
    fresh = lock_thread(thread, seen=seen)
    if fresh.state == Thread.State.IN_CASE:
        raise Refused(_("It is part of a case; change the case's customer."))
    if customer is not None and customer.erased_at is not None:
        raise Refused(_("The customer's data was deleted at their request."), field="customer")
    conversation = fresh.conversation
    conversation.customer = customer
    conversation.save(update_fields=["customer"])
    Message.objects.filter(conversation=conversation, direction=Message.Direction.IN).update(
        customer=customer
    )
    if customer is not None:
        know_at(customer, fresh.node)
    save_thread(fresh)
    facts = {"customer": customer.pk if customer else None}
    journal.record(events.THREAD_TIED, about=conversation, by=by, at=now, facts=facts)
    return fresh


@transaction.atomic
def join_thread(thread: Thread, *, to: Conversation, by: Actor, now: datetime) -> Thread:
    """Its messages stand in another conversation, a case's, until it leaves. What is said with somebody who is not
    that conversation's customer stands there aside: the customer does not read it."""
    by.require(ANSWER_INBOX, on=thread)
    fresh = lock_thread(thread)
    if fresh.state == Thread.State.IN_CASE:
        raise Refused(_("It is part of a case already."))
    messages = Message.objects.filter(conversation=fresh.conversation)
    if to.customer_id is not None and to.customer_id != fresh.conversation.customer_id:
        talk = [Message.Direction.IN, Message.Direction.OUT]
        messages.filter(kind="words", direction__in=talk).update(kind="aside", customer=None)
    messages.update(conversation=to, node=to.node_id, home=F("conversation"))
    fresh.state, fresh.joined_to = Thread.State.IN_CASE, to
    stop_waiting(fresh)
    save_thread(fresh)
    journal.record(events.THREAD_JOINED, about=fresh.conversation, by=by, at=now, facts={"to": to.pk})
    return fresh


@transaction.atomic
def leave_thread(thread: Thread, *, by: Actor, now: datetime) -> Thread:
    """Out of the case again, with all that was said in it meanwhile. Not what the case began with."""
    by.require(ANSWER_INBOX, on=thread)
    fresh = lock_thread(thread)
    if fresh.joined_to is None:
        raise Refused(_("It is not part of a case."))
    first = Message.objects.filter(conversation=fresh.joined_to).order_by("sent_at", "id").first()
    if (
        first is not None
        and first.home_id == fresh.pk
        and fresh.joined_to.started_at >= fresh.conversation.started_at
    ):
        raise Refused(_("The case began with this conversation, so it stays there."))
    customer = fresh.conversation.customer_id
    mine = Message.objects.filter(conversation=fresh.joined_to, home=fresh.conversation)
    mine.filter(kind="aside").update(kind="words")
    mine.filter(direction=Message.Direction.IN).update(customer=customer)
    mine.update(conversation=fresh.conversation, node=fresh.node_id, home=None)
    left = fresh.joined_to_id
    fresh.state, fresh.joined_to = Thread.State.OPEN, None
    save_thread(fresh)
    journal.record(events.THREAD_LEFT, about=fresh.conversation, by=by, at=now, facts={"from": left})
    return fresh


def lock_thread(thread: Thread, *, seen: int | None = None) -> Thread:
    """The thread as it is now, held until the end of the transaction."""
    fresh = (
        Thread.objects.select_for_update(of=("self",))
        .select_related("conversation__customer", "node", "mailbox", "account", "joined_to")
        .get(pk=thread.pk)
    )
    if seen is not None and seen != fresh.version:
        raise Conflict(_("Somebody else changed this meanwhile."), facts={"current": fresh.version})
    return fresh


def last_mail(thread: Thread) -> TakenMail | None:
    """The mail that an answer answers: the last that a person wrote."""
    mails = TakenMail.objects.filter(conversation=thread.pk, message__isnull=False).exclude(
        kind__in=[TakenMail.Kind.AUTO, TakenMail.Kind.REPORT]
    )
    return mails.select_related("message").order_by("-id").first()


def save_thread(thread: Thread) -> None:
    """One version further; what is not put off any more is not woken."""
    thread.version += 1
    if thread.state != Thread.State.SNOOZED:
        thread.snoozed_until = None
    thread.save()
