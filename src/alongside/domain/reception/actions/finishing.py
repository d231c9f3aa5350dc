"""A visit ends: what it was about stands in the customer's story (CHN-1, CHN-6, SAL-1)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from alongside.domain.conversations.actions import start_conversation
from alongside.domain.conversations.models import Channel, Message
from alongside.domain.customers.actions import know_at
from alongside.domain.customers.models import Customer
from alongside.domain.reception import events
from alongside.domain.reception.actions.serving import lock_ticket
from alongside.domain.reception.models import Ticket
from alongside.domain.reception.permissions import RECEIVE_VISITORS
from alongside.domain.reception.states import TICKET_STATES
from alongside.kernel import journal
from alongside.kernel.actor import Actor
from alongside.kernel.refusals import Refused

LONGEST = 4_000


@transaction.atomic
def finish_ticket(
    ticket: Ticket, *, words: str = "", customer: Customer | None = None, said: Message | None = None,
    by: Actor, now: datetime,
) -> Ticket:  # fmt: skip
    """What it was about, for whom. `said`: the words stand somewhere already, in a case.

    Of a customer there is always a line in their story, be it only what they came for. Words of nobody would be found by
    nobody, so they are refused.
    """
    by.require(RECEIVE_VISITORS, on=ticket)
    fresh = lock_ticket(ticket)
    state = TICKET_STATES.check("finish", fresh.state)
    customer = customer or fresh.customer
    words = words.replace("\x00", "").strip()
    if len(words) > LONGEST:
        raise Refused(_("Say it in at most %(n)s characters.") % {"n": LONGEST}, field="words")
    if customer is None and words and said is None:
        raise Refused(_("Say first who it was; else nobody finds these words again."), field="words")
    if customer is not None and said is None:
        if customer.erased_at is not None:
            raise Refused(_("The customer's data was deleted at their request."), field="customer")
        know_at(customer, fresh.lobby.node)
        _conversation, said = start_conversation(
            node=fresh.lobby.node, customer=customer, channel=Channel.WALK_IN, body=words or str(fresh.line), by=by, now=now
        )  # fmt: skip
    fresh.customer, fresh.message, fresh.state = customer, said, state
    fresh.served_at, fresh.ended_at = fresh.served_at or fresh.called_at, now
    fresh.save()
    facts = {"customer": customer.pk if customer else None, "message": said.pk if said else None}
    journal.record(events.TICKET_FINISHED, about=fresh, by=by, at=now, facts=facts)
    return fresh


@transaction.atomic
def say_who(ticket: Ticket, *, customer: Customer | None, by: Actor, now: datetime) -> Ticket:
    """Who it is, as soon as it is known; None: somebody else after all."""
    by.require(RECEIVE_VISITORS, on=ticket)
    fresh = lock_ticket(ticket)
    if fresh.ended_at is not None:
        raise Refused(_("This visit is over."))
    if customer is not None and customer.erased_at is not None:
        raise Refused(_("The customer's data was deleted at their request."), field="customer")
    fresh.customer = customer
    fresh.save(update_fields=["customer"])
    return fresh
