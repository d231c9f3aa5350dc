"""Another channel tells them instead: in the transaction that gives the first one up, so never both (CHN-7)."""

from __future__ import annotations

from datetime import datetime

from alongside.domain.conversations.actions.drafting import draft
from alongside.domain.conversations.actions.queueing import enqueue, may_leave
from alongside.domain.conversations.actions.settling import ERROR_CHARACTERS, root_key, settled
from alongside.domain.conversations.actions.ways import Way, ways_to
from alongside.domain.conversations.events import DELIVERY_PASSED_ON
from alongside.domain.conversations.models import Delivery
from alongside.domain.conversations.rules.brief import from_data
from alongside.kernel import journal
from alongside.kernel.actor import SYSTEM
from alongside.kernel.models import StoredFile


def pass_on(delivery: Delivery, *, why: str, now: datetime) -> Delivery | None:
    """The delivery over the next channel; None when there is none, or when it was never a letter of its own.

    The caller holds the row and knows for certain that it has not gone.
    """
    ways = other_ways(delivery, now=now)
    if not ways or delivery.customer is None:
        return None
    root = root_key(delivery.once_key)
    following = draft(
        delivery.customer,
        from_data(delivery.letter),
        way=ways[0],
        once_key=f"{root}#{len(tried_before(delivery)) + 1}",
        node=delivery.node,
        now=now,
        purpose=delivery.purpose,
        has_more_ways=len(ways) > 1,
        attachments=StoredFile.objects.filter(pk__in=delivery.attachments),
    )
    following.passed_from = delivery
    following.message, following.conversation = delivery.message, delivery.conversation
    following.is_urgent, following.until = delivery.is_urgent, delivery.until
    following.save()
    delivery.state, delivery.last_error = Delivery.State.PASSED_ON, why[:ERROR_CHARACTERS]
    delivery.begun_at = None
    delivery.save()
    facts = {"from": delivery.channel, "to": following.channel, "next": following.pk}
    journal.record(DELIVERY_PASSED_ON, about=delivery, by=SYSTEM, at=now, facts=facts)
    settled(following)
    if may_leave(following):
        enqueue(following)
    return following


def other_ways(delivery: Delivery, *, now: datetime) -> list[Way]:
    """Over which channels it was not tried yet."""
    if not delivery.letter or delivery.customer is None:
        return []
    [ways] = ways_to(
        [(delivery.customer, delivery.node)],
        purpose=delivery.purpose,
        now=now,
        with_files=bool(delivery.attachments),
        without={one.channel for one in tried_before(delivery)},
    )
    return ways


def tried_before(delivery: Delivery) -> list[Delivery]:
    """This one and those from which it was passed on."""
    chain = [delivery]
    while (before := chain[-1].passed_from) is not None:
        chain.append(before)
    return chain
