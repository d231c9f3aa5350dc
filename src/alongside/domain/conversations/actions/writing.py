"""Mails are written into the outbox with the business act, to one person or to many at once (CHN-7)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr

from django.conf import settings
from django.db import transaction
from django.utils import translation

from alongside.domain.conversations.actions.carriers.mail import has_mail_server, message_id
from alongside.domain.conversations.actions.outbox import enqueue, enqueue_each, may_leave
from alongside.domain.conversations.models import Channel, Conversation, Delivery, Message, TakenMail
from alongside.domain.conversations.rules.letter import Letter, Letterhead, as_html, as_text, subject_line
from alongside.domain.conversations.rules.letters import sign_in_code
from alongside.domain.conversations.rules.threading import message_key
from alongside.domain.customers.models import ContactPoint, Customer
from alongside.domain.customers.queries import SERVICE, may_contact, may_contact_each
from alongside.domain.customers.rules import Permit
from alongside.domain.organisation.models import Node, StaffMember
from alongside.kernel.bulk import reserve_ids
from alongside.kernel.models import StoredFile

MOST_NAMED = 20  # Message-IDs in References


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
    conversation: Conversation | None = None,
    attachments: Iterable[StoredFile] = (),
) -> Delivery | None:
    """Put a mail into the outbox, in the caller's transaction; the worker sends it.

    What the customer answers to it joins `conversation` (CHN-2). `purpose` says what for. Whether the customer may be contacted for it is asked now, and again when it leaves.

    `letter` is called in the reader's language. `address` overrides theirs (a sign-in code).
    None when there is no address to write to, when `once_key` was written before, or when the customer does not
    agree to the purpose.
    """
    if isinstance(to, Customer) and not _may_ever(may_contact(to, purpose, Channel.EMAIL, now=now)):
        return None
    address = address or (email_of(to) if isinstance(to, Customer) else to.email)
    if not address:
        return None
    draft = _drafted(to, letter, address, Channel.EMAIL, once_key, node, now, message, attachments, purpose)
    draft.conversation = conversation or (message.conversation if message else None)
    if message is not None and isinstance(to, Customer):
        _follow(draft, message, to)
    return post(draft)


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


@dataclass(frozen=True)
class Mail:
    """One of many mails: to whom, what it says (called in their language), and the key that keeps it from being twice.

    `node`: who writes.
    """

    to: Customer
    letter: Callable[[], Letter]
    once_key: str
    node: Node | None


@transaction.atomic
def write_mails(mails: Sequence[Mail], *, now: datetime, purpose: str = SERVICE) -> dict[str, Delivery]:
    """As `write_mail`, to many customers: those that were written, by their `once_key`.

    The same small number of queries however many there are (but for customers whose record was merged). Somebody who
    has no address, does not agree to the purpose, or was written to under that key before, is not among them.
    """
    permits = may_contact_each((one.to for one in mails), purpose, Channel.EMAIL, now=now)
    willing = [one for one in mails if one.to.pk in permits and _may_ever(permits[one.to.pk])]
    addresses = _addresses_of({one.to.pk for one in willing})
    writing = {one.once_key: one for one in willing if one.to.pk in addresses}
    for known in Delivery.objects.filter(once_key__in=list(writing)).values_list("once_key", flat=True):
        del writing[known]
    drafts = [
        _drafted(
            one.to,
            one.letter,
            addresses[one.to.pk],
            Channel.EMAIL,
            one.once_key,
            one.node,
            now,
            purpose=purpose,
        )
        for one in writing.values()
    ]
    for draft, key in zip(drafts, reserve_ids(Delivery, len(drafts)) if drafts else (), strict=True):
        draft.pk = key
    Delivery.objects.bulk_create(drafts, ignore_conflicts=True)  # somebody else may write them at this moment
    keys = Delivery.objects.filter(pk__in=[one.pk for one in drafts]).values_list("pk", flat=True)
    ours = set(keys) if drafts else set()
    written = [one for one in drafts if one.pk in ours]
    if has_mail_server():
        enqueue_each(written, at=now)
    return {one.once_key: one for one in written}


def _addresses_of(customers: set[int]) -> dict[int, str]:
    points = ContactPoint.objects.filter(kind=ContactPoint.Kind.EMAIL, customer__in=customers)
    first = points.order_by("customer_id", "-is_primary", "id").distinct("customer_id")
    return {one.customer_id: one.value for one in first if one.value}


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
    return post(_drafted(to, letter, address, channel, once_key, node, now, message, attachments, purpose))


def _follow(draft: Delivery, message: Message, to: Customer) -> None:
    """Whoever wrote to us by mail in this conversation finds our word in the same thread of their mail program."""
    theirs = TakenMail.objects.filter(message__conversation=message.conversation_id, message__customer=to)
    last = theirs.select_related("mailbox").order_by("-id").first()
    if last is not None:
        draft.answers, draft.mailbox = named_in(last), last.mailbox


def named_in(mail: TakenMail) -> str:
    """The Message-IDs of a mail's thread, oldest first, its own last: what an answer to it names."""
    if not mail.mail_id:
        return ""
    before = [one for one in reversed(mail.answers.split()) if one != mail.mail_id]
    return " ".join([*before[-MOST_NAMED:], mail.mail_id])


def post(draft: Delivery) -> Delivery | None:
    """Put a drafted mail into the outbox; None when one with its `once_key` was written before."""
    given = {
        one.attname: getattr(draft, one.attname)
        for one in Delivery._meta.concrete_fields
        if not one.primary_key
    }
    delivery, is_new = Delivery.objects.get_or_create(once_key=draft.once_key, defaults=given)
    if not is_new:
        return None
    if may_leave(delivery):
        enqueue(delivery)
    return delivery


def _drafted(
    to: Customer | StaffMember,
    letter: Callable[[], Letter],
    address: str,
    channel: Channel,
    once_key: str,
    node: Node | None,
    now: datetime,
    message: Message | None = None,
    attachments: Iterable[StoredFile] = (),
    purpose: str = SERVICE,
) -> Delivery:
    """The mail as it is written, in the reader's language; not yet in the outbox."""
    with translation.override(to.language):
        written = letter()
        head = Letterhead(
            sender=node.name if node else parseaddr(settings.DEFAULT_FROM_EMAIL)[0],
            site=settings.PUBLIC_URL,
            language=to.language,
        )
    return Delivery(
        once_key=once_key,
        message_key=message_key(message_id(once_key)) if isinstance(to, Customer) else "",
        node=node,
        customer=to if isinstance(to, Customer) else None,
        staff=to if isinstance(to, StaffMember) else None,
        message=message,
        channel=channel,
        purpose=purpose,
        recipient=address,
        subject=subject_line(written),
        body_text=as_text(written, head),
        body_html=as_html(written, head),
        attachments=[str(one.pk) for one in attachments],
        next_try_at=now,
        written_at=now,
    )


def _may_ever(answer: Permit) -> bool:
    return answer.allowed or answer.not_before is not None
