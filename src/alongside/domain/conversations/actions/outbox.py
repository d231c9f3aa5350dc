"""The outbox: written with the business act, sent at least once, the same mail never written twice (CHN-7)."""

from __future__ import annotations

import hashlib
import logging
import smtplib
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from email.utils import formataddr, parseaddr
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from alongside.domain.conversations.events import DELIVERY_PARKED
from alongside.domain.conversations.models import Channel, Delivery, Message
from alongside.domain.conversations.rules.letter import Letter, Letterhead, as_html, as_text, subject_line
from alongside.domain.conversations.rules.letters import sign_in_code
from alongside.domain.conversations.rules.outbox import wait_before_next
from alongside.domain.customers.models import ContactPoint, Customer
from alongside.domain.customers.queries import SERVICE, may_contact
from alongside.domain.customers.rules import Permit
from alongside.domain.organisation.models import Node, StaffMember
from alongside.domain.organisation.permissions import MANAGE_SYSTEM
from alongside.domain.organisation.queries import staff_holding
from alongside.domain.work.actions import notice_for, notify_many
from alongside.kernel import journal
from alongside.kernel.actor import SYSTEM, Actor
from alongside.kernel.jobs import defer, waiting_locks
from alongside.kernel.models import StoredFile
from alongside.kernel.refusals import Refused
from alongside.kernel.stored_files import open_file

DELIVER = "alongside.domain.conversations.jobs.deliver_mail"
LEFT_LYING = timedelta(seconds=45)  # a mail this long after its time whose job is gone is given a new one
SWEPT_AT_ONCE = 500
ERROR_CHARACTERS = 300

log = logging.getLogger(__name__)


def email_of(customer: Customer) -> str:
    """The customer's address for mails; empty when they have none."""
    points = customer.contact_points.filter(kind=ContactPoint.Kind.EMAIL).order_by("-is_primary", "id")
    first = points.first()
    return first.value if first else ""


@transaction.atomic
def write_mail(
    *,
    to: Customer | StaffMember,
    letter: Callable[[], Letter],
    once_key: str,
    node: Node | None,
    now: datetime,
    address: str = "",
    purpose: str = SERVICE,
    message: Message | None = None,
    attachments: Iterable[StoredFile] = (),
) -> Delivery | None:
    """Put a mail into the outbox, in the caller's transaction; the worker sends it.

    `purpose` says what for. Whether the customer may be contacted for it is asked now, and again when it leaves.

    `letter` is called in the reader's language. `address` overrides theirs (a sign-in code).
    None when there is no address to write to, when `once_key` was written before, or when the customer does not
    agree to the purpose.
    """
    if isinstance(to, Customer) and not _may_ever(may_contact(to, purpose, Channel.EMAIL, now=now)):
        return None
    address = address or (email_of(to) if isinstance(to, Customer) else to.email)
    if not address:
        return None
    return _write(to, letter, address, Channel.EMAIL, once_key, node, now, message, attachments, purpose)


@transaction.atomic
def write_last_mail(
    *, customer: Customer, letter: Callable[[], Letter], once_key: str, now: datetime
) -> Delivery | None:
    """The last letter to somebody who is being erased: it belongs to nobody, and is deleted once it has left."""
    address = email_of(customer)
    if not address:
        return None
    written = _write(customer, letter, address, Channel.EMAIL, once_key, customer.node, now, None, ())
    if written is not None:
        written.customer, written.forgets_itself = None, True
        written.save(update_fields=["customer", "forgets_itself"])
    return written


def forget_last_mails(*, before: datetime) -> int:
    """Those that never left, for there is no mail server; how many."""
    return Delivery.objects.filter(forgets_itself=True, written_at__lt=before).delete()[0]


@transaction.atomic
def send_code(
    *, customer: Customer, kind: str, address: str, code: str, minutes: int, once_key: str, now: datetime
) -> bool:
    """Send a sign-in code to one contact point. A phone without a gateway gets it by mail if there is one.

    In the demo, codes for phones are written to the outbox, where they can be read. False: there is no way.
    """
    channel = Channel.EMAIL
    if kind != ContactPoint.Kind.EMAIL:
        mail = customer.contact_points.filter(kind=ContactPoint.Kind.EMAIL).order_by("-is_primary").first()
        if mail:
            address = mail.value
        elif settings.DEMO:
            channel = Channel.SMS
        else:
            return False

    def letter() -> Letter:
        return sign_in_code(called=customer.called, code=code, minutes=minutes)

    _write(customer, letter, address, channel, once_key, customer.node, now, None, ())
    return True


def _write(
    to: Customer | StaffMember,
    letter: Callable[[], Letter],
    address: str,
    channel: Channel,
    once_key: str,
    node: Node | None,
    now: datetime,
    message: Message | None,
    attachments: Iterable[StoredFile],
    purpose: str = SERVICE,
) -> Delivery | None:
    with translation.override(to.language):
        written = letter()
        head = Letterhead(
            sender=node.name if node else parseaddr(settings.DEFAULT_FROM_EMAIL)[0],
            site=settings.PUBLIC_URL,
            language=to.language,
        )
        delivery, is_new = Delivery.objects.get_or_create(
            once_key=once_key,
            defaults={
                "node": node,
                "customer": to if isinstance(to, Customer) else None,
                "staff": to if isinstance(to, StaffMember) else None,
                "message": message,
                "channel": channel,
                "purpose": purpose,
                "recipient": address,
                "subject": subject_line(written),
                "body_text": as_text(written, head),
                "body_html": as_html(written, head),
                "attachments": [str(one.pk) for one in attachments],
                "next_try_at": now,
                "written_at": now,
            },
        )
    if not is_new:
        return None
    if channel == Channel.EMAIL and has_mail_server():
        _enqueue(delivery)
    return delivery


@transaction.atomic
def deliver(delivery_id: int, *, now: datetime) -> None:
    """Try to send one mail. Does nothing when it is sent, parked, not yet due, or in another worker's hands.

    The row stays locked while the mail server is spoken to. A worker that dies in between leaves it queued; the
    mail that is then sent again bears the same Message-ID, by which it is recognised.
    """
    delivery = (
        Delivery.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("node", "customer")
        .filter(pk=delivery_id, state=Delivery.State.QUEUED, next_try_at__lte=now)
        .first()
    )
    if delivery is None or delivery.channel != Channel.EMAIL or not has_mail_server():
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
        _enqueue(delivery)
    elif not answer.allowed:
        delivery.state, delivery.last_error = Delivery.State.WITHHELD, answer.why
        delivery.save(update_fields=["state", "last_error"])
    return answer.allowed


def _may_ever(answer: Permit) -> bool:
    return answer.allowed or answer.not_before is not None


@transaction.atomic
def retry_delivery(delivery: Delivery, *, by: Actor, now: datetime) -> Delivery:
    """Give a parked mail a new start, after what was wrong is mended."""
    by.require(MANAGE_SYSTEM, on=delivery if delivery.node_id else None)
    fresh = Delivery.objects.select_for_update(of=("self",)).get(pk=delivery.pk)
    if fresh.state != Delivery.State.PARKED:
        raise Refused(_("Only a parked mail can be sent again."))
    fresh.state, fresh.tries, fresh.next_try_at = Delivery.State.QUEUED, 0, now
    fresh.save(update_fields=["state", "tries", "next_try_at"])
    _enqueue(fresh)
    return fresh


def sweep_outbox(*, now: datetime) -> int:
    """Give a job to every queued mail whose job is gone; how many there were."""
    if not has_mail_server():
        return 0
    left = Delivery.objects.filter(
        state=Delivery.State.QUEUED, channel=Channel.EMAIL, next_try_at__lte=now - LEFT_LYING
    ).order_by("next_try_at")
    lying = list(left.only("pk", "next_try_at")[:SWEPT_AT_ONCE])
    waiting = waiting_locks(_lock_name(one.pk) for one in lying)
    return sum(_enqueue(one) for one in lying if _lock_name(one.pk) not in waiting)


def has_mail_server() -> bool:
    """Whether there is somewhere to send to. Without EMAIL_URL mails stay in the outbox."""
    return not settings.EMAIL_BACKEND.endswith("dummy.EmailBackend")


def message_id(once_key: str) -> str:
    """The same for every try of one mail, and for no other."""
    host = urlsplit(settings.PUBLIC_URL).hostname or "localhost"
    return f"<{hashlib.sha256(once_key.encode()).hexdigest()[:40]}@{host}>"


def _enqueue(delivery: Delivery) -> bool:
    return defer(
        DELIVER,
        queue="mails",
        at=delivery.next_try_at,
        queueing_lock=_lock_name(delivery.pk),
        delivery_id=delivery.pk,
    )


def _lock_name(delivery_id: int) -> str:
    return f"deliver_mail:{delivery_id}"


def _as_message(delivery: Delivery) -> EmailMultiAlternatives:
    own_name, own_address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    mail = EmailMultiAlternatives(
        subject=delivery.subject,
        body=delivery.body_text,
        from_email=formataddr((delivery.node.name if delivery.node else own_name, own_address)),
        to=[delivery.recipient],
        headers={"Message-ID": message_id(delivery.once_key), "Auto-Submitted": "auto-generated"},
    )
    if delivery.body_html:
        mail.attach_alternative(delivery.body_html, "text/html")
    for stored in StoredFile.objects.filter(pk__in=delivery.attachments):
        with open_file(stored) as file:
            mail.attach(stored.name, file.read(), stored.content_type)
    return mail


def _put_off(delivery: Delivery, reason: Exception, *, now: datetime) -> None:
    wait = wait_before_next(delivery.tries, is_final=_is_final(reason))
    delivery.last_error = _without_address(reason, delivery.recipient)
    if wait is None:
        delivery.state = Delivery.State.PARKED
        delivery.save()
        _raise_alarm(delivery, now=now)
    else:
        delivery.next_try_at = now + wait
        delivery.save()
        _enqueue(delivery)


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
