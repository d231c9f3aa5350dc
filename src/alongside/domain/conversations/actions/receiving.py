"""What came in over any channel becomes a message: in the conversation it belongs to, or in the case that this is part
of; whoever follows it hears (CHN-1)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.files.base import ContentFile

from alongside.domain.conversations.actions.finding import let_find
from alongside.domain.conversations.actions.standards import begin_waiting
from alongside.domain.conversations.events import THREAD_HEARD
from alongside.domain.conversations.hooks import HEARD, IS_OVER
from alongside.domain.conversations.models import Channel, Conversation, Message, Thread
from alongside.domain.conversations.rules.notices import THREAD_WAITS
from alongside.domain.customers.models import Customer
from alongside.domain.work.actions import notice_for, notify_many
from alongside.kernel import journal
from alongside.kernel.actor import SYSTEM
from alongside.kernel.files import check_file
from alongside.kernel.refusals import Refused
from alongside.kernel.stored_files import store_files


@dataclass(frozen=True)
class Received:
    """What somebody wrote or said. `is_quiet`: kept and shown, and it wakes nobody."""

    channel: Channel
    words: str
    customer: Customer | None = None
    files: list[ContentFile] = field(default_factory=list)
    is_quiet: bool = False


def receive(
    home: Conversation, received: Received, *, facts: dict[str, Any], at: datetime, now: datetime
) -> Message:
    """In the caller's transaction, which has made sure that it is taken once."""
    holding = Thread.objects.select_for_update(of=("self",)).filter(conversation=home)
    thread = holding.select_related("assigned_to", "joined_to", "conversation", "node").first()
    stands_in = (thread.joined_to if thread else None) or home
    customer = received.customer
    writer = stands_in.customer_id if customer is not None and customer.pk == stands_in.customer_id else None
    is_aside = stands_in.customer_id is not None and writer is None
    message = Message.objects.create(
        conversation=stands_in,
        node_id=stands_in.node_id,
        channel=received.channel,
        direction=Message.Direction.IN,
        customer_id=writer,
        kind="aside" if is_aside else "auto" if received.is_quiet else "words",
        body=received.words,
        file_count=len(received.files),
        home=home if home.pk != stands_in.pk else None,
        sent_at=at,
    )
    if received.files:
        store_files(received.files, about=message, by=SYSTEM, now=now)
    if thread is not None:
        let_find(message, thread)
        _wake(thread, message, is_quiet=received.is_quiet, now=now)
    journal.record(THREAD_HEARD, about=home, by=SYSTEM, at=now, facts={"message": message.pk, **facts})
    if not received.is_quiet:
        HEARD.ask(stands_in.pk, message.pk, not is_aside, now)
    return message


def is_over(conversation: Conversation) -> bool:
    """Whether nobody reads there any more, for the case that it stands in is over."""
    joined = Thread.objects.filter(pk=conversation.pk).values_list("joined_to_id", flat=True).first()
    return any(IS_OVER.ask(joined or conversation.pk))


def acceptable(files: Iterable[tuple[str, bytes]]) -> tuple[list[ContentFile], bool]:
    """Those of (name, bytes) that may be kept as files of their own (INF-8), and whether some may not."""
    good, is_refused = [], False
    for name, data in files:
        upload = ContentFile(data, name=name)
        try:
            check_file(upload, name)
        except Refused:
            is_refused = True
        else:
            good.append(upload)
    return good, is_refused


def _wake(thread: Thread, message: Message, *, is_quiet: bool, now: datetime) -> None:
    thread.last_at = max(thread.last_at, message.sent_at)
    thread.version += 1
    if not is_quiet:
        if thread.state != Thread.State.IN_CASE:  # there the case's own deadlines count
            begin_waiting(thread, at=message.sent_at)
        if thread.state in (Thread.State.DONE, Thread.State.SNOOZED):
            thread.state, thread.snoozed_until = Thread.State.OPEN, None
        if thread.assigned_to is not None and thread.state == Thread.State.OPEN:
            notice = notice_for(
                thread.assigned_to,
                THREAD_WAITS.kind,
                about=thread.conversation,
                once_key=f"heard:{message.pk}",
                now=now,
            )
            notify_many([notice])
    thread.save()
