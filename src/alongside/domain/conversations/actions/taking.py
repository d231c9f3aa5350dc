"""A mail becomes a message, exactly once (CHN-2): the row that says so, the sealed original, the message and its files
are written in one transaction, or none of them."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from email.utils import parseaddr
from urllib.parse import urlsplit

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.db.models.functions import Greatest

from alongside.domain.conversations.actions.outbox import note_returned
from alongside.domain.conversations.actions.receiving import Received, acceptable, is_over, receive
from alongside.domain.conversations.models import (
    Channel,
    Conversation,
    Delivery,
    Mailbox,
    TakenMail,
    Thread,
)
from alongside.domain.conversations.models.inbox import sender_index
from alongside.domain.conversations.rules.reading import ReadMail, read_mail
from alongside.domain.conversations.rules.rounds import MOST_AN_HOUR
from alongside.domain.conversations.rules.threading import conversation_in, identity_of, message_key
from alongside.domain.customers.models import Customer
from alongside.domain.customers.queries import find_by_email
from alongside.kernel.actor import SYSTEM
from alongside.kernel.stored_files import keep_file

Kind = TakenMail.Kind
_QUIET = {Kind.AUTO, Kind.FLOOD}  # kept and shown, and they wake nobody
ANSWERS_LOOKED_UP = 12


@transaction.atomic
def take_mail(
    mailbox: Mailbox,
    raw: bytes,
    *,
    uid_validity: int,
    uid: int,
    now: datetime,
    arrived_at: datetime | None = None,
    is_whole: bool = True,
    reads: bool = True,
) -> TakenMail | None:
    """Take a mail in; None when it was taken before. `is_whole` False: only its head was fetched.

    `reads` False: keep it without looking into it, after it could not be kept otherwise.
    """
    mail = read_mail(raw, own_addresses=own_addresses(), own_host=own_host()) if reads else ReadMail()
    taken = _reserved(mailbox, mail, raw, uid_validity=uid_validity, uid=uid, now=now)
    Mailbox.objects.filter(pk=mailbox.pk, uid_validity=uid_validity).update(
        last_uid=Greatest("last_uid", uid)
    )
    if taken is None:
        return None
    keep_file(
        io.BytesIO(raw), name="mail.eml", content_type="message/rfc822", about=taken, by=SYSTEM, now=now
    )
    if not is_whole:
        taken.problems = [*taken.problems, "too_large"]
    at = min(arrived_at or now, now)
    if taken.kind == Kind.REPORT:
        taken.delivery = _returned(mail, now=now)
        taken.conversation = taken.delivery.conversation if taken.delivery else None
    elif taken.kind != Kind.LOOP:
        _become_message(mailbox, taken, mail, at=at, now=now)
    taken.save()
    return taken


def own_addresses() -> frozenset[str]:
    """From which we write ourselves: what bears them is never a customer's."""
    ours = Mailbox.objects.values_list("address", flat=True)
    return frozenset([*ours, parseaddr(settings.DEFAULT_FROM_EMAIL)[1].lower()]) - {""}


def own_host() -> str:
    return urlsplit(settings.PUBLIC_URL).hostname or "localhost"


def _reserved(
    mailbox: Mailbox, mail: ReadMail, raw: bytes, *, uid_validity: int, uid: int, now: datetime
) -> TakenMail | None:
    """The row that stands for this mail. Of two that take it at once, the second waits, and then has none."""
    kind = mail.kind
    if kind in (Kind.WORDS, Kind.UNREADABLE) and _is_flood(mailbox, mail.sender, now=now):
        kind = Kind.FLOOD
    taken = TakenMail(
        mailbox=mailbox,
        node_id=mailbox.node_id,
        uid_validity=uid_validity,
        uid=uid,
        identity=identity_of(mail, raw),
        message_key=message_key(mail.message_id),
        mail_id=mail.message_id,
        answers=" ".join(mail.answers),
        kind=kind,
        sender_name=mail.sender_name,
        sender=mail.sender,
        subject=mail.subject,
        history=mail.history,
        signature=mail.signature,
        problems=sorted(mail.problems),
        taken_at=now,
    )
    try:
        with transaction.atomic():
            taken.save(force_insert=True)
    except IntegrityError:
        return None
    return taken


def _is_flood(mailbox: Mailbox, sender: str, *, now: datetime) -> bool:
    """Whether this address wrote more within the hour than people do: two machines answering each other."""
    if not sender:
        return False
    lately = TakenMail.objects.filter(
        conversation__thread__sender_hash=sender_index(sender),
        mailbox=mailbox,
        taken_at__gt=now - timedelta(hours=1),
    )
    return lately[: MOST_AN_HOUR + 1].count() >= MOST_AN_HOUR


def _become_message(
    mailbox: Mailbox, taken: TakenMail, mail: ReadMail, *, at: datetime, now: datetime
) -> None:
    home = _conversation_of(mailbox, taken, mail)
    customer = None if mail.is_forged else _customer_of(mailbox, mail.sender)
    if home is None:
        home = _begun(mailbox, taken, mail, customer, at=at)
    files, is_refused = acceptable((one.name, one.data) for one in mail.files)
    if is_refused:
        taken.problems = sorted({*taken.problems, "file_refused"})
    taken.conversation = home
    taken.message = receive(
        home,
        Received(Channel.EMAIL, mail.words, customer, files, is_quiet=taken.kind in _QUIET),
        facts={"mailbox": mailbox.pk},
        at=at,
        now=now,
    )


def _conversation_of(mailbox: Mailbox, taken: TakenMail, mail: ReadMail) -> Conversation | None:
    """The one that it answers. Of a flood all goes to one place, whatever it answers."""
    keys = [message_key(one) for one in mail.answers[:ANSWERS_LOOKED_UP]]
    found: dict[str, int] = {}
    if keys:
        sent = Delivery.objects.filter(message_key__in=keys, conversation__isnull=False)
        found |= dict(sent.values_list("message_key", "conversation_id"))
        came = TakenMail.objects.filter(message_key__in=keys, conversation__isnull=False)
        found |= dict(came.values_list("message_key", "conversation_id"))
    candidates = [found[key] for key in keys if key in found]
    if (told := conversation_in(mail.subject)) is not None:
        candidates.append(told)
    if taken.kind == Kind.FLOOD:
        theirs = Thread.objects.filter(sender_hash=sender_index(mail.sender), mailbox=mailbox)
        candidates = list(theirs.order_by("-last_at").values_list("pk", flat=True)[:1])
    for candidate in dict.fromkeys(candidates):
        conversation = Conversation.objects.select_related("node").filter(pk=candidate).first()
        if conversation is not None and not is_over(conversation):
            return conversation
    return None


def _customer_of(mailbox: Mailbox, address: str) -> Customer | None:
    """The one customer who is reached there, and whom the node's people know; nobody where it is several."""
    if not address:
        return None
    served = Q(nodes__node__path__startswith=mailbox.node.path)
    found = list(find_by_email(address, SYSTEM).filter(served, erased_at__isnull=True).distinct()[:2])
    return found[0] if len(found) == 1 else None


def _begun(
    mailbox: Mailbox, taken: TakenMail, mail: ReadMail, customer: Customer | None, *, at: datetime
) -> Conversation:
    begun = Conversation.objects.create(node_id=mailbox.node_id, customer=customer, started_at=at)
    Thread.objects.create(
        conversation=begun,
        node_id=mailbox.node_id,
        mailbox=mailbox,
        subject=mail.subject,
        sender_name=mail.sender_name,
        sender=mail.sender,
        sender_hash=sender_index(mail.sender),
        is_doubtful=mail.is_forged,
        state=Thread.State.DONE if taken.kind in _QUIET else Thread.State.OPEN,
        last_at=at,
    )
    return begun


def _returned(mail: ReadMail, *, now: datetime) -> Delivery | None:
    """The mail of ours that a delivery report speaks of, told what became of it."""
    keys = [message_key(one) for one in mail.returned]
    delivery = Delivery.objects.filter(message_key__in=keys).order_by("-id").first() if keys else None
    if delivery is not None and mail.report is not None and mail.report.action == "failed":
        note_returned(delivery, status=mail.report.status, reason=mail.report.reason, now=now)
    return delivery
