"""Noting who brought whom (CUS-5)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from alongside.domain.customers import events
from alongside.domain.customers.actions.valuing import revalue_customer
from alongside.domain.customers.models import Customer, Introduction
from alongside.domain.customers.permissions import CHANGE_CUSTOMERS
from alongside.kernel import journal
from alongside.kernel.actor import Actor
from alongside.kernel.concurrency import lock
from alongside.kernel.refusals import Refused


@transaction.atomic
def note_introduction(customer: Customer, *, introducer: Customer, by: Actor, now: datetime) -> Introduction:
    """The customer came to us through `introducer`. It counts for the introducer once it has led to a purchase.

    A customer came through one other; who brought them cannot have been brought by them.
    """
    customer.require_at_their_nodes(CHANGE_CUSTOMERS, by)
    if introducer.pk == customer.pk:
        raise Refused(_("Nobody introduces themselves."), field="introducer")
    for one in sorted((customer, introducer), key=lambda one: one.pk):
        lock(one)
    if Introduction.objects.filter(customer=customer).exists():
        raise Refused(_("It is noted already who introduced this customer."), field="introducer")
    if Introduction.objects.filter(customer=introducer, introducer=customer).exists():
        raise Refused(_("The other way round is noted already."), field="introducer")
    made = Introduction.objects.create(
        customer=customer,
        introducer=introducer,
        noted_by_id=by.id if by.kind == "staff" else None,
        noted_at=now,
    )
    facts = {"introducer": introducer.pk}
    journal.record(events.INTRODUCTION_NOTED, about=customer, by=by, at=now, facts=facts)
    revalue_customer(introducer, now=now, by=by)
    return made


@transaction.atomic
def take_back_introduction(introduction: Introduction, *, by: Actor, now: datetime) -> None:
    """It was not so."""
    customer, introducer = introduction.customer, introduction.introducer
    customer.require_at_their_nodes(CHANGE_CUSTOMERS, by)
    if not Introduction.objects.filter(pk=introduction.pk).delete()[0]:
        return
    facts = {"introducer": introducer.pk}
    journal.record(events.INTRODUCTION_TAKEN_BACK, about=customer, by=by, at=now, facts=facts)
    revalue_customer(introducer, now=now, by=by)
