"""What is done with a call: its outcome, which customer it was, which case it is about (CHN-5)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from alongside.domain.conversations.actions.calling_back import promise_call
from alongside.domain.conversations.actions.finding import let_find_anew
from alongside.domain.conversations.events import CALL_MOVED, CALL_TIED, CALL_WRAPPED
from alongside.domain.conversations.models import Call, Conversation, Message, Seat
from alongside.domain.conversations.models.calls import Outcome
from alongside.domain.conversations.permissions import ANSWER_CALLS
from alongside.domain.customers.actions import know_at
from alongside.domain.customers.models import Customer
from alongside.kernel import journal
from alongside.kernel.actor import Actor
from alongside.kernel.refusals import Refused

LONGEST = 4_000


@transaction.atomic
def wrap_up_call(
    call: Call,
    *,
    outcome: str,
    words: str = "",
    by: Actor,
    now: datetime,
    call_back_at: datetime | None = None,
) -> Call:
    """What came of it, in one act: the words stand in the customer's story, a promise becomes a callback.

    May be said again: the last holds. Whoever spoke is ready for the next call by it.
    """
    by.require(ANSWER_CALLS, on=call)
    fresh = lock_call(call)
    if outcome not in Outcome.values:
        raise Refused(_("Say what came of it."), field="outcome")
    if fresh.answered_at is None or fresh.message_id is None:
        raise Refused(_("Nobody has spoken in this call."))
    if outcome == Outcome.CALL_BACK:
        if call_back_at is None:
            raise Refused(_("Say when."), field="call_back_at")
        promise_call(fresh, due_at=call_back_at, by=by, now=now)
    fresh.outcome, fresh.wrapped_at = outcome, now
    fresh.save(update_fields=["outcome", "wrapped_at"])
    if fresh.message is not None:
        fresh.message.body = words.strip()[:LONGEST]
        fresh.message.save(update_fields=["body"])
        let_find_anew(fresh.message)
    if fresh.state == Call.State.ENDED:
        done = Seat.objects.filter(call=fresh)
        done.filter(state=Seat.State.WRAPPING).update(state=Seat.State.READY, since=now)
        done.update(call=None, news=F("news") + 1)
    journal.record(CALL_WRAPPED, about=fresh, by=by, at=now, facts={"outcome": outcome})
    return fresh


@transaction.atomic
def tie_call(call: Call, *, customer: Customer | None, by: Actor, now: datetime) -> Call:
    """Say who it was; None: somebody else after all. Their number is not noted by that."""
    by.require(ANSWER_CALLS, on=call)
    fresh = lock_call(call)
    if customer is not None and customer.erased_at is not None:
        raise Refused(_("The customer's data was deleted at their request."), field="customer")
    if fresh.message is not None and fresh.message.home_id is not None:
        raise Refused(_("It is part of a case; change the case's customer."))
    fresh.customer = customer
    fresh.save(update_fields=["customer"])
    own = Conversation.objects.filter(pk=fresh.conversation_id)
    if fresh.conversation_id is not None:
        own.update(customer=customer)
        Message.objects.filter(conversation=fresh.conversation_id, direction="in").update(customer=customer)
    if customer is not None:
        know_at(customer, fresh.node)
    facts = {"customer": customer.pk if customer else None}
    journal.record(CALL_TIED, about=fresh, by=by, at=now, facts=facts)
    return fresh


def move_call(call: Call, *, to: Conversation, by: Actor, now: datetime) -> Call:
    """It is about what this conversation is about: its line stands there. In the transaction of whoever keeps that.

    Only this one call: what else came from the number stays where it is.
    """
    by.require(ANSWER_CALLS, on=call)
    fresh = lock_call(call)
    if fresh.message is None:
        raise Refused(_("Nobody has spoken in this call."))
    if fresh.conversation_id == to.pk:
        return fresh
    message, came_in = fresh.message, fresh.message.home_id or fresh.conversation_id
    message.home_id = came_in if came_in != to.pk else None
    message.conversation, message.node_id = to, to.node_id
    is_theirs = fresh.direction == Call.Direction.IN and fresh.customer_id in (None, to.customer_id)
    message.customer_id = to.customer_id if is_theirs else None
    message.save(update_fields=["conversation", "node", "home", "customer"])
    let_find_anew(message)
    fresh.conversation = to
    fresh.customer_id = fresh.customer_id or to.customer_id
    fresh.save(update_fields=["conversation", "customer"])
    journal.record(CALL_MOVED, about=fresh, by=by, at=now, facts={"to": to.pk})
    return fresh


def lock_call(call: Call) -> Call:
    """The call as it is now, held until the end of the transaction."""
    return (
        Call.objects.select_for_update(of=("self",))
        .select_related("message", "node", "customer", "account")
        .get(pk=call.pk)
    )
