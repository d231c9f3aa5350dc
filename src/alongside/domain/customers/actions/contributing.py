"""Noting what a customer wrote for the newsletter (CUS-5)."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from alongside.domain.customers import events
from alongside.domain.customers.actions.valuing import revalue_customer
from alongside.domain.customers.models import Contribution, Customer
from alongside.domain.customers.permissions import CHANGE_CUSTOMERS
from alongside.kernel import journal
from alongside.kernel.actor import Actor
from alongside.kernel.concurrency import lock
from alongside.kernel.refusals import Refused


@transaction.atomic
def note_contribution(
    customer: Customer, *, kind: str, title: str, printed_on: date, by: Actor, now: datetime
) -> Contribution:
    """An issue of the newsletter carried something of theirs. It counts from now on; the same piece once."""
    customer.require_at_their_nodes(CHANGE_CUSTOMERS, by)
    title = title.strip()
    if not title:
        raise Refused(_("Say what it was."), field="title")
    if printed_on > now.astimezone(ZoneInfo(customer.node.zone)).date():
        raise Refused(_("It counts when the issue is out."), field="printed_on")
    lock(customer)
    same = Contribution.objects.filter(customer=customer, kind=kind, printed_on=printed_on)
    if any(one.title == title for one in same):
        raise Refused(_("It is noted already."), field="title")
    made = Contribution.objects.create(
        customer=customer,
        kind=kind,
        title=title,
        printed_on=printed_on,
        noted_by_id=by.id if by.kind == "staff" else None,
        noted_at=now,
    )
    journal.record(events.CONTRIBUTION_NOTED, about=customer, by=by, at=now, facts={"contribution": made.pk})
    revalue_customer(customer, now=now, by=by)
    return made


@transaction.atomic
def take_back_contribution(contribution: Contribution, *, by: Actor, now: datetime) -> None:
    """It was not so."""
    customer = contribution.customer
    customer.require_at_their_nodes(CHANGE_CUSTOMERS, by)
    if not Contribution.objects.filter(pk=contribution.pk).delete()[0]:
        return
    facts = {"contribution": contribution.pk}
    journal.record(events.CONTRIBUTION_TAKEN_BACK, about=customer, by=by, at=now, facts=facts)
    revalue_customer(customer, now=now, by=by)
