"""How a customer is reached: contact points, shown masked, revealed with a reason (CUS-1, INF-2)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from alongside.domain.customers import events, rules
from alongside.domain.customers.actions.matching import note_duplicates
from alongside.domain.customers.models import ContactPoint, Customer
from alongside.domain.customers.permissions import CHANGE_CUSTOMERS, REVEAL_CONTACT
from alongside.kernel import journal
from alongside.kernel.actor import Actor
from alongside.kernel.concurrency import lock
from alongside.kernel.models import JournalEntry
from alongside.kernel.refusals import Refused

REVEALS_A_DAY = 100


@transaction.atomic
def add_contact_point(
    customer: Customer,
    *,
    kind: str,
    value: str,
    by: Actor,
    now: datetime,
    label: str = "",
    is_primary: bool = False,
    is_verified: bool = False,
) -> ContactPoint:
    """A phone, email, WeChat id or address, in one spelling. The first of its kind is the primary one."""
    customer.require_at_their_nodes(CHANGE_CUSTOMERS, by)
    if kind not in ContactPoint.Kind.values:
        raise Refused(_("This choice does not exist."), field="kind")
    lock(customer)
    point = contact_point(customer, kind, value)
    point.label, point.verified_at = label.strip(), now if is_verified else None
    others = customer.contact_points.filter(kind=kind)
    if others.filter(value_hash=point.value_hash).exists():
        raise Refused(_("The customer has this contact point already."), field=kind)
    point.is_primary = is_primary or not others.filter(is_primary=True).exists()
    if point.is_primary:
        others.update(is_primary=False)
    point.save()
    facts = {"contact_point": point.pk, "kind": kind}
    journal.record(events.CONTACT_POINT_ADDED, about=customer, by=by, at=now, facts=facts)
    note_duplicates(customer, now=now)
    return point


@transaction.atomic
def verify_contact_point(point: ContactPoint, *, by: Actor, now: datetime) -> ContactPoint:
    """Somebody answered there: it is theirs."""
    customer = point.customer
    if not (by.kind == "customer" and by.id == customer.pk):
        customer.require_at_their_nodes(CHANGE_CUSTOMERS, by)
    point = ContactPoint.objects.select_for_update(no_key=True).get(pk=point.pk)
    if point.verified_at is None:
        point.verified_at, point.wrong_reports = now, 0
        point.save(update_fields=["verified_at", "wrong_reports"])
        facts = {"contact_point": point.pk}
        journal.record(events.CONTACT_POINT_VERIFIED, about=customer, by=by, at=now, facts=facts)
    return point


@transaction.atomic
def remove_contact_point(point: ContactPoint, *, by: Actor, now: datetime) -> None:
    """Take it away; if it was the primary one, the oldest of its kind takes its place."""
    customer = point.customer
    customer.require_at_their_nodes(CHANGE_CUSTOMERS, by)
    lock(customer)
    facts = {"contact_point": point.pk, "kind": point.kind}
    ContactPoint.objects.filter(pk=point.pk).delete()
    left = customer.contact_points.filter(kind=point.kind).order_by("id")
    first = left.first()
    if first and not left.filter(is_primary=True).exists():
        first.is_primary = True
        first.save(update_fields=["is_primary"])
    journal.record(events.CONTACT_POINT_REMOVED, about=customer, by=by, at=now, facts=facts)
    note_duplicates(customer, now=now)


@transaction.atomic
def reveal_contact(point: ContactPoint, *, reason: str, by: Actor, now: datetime) -> str:
    """The full value, with a line in the journal: who, what, why. Refused past a day's limit (INF-2).

    `reason` is one of ContactPoint.RevealReason.
    """
    customer = point.customer
    customer.require_at_their_nodes(REVEAL_CONTACT, by)
    if reason not in ContactPoint.RevealReason.values:
        raise Refused(_("Say for what you need it."), field="reason")
    seen = JournalEntry.objects.filter(
        kind=events.CONTACT_REVEALED.kind, by_kind=by.kind, by_id=by.id, at__gt=now - timedelta(days=1)
    )
    if by.kind in {"staff", "client"} and seen.count() >= REVEALS_A_DAY:
        raise Refused(_("You have looked at as many contact points today as one person may."))
    facts = {"contact_point": point.pk, "reason": reason}
    journal.record(events.CONTACT_REVEALED, about=customer, by=by, at=now, facts=facts)
    return point.value


def contact_point(customer: Customer, kind: str, value: str) -> ContactPoint:
    """An unsaved contact point with its hashes and its mask."""
    value = rules.normalised_contact(kind, value)
    return ContactPoint(
        customer=customer,
        kind=kind,
        value=value,
        value_hash=rules.contact_hash(kind, value),
        tail_hash=rules.tail_hash(kind, value),
        masked=rules.masked(kind, value),
    )
