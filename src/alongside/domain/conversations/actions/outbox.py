"""The outbox: written with the business act, sent at least once, the same mail never written twice (CHN-7)."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Case, Q, Value, When
from django.utils.translation import gettext_lazy as _
from procrastinate.types import JSONValue

from alongside.domain.conversations.actions.carriers import NotCarried, carrier_of
from alongside.domain.conversations.actions.carriers.mail import has_mail_server
from alongside.domain.conversations.events import DELIVERY_PARKED, DELIVERY_RETURNED
from alongside.domain.conversations.hooks import MAIL_SETTLED
from alongside.domain.conversations.models import Channel, Delivery, Thread
from alongside.domain.conversations.rules.outbox import queue_of, wait_before_next
from alongside.domain.customers.queries import may_contact
from alongside.domain.organisation.permissions import MANAGE_SYSTEM
from alongside.domain.organisation.queries import staff_holding
from alongside.domain.work.actions import notice_for, notify_many
from alongside.kernel import journal
from alongside.kernel.actor import SYSTEM, Actor
from alongside.kernel.jobs import defer, defer_each, waiting_locks
from alongside.kernel.refusals import Refused

DELIVER = "alongside.domain.conversations.jobs.deliver_mail"
LEFT_LYING = timedelta(seconds=45)  # a mail this long after its time whose job is gone is given a new one
SWEPT_AT_ONCE = 500
ERROR_CHARACTERS = 300

log = logging.getLogger(__name__)


@transaction.atomic
def deliver(delivery_id: int, *, now: datetime) -> None:
    """Try to send one. Does nothing when it is sent, parked, not yet due, or in another worker's hands.

    The row stays locked while the other side is spoken to. A worker that dies in between leaves it queued; a mail
    that is then sent again bears the same Message-ID, by which it is recognised.
    """
    delivery = (
        Delivery.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("node", "customer", "mailbox", "account")
        .filter(pk=delivery_id, state=Delivery.State.QUEUED, next_try_at__lte=now)
        .first()
    )
    carrier = carrier_of(delivery) if delivery is not None else None
    if delivery is None or carrier is None or not carrier.may_send(delivery):
        return
    if not _is_permitted(delivery, now=now):
        return
    delivery.tries += 1
    try:
        delivery.external_id = carrier.send(delivery, now=now)
    except NotCarried as reason:
        log.warning("delivery %s was not sent: %s", delivery.pk, reason.code or "refused")
        _put_off(delivery, reason, now=now)
    except Exception as reason:  # whatever it is, the next one must not wait for it
        log.warning("delivery %s was not sent: %s", delivery.pk, type(reason).__name__)
        _put_off(delivery, NotCarried(type(reason).__name__), now=now)
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
    """Give a job to every queued delivery whose job is gone; how many there were."""
    left = Delivery.objects.filter(state=Delivery.State.QUEUED, next_try_at__lte=now - LEFT_LYING)
    left = left.filter(Q(account__is_active=True) | _mails_that_may_leave())
    lying = list(left.order_by("next_try_at").only("pk", "next_try_at", "channel")[:SWEPT_AT_ONCE])
    waiting = waiting_locks(_lock_name(one.pk) for one in lying)
    return sum(enqueue(one) for one in lying if _lock_name(one.pk) not in waiting)


def _mails_that_may_leave() -> Q:
    mails = Q(channel=Channel.EMAIL, account=None)
    return mails if has_mail_server() else mails & ~Q(mailbox=None) & ~Q(mailbox__smtp_host="")


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


def may_leave(delivery: Delivery) -> bool:
    """Whether there is a way out for this one; else it stays in the outbox."""
    carrier = carrier_of(delivery)
    return carrier is not None and carrier.may_send(delivery)


def enqueue(delivery: Delivery) -> bool:
    """Have it sent when it is its turn; False when that waits to be done already."""
    return defer(
        DELIVER,
        queue=queue_of(delivery.channel),
        at=delivery.next_try_at,
        queueing_lock=_lock_name(delivery.pk),
        delivery_id=delivery.pk,
    )


def enqueue_each(deliveries: Iterable[Delivery], *, at: datetime) -> None:
    """As `enqueue`, for those that were written in this transaction, by one statement for each channel."""
    by_queue: dict[str, dict[str, dict[str, JSONValue]]] = defaultdict(dict)
    for one in deliveries:
        by_queue[queue_of(one.channel)][_lock_name(one.pk)] = {"delivery_id": one.pk}
    for queue, some in by_queue.items():
        defer_each(DELIVER, some, queue=queue, at=at)


def _lock_name(delivery_id: int) -> str:
    return f"deliver_mail:{delivery_id}"


def _put_off(delivery: Delivery, reason: NotCarried, *, now: datetime) -> None:
    wait = wait_before_next(delivery.tries, is_final=reason.is_final)
    if wait is not None and reason.wait is not None:
        wait = max(wait, reason.wait)
    delivery.last_error = f"{reason.code} {reason.words}".strip()[:ERROR_CHARACTERS]
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
