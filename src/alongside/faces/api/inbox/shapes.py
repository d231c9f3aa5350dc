"""What conversations of the inbox look like from outside."""

from __future__ import annotations

from datetime import datetime

from alongside.domain.cases.models import Case
from alongside.domain.conversations.models import Channel, Message, Thread
from alongside.domain.conversations.queries import Said
from alongside.domain.customers.rules import masked
from alongside.faces.api.cases.shapes import CustomerName, FileOut, file_out
from alongside.faces.api.gate import ApiRequest
from alongside.faces.api.texts import Out

_MASKS = {
    Channel.EMAIL: "email", Channel.SMS: "phone", Channel.PHONE: "phone", Channel.HOTLINE: "phone",
}  # fmt: skip


class InletOut(Out):
    """An account or a mailbox over which customers write, and how many wait there for an answer."""

    account: int | None
    mailbox: int | None
    channel: str
    name: str
    waiting: int


class Inlets(Out):
    items: list[InletOut]


class ConversationRow(Out):
    """A conversation that came over a channel, as a row of the inbox."""

    id: int
    node: str
    channel: str
    account: int | None
    mailbox: int | None
    """It came over an account or into a mailbox; answers leave the same way."""
    subject: str
    customer: CustomerName | None
    """Whom it is tied to; null while nobody knows, or several may be meant."""
    sender_name: str
    sender: str
    """Where they write from, masked; empty where providers have ids only."""
    state: str
    """open, done, snoozed, in_case."""
    assigned_to: str | None
    waits_since: datetime | None
    """The customer spoke last, then."""
    due_at: datetime | None
    """By then they are to have an answer."""
    snoozed_until: datetime | None
    last_at: datetime
    case: str | None
    """Number of the case in which it stands, where this client sees that case."""
    version: int
    """Moves with every act and every word of theirs; send it as If-Match to be told of what went on meanwhile."""


class Conversations(Out):
    items: list[ConversationRow]
    next: str


class SaidOut(Out):
    """One message: `in` from the customer, `out` to the customer, `internal` among ourselves."""

    id: int
    direction: str
    channel: str
    kind: str
    """words; auto (a machine wrote it), call, told."""
    words: str
    by: str | None
    """User name of whoever wrote for us."""
    sent_at: datetime
    delivery: str | None
    """Of what we sent: queued, sent, delivered, returned, passed_on, withheld, parked, doubtful (perhaps sent)."""
    files: list[FileOut]


class ConversationOut(ConversationRow):
    """With what was said, oldest first, the last hundred. What stands in a case is read there."""

    messages: list[SaidOut]


def rows_out(threads: list[Thread], request: ApiRequest) -> list[ConversationRow]:
    """One query for the cases among them."""
    joined = [one.joined_to_id for one in threads if one.joined_to_id is not None]
    shown = Case.objects.visible_to(request.viewer).filter(conversation__in=joined) if joined else None
    numbers = dict(shown.values_list("conversation_id", "number")) if shown is not None else {}
    return [_row(one, numbers.get(one.joined_to_id or 0)) for one in threads]


def said_out(one: Said) -> SaidOut:
    message: Message = one.message
    return SaidOut(
        id=message.pk, direction=message.direction, channel=message.channel, kind=message.kind, words=message.body,
        by=message.staff.username if message.staff else None, sent_at=message.sent_at,
        delivery=one.delivery.state if one.delivery else None, files=[file_out(file) for file in one.files],
    )  # fmt: skip


def _row(one: Thread, number: str | None) -> ConversationRow:
    customer = one.conversation.customer
    kind = _MASKS.get(Channel(one.channel))
    return ConversationRow(
        id=one.pk, node=one.node.code, channel=one.channel, account=one.account_id, mailbox=one.mailbox_id,
        subject=one.subject, customer=CustomerName(id=customer.pk, name=customer.name) if customer else None,
        sender_name=one.sender_name, sender=masked(kind, one.sender) if kind and one.sender else "", state=one.state,
        assigned_to=one.assigned_to.username if one.assigned_to else None, waits_since=one.waits_since,
        due_at=one.due_at, snoozed_until=one.snoozed_until, last_at=one.last_at, case=number, version=one.version,
    )  # fmt: skip
