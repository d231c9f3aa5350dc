"""The rows of an import, written by COPY: listings with their owners, prices and history."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

from alongside.domain.customers.models import ContactPoint, Customer
from alongside.domain.customers.rules import contact_hash, masked
from alongside.domain.estates.models import Estate
from alongside.domain.estates.rules import band_of
from alongside.domain.listings import events, rules
from alongside.domain.listings.actions.collecting import number_series
from alongside.domain.listings.actions.keeping import plain
from alongside.domain.listings.models import Listing, ListingChange, ListingOwner, ListingPrice
from alongside.domain.organisation.models import Node
from alongside.kernel import journal
from alongside.kernel.actor import Actor
from alongside.kernel.blind_indexes import as_written_now
from alongside.kernel.bulk import copy_rows, reserve_ids, update_rows
from alongside.kernel.crypto import encrypt
from alongside.kernel.given import AnyOf
from alongside.kernel.numbers import next_numbers

# what a file may say of a listing, as the table has it
DESCRIBED = {
    "kind": "sale", "district": "", "estate_name": "", "address": "", "rooms": None, "halls": None, "kitchens": None,
    "baths": None, "area": None, "internal_area": None, "floor": None, "floor_band": "", "floors_total": None,
    "facing": 0, "finish": "", "title_status": "", "facilities": "", "amount": None, "words": "", "source": "owner",
}  # fmt: skip


@dataclass(slots=True)
class Taken:
    """What a row says of a listing; `described` holds only what stands there."""

    key: str
    described: dict[str, Any]
    owner_name: str
    owner_phone: str
    collector_id: int
    verified_at: datetime


@dataclass(slots=True)
class Known:
    """A listing that is there."""

    id: int
    version: int
    fields: dict[str, Any]


class Writer:
    """Writes for one node, by one actor, at one moment."""

    def __init__(self, node: Node, *, by: Actor, now: datetime) -> None:
        self.node, self.by, self.now = node, by, now
        self.staff_id = by.id if by.kind == "staff" else None
        self.estates = dict(Estate.objects.filter(node=node).values_list("name", "pk"))

    def known(self, keys: set[str], *, lock: bool) -> dict[str, Known]:
        """Those that are there, by key; locked when they are to be changed."""
        rows = Listing.objects.filter(AnyOf("source_key", keys), node=self.node).order_by("pk")
        if lock:
            rows = rows.select_for_update(no_key=True)
        return {
            one["source_key"]: Known(one["pk"], one["version"], one)
            for one in rows.values("pk", "version", "state", "source_key", *DESCRIBED)
        }

    def add(self, fresh: list[Taken]) -> None:
        if not fresh:
            return
        ids = reserve_ids(Listing, len(fresh))
        series = number_series(self.node, self.now)
        last = next_numbers(series, len(fresh))
        copy_rows(
            Listing,
            "id node_id number public_key state estate_id estate_key place_key place_entrance collected_by_id "
            "source_words verified_at verified_by_id end_reason source_key created_at version " + " ".join(DESCRIBED),
            (
                (
                    pk, self.node.pk, f"{series}-{number:04d}", uuid4(), "offered", self.estates.get(said["estate_name"]),
                    *self._places(said), one.collector_id, "", one.verified_at, one.collector_id, "", one.key, self.now, 1,
                    *said.values(),
                )
                for pk, number, one in zip(ids, range(last - len(fresh) + 1, last + 1), fresh, strict=True)
                for said in (_whole(one.described),)
            ),
        )  # fmt: skip
        self._prices([(pk, one.described["amount"]) for pk, one in zip(ids, fresh, strict=True)])
        self._owners(
            [(pk, one) for pk, one in zip(ids, fresh, strict=True) if one.owner_name or one.owner_phone]
        )
        self._history([(pk, "imported", {}) for pk in ids])
        journal.record(
            events.LISTINGS_IMPORTED, about=self.node, by=self.by, at=self.now, facts={"count": len(fresh)},
            node_path=self.node.path,
        )  # fmt: skip

    def change(self, changes: list[tuple[Known, dict[str, Any]]]) -> None:
        if not changes:
            return
        update_rows(
            Listing,
            "version matched_at estate_key place_key place_entrance " + " ".join(DESCRIBED),
            (
                (known.id, known.version + 1, None, *self._places(said), *said.values())
                for known, changed in changes
                for said in (_whole({name: known.fields[name] for name in DESCRIBED} | changed),)
            ),
        )
        self._prices([(known.id, changed["amount"]) for known, changed in changes if "amount" in changed])
        self._history(
            [
                (known.id, "changed", {name: [plain(known.fields[name]), plain(value)] for name, value in changed.items()})
                for known, changed in changes
            ]
        )  # fmt: skip
        journal.record_many(
            (
                journal.Fact(
                    events.LISTING_CHANGED,
                    about=Listing(pk=known.id, node_id=self.node.pk),
                    facts={"fields": sorted(changed)},
                    node_path=self.node.path,
                )
                for known, changed in changes
            ),
            by=self.by,
            at=self.now,
        )

    def _places(self, said: dict[str, Any]) -> tuple[str, str, str]:
        return rules.estate_key(said["estate_name"]), *rules.place_of(said["estate_name"], said["address"])

    def _prices(self, prices: list[tuple[int, Decimal]]) -> None:
        copy_rows(
            ListingPrice, "listing_id amount from_at", ((pk, amount, self.now) for pk, amount in prices)
        )

    def _history(self, lines: list[tuple[int, str, dict[str, Any]]]) -> None:
        copy_rows(
            ListingChange,
            "node_id listing_id what why told at by_kind by_id",
            (
                (
                    self.node.pk, pk, what, "", encrypt(json.dumps(told, ensure_ascii=False)) if told else "", self.now,
                    self.by.kind, self.staff_id,
                )
                for pk, what, told in lines
            ),
        )  # fmt: skip

    def _owners(self, owned: list[tuple[int, Taken]]) -> None:
        hashes = {
            one.owner_phone: contact_hash("phone", one.owner_phone) for _pk, one in owned if one.owner_phone
        }
        customers = self._customers(set(hashes.values()))
        copy_rows(
            ListingOwner,
            "listing_id customer_id name phone phone_hash called masked",
            (
                (
                    pk, customer_id, "" if customer_id else encrypt(one.owner_name),
                    "" if customer_id else encrypt(one.owner_phone), phone_hash, rules.masked_name(name),
                    masked("phone", one.owner_phone) if one.owner_phone else "",
                )
                for pk, one in owned
                for phone_hash in (hashes.get(one.owner_phone, ""),)
                for customer_id, name in (_customer_of(one, customers.get(phone_hash, [])),)
            ),
        )  # fmt: skip

    def _customers(self, hashes: set[str]) -> dict[str, list[tuple[int, str]]]:
        """Customers with these phones whom the actor may see, by the hash."""
        found: dict[str, list[tuple[int, str]]] = {}
        seen = Customer.objects.visible_to(self.by).values("pk")
        points = ContactPoint.objects.filter(kind="phone", value_hash__in=hashes, customer__in=seen)
        as_asked = as_written_now(hashes)
        for value_hash, pk, name in points.values_list("value_hash", "customer_id", "customer__name"):
            found.setdefault(as_asked[value_hash], []).append((pk, name))
        return found


def _customer_of(taken: Taken, there: list[tuple[int, str]]) -> tuple[int | None, str]:
    """The one customer of that phone, and of that name if one is said; else nobody, and the name as written."""
    fitting = [one for one in there if not taken.owner_name or one[1] == taken.owner_name]
    return fitting[0] if len(fitting) == 1 else (None, taken.owner_name)


def _whole(described: dict[str, Any]) -> dict[str, Any]:
    """With what was not said, and the part of the building that follows from the floor."""
    whole = {name: described.get(name, default) for name, default in DESCRIBED.items()}
    whole["floor_band"] = band_of(whole["floor"], whole["floors_total"]) or whole["floor_band"]
    return whole
