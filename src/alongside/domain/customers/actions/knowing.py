"""Who a customer is, and which nodes serve them (CUS-1)."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from alongside.domain.customers import events, rules
from alongside.domain.customers.actions.matching import note_duplicates
from alongside.domain.customers.actions.reaching import add_contact_point
from alongside.domain.customers.actions.valuing import revalue_customer
from alongside.domain.customers.models import ContactPoint, Customer, CustomerNode
from alongside.domain.customers.permissions import CHANGE_CUSTOMERS
from alongside.domain.organisation.models import Node
from alongside.kernel import journal
from alongside.kernel.actor import Actor
from alongside.kernel.concurrency import lock
from alongside.kernel.ngrams import vector_of_normalised
from alongside.kernel.pinyin import initials, sort_key, syllables
from alongside.kernel.prepared_writes import insert_few
from alongside.kernel.refusals import Refused
from alongside.kernel.search import search_text_of

DESCRIBING = frozenset(
    {
        "kind",
        "form_of_address",
        "language",
        "tier",
        "document_kind",
        "document_number",
        "household",
        "preferred_channel",
        "contact_from",
        "contact_until",
        "is_do_not_disturb",
        "words",
    }
)
CHANGEABLE = DESCRIBING | {"name"}


@transaction.atomic
def add_customer(
    *,
    node: Node,
    name: str,
    by: Actor,
    now: datetime,
    phone: str = "",
    email: str = "",
    source_key: str | None = None,
    although_known: bool = False,
    **described: Any,
) -> Customer:
    """A customer first known at `node`, with a phone and an email if there are.

    When a customer whom the actor may see has the same phone or document, Refused says so, with their ids in
    facts["customers"]; `although_known` adds another all the same (CUS-6).
    `described`: kind, form_of_address, language, tier, document_kind, document_number, household,
    preferred_channel, contact_from, contact_until, is_do_not_disturb, words.
    """
    by.require(CHANGE_CUSTOMERS, on=node)
    if unknown := set(described) - DESCRIBING:
        raise ValueError(f"a customer is not described by {sorted(unknown)}")
    if not although_known:
        _tell_duplicates(phone, str(described.get("document_number", "")), by)
    customer = Customer(node=node, name=_named(name), created_at=now, source_key=source_key, **described)
    customer.granted_tier = customer.tier
    _check(customer)
    set_found_by(customer)
    customer.save()
    know_at(customer, node)
    journal.record(events.CUSTOMER_ADDED, about=customer, by=by, at=now, node_path=node.path)
    for kind, value in (("phone", phone), ("email", email)):
        if value:
            add_contact_point(customer, kind=kind, value=value, by=by, now=now)
    if customer.document_hash:
        note_duplicates(customer, now=now)
    return customer


@transaction.atomic
def change_customer(
    customer: Customer, *, by: Actor, now: datetime, seen: int | None = None, **changes: Any
) -> Customer:
    """Change name or what describes a customer (see add_customer)."""
    customer.require_at_their_nodes(CHANGE_CUSTOMERS, by)
    if unknown := set(changes) - CHANGEABLE:
        raise ValueError(f"a customer has no changeable {sorted(unknown)}")
    customer = lock(customer, seen=seen)
    if "name" in changes:
        changes["name"] = _named(changes["name"])
    changed = [name for name, value in changes.items() if getattr(customer, name) != value]
    if not changed:
        return customer
    for name in changed:
        setattr(customer, name, changes[name])
    if "tier" in changed:
        customer.granted_tier = customer.tier
    _check(customer)
    set_found_by(customer)
    customer.version += 1
    found_by = ["name_sort_key", "document_hash", "search_text", "search_vector"]
    customer.save(update_fields=[*changed, *found_by, "granted_tier", "version"])
    journal.record(events.CUSTOMER_CHANGED, about=customer, by=by, at=now, facts={"fields": sorted(changed)})
    if {"name", "document_number"} & set(changed):
        note_duplicates(customer, now=now)
    if "tier" in changed:  # what is given may be less than what is earned
        revalue_customer(customer, now=now, by=by)
        customer.refresh_from_db(fields=["tier", "value_score", "value_because"])
    return customer


def know_at(customer: Customer, node: Node) -> None:
    """From now on the node serves the customer, so its people see them. Any number of times."""
    insert_few([CustomerNode(customer=customer, node=node)], known_stay=True)


def set_found_by(customer: Customer) -> None:
    """Sort key, document index and search text from the customer's name and document. The caller saves."""
    found_by = found_by_of(customer.name, customer.document_number)
    for field in FoundBy._fields:
        setattr(customer, field, getattr(found_by, field))


class FoundBy(NamedTuple):
    """By what a customer is found; the names are those of the columns."""

    name_sort_key: str
    document_hash: str
    search_text: str
    search_vector: str


def found_by_of(name: str, document_number: str) -> FoundBy:
    """By what a customer of that name and document is found."""
    said = syllables(name)
    key = sort_key(name)
    text = search_text_of(name, key, "".join(said), initials(name))
    document_hash = rules.document_key(document_number) if document_number else ""
    return FoundBy(key, document_hash, text, vector_of_normalised(text))


def _tell_duplicates(phone: str, document_number: str, by: Actor) -> None:
    seen = Customer.objects.visible_to(by).order_by("id")
    if phone:
        value_hash = rules.contact_hash("phone", rules.normalised_phone(phone))
        same = ContactPoint.objects.filter(kind="phone", value_hash=value_hash)
        if ids := list(seen.filter(pk__in=same.values("customer")).values_list("pk", flat=True)[:5]):
            raise Refused(
                _("A customer with this phone is known already. Look whether it is the same person."),
                field="phone",
                facts={"customers": ids},
            )
    if document_number:
        key = rules.document_key(document_number)
        if ids := list(seen.filter(document_hash=key).values_list("pk", flat=True)[:5]):
            raise Refused(
                _("A customer with this identity document is known already."),
                field="document_number",
                facts={"customers": ids},
            )


def _check(customer: Customer) -> None:
    for field, choices in (("kind", Customer.Kind), ("tier", Customer.Tier)):
        if getattr(customer, field) not in choices.values:
            raise Refused(_("This choice does not exist."), field=field)
    if (customer.contact_from is None) != (customer.contact_until is None):
        raise Refused(_("Hours for contact have a beginning and an end."), field="contact_until")


def _named(name: str) -> str:
    name = " ".join(name.split())
    if not name:
        raise Refused(_("The name of the customer is needed."), field="name")
    if len(name) > 120:
        raise Refused(_("A name has at most 120 characters."), field="name")
    return name
