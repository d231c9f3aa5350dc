"""What became of a delivery, and who hears of it: whoever wrote it, whoever keeps the system, the journal (CHN-7)."""

from __future__ import annotations

from datetime import datetime

from alongside.domain.conversations.actions.standards import begin_waiting
from alongside.domain.conversations.events import ACCOUNT_FAILING, DELIVERY_PARKED, DELIVERY_RETURNED
from alongside.domain.conversations.hooks import DELIVERY_SETTLED
from alongside.domain.conversations.models import Account, Delivery, Thread
from alongside.domain.organisation.permissions import MANAGE_SYSTEM
from alongside.domain.organisation.queries import staff_holding
from alongside.domain.work.actions import notice_for, notify_many
from alongside.kernel import journal
from alongside.kernel.actor import SYSTEM

ERROR_CHARACTERS = 300


def root_key(once_key: str) -> str:
    """The key under which it was written, whatever channel tells it by now."""
    return once_key.partition("#")[0]


def settled(delivery: Delivery) -> None:
    """Whoever keeps it hears what became of what they wrote; of one that was passed on the next one tells."""
    if delivery.state != Delivery.State.PASSED_ON:
        DELIVERY_SETTLED.ask(delivery.pk, root_key(delivery.once_key), delivery.state)


def park(delivery: Delivery, *, now: datetime) -> None:
    """Nothing more is tried by itself; whoever keeps the system hears of it, of an account that fails only once."""
    delivery.state = Delivery.State.PARKED
    delivery.save()
    settled(delivery)
    facts = {"tries": delivery.tries, "channel": delivery.channel}
    journal.record(DELIVERY_PARKED, about=delivery, by=SYSTEM, at=now, facts=facts)
    account = delivery.account
    once_key = f"parked:{delivery.pk}:{now:%y%m%d%H%M%S}"
    if account is not None and account.failing_since is not None:
        once_key = f"parked:account:{account.pk}:{account.failing_since:%y%m%d%H%M%S}"
    notify_many(
        notice_for(
            staff,
            DELIVERY_PARKED.kind,
            about=delivery,
            facts=facts,
            is_urgent=True,
            once_key=once_key,
            now=now,
        )
        for staff in staff_holding(MANAGE_SYSTEM, node=delivery.node, now=now)
    )


def alarm_of_account(account: Account, *, now: datetime) -> None:
    """Whoever keeps the system hears that an account does not work; once until it works again."""
    since = account.failing_since or now
    facts = {"tries": account.failures, "channel": account.channel}
    told = [
        notice_for(
            staff,
            ACCOUNT_FAILING.kind,
            about=account,
            facts=facts,
            is_urgent=True,
            once_key=f"account:{account.pk}:{since:%y%m%d%H%M%S}",
            now=now,
        )
        for staff in staff_holding(MANAGE_SYSTEM, node=account.node, now=now)
    ]
    notify_many(told)
    journal.record(ACCOUNT_FAILING, about=account, by=SYSTEM, at=now, facts=facts)


def came_back(delivery: Delivery, *, status: str, reason: str, now: datetime) -> None:
    """The other side says that it did not arrive: whoever wrote it hears. The row is locked by the caller."""
    delivery.state, delivery.begun_at = Delivery.State.RETURNED, None
    delivery.last_error = f"{status} {reason}".strip()[:ERROR_CHARACTERS]
    delivery.save(update_fields=["state", "last_error", "begun_at"])
    settled(delivery)
    facts = {"status": status, "message": delivery.message_id}
    journal.record(DELIVERY_RETURNED, about=delivery, by=SYSTEM, at=now, facts=facts)
    _waits_again(delivery, now=now)
    writer = delivery.message.staff if delivery.message is not None else None
    if writer is not None:
        key = f"returned:{delivery.pk}"
        about = delivery.conversation or delivery
        told = notice_for(writer, DELIVERY_RETURNED.kind, about=about, facts=facts, once_key=key, now=now)
        notify_many([told])


def _waits_again(delivery: Delivery, *, now: datetime) -> None:
    """They have no answer after all: it stands in the inbox with a time by which they should have one."""
    held = Thread.objects.select_for_update(of=("self",)).select_related("node")
    thread = held.filter(conversation=delivery.conversation_id, waits_since=None).first()
    if thread is None:
        return
    if thread.state != Thread.State.IN_CASE:
        begin_waiting(thread, at=now)
        thread.state = Thread.State.OPEN
    thread.last_at = now
    thread.version += 1
    thread.save()
