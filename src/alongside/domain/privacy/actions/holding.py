"""Legal hold: placed with its matter, lifted by name (INF-5)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from alongside.domain.customers.models import Customer
from alongside.domain.estates.models import Estate
from alongside.domain.organisation.models import Node
from alongside.domain.privacy.events import HOLD_LIFTED, HOLD_PLACED
from alongside.domain.privacy.models import Erasure, LegalHold
from alongside.domain.privacy.permissions import PLACE_LEGAL_HOLD
from alongside.kernel import journal
from alongside.kernel.actor import Actor
from alongside.kernel.refusals import Refused

MATTER_CHARACTERS = 120


@transaction.atomic
def place_hold(
    *,
    matter: str,
    by: Actor,
    now: datetime,
    node: Node,
    customer: Customer | None = None,
    estate: Estate | None = None,
    case_id: int | None = None,
) -> LegalHold:
    """Nothing of this customer, case or estate is deleted until it is lifted.

    `node` is where the thing belongs; a customer may be held by whoever reaches a node that serves them. With
    `case_id`, `customer` is who brought it. Refused once an erasure has begun: what is gone cannot be held.
    """
    if customer is not None and case_id is None:
        customer.require_at_their_nodes(PLACE_LEGAL_HOLD, by)
    else:
        by.require(PLACE_LEGAL_HOLD, on=estate or _At(node))
    matter = matter.strip()
    if not matter:
        raise Refused(_("Name the matter: the court's number, or who asked for it."), field="matter")
    if len(matter) > MATTER_CHARACTERS:
        raise Refused(_("Say it in at most %(n)s characters.") % {"n": MATTER_CHARACTERS}, field="matter")
    if customer is not None:
        Customer.objects.select_for_update(no_key=True, of=("self",)).get(pk=customer.pk)
        if Erasure.objects.filter(customer=customer).exists():
            raise Refused(_("Their data is being erased, or was; there is nothing left to hold."))
    hold = LegalHold.objects.create(
        node=node,
        customer=customer,
        estate=estate,
        case_id=case_id,
        matter=matter,
        placed_by_id=by.id if by.kind == "staff" else None,
        placed_at=now,
    )
    journal.record(HOLD_PLACED, about=hold, by=by, at=now, facts=_facts(hold), node_path=node.path)
    return hold


@transaction.atomic
def lift_hold(hold: LegalHold, *, by: Actor, now: datetime) -> LegalHold:
    """The matter is over. Any number of times."""
    by.require(PLACE_LEGAL_HOLD, on=hold)
    hold = LegalHold.objects.select_for_update(of=("self",)).select_related("node").get(pk=hold.pk)
    if hold.lifted_at is None:
        hold.lifted_at, hold.lifted_by_id = now, by.id if by.kind == "staff" else None
        hold.save(update_fields=["lifted_at", "lifted_by"])
        journal.record(HOLD_LIFTED, about=hold, by=by, at=now, facts=_facts(hold), node_path=hold.node.path)
    return hold


class _At:
    """A thing at a node, for asking a permission there."""

    def __init__(self, node: Node) -> None:
        self.node_id = node.pk


def _facts(hold: LegalHold) -> dict[str, int | None]:
    return {"customer": hold.customer_id, "case": hold.case_id, "estate": hold.estate_id}
