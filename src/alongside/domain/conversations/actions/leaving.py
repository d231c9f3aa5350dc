"""Who has closed the page gets our answer at the address that they left (CHN-6), through the one outbox (CHN-7)."""

from __future__ import annotations

from datetime import datetime, timedelta
from email.utils import parseaddr

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import translation

from alongside.domain.conversations.actions.carriers.mail import message_id
from alongside.domain.conversations.actions.writing import post
from alongside.domain.conversations.models import Account, Channel, Delivery, Message, Visitor
from alongside.domain.conversations.queries.visitors import messages_for, threads_of_visitor
from alongside.domain.conversations.rules.letter import Letterhead, as_html, as_text, subject_line
from alongside.domain.conversations.rules.letters import answer_for_who_left
from alongside.domain.conversations.rules.threading import answer_subject, message_key
from alongside.domain.conversations.rules.visiting import ANSWER_WAITS, GONE_AFTER
from alongside.domain.customers.rules import kind_of_contact

AT_ONCE = 100
LOOKED_BACK = timedelta(days=30)
MOST_WORDS = 4_000


def answer_absent(*, now: datetime) -> int:
    """Look after those whose answer waits unread; how many there were. Each alone, so none holds up another."""
    due = Visitor.objects.filter(owed_at__lte=now).order_by("owed_at")
    found = list(due.values_list("pk", flat=True)[:AT_ONCE])
    for pk in found:
        answer_one_absent(pk, now=now)
    return len(found)


@transaction.atomic
def answer_one_absent(visitor_id: int, *, now: datetime) -> Delivery | None:
    """All that they have not read, in one letter; None while they are there, or left no address."""
    holding = Visitor.objects.select_for_update(of=("self",)).select_related("account__node", "customer")
    visitor = holding.filter(pk=visitor_id, owed_at__lte=now).first()
    if visitor is None:
        return None
    is_there = not visitor.is_form and now - visitor.asked_at < GONE_AFTER
    visitor.owed_at = now + ANSWER_WAITS if is_there else None
    visitor.save(update_fields=["owed_at"])
    if is_there or not visitor.contact:
        return None
    threads = threads_of_visitor(visitor)
    unread = messages_for(threads).filter(
        direction=Message.Direction.OUT, seen_at=None, sent_at__gt=now - LOOKED_BACK
    )
    told = Delivery.objects.filter(message__in=unread, once_key__startswith="left:")
    last = told.aggregate(last=Max("message"))["last"] or 0
    waiting = list(unread.filter(pk__gt=last).select_related("staff").order_by("pk")[:20])
    return _written(visitor, waiting, now=now) if waiting else None


def _written(visitor: Visitor, waiting: list[Message], *, now: datetime) -> Delivery | None:
    """By mail, or by the node's own gateway to telephones; None when there is no way."""
    last = waiting[-1]
    words = "\n\n".join(one.body for one in waiting if one.body)[:MOST_WORDS]
    is_mail = kind_of_contact(visitor.contact) == "email"
    gateway = None if is_mail else _gateway(visitor)
    if not is_mail and gateway is None:
        return None
    who = waiting[-1].staff.name if waiting[-1].staff else ""
    once_key = f"left:{last.pk}"
    home = last.home_id or last.conversation_id
    node = visitor.account.node
    with translation.override(visitor.language):
        letter = answer_for_who_left(called=visitor.called, who=who, place=visitor.account.name, words=words)
        head = Letterhead(
            sender=node.name or parseaddr(settings.DEFAULT_FROM_EMAIL)[0],
            site=settings.PUBLIC_URL,
            language=visitor.language,
        )
        return post(
            Delivery(
                once_key=once_key,
                message_key=message_key(message_id(once_key)) if is_mail else "",
                node=node,
                customer=visitor.customer,
                message=last,
                conversation_id=home,
                channel=Channel.EMAIL if is_mail else Channel.SMS,
                account=gateway,
                recipient=visitor.contact,
                subject=answer_subject(subject_line(letter), home) if is_mail else "",
                body_text=as_text(letter, head) if is_mail else words,
                body_html=as_html(letter, head) if is_mail else "",
                next_try_at=now,
                written_at=now,
            )
        )


def _gateway(visitor: Visitor) -> Account | None:
    """The nearest gateway for short messages, of the node or above it."""
    ancestors = list(visitor.account.node.ancestor_ids)
    found = Account.objects.filter(node__in=ancestors, channel=Channel.SMS, is_active=True)
    return max(found, key=lambda one: ancestors.index(one.node_id), default=None)
