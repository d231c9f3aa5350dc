"""What a customer is to a unit, from and until (CUS-1)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from alongside.domain.customers import events
from alongside.domain.customers.actions.knowing import know_at
from alongside.domain.customers.actions.matching import note_duplicates
from alongside.domain.customers.actions.valuing import revalue_customer
from alongside.domain.customers.models import Customer, Household, UnitRelation
from alongside.domain.customers.permissions import CHANGE_CUSTOMERS
from alongside.domain.estates.models import Unit
from alongside.kernel import journal
from alongside.kernel.actor import Actor
from alongside.kernel.refusals import Refused

HOUSEHOLD_CHARACTERS = 200
MOST_OF_A_HOUSEHOLD = 20


@transaction.atomic
def relate_unit(
    customer: Customer,
    *,
    unit: Unit,
    role: str,
    from_on: date,
    by: Actor,
    now: datetime,
    until_on: date | None = None,
) -> UnitRelation:
    """The customer owns, rents, lives in… the unit. The unit's node serves them from now on."""
    by.require(CHANGE_CUSTOMERS, on=unit)
    if role not in UnitRelation.Role.values:
        raise Refused(_("This choice does not exist."), field="role")
    if until_on is not None and until_on < from_on:
        raise Refused(_("The end lies before the beginning."), field="until_on")
    Customer.objects.select_for_update(no_key=True).get(pk=customer.pk)
    if customer.unit_relations.filter(unit=unit, role=role, until_on__isnull=True).exists():
        raise Refused(_("The customer is that to this unit already."), field="role")
    relation = UnitRelation.objects.create(
        customer=customer, unit=unit, node_id=unit.node_id, role=role, from_on=from_on, until_on=until_on
    )
    know_at(customer, unit.node)
    facts = {"unit": unit.pk, "role": role}
    journal.record(events.UNIT_RELATED, about=customer, by=by, at=now, facts=facts)
    note_duplicates(customer, now=now)
    revalue_customer(customer, now=now, by=by)
    return relation


@transaction.atomic
def describe_household(
    customer: Customer,
    *,
    words: str,
    by: Actor,
    now: datetime,
    together_with: Iterable[Customer] = (),
    children: int = 0,
    elders: int = 0,
) -> Household | None:
    """Who lives or decides together, in words (夫妻、婴儿 1、老人 1), and which customers of ours they are (CUS-1).

    Those named share one household from now on; without words and company there is none.
    """
    together = list(together_with)
    for one in (customer, *together):
        one.require_at_their_nodes(CHANGE_CUSTOMERS, by)
    words = words.strip()
    if len(words) > HOUSEHOLD_CHARACTERS:
        raise Refused(_("Say it in at most %(n)s characters.") % {"n": HOUSEHOLD_CHARACTERS}, field="words")
    people = {
        one.pk: one
        for one in Customer.objects.select_for_update(no_key=True).filter(
            pk__in=[customer.pk, *(one.pk for one in together)]
        )
    }
    before = people[customer.pk].household
    if not (0 <= children <= MOST_OF_A_HOUSEHOLD and 0 <= elders <= MOST_OF_A_HOUSEHOLD):
        raise Refused(_("A household has at most twenty children or elders."), field="children")
    if not (words or together or children or elders):
        household = None
        members = Customer.objects.filter(pk=customer.pk)
    else:
        household = before or Household.objects.create()
        household.words, household.children, household.elders = words, children, elders
        household.save(update_fields=["words", "children", "elders"])
        members = Customer.objects.filter(pk__in=people)
        # Whom the person cannot see they did not leave out.
        there = Customer.objects.visible_to(by) if by.kind == "staff" else Customer.objects.all()
        there.filter(household=household).exclude(pk__in=people).update(household=None)
    members.update(household=household)
    if before and not before.members.exists():
        before.delete()
    for one in people.values():
        journal.record(events.CUSTOMER_CHANGED, about=one, by=by, at=now, facts={"fields": ["household"]})
    return household


@transaction.atomic
def end_unit_relation(relation: UnitRelation, *, on: date, by: Actor, now: datetime) -> UnitRelation:
    """They sold, moved out, were replaced. The node still knows them: their story stays."""
    by.require(CHANGE_CUSTOMERS, on=relation)
    relation = UnitRelation.objects.select_for_update(no_key=True).get(pk=relation.pk)
    if relation.until_on is not None:
        raise Refused(_("This has ended already."))
    if on < relation.from_on:
        raise Refused(_("The end lies before the beginning."), field="on")
    relation.until_on = on
    relation.save(update_fields=["until_on"])
    facts = {"unit": relation.unit_id, "role": relation.role}
    journal.record(events.UNIT_RELATION_ENDED, about=relation.customer, by=by, at=now, facts=facts)
    revalue_customer(relation.customer, now=now, by=by)
    return relation
