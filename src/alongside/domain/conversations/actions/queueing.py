"""A job for each delivery, in the lane of its channel, so that none delays another (CHN-7)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from procrastinate.types import JSONValue

from alongside.domain.conversations.actions.carriers import carrier_of
from alongside.domain.conversations.models import Delivery
from alongside.domain.conversations.rules.outbox import queue_of
from alongside.kernel.jobs import defer, defer_each

DELIVER = "alongside.domain.conversations.jobs.deliver_mail"


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
        queueing_lock=lock_name(delivery.pk),
        delivery_id=delivery.pk,
    )


def enqueue_each(deliveries: Iterable[Delivery], *, at: datetime) -> None:
    """As `enqueue`, for those for which none waits, by one statement for each channel."""
    by_queue: dict[str, dict[str, dict[str, JSONValue]]] = defaultdict(dict)
    for one in deliveries:
        by_queue[queue_of(one.channel)][lock_name(one.pk)] = {"delivery_id": one.pk}
    for queue, some in by_queue.items():
        defer_each(DELIVER, some, queue=queue, at=at)


def lock_name(delivery_id: int) -> str:
    """By which a second job for the same delivery is known."""
    return f"deliver:{delivery_id}"
