"""A visit at the walk-in desk and a case: it opens one, or is about one, and is over in the same act (CHN-6, CAS-2)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from alongside.domain.cases import events
from alongside.domain.cases.actions.deadlines import end_pause
from alongside.domain.cases.actions.moving import lock_case, record, touch
from alongside.domain.cases.actions.opening import open_case
from alongside.domain.cases.models import Case
from alongside.domain.cases.permissions import HANDLE_CASE, OPEN_CASE
from alongside.domain.conversations.actions import say_in
from alongside.domain.conversations.models import Channel, Message
from alongside.domain.customers.models import Customer
from alongside.domain.reception.actions.finishing import finish_ticket
from alongside.domain.reception.models import Ticket
from alongside.kernel.actor import Actor
from alongside.kernel.refusals import Refused


@transaction.atomic
def open_case_of_visit(
    ticket: Ticket, *, words: str, customer: Customer | None, by: Actor, now: datetime, **more: Any
) -> Case:
    """What they came with becomes a case in their words; `more` as `open_case` takes it. The visit is over."""
    given = {"node": ticket.node, **more, "channel": Channel.WALK_IN}
    case = open_case(words=words, customer=customer, by=by, now=now, **given)
    first = Message.objects.filter(conversation=case.conversation).order_by("sent_at", "id").first()
    finish_ticket(ticket, customer=customer, said=first, by=by, now=now)
    return case


@transaction.atomic
def join_visit(case: Case, *, ticket: Ticket, words: str, by: Actor, now: datetime) -> Case:
    """They came about this case: what they said stands in its story. Whoever waited for them waits no longer (CAS-15)."""
    if not by.may(HANDLE_CASE, on=case):
        by.require(OPEN_CASE, on=case)
    fresh = lock_case(case)
    if fresh.state == "archived":
        raise Refused(_("This case is archived; open a new one."))
    if not words.strip():
        raise Refused(_("Say in a sentence what they came with."), field="words")
    said = say_in(fresh.conversation, body=words.strip(), channel=Channel.WALK_IN, by=by, now=now)
    finish_ticket(ticket, customer=ticket.customer or fresh.customer, said=said, by=by, now=now)
    if end_pause(fresh, now=now):
        record(events.CASE_RESUMED, fresh, by=by, now=now)
    touch(fresh, now=now)
    record(events.VISIT_JOINED, fresh, by=by, now=now, facts={"ticket": ticket.pk, "message": said.pk})
    return fresh
