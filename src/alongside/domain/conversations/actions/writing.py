"""Letters are written into the outbox with the business act, to one person or to many at once, over the channel that
suits each (CHN-7)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import translation

from alongside.domain.conversations.actions.drafting import draft
from alongside.domain.conversations.actions.queueing import enqueue, enqueue_each, may_leave
from alongside.domain.conversations.actions.ways import Way, ways_to
from alongside.domain.conversations.models import Channel, Conversation, Delivery, Message, TakenMail
from alongside.domain.conversations.rules.letter import Letter
from alongside.domain.conversations.rules.letters import sign_in_code
from alongside.domain.customers.models import ContactPoint, Customer
from alongside.domain.customers.queries import SERVICE, emails_of
from alongside.domain.organisation.models import Node, StaffMember
from alongside.kernel.bulk import reserve_ids
from alongside.kernel.models import StoredFile

MOST_NAMED = 20  # Message-IDs in References
CODE_PATIENCE = timedelta(seconds=90)  # who waits for a code does not wait long


@transaction.atomic
def write_letter(
    *,
    to: Customer | StaffMember,
    letter: Callable[[], Letter],
    once_key: str,
    node: Node | None,
    now: datetime,
    purpose: str = SERVICE,
    message: Message | None = None,
    conversation: Conversation | None = None,
    attachments: Iterable[StoredFile] = (),
) -> Delivery | None:
    """Put a letter into the outbox, in the caller's transaction; the worker sends it over the first channel that the
    customer wants and that has leave, and over the next one if that does not take it. Staff get a mail.

    What the customer answers to it joins `conversation` (CHN-2). `purpose` says what for. Whether the customer may be
    contacted for it is asked now, and again when it leaves. `letter` is called in the reader's language.
    None when there is no way to them, when `once_key` was written before, or when the customer does not agree.
    """
    files = list(attachments)
    ways = _ways(to, node, purpose, now=now, with_files=bool(files))
    followed = _last_mail_of(message, to)
    if followed is not None:  # they wrote by mail here, so our word comes into that thread
        ways = sorted(ways, key=lambda one: one.channel != Channel.EMAIL)
    if not ways:
        return None
    with translation.override(to.language):
        written = letter()
        delivery = draft(
            to,
            written,
            way=ways[0],
            once_key=once_key,
            node=node,
            now=now,
            purpose=purpose,
            has_more_ways=len(ways) > 1,
            attachments=files,
        )
    delivery.message = message
    delivery.conversation = conversation or (message.conversation if message else None)
    if followed is not None and ways[0].channel == Channel.EMAIL:
        delivery.answers, delivery.mailbox = named_in(followed), followed.mailbox
    return post(delivery)


@transaction.atomic
def write_last_mail(
    *, customer: Customer, letter: Callable[[], Letter], once_key: str, now: datetime
) -> Delivery | None:
    """The last letter to somebody who is being erased: it belongs to nobody, and is deleted once it has left."""
    address = emails_of([customer.pk]).get(customer.pk)
    if not address:
        return None
    written = _post_one(customer, letter, Way(Channel.EMAIL, address), once_key, now=now)
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
    """Send a sign-in code to one contact point, at any hour. A phone without a gateway, or whose gateway does not take
    it in time, gets it by mail if there is one.

    In the demo, codes for phones are written to the outbox, where they can be read. False: there is no way.
    """
    ways = [Way(Channel.EMAIL, address)]
    if kind != ContactPoint.Kind.EMAIL:
        [known] = ways_to([(customer, customer.node)], purpose=SERVICE, now=now)
        texting = [one for one in known if one.channel == Channel.SMS]
        mail = emails_of([customer.pk]).get(customer.pk)
        ways = [Way(one.channel, address, one.account) for one in texting]
        ways += [Way(Channel.EMAIL, mail)] if mail else []
        if not ways and settings.DEMO:
            ways = [Way(Channel.SMS, address)]
    if not ways:
        return False

    def letter() -> Letter:
        return sign_in_code(called=customer.called, code=code, minutes=minutes)

    with translation.override(customer.language):
        delivery = draft(
            customer,
            letter(),
            way=ways[0],
            once_key=once_key,
            node=customer.node,
            now=now,
            purpose=SERVICE,
            has_more_ways=len(ways) > 1,
        )
    delivery.is_urgent, delivery.until = True, now + timedelta(minutes=minutes)
    delivery.go_by = now + CODE_PATIENCE if delivery.go_by else None
    post(delivery)
    return True


@dataclass(frozen=True)
class Addressed:
    """One of many letters: to whom, what it says (called in their language), and the key that keeps it from being twice.

    `node`: who writes.
    """

    to: Customer
    letter: Callable[[], Letter]
    once_key: str
    node: Node | None


@transaction.atomic
def write_letters(
    letters: Sequence[Addressed], *, now: datetime, purpose: str = SERVICE
) -> dict[str, Delivery]:
    """As `write_letter`, to many customers: those that were written, by their `once_key`.

    The same small number of queries however many there are (but for customers whose record was merged). Somebody to
    whom there is no way, who does not agree to the purpose, or was written to under that key before, is not among them.
    """
    ways = ways_to([(one.to, one.node) for one in letters], purpose=purpose, now=now)
    writing = {one.once_key: (one, mine) for one, mine in zip(letters, ways, strict=True) if mine}
    for known in Delivery.objects.filter(once_key__in=list(writing)).values_list("once_key", flat=True):
        del writing[known]
    drafts = [_drafted(one, mine, purpose=purpose, now=now) for one, mine in writing.values()]
    for one, key in zip(drafts, reserve_ids(Delivery, len(drafts)) if drafts else (), strict=True):
        one.pk = key
    Delivery.objects.bulk_create(drafts, ignore_conflicts=True)  # somebody else may write them at this moment
    keys = Delivery.objects.filter(pk__in=[one.pk for one in drafts]).values_list("pk", flat=True)
    ours = set(keys) if drafts else set()
    written = [one for one in drafts if one.pk in ours]
    enqueue_each([one for one in written if may_leave(one)], at=now)
    return {one.once_key: one for one in written}


def named_in(mail: TakenMail) -> str:
    """The Message-IDs of a mail's thread, oldest first, its own last: what an answer to it names."""
    if not mail.mail_id:
        return ""
    before = [one for one in reversed(mail.answers.split()) if one != mail.mail_id]
    return " ".join([*before[-MOST_NAMED:], mail.mail_id])


def post(delivery: Delivery) -> Delivery | None:
    """Put a drafted one into the outbox; None when one with its `once_key` was written before."""
    given = {
        one.attname: getattr(delivery, one.attname)
        for one in Delivery._meta.concrete_fields
        if not one.primary_key
    }
    posted, is_new = Delivery.objects.get_or_create(once_key=delivery.once_key, defaults=given)
    if not is_new:
        return None
    if may_leave(posted):
        enqueue(posted)
    return posted


def _ways(
    to: Customer | StaffMember, node: Node | None, purpose: str, *, now: datetime, with_files: bool
) -> list[Way]:
    if isinstance(to, Customer):
        return ways_to([(to, node)], purpose=purpose, now=now, with_files=with_files)[0]
    return [Way(Channel.EMAIL, to.email)] if to.email else []


def _last_mail_of(message: Message | None, to: Customer | StaffMember) -> TakenMail | None:
    """Whoever wrote to us by mail in this conversation finds our word in the same thread of their mail program."""
    if message is None or not isinstance(to, Customer):
        return None
    theirs = TakenMail.objects.filter(message__conversation=message.conversation_id, message__customer=to)
    return theirs.select_related("mailbox").order_by("-id").first()


def _drafted(one: Addressed, ways: list[Way], *, purpose: str, now: datetime) -> Delivery:
    with translation.override(one.to.language):
        return draft(
            one.to,
            one.letter(),
            way=ways[0],
            once_key=one.once_key,
            node=one.node,
            now=now,
            purpose=purpose,
            has_more_ways=len(ways) > 1,
        )


def _post_one(
    customer: Customer, letter: Callable[[], Letter], way: Way, once_key: str, *, now: datetime
) -> Delivery | None:
    with translation.override(customer.language):
        return post(
            draft(
                customer, letter(), way=way, once_key=once_key, node=customer.node, now=now, purpose=SERVICE
            )
        )
