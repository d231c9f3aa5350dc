"""What came over an account becomes a message, exactly once (CHN-1): the row that says so, the message and its files are
written in one transaction, or none of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Q

from alongside.domain.conversations.actions.receiving import Received, acceptable, is_over, receive
from alongside.domain.conversations.models import (
    Account,
    Channel,
    Conversation,
    Message,
    TakenMessage,
    Thread,
)
from alongside.domain.conversations.models.inbox import sender_index
from alongside.domain.customers.models import Customer
from alongside.domain.customers.queries import find_by_phone
from alongside.domain.customers.rules import normalised_phone
from alongside.kernel.actor import SYSTEM
from alongside.kernel.refusals import Refused

LONGEST = 20_000
SUBJECT = 40  # characters of the first words, by which a conversation is known in the list
A_MINUTE = timedelta(minutes=1)
OF_PHONES = {Channel.SMS, Channel.PHONE, Channel.HOTLINE}


@dataclass(frozen=True)
class Heard:
    """What somebody said over an account.

    `sender`: their number or id there; `once_key`: what the provider calls this message (120 characters at most).
    `files`: (name, bytes). `customer`: who it is, when the channel knows; over phones the number tells.
    `is_quiet`: it is kept and wakes nobody.
    """

    sender: str
    words: str
    once_key: str
    sender_name: str = ""
    subject: str = ""
    files: tuple[tuple[str, bytes], ...] = ()
    at: datetime | None = None
    customer: Customer | None = None
    is_quiet: bool = False
    channel: Channel | None = None  # where an account has several; else the account's own


@transaction.atomic
def hear(account: Account, heard: Heard, *, now: datetime) -> Message | None:
    """Take it in; None when it was taken before. Several of one sender that come at once stand in one conversation."""
    taken, is_new = TakenMessage.objects.get_or_create(
        account=account,
        once_key=heard.once_key,
        defaults={"node_id": account.node_id, "taken_at": now},
    )
    if not is_new:
        return None
    heard = replace(heard, sender=_plain_number(account, heard.sender))
    _one_at_a_time(account, heard.sender)
    note_heard(account, now=now)
    at = min(heard.at or now, now)
    customer = heard.customer or _known_by_number(account, heard.sender)
    home = _conversation_of(account, heard.sender) or _begun(account, heard, customer, at=at)
    files, _is_refused = acceptable(heard.files)
    channel = heard.channel or Channel(account.channel)
    received = Received(
        channel, heard.words[:LONGEST], customer or home.customer, files, is_quiet=heard.is_quiet
    )
    taken.conversation = home
    taken.message = receive(home, received, facts={"account": account.pk}, at=at, now=now)
    taken.save(update_fields=["conversation", "message"])
    return taken.message


def note_heard(account: Account, *, now: datetime) -> None:
    """When it spoke to us last, to the minute: written for each word, all words of an account would wait in line."""
    quiet = Q(heard_at=None) | Q(heard_at__lt=now - A_MINUTE)
    Account.objects.filter(quiet, pk=account.pk).update(heard_at=now)


def _plain_number(account: Account, sender: str) -> str:
    """A number however it was written: the same person is found by it again."""
    if account.channel not in OF_PHONES:
        return sender
    try:
        return normalised_phone(sender)
    except Refused:  # a short number of a service, or none at all
        return sender


def _one_at_a_time(account: Account, sender: str) -> None:
    """Whoever writes twice at the same moment for the first time has one conversation, not two."""
    with connection.cursor() as cursor:
        lock = f"hear:{account.pk}:{sender_index(sender)}"
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [lock])


def _conversation_of(account: Account, sender: str) -> Conversation | None:
    """The last one of theirs, unless it became part of what is over."""
    theirs = Thread.objects.filter(account=account, sender_hash=sender_index(sender))
    last = theirs.select_related("conversation__node", "conversation__customer").order_by("-last_at").first()
    return None if last is None or is_over(last.conversation) else last.conversation


def _known_by_number(account: Account, sender: str) -> Customer | None:
    """The one customer who is reached there, and whom the node's people know; nobody where it is several."""
    if account.channel not in OF_PHONES:
        return None
    served = Q(nodes__node__path__startswith=account.node.path)
    found = list(find_by_phone(sender, SYSTEM).filter(served, erased_at__isnull=True).distinct()[:2])
    return found[0] if len(found) == 1 else None


def _begun(account: Account, heard: Heard, customer: Customer | None, *, at: datetime) -> Conversation:
    begun = Conversation.objects.create(node_id=account.node_id, customer=customer, started_at=at)
    Thread.objects.create(
        conversation=begun,
        node_id=account.node_id,
        channel=heard.channel or account.channel,
        account=account,
        subject=heard.subject or heard.words.strip().partition("\n")[0][:SUBJECT],
        sender_name=heard.sender_name,
        sender=heard.sender,
        sender_hash=sender_index(heard.sender),
        state=Thread.State.DONE if heard.is_quiet else Thread.State.OPEN,
        last_at=at,
    )
    return begun
