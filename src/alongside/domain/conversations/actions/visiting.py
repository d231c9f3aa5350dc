"""Visitors of foreign pages write to us in our window or form there (CHN-6). What they may is bounded and counted."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from alongside.domain.conversations.actions.hearing import Heard, hear
from alongside.domain.conversations.models import Account, Channel, KnockCount, Message, Thread, Visitor
from alongside.domain.conversations.models.inbox import sender_index
from alongside.domain.conversations.models.visitor import contact_index, token_hash
from alongside.domain.conversations.queries.visitors import messages_for, threads_of_visitor
from alongside.domain.conversations.rules import visiting
from alongside.domain.conversations.rules.visiting import Limit
from alongside.domain.customers.actions import know_at
from alongside.domain.customers.models import Customer
from alongside.domain.customers.rules import kind_of_contact, normalised_contact
from alongside.kernel.blind_indexes import blind_index
from alongside.kernel.files import DOCUMENT, PICTURE, check_file
from alongside.kernel.refusals import Refused

LONGEST_NAME = 60
ASKED_EACH = timedelta(seconds=20)  # how exactly it is kept when a window asked last


class TooMuch(Refused):
    """A limit is reached; the words say so kindly."""


def count_knock(
    account: Account, what: str, *, now: datetime, address: str = "", visitor: Visitor | None = None
) -> None:
    """Count one more, and raise TooMuch beyond a limit. Stays counted although what follows is refused.

    Of the network address only a blind index is kept, for two days.
    """
    tries = [
        (visiting.BY_ADDRESS.get(what), f"address:{address}" if address else ""),
        (visiting.BY_VISITOR.get(what), f"visitor:{visitor.pk}" if visitor else ""),
        (visiting.BY_ACCOUNT.get(what), "everybody"),
    ]
    for limit, who in tries:
        if limit is not None and who and _counted(account, what, who, limit, now) > limit.most:
            raise TooMuch(
                _(
                    "That was a lot at once. Please wait a little, or call us if it is urgent; we are glad to help."
                )
            )


@transaction.atomic
def begin_visit(
    account: Account, *, now: datetime, language: str = "zh-hans", is_form: bool = False
) -> tuple[Visitor, str]:
    """A browser that has not written before; with the token by which it is known again, told this once."""
    token = secrets.token_urlsafe(32)
    visitor = Visitor.objects.create(
        account=account,
        node_id=account.node_id,
        token_hash=token_hash(token),
        language=language,
        is_form=is_form,
        came_at=now,
        asked_at=now,
    )
    return visitor, token


@transaction.atomic
def write_first(
    account: Account,
    *,
    words: str,
    once_key: str,
    now: datetime,
    files: Iterable[tuple[str, bytes]] = (),
    language: str = "zh-hans",
) -> tuple[Visitor, str, Message | None]:
    """The first words of a browser make a visitor, with its token; what is refused makes none."""
    visitor, token = begin_visit(account, now=now, language=language)
    return visitor, token, write_as_visitor(visitor, words=words, once_key=once_key, files=files, now=now)


@transaction.atomic
def write_as_visitor(
    visitor: Visitor,
    *,
    words: str,
    once_key: str,
    now: datetime,
    files: Iterable[tuple[str, bytes]] = (),
    subject: str = "",
) -> Message | None:
    """What they wrote stands in the shared inbox; None when it was taken before under this key. Raises Refused."""
    words, files = words.replace("\x00", "").strip(), tuple(files)
    longest = visiting.LONGEST_FORM if visitor.is_form else visiting.LONGEST
    if not words and not files:
        raise Refused(_("Write something."), field="words")
    if len(words) > longest:
        raise Refused(_("This is too long: at most %(n)s characters.") % {"n": longest}, field="words")
    if len(files) > visiting.MOST_FILES:
        raise Refused(_("At most %(n)s files at once.") % {"n": visiting.MOST_FILES}, field="files")
    for name, data in files:
        check_file(ContentFile(data, name=name), name, purposes=frozenset({PICTURE, DOCUMENT}))
    heard = Heard(
        sender=visitor.name,
        sender_name=visitor.called,
        subject=subject,
        words=words,
        once_key=f"form:{once_key}" if visitor.is_form else f"{visitor.pk}:{once_key}",
        files=files,
        customer=visitor.customer,
        channel=Channel.WEB if visitor.is_form else Channel.CHAT,
    )
    message = hear(visitor.account, heard, now=now)
    note_visit(visitor, now=now)
    return message


@transaction.atomic
def send_form(
    account: Account,
    *,
    words: str,
    contact: str,
    once_key: str,
    now: datetime,
    name: str = "",
    subject: str = "",
    files: Iterable[tuple[str, bytes]] = (),
    language: str = "zh-hans",
) -> Message | None:
    """A form begins a thread of its own, and its answer goes to the contact; None when it was sent before."""
    visitor, _token = begin_visit(account, now=now, language=language, is_form=True)
    leave_address(visitor, contact=contact, name=name, now=now)
    message = write_as_visitor(visitor, words=words, once_key=once_key, subject=subject, files=files, now=now)
    if message is None:
        visitor.delete()
    return message


@transaction.atomic
def leave_address(visitor: Visitor, *, contact: str, name: str = "", now: datetime) -> Visitor:
    """Where answers go when they have left. Proves nothing, so it shows them nothing (CHN-6). Raises Refused."""
    kind = kind_of_contact(contact)
    try:
        visitor.contact = normalised_contact(kind, contact)
    except Refused as refusal:
        raise Refused(refusal.words, field="contact") from None
    visitor.contact_hash = contact_index(visitor.contact)
    visitor.called = " ".join(name.replace("\x00", "").split())[:LONGEST_NAME] or visitor.called
    visitor.save(update_fields=["contact", "contact_hash", "called"])
    if visitor.called:
        _threads(visitor).update(sender_name=visitor.called)
    if visitor.owed_at is not None:
        visitor.owed_at = now
        visitor.save(update_fields=["owed_at"])
    return visitor


@transaction.atomic
def recognise_visitor(visitor: Visitor, customer: Customer, *, now: datetime) -> None:
    """They proved to be this customer: their threads are the customer's, and they see what they wrote here before.

    A thread that is part of a case stays as it is; whoever keeps the case decides whose it is.
    """
    visitor.customer = customer
    visitor.save(update_fields=["customer"])
    mine = _threads(visitor).filter(joined_to=None, conversation__customer=None)
    for thread in mine.select_related("conversation", "node").select_for_update(of=("self",)):
        thread.conversation.customer = customer
        thread.conversation.save(update_fields=["customer"])
        Message.objects.filter(conversation=thread.pk, direction=Message.Direction.IN).update(
            customer=customer
        )
        thread.version += 1
        thread.save(update_fields=["version"])
        know_at(customer, thread.node)


def note_visit(visitor: Visitor, *, now: datetime, up_to: int = 0) -> None:
    """Their window stands open; with `up_to` they see our answers up to that message."""
    if now - visitor.asked_at > ASKED_EACH:
        Visitor.objects.filter(pk=visitor.pk).update(asked_at=now)
        visitor.asked_at = now
    if up_to:
        unseen = messages_for(threads_of_visitor(visitor)).filter(
            direction=Message.Direction.OUT, seen_at=None, pk__lte=up_to
        )
        if unseen.update(seen_at=now) and visitor.owed_at is not None:
            visitor.owed_at = None
            visitor.save(update_fields=["owed_at"])


@transaction.atomic
def forget_visits(*, now: datetime) -> int:
    """Old counts go, and browsers that did not ask for half a year; how many of these. What was said stays."""
    KnockCount.objects.filter(span_at__lt=now - visiting.COUNTS_KEPT).delete()
    return Visitor.objects.filter(asked_at__lt=now - visiting.FORGOTTEN_AFTER).delete()[0]


def _threads(visitor: Visitor) -> QuerySet[Thread]:
    return Thread.objects.filter(account=visitor.account_id, sender_hash=sender_index(visitor.name))


def _counted(account: Account, what: str, who: str, limit: Limit, now: datetime) -> int:
    """One more in the present span and what it makes together with the share of the one before that still counts."""
    seconds = limit.within.total_seconds()
    begun = now.timestamp() // seconds * seconds
    span = datetime.fromtimestamp(begun, UTC)
    index = str(blind_index(f"{account.pk}:{what}:{who}", purpose="knock"))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO conversations_knockcount (what_hash, span_at, count) VALUES (%s, %s, 1)
            ON CONFLICT (what_hash, span_at) DO UPDATE SET count = conversations_knockcount.count + 1
            RETURNING count,
                (SELECT coalesce(max(count), 0) FROM conversations_knockcount b
                  WHERE b.what_hash = %s AND b.span_at = %s)
            """,
            [index, span, index, span - limit.within],
        )
        present, before = cursor.fetchone()
    share = 1 - (now.timestamp() - begun) / seconds
    return present + int(before * share)
