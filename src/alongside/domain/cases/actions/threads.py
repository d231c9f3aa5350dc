"""A conversation of the inbox and a case: it opens one, joins one, leaves it, and what is said goes on there (CHN-1)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from alongside.domain.cases import events
from alongside.domain.cases.actions.deadlines import end_pause
from alongside.domain.cases.actions.moving import lock_case, record, touch
from alongside.domain.cases.actions.opening import open_case
from alongside.domain.cases.models import Case
from alongside.domain.cases.permissions import HANDLE_CASE, OPEN_CASE
from alongside.domain.conversations.actions import join_thread, leave_thread
from alongside.domain.conversations.models import Conversation, Message, Thread
from alongside.domain.conversations.permissions import ANSWER_INBOX
from alongside.domain.organisation.models import Node
from alongside.kernel.actor import SYSTEM, Actor
from alongside.kernel.refusals import Refused

LONGEST_FIRST_WORDS = 20_000


@transaction.atomic
def open_case_from_thread(
    thread: Thread, *, node: Node, title: str, kind: str, by: Actor, now: datetime, **more: Any
) -> Case:
    """The conversation becomes a case at the node, for the customer to whom it is tied; its words are the case's first."""
    by.require(OPEN_CASE, on=node)
    by.require(ANSWER_INBOX, on=thread)
    customer = Thread.objects.select_related("conversation__customer").get(pk=thread.pk).conversation.customer
    begun = Conversation.objects.create(node=node, customer=customer, started_at=now)
    join_thread(thread, to=begun, by=by, now=now)
    first = Message.objects.filter(conversation=begun).order_by("sent_at", "id").first()
    if first is None:
        raise Refused(_("Nothing was said in this conversation."))
    return open_case(
        node=node,
        kind=kind,
        title=title,
        words=first.body[:LONGEST_FIRST_WORDS] or title,
        channel=first.channel,
        customer=customer,
        said=(begun, first),
        by=by,
        now=now,
        **more,
    )


@transaction.atomic
def join_case(case: Case, *, thread: Thread, by: Actor, now: datetime) -> Case:
    """The conversation is about this case: what was written stands in its story, and what comes will too."""
    by.require(HANDLE_CASE, on=case)
    fresh = lock_case(case)
    if fresh.state == "archived":
        raise Refused(_("This case is archived; open a new one."))
    join_thread(thread, to=fresh.conversation, by=by, now=now)
    touch(fresh, now=now)
    record(events.THREAD_JOINED, fresh, by=by, now=now, facts={"thread": thread.pk})
    return fresh


@transaction.atomic
def leave_case(case: Case, *, thread: Thread, by: Actor, now: datetime) -> Case:
    """It was about something else: the conversation stands in the inbox again, with its words."""
    by.require(HANDLE_CASE, on=case)
    fresh = lock_case(case)
    if thread.joined_to_id != fresh.conversation_id:
        raise Refused(_("It is not part of this case."))
    leave_thread(thread, by=by, now=now)
    touch(fresh, now=now)
    record(events.THREAD_LEFT, fresh, by=by, now=now, facts={"thread": thread.pk})
    return fresh


@transaction.atomic
def hear_in_case(case: Case, *, message: Message, is_customer: bool, now: datetime) -> None:
    """The customer's word came into this case: whoever waited for the customer waits no longer, and the owner hears (CAS-15)."""
    fresh = lock_case(case)
    waited = is_customer and end_pause(fresh, now=now)
    touch(fresh, now=now)
    facts = {"message": message.pk, "channel": message.channel, "resumed": waited}
    record(events.CUSTOMER_WROTE, fresh, by=SYSTEM, now=now, facts=facts)
    if waited:
        record(events.CASE_RESUMED, fresh, by=SYSTEM, now=now)
