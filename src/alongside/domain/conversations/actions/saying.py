"""Saying things: every message is added in the transaction of the act that says it (CHN-1)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import F

from alongside.domain.conversations.models import Channel, Conversation, Message
from alongside.domain.customers.models import Customer
from alongside.domain.organisation.models import Node
from alongside.kernel.actor import Actor
from alongside.kernel.models import StoredFile
from alongside.kernel.prepared_writes import insert_whole
from alongside.kernel.stored_files import store_files


def start_conversation(
    *,
    node: Node,
    customer: Customer | None,
    channel: str,
    body: str,
    by: Actor,
    now: datetime,
    files: Iterable[Any] = (),
    by_us: bool = False,
) -> tuple[Conversation, Message]:
    """A new thread with the customer's first words, whoever wrote them down. `by_us`: the first words are ours."""
    conversation = Conversation(node=node, customer=customer, started_at=now)
    insert_whole(conversation)
    direction, kind = (Message.Direction.OUT, "told") if by_us else (Message.Direction.IN, "words")
    message = _add(conversation, channel, direction, body, by=by, now=now, files=files, kind=kind)
    return conversation, message


def say_in(
    conversation: Conversation,
    *,
    body: str,
    by: Actor,
    now: datetime,
    files: Iterable[Any] = (),
    channel: str = "",
) -> Message:
    """What the customer said: by themself in the portal, or written down by a staff member."""
    channel = channel or (Channel.PORTAL if by.kind == "customer" else Channel.PHONE)
    return _add(conversation, channel, Message.Direction.IN, body, by=by, now=now, files=files, kind="words")


def tell(
    conversation: Conversation,
    *,
    body: str,
    by: Actor,
    now: datetime,
    kind: str = "words",
    files: Iterable[Any] = (),
    channel: str = Channel.PORTAL,
) -> Message:
    """What we say to the customer: shown in the portal at once; mails follow by reaction."""
    return _add(conversation, channel, Message.Direction.OUT, body, by=by, now=now, files=files, kind=kind)


def note(
    conversation: Conversation,
    *,
    body: str,
    by: Actor,
    now: datetime,
    files: Iterable[Any] = (),
    kind: str = "words",
) -> Message:
    """What we say among ourselves; the customer never sees it."""
    return _add(
        conversation, Channel.OTHER, Message.Direction.INTERNAL, body, by=by, now=now, files=files, kind=kind
    )


def keep_with(message: Message, files: Iterable[StoredFile]) -> None:
    """Files that were kept before with something else (a draft) belong to the message from now on."""
    moved = StoredFile.objects.filter(pk__in=[one.pk for one in files]).update(
        about_kind="message", about_id=message.pk, node_id=message.node_id
    )
    Message.objects.filter(pk=message.pk).update(file_count=F("file_count") + moved)


def mark_seen(conversation: Conversation, *, by: Actor, now: datetime) -> int:
    """The customer opened the thread: what we said until now is seen. How many messages were new to them."""
    if by.kind != "customer" or by.id != conversation.customer_id:
        return 0
    unseen = Message.objects.filter(
        conversation=conversation, direction=Message.Direction.OUT, seen_at__isnull=True
    )
    return unseen.update(seen_at=now)


def _add(
    conversation: Conversation,
    channel: str,
    direction: str,
    body: str,
    *,
    by: Actor,
    now: datetime,
    files: Iterable[Any],
    kind: str,
) -> Message:
    files = list(files)
    message = Message(
        conversation=conversation,
        node_id=conversation.node_id,
        channel=channel,
        direction=direction,
        staff_id=by.id if by.kind == "staff" else None,
        customer_id=conversation.customer_id if direction == Message.Direction.IN else None,
        kind=kind,
        body=body,
        file_count=len(files),
        sent_at=now,
    )
    insert_whole(message)
    if files:
        store_files(files, about=message, by=by, now=now)
    return message
