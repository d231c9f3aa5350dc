"""Writing many customers at once: by COPY, and by one UPDATE. In the caller's transaction; who may is settled."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Model

from alongside.domain.customers import events, rules
from alongside.domain.customers.actions.knowing import found_by_of, set_found_by
from alongside.domain.customers.models import ContactPoint, Customer, CustomerNode, UnitRelation
from alongside.domain.organisation.models import Node
from alongside.kernel import journal
from alongside.kernel.actor import Actor
from alongside.kernel.bulk import copy_rows, reserve_ids, update_rows
from alongside.kernel.crypto import encrypt
from alongside.kernel.given import AnyOf

CHANGED = (
    "name", "kind", "tier", "form_of_address", "document_kind", "words", "name_sort_key", "document_hash",
    "search_text", "search_vector", "granted_tier",
)  # fmt: skip
DEFAULTS = {"kind": "person", "tier": "standard"}


@dataclass(slots=True)
class Told:
    """What a file tells of a customer. An empty text tells nothing."""

    source_key: str
    name: str
    phone: str
    phone_hash: str
    email: str
    described: dict[str, str]
    customer_id: int = 0

    @property
    def key(self) -> tuple[str, str]:
        return ("key", self.source_key) if self.source_key else ("phone", self.phone_hash)


@dataclass(slots=True)
class Change:
    """What becomes different of a customer who is there."""

    id: int
    described: dict[str, str] = field(default_factory=dict)
    points: list[tuple[str, str, bool]] = field(default_factory=list)  # kind, value, is primary
    is_new_here: bool = False

    @property
    def fields(self) -> list[str]:
        """For the report: what differs, by the columns of the file."""
        here = ["estate"] if self.is_new_here else []
        return sorted({*self.described, *(kind for kind, _value, _first in self.points), *here})


def copy_customers(rows: list[Told], *, node: Node, now: datetime) -> None:
    """Add customers who are new, with phone and email. Sets each one's `customer_id`."""
    if not rows:
        return
    for row, customer_id in zip(rows, reserve_ids(Customer, len(rows)), strict=True):
        row.customer_id = customer_id
    described = ["kind", "tier", "form_of_address", "document_kind", "words"]
    copy_rows(
        Customer,
        "id node_id source_key name name_sort_key document_number document_hash search_text search_vector "
        "language preferred_channel is_do_not_disturb created_at version granted_tier " + " ".join(described),
        (
            (
                row.customer_id,
                node.pk,
                row.source_key or None,
                row.name,
                found_by.name_sort_key,
                encrypt(row.described["document_number"]),
                found_by.document_hash,
                found_by.search_text,
                found_by.search_vector,
                "zh-hans",
                "",
                False,
                now,
                1,
                row.described["tier"] or DEFAULTS["tier"],
                *(row.described[name] or DEFAULTS.get(name, "") for name in described),
            )
            for row in rows
            for found_by in (found_by_of(row.name, row.described["document_number"]),)
        ),
    )
    add_points(
        [
            (row.customer_id, kind, value, True)
            for row in rows
            for kind, value in (("phone", row.phone), ("email", row.email))
            if value
        ]
    )


def add_points(points: list[tuple[int, str, str, bool]]) -> None:
    """Phones and emails that are new: (customer, kind, normalised value, is primary)."""
    if not points:
        return
    copy_rows(
        ContactPoint,
        "id customer_id kind value value_hash tail_hash masked label is_primary wrong_reports",
        (
            (
                point_id,
                customer_id,
                kind,
                encrypt(value),
                rules.contact_hash(kind, value),
                rules.tail_hash(kind, value),
                rules.masked(kind, value),
                "",
                is_primary,
                0,
            )
            for point_id, (customer_id, kind, value, is_primary) in zip(
                reserve_ids(ContactPoint, len(points)), points, strict=True
            )
        ),
    )


def change_customers(changes: list[Change], *, by: Actor, now: datetime, node: Node) -> None:
    """Give locked customers what the file says of them, with a fact for each."""
    described = [one for one in changes if one.described]
    customers = Customer.objects.in_bulk([one.id for one in described])
    for one in described:
        customer = customers[one.id]
        for name, value in one.described.items():
            setattr(customer, name, value)
        if "tier" in one.described:
            customer.granted_tier = customer.tier
        set_found_by(customer)
    update_rows(
        Customer,
        "document_number version " + " ".join(CHANGED),
        (
            (one.pk, encrypt(one.document_number), one.version + 1, *(getattr(one, name) for name in CHANGED))
            for one in customers.values()
        ),
    )
    facts = [
        journal.Fact(
            events.CUSTOMER_CHANGED,
            about=Customer(pk=one.id, node_id=node.pk),
            facts={"fields": one.fields},
            node_path=node.path,
        )
        for one in changes
    ]
    journal.record_many(facts, by=by, at=now)


def relate(
    rows: Iterable[tuple[int, tuple[int, int] | None, str, date]],
    *,
    fresh: set[int],
    by: Actor,
    now: datetime,
    node: Node,
) -> None:
    """The nodes that serve them and the homes they live in; what is there already stays.

    Each row: customer, unit (its id and its node's) if there is one, role, from when. Of customers who are not
    `fresh` the journal says which homes are new.
    """
    rows = list(rows)
    served = {(customer_id, node.pk) for customer_id, _unit, _role, _from_on in rows}
    served |= {(customer_id, unit[1]) for customer_id, unit, _role, _from_on in rows if unit}
    _copy(CustomerNode, "customer_id node_id", sorted(one for one in served if one[0] in fresh))
    CustomerNode.objects.bulk_create(  # somebody may make a node know them meanwhile
        [CustomerNode(customer_id=one, node_id=at) for one, at in sorted(served) if one not in fresh],
        ignore_conflicts=True,
        batch_size=10_000,
    )
    living = {
        (customer_id, unit[0], role): (unit[1], from_on)
        for customer_id, unit, role, from_on in reversed(rows)
        if unit
    }
    known = {customer_id for customer_id, _unit_id, _role in living} - fresh
    ever = set(
        UnitRelation.objects.filter(AnyOf("customer", known)).values_list("customer_id", "unit_id", "role")
    )
    new = {key: told for key, told in living.items() if key not in ever}
    _copy(
        UnitRelation,
        "customer_id unit_id role node_id from_on",
        [(*key, node_id, from_on) for key, (node_id, from_on) in new.items()],
    )
    facts = [
        journal.Fact(
            events.UNIT_RELATED,
            about=Customer(pk=customer_id, node_id=node.pk),
            facts={"unit": unit_id, "role": role},
            node_path=node.path,
        )
        for customer_id, unit_id, role in new
        if customer_id not in fresh
    ]
    journal.record_many(facts, by=by, at=now)


def _copy(model: type[Model], fields: str, rows: list[tuple[Any, ...]]) -> None:
    ids = reserve_ids(model, len(rows))
    copy_rows(model, f"id {fields}", ((pk, *row) for pk, row in zip(ids, rows, strict=True)))
