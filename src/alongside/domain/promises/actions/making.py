"""Making a promise, and giving it to somebody else to keep (SAL-4)."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from alongside.domain.customers.models import Customer
from alongside.domain.estates.models import Unit
from alongside.domain.organisation.actions.staff import hold_staff
from alongside.domain.organisation.models import Node, StaffMember
from alongside.domain.organisation.queries import actor_for
from alongside.domain.promises import events
from alongside.domain.promises.actions.moving import days_of, record
from alongside.domain.promises.models import Promise, PromiseKind
from alongside.domain.promises.permissions import MAKE_PROMISE
from alongside.domain.promises.rules import check_day, check_origin, check_words
from alongside.domain.wording.actions import Knowing, mind_words, note_said
from alongside.kernel.actor import Actor
from alongside.kernel.concurrency import lock
from alongside.kernel.refusals import Refused

KEY_CHARACTERS = 36


@transaction.atomic
def make_promise(
    customer: Customer,
    *,
    node: Node,
    kind: PromiseKind,
    words: str,
    due_on: date,
    by: Actor,
    now: datetime,
    unit: Unit | None = None,
    keeper: StaffMember | None = None,
    origin: tuple[str, int] | None = None,
    once_key: str = "",
    knowing: Knowing = (),
) -> Promise:
    """Enter what was promised and until the end of which day; the customer is told.

    `keeper` gave it and answers for it: the staff member who acts, unless another is named. `origin`: where, e.g.
    ("case", 12). The same `once_key` of the same actor gives the promise of before. `knowing`: codes of the
    forbidden wordings that it holds and the writer has been shown (CHN-8). Raises Refused naming the field.
    """
    by.require(MAKE_PROMISE, on=node)
    words = check_words(words)
    check_day(due_on, zone=node.zone, now=now)
    found = mind_words(words, node=node, by=by, knowing=knowing)
    origin_kind, origin_id = check_origin(origin)
    keeper_id = _keeper_of(keeper, node, by=by, now=now)
    hold_staff(keeper_id)
    customer = Customer.objects.select_for_update(no_key=True, of=("self",)).get(pk=customer.pk)
    key = f"{by.kind}:{by.id}:{once_key[:KEY_CHARACTERS]}" if once_key else None
    if key and (before := Promise.objects.filter(once_key=key).first()):
        return before
    _check_customer(customer, node, unit)
    if not kind.is_active:
        raise Refused(_("This kind is no longer used."), field="kind")
    days = days_of(due_on, node, now=now)
    promise = Promise.objects.create(
        node=node,
        customer=customer,
        unit=unit,
        kind=kind,
        words=words,
        made_by_id=keeper_id,
        keeper_id=keeper_id,
        made_at=now,
        first_due_on=due_on,
        origin_kind=origin_kind,
        origin_id=origin_id,
        once_key=key,
        **days,
    )
    record(events.PROMISE_MADE, promise, by=by, now=now)
    note_said(found, about=promise, by=by, now=now)
    return promise


@transaction.atomic
def give_promise(
    promise: Promise, *, to: StaffMember, by: Actor, now: datetime, seen: int | None = None
) -> Promise:
    """A colleague keeps it from now on. Who made it stays known."""
    by.require(MAKE_PROMISE, on=promise)
    _keeper_of(to, promise.node, by=by, now=now, field="to")
    hold_staff(to.pk)
    promise = lock(promise, seen=seen, no_key=True)
    if not promise.is_standing:
        raise Refused(_("This promise has ended."))
    return hand_to(promise, to, by=by, now=now)


def hand_to(promise: Promise, to: StaffMember, *, by: Actor, now: datetime) -> Promise:
    """Write whose it is now. The caller holds the row and has asked whether they can have it."""
    if promise.keeper_id == to.pk:
        return promise
    before, promise.keeper = promise.keeper_id, to
    promise.version += 1
    promise.save(update_fields=["keeper", "version"])
    record(events.PROMISE_GIVEN, promise, by=by, now=now, **{"from": before, "to": to.pk})
    return promise


def _keeper_of(
    keeper: StaffMember | None, node: Node, *, by: Actor, now: datetime, field: str = "keeper"
) -> int:
    """Who answers for it; somebody who promises things there, and is still with us."""
    if by.kind == "staff" and by.id is not None and (keeper is None or keeper.pk == by.id):
        return by.id
    if keeper is None:
        raise Refused(_("Say who promised it."), field=field)
    if not keeper.is_active:
        raise Refused(_("This colleague has left."), field=field)
    if not actor_for(keeper, now=now).may(MAKE_PROMISE, on=node):
        raise Refused(_("%(name)s does not keep promises there.") % {"name": keeper.name}, field=field)
    return keeper.pk


def _check_customer(customer: Customer, node: Node, unit: Unit | None) -> None:
    if customer.erased_at is not None:
        raise Refused(_("The customer's data was deleted at their request."))
    if customer.merged_into_id is not None:
        raise Refused(_("This record was merged into another one. Enter the promise there."))
    if not customer.nodes.filter(node_id=node.pk).exists():
        raise Refused(_("This customer is not served there."), field="node")
    if unit is not None and not unit.node.path.startswith(node.path):
        raise Refused(_("This home belongs to another place."), field="unit")
