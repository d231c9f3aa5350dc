"""A message of which nobody knows whether it went: its channel can be asked neither that, nor to take the same again as
the same (CHN-3). It is shown to people, and said once more only when one of them wishes so."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from alongside.domain.conversations.actions.queueing import enqueue
from alongside.domain.conversations.actions.settling import settled
from alongside.domain.conversations.events import DELIVERY_DOUBT_SETTLED, DELIVERY_DOUBTFUL
from alongside.domain.conversations.models import Delivery, Thread
from alongside.domain.conversations.permissions import ANSWER_INBOX
from alongside.domain.organisation.permissions import MANAGE_SYSTEM
from alongside.domain.organisation.queries import staff_holding
from alongside.domain.work.actions import notice_for, notify_many
from alongside.kernel import journal
from alongside.kernel.actor import SYSTEM, Actor
from alongside.kernel.refusals import Refused


def doubt(delivery: Delivery, *, now: datetime) -> None:
    """Nothing more is done by itself. Whoever wrote it hears, of a letter of the system whoever keeps the system. The
    row is locked by the caller."""
    delivery.state = Delivery.State.DOUBTFUL
    delivery.begun_at = delivery.begun_at or now
    delivery.save()
    settled(delivery)
    facts = {"channel": delivery.channel, "message": delivery.message_id}
    journal.record(DELIVERY_DOUBTFUL, about=delivery, by=SYSTEM, at=now, facts=facts)
    writer = delivery.message.staff if delivery.message is not None else None
    hearers = [writer] if writer else staff_holding(MANAGE_SYSTEM, node=delivery.node, now=now)
    about, once_key = delivery.conversation or delivery, f"doubtful:{delivery.pk}:{now:%y%m%d%H%M%S}"
    kind = DELIVERY_DOUBTFUL.kind
    notify_many(
        notice_for(one, kind, about=about, facts=facts, is_urgent=True, once_key=once_key, now=now)
        for one in hearers
    )
    _show(delivery)


@transaction.atomic
def settle_doubt(delivery: Delivery, *, send_again: bool, by: Actor, now: datetime) -> Delivery:
    """Somebody has looked: it is sent once more, or it is there. Raises Refused."""
    if not by.may(MANAGE_SYSTEM, on=delivery):
        by.require(ANSWER_INBOX, on=delivery)
    held = Delivery.objects.select_for_update(of=("self",)).select_related("account", "node")
    fresh = held.get(pk=delivery.pk)
    if fresh.state != Delivery.State.DOUBTFUL:
        raise Refused(_("What became of this message is known by now."))
    if send_again:
        fresh.state, fresh.tries, fresh.next_try_at = Delivery.State.QUEUED, 0, now
        fresh.go_by = None
    else:
        fresh.state, fresh.sent_at = Delivery.State.SENT, fresh.begun_at
    fresh.begun_at, fresh.last_error = None, ""
    fresh.save()
    settled(fresh)
    facts = {"again": send_again, "message": fresh.message_id}
    journal.record(DELIVERY_DOUBT_SETTLED, about=fresh, by=by, at=now, facts=facts)
    if send_again:
        enqueue(fresh)
    _show(fresh)
    return fresh


def _show(delivery: Delivery) -> None:
    """Open pages of the conversation look again."""
    Thread.objects.filter(conversation=delivery.conversation_id).update(version=F("version") + 1)
