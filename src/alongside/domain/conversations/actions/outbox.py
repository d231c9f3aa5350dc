"""The outbox: written with the business act, sent at least once, the same mail never written twice (CHN-7)."""

from __future__ import annotations

import hashlib
import logging
import smtplib
from collections.abc import Iterable
from datetime import datetime, timedelta
from email.utils import formataddr, parseaddr
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction
from django.db.models import Case, Value, When
from django.utils.translation import gettext_lazy as _

from alongside.domain.conversations.events import DELIVERY_PARKED, DELIVERY_RETURNED
from alongside.domain.conversations.hooks import MAIL_SETTLED
from alongside.domain.conversations.models import Channel, Delivery, Mailbox, Thread
from alongside.domain.conversations.models.mail import Security
from alongside.domain.conversations.rules.outbox import wait_before_next
from alongside.domain.customers.queries import may_contact
from alongside.domain.organisation.models import Node
from alongside.domain.organisation.permissions import MANAGE_SYSTEM
from alongside.domain.organisation.queries import staff_holding
from alongside.domain.work.actions import notice_for, notify_many
from alongside.kernel import journal
from alongside.kernel.actor import SYSTEM, Actor
from alongside.kernel.jobs import defer, defer_each, waiting_locks
from alongside.kernel.models import StoredFile
from alongside.kernel.refusals import Refused
from alongside.kernel.stored_files import open_file

DELIVER = "alongside.domain.conversations.jobs.deliver_mail"
LEFT_LYING = timedelta(seconds=45)  # a mail this long after its time whose job is gone is given a new one
SWEPT_AT_ONCE = 500
ERROR_CHARACTERS = 300

log = logging.getLogger(__name__)


@transaction.atomic
def deliver(delivery_id: int, *, now: datetime) -> None:
    """Try to send one mail. Does nothing when it is sent, parked, not yet due, or in another worker's hands.

    The row stays locked while the mail server is spoken to. A worker that dies in between leaves it queued; the
    mail that is then sent again bears the same Message-ID, by which it is recognised.
    """
    delivery = (
        Delivery.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("node", "customer", "mailbox")
        .filter(pk=delivery_id, state=Delivery.State.QUEUED, next_try_at__lte=now)
        .first()
    )
    if delivery is None or delivery.channel != Channel.EMAIL or not may_leave(delivery):
        return
    if not _is_permitted(delivery, now=now):
        return
    delivery.tries += 1
    try:
        _as_message(delivery).send()
    except Exception as reason:  # whatever it is, the next mail must not wait for it
        log.warning("mail %s was not sent: %s", delivery.pk, type(reason).__name__)
        _put_off(delivery, reason, now=now)
    else:
        delivery.state, delivery.sent_at, delivery.last_error = Delivery.State.SENT, now, ""
        delivery.save()
        _settled(delivery)
    if delivery.forgets_itself and delivery.state != Delivery.State.QUEUED:
        delivery.delete()


def _is_permitted(delivery: Delivery, *, now: datetime) -> bool:
    """Whether the customer may be written to for this, asked in the transaction that sends (CUS-7).

    Outside their hours it waits for them; without consent it is withheld for good.
    """
    if delivery.customer is None:
        return True
    answer = may_contact(delivery.customer, delivery.purpose, delivery.channel, now=now, hold=True)
    if answer.not_before is not None:
        delivery.next_try_at = answer.not_before
        delivery.save(update_fields=["next_try_at"])
        enqueue(delivery)
    elif not answer.allowed:
        delivery.state, delivery.last_error = Delivery.State.WITHHELD, answer.why
        delivery.save(update_fields=["state", "last_error"])
        _settled(delivery)
    return answer.allowed


@transaction.atomic
def retry_delivery(delivery: Delivery, *, by: Actor, now: datetime) -> Delivery:
    """Give a parked mail a new start, after what was wrong is mended."""
    by.require(MANAGE_SYSTEM, on=delivery if delivery.node_id else None)
    fresh = Delivery.objects.select_for_update(of=("self",)).get(pk=delivery.pk)
    if fresh.state != Delivery.State.PARKED:
        raise Refused(_("Only a parked mail can be sent again."))
    fresh.state, fresh.tries, fresh.next_try_at = Delivery.State.QUEUED, 0, now
    fresh.save(update_fields=["state", "tries", "next_try_at"])
    _settled(fresh)
    enqueue(fresh)
    return fresh


def sweep_outbox(*, now: datetime) -> int:
    """Give a job to every queued mail whose job is gone; how many there were."""
    left = Delivery.objects.filter(
        state=Delivery.State.QUEUED, channel=Channel.EMAIL, next_try_at__lte=now - LEFT_LYING
    ).order_by("next_try_at")
    if not has_mail_server():
        left = left.exclude(mailbox=None).exclude(mailbox__smtp_host="")
    lying = list(left.only("pk", "next_try_at")[:SWEPT_AT_ONCE])
    waiting = waiting_locks(_lock_name(one.pk) for one in lying)
    return sum(enqueue(one) for one in lying if _lock_name(one.pk) not in waiting)


def note_returned(delivery: Delivery, *, status: str, reason: str, now: datetime) -> None:
    """The other side's server says that it did not arrive: whoever wrote it hears, once (CHN-2)."""
    fresh = (
        Delivery.objects.select_for_update(of=("self",))
        .select_related("node", "message__staff")
        .get(pk=delivery.pk)
    )
    if fresh.state != Delivery.State.SENT:
        return
    fresh.state = Delivery.State.RETURNED
    fresh.last_error = f"{status} {reason}".strip()[:ERROR_CHARACTERS]
    fresh.save(update_fields=["state", "last_error"])
    _settled(fresh)
    facts = {"status": status, "message": fresh.message_id}
    journal.record(DELIVERY_RETURNED, about=fresh, by=SYSTEM, at=now, facts=facts)
    Thread.objects.filter(conversation=fresh.conversation_id, waits_since=None).update(
        waits_since=now, last_at=now, state=Case(When(state="done", then=Value("open")), default="state")
    )
    writer = fresh.message.staff if fresh.message is not None else None
    if writer is not None:
        key = f"returned:{fresh.pk}"
        about = fresh.conversation or fresh
        told = notice_for(writer, DELIVERY_RETURNED.kind, about=about, facts=facts, once_key=key, now=now)
        notify_many([told])


def _settled(delivery: Delivery) -> None:
    """Whoever keeps it hears what became of a mail of theirs."""
    MAIL_SETTLED.ask(delivery.pk, delivery.once_key, delivery.state)


def has_mail_server() -> bool:
    """Whether there is somewhere to send to. Without EMAIL_URL mails stay in the outbox."""
    return not settings.EMAIL_BACKEND.endswith("dummy.EmailBackend")


def may_leave(delivery: Delivery) -> bool:
    """Whether there is a way out for this one: its mailbox's own, or that of the house."""
    return has_mail_server() or bool(delivery.mailbox and delivery.mailbox.smtp_host)


def message_id(once_key: str) -> str:
    """The same for every try of one mail, and for no other."""
    host = urlsplit(settings.PUBLIC_URL).hostname or "localhost"
    return f"<{hashlib.sha256(once_key.encode()).hexdigest()[:40]}@{host}>"


def enqueue(delivery: Delivery) -> bool:
    """Have it sent when it is its turn; False when that waits to be done already."""
    return defer(
        DELIVER,
        queue="mails",
        at=delivery.next_try_at,
        queueing_lock=_lock_name(delivery.pk),
        delivery_id=delivery.pk,
    )


def enqueue_each(deliveries: Iterable[Delivery], *, at: datetime) -> None:
    """As `enqueue`, for mails that were written in this transaction, by one statement."""
    defer_each(
        DELIVER, {_lock_name(one.pk): {"delivery_id": one.pk} for one in deliveries}, queue="mails", at=at
    )


def _lock_name(delivery_id: int) -> str:
    return f"deliver_mail:{delivery_id}"


def _as_message(delivery: Delivery) -> EmailMultiAlternatives:
    own_name, own_address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    box = delivery.mailbox
    headers = {"Message-ID": message_id(delivery.once_key)}
    if box is None:
        headers["Auto-Submitted"] = "auto-generated"  # so that no machine answers it (RFC 3834)
    if answered := delivery.answers.split():
        headers |= {"In-Reply-To": answered[-1], "References": " ".join(answered)}
    answers_go_to = None if box or delivery.customer_id is None else _mailbox_of(delivery.node)
    mail = EmailMultiAlternatives(
        subject=delivery.subject,
        body=delivery.body_text,
        from_email=formataddr(
            (box.name, box.address)
            if box
            else (delivery.node.name if delivery.node else own_name, own_address)
        ),
        to=[delivery.recipient],
        reply_to=[answers_go_to.address] if answers_go_to else None,
        headers=headers,
        connection=_connection_of(box) if box and box.smtp_host else None,
    )
    if delivery.body_html:
        mail.attach_alternative(delivery.body_html, "text/html")
    for stored in StoredFile.objects.filter(pk__in=delivery.attachments):
        with open_file(stored) as file:
            mail.attach(stored.name, file.read(), stored.content_type)
    return mail


def _mailbox_of(node: Node | None) -> Mailbox | None:
    """Where the node's people read what customers answer: its own mailbox, else the nearest one above."""
    if node is None:
        return None
    known = {one.node_id: one for one in Mailbox.objects.filter(node__in=node.ancestor_ids, is_active=True)}
    return next((known[one] for one in reversed(list(node.ancestor_ids)) if one in known), None)


def _connection_of(mailbox: Mailbox) -> Any:
    return get_connection(
        "django.core.mail.backends.smtp.EmailBackend",
        host=mailbox.smtp_host,
        port=mailbox.smtp_port,
        username=mailbox.username,
        password=mailbox.password,
        use_ssl=mailbox.smtp_security == Security.TLS,
        use_tls=mailbox.smtp_security == Security.STARTTLS,
        timeout=settings.EMAIL_TIMEOUT,
    )


def _put_off(delivery: Delivery, reason: Exception, *, now: datetime) -> None:
    wait = wait_before_next(delivery.tries, is_final=_is_final(reason))
    delivery.last_error = _without_address(reason, delivery.recipient)
    if wait is None:
        delivery.state = Delivery.State.PARKED
        delivery.save()
        _settled(delivery)
        _raise_alarm(delivery, now=now)
    else:
        delivery.next_try_at = now + wait
        delivery.save()
        enqueue(delivery)


def _raise_alarm(delivery: Delivery, *, now: datetime) -> None:
    """Whoever keeps the system hears of a parked mail."""
    journal.record(DELIVERY_PARKED, about=delivery, by=SYSTEM, at=now, facts={"tries": delivery.tries})
    notify_many(
        notice_for(
            staff,
            DELIVERY_PARKED.kind,
            about=delivery,
            facts={"tries": delivery.tries},
            is_urgent=True,
            once_key=f"parked:{delivery.pk}:{now:%y%m%d%H%M%S}",
            now=now,
        )
        for staff in staff_holding(MANAGE_SYSTEM, node=delivery.node, now=now)
    )


def _is_final(reason: Exception) -> bool:
    """The server has said that it will never take this mail."""
    if isinstance(reason, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _words in reason.recipients.values())
    if isinstance(reason, smtplib.SMTPResponseException):
        return reason.smtp_code >= 500
    return not isinstance(
        reason, OSError
    )  # smtplib's own errors are OSErrors; the rest is in the mail itself


def _without_address(reason: Exception, address: str) -> str:
    """What went wrong, for the administrator; the recipient's address is not theirs to read."""
    code: int | str
    words: bytes | str
    if isinstance(reason, smtplib.SMTPRecipientsRefused):
        code, words = next(iter(reason.recipients.values()))
    elif isinstance(reason, smtplib.SMTPResponseException):
        code, words = reason.smtp_code, reason.smtp_error
    else:
        code, words = "", str(reason)
    spoken = words.decode(errors="replace") if isinstance(words, bytes) else str(words)
    return f"{type(reason).__name__} {code} {spoken.replace(address, '…')}"[:ERROR_CHARACTERS]
