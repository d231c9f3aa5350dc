"""Listings in bulk from a table (EST-7): faulty rows are named, good ones go in batch by batch."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal
from functools import lru_cache
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from alongside.domain.customers.rules import normalised_phone
from alongside.domain.estates.imports import (
    AMOUNTS_DIFFER,
    CHEAPEST_SALE,
    IS_NO_AMOUNT,
    IS_TOO_CHEAP,
    amount_of,
    amount_said,
    fits,
)
from alongside.domain.estates.rules import Floor, Layout, as_facing, as_floor, as_layout
from alongside.domain.listings import rules
from alongside.domain.listings.imports.columns import LISTING_COLUMNS
from alongside.domain.listings.imports.writing import Known, Taken, Writer
from alongside.domain.listings.permissions import COLLECT_LISTINGS
from alongside.domain.organisation.models import Node, StaffMember
from alongside.kernel.actor import Actor
from alongside.kernel.bulk import Cells, Loader, LoadReport, Progress, as_date, one_run_at_a_time
from alongside.kernel.faults import IS_MISSING, IS_NO_DATE, IS_TOO_LONG, FaultKind, FaultyRow
from alongside.kernel.quantities import as_amount_per_metre, as_area
from alongside.kernel.tables import Row

T = TypeVar("T")
IS_NO_AREA = FaultKind("listing_no_area", _("This is not an area."))
IS_NO_LAYOUT = FaultKind("no_layout", _("This is not a layout. Write 3室2厅2卫."))
IS_NO_FLOOR = FaultKind("listing_no_floor", _("This is not a floor. Write 12/26 or 低楼层(共16层)."))
IS_NO_FACING = FaultKind("no_facing", _("This is not an orientation. Write 南 or 南北."))
IS_NO_PHONE = FaultKind("no_phone", _("This is not a phone number."))
AREA_CANNOT_BE = FaultKind("listing_area", _("An area is more than 0 and less than 100,000 square metres."))
INTERNAL_IS_LARGER = FaultKind(
    "listing_internal", _("The internal area cannot be larger than the gross area.")
)
IS_IN_THE_FUTURE = FaultKind("in_the_future", _("A day to come cannot be."))
NOBODY_CALLED_SO = FaultKind("nobody_called_so", _("Nobody who collects here is called so."))
SOMEBODY_MUST_ANSWER = FaultKind(
    "nobody_answers", _("Somebody must answer for its truth: name who collected it.")
)
IS_SAID_TWICE = FaultKind("listing_said_twice", _("Line %(line)s has the same listing with other words."))
_LONGEST = {
    "number": 40, "district": 40, "estate": 80, "address": 120, "title_status": 60, "facilities": 200, "words": 2000,
    "owner_name": 120,
}  # fmt: skip


@lru_cache(maxsize=8_192)  # a table has few layouts, floors and orientations, and many rows
def _read_once(read: Callable[[str], T], text: str) -> T:
    return read(text)


def import_listings(
    rows: Iterable[Row],
    *,
    node: Node,
    by: Actor,
    now: datetime,
    names: Mapping[str, str] | None = None,
    dry_run: bool = False,
    may_change: bool = True,
    after_line: int = 0,
    progress: Progress | None = None,
) -> LoadReport:
    """Load listings of the node. The same by their number, else by their door, else by all that they say.

    What the file says differently of one that is offered is changed, unless not `may_change`; an empty cell changes
    nothing, and one that has ended stays as it is. So a second run changes nothing, and a run that was killed is run
    again. Others of the same flat are looked for afterwards, by the worker.
    """
    by.require(COLLECT_LISTINGS, on=node)
    loader = _Listings(names, node=node, by=by, now=now, dry_run=dry_run, may_change=may_change)
    return loader.run(rows, after_line=after_line, progress=progress)


@dataclass(slots=True)
class _ListingRow:
    cells: Cells
    taken: Taken


class _Listings(Loader[_ListingRow]):
    columns = LISTING_COLUMNS
    size = 5_000

    def __init__(
        self, names: Mapping[str, str] | None, *, node: Node, by: Actor, now: datetime, dry_run: bool,
        may_change: bool,
    ) -> None:  # fmt: skip
        super().__init__(names)
        self.node, self.by, self.now, self.dry_run, self.may_change = node, by, now, dry_run, may_change
        self.zone = ZoneInfo(node.zone)
        self.met: dict[str, tuple[int, int]] = {}  # line and content of each listing's first row
        self.people = _people_of(node, now)
        self.own_id = by.id if by.kind == "staff" else None
        self.writer = Writer(node, by=by, now=now)

    def read(self, row: Row, faulty: list[FaultyRow]) -> _ListingRow | None:
        cells = self.cells(row, faulty)
        for field in ("estate", "area"):
            if not cells.text(field):
                cells.fault(field, IS_MISSING)
        for field, longest in _LONGEST.items():
            if len(cells.text(field)) > longest:
                cells.fault(field, IS_TOO_LONG, n=longest)
        given = {
            "kind": cells.choice("kind") or "sale",
            "area": cells.read("area", as_area, IS_NO_AREA),
            "internal_area": cells.read("internal_area", as_area, IS_NO_AREA),
            "finish": cells.choice("finish"),
            "source": cells.choice("source"),
            **{
                one: cells.text(one) for one in ("district", "address", "title_status", "facilities", "words")
            },
            "estate_name": cells.text("estate"),
        }
        given["amount"] = self._amount(cells, given)
        given |= _layout_and_floor(cells)
        phone = cells.read("owner_phone", normalised_phone, IS_NO_PHONE) or ""
        verified_at, collector_id = self._verified_at(cells), self._collector(cells)
        _check(cells, given)
        if cells.is_faulty or collector_id is None or given["amount"] is None:
            return None
        taken = Taken(
            key=_key_of(cells.text("number"), given),
            described={name: value for name, value in given.items() if value not in ("", None, 0)},
            owner_name=" ".join(cells.text("owner_name").split()),
            owner_phone=phone,
            collector_id=collector_id,
            verified_at=verified_at,
        )
        said = hash((*taken.described.items(), taken.owner_name, phone))
        line, first = self.met.setdefault(taken.key, (row.line, said))
        if line != row.line and first != said:
            cells.fault("number" if cells.text("number") else "estate", IS_SAID_TWICE, line=line)
            return None
        return _ListingRow(cells, taken)

    def write(self, rows: list[_ListingRow], report: LoadReport) -> None:
        """What stands twice in the file, word for word, counts as the same."""
        with one_run_at_a_time("listings.import_listings"):
            first = [row.taken for row in rows if self.met[row.taken.key][0] == row.cells.line]
            report.same += len(rows) - len(first)
            there = self.writer.known({one.key for one in first}, lock=not self.dry_run)
            fresh = [one for one in first if one.key not in there]
            changes = [
                (there[one.key], changed)
                for one in first
                if one.key in there and (changed := self._differences(one, there[one.key]))
            ]
            report.new += len(fresh)
            report.changed += len(changes)
            report.same += len(first) - len(fresh) - len(changes)
            for _known, changed in changes:
                report.fields.update(list(changed))
            if not self.dry_run:
                self.writer.add(fresh)
                self.writer.change(changes)

    def _differences(self, taken: Taken, known: Known) -> dict[str, Any]:
        if not self.may_change or known.fields["state"] != "offered":
            return {}
        return {name: value for name, value in taken.described.items() if known.fields[name] != value}

    def _amount(self, cells: Cells, given: Mapping[str, Any]) -> Decimal | None:
        """The price, from the price a square metre where it is missing; both must fit within two per cent."""
        amount = amount_said(cells, "amount", (self.names or {}).get("amount", ""))
        rate = cells.read("amount_per_metre", as_amount_per_metre, IS_NO_AMOUNT)
        area = given["area"]
        if not cells.text("amount") and not cells.text("amount_per_metre"):
            cells.fault("amount", IS_MISSING)
        if cells.is_faulty or not area:
            return amount
        if amount is None and rate is not None:
            amount = amount_of(rate, area)
        if amount is not None and given["kind"] != "lease" and amount < CHEAPEST_SALE:
            cells.fault("amount", IS_TOO_CHEAP, n=CHEAPEST_SALE)
        elif amount is not None and rate and given["kind"] != "lease" and not fits(amount, rate, area):
            cells.fault("amount_per_metre", AMOUNTS_DIFFER, n=f"{amount / area:.0f}")
        if amount is not None and amount <= 0:
            cells.fault("amount", IS_NO_AMOUNT)
        return amount

    def _verified_at(self, cells: Cells) -> datetime:
        day = cells.read("verified_on", as_date, IS_NO_DATE)
        if day is None:
            return self.now
        at = datetime.combine(day, time(12), tzinfo=self.zone)
        if day > self.now.astimezone(self.zone).date():
            cells.fault("verified_on", IS_IN_THE_FUTURE)
        return min(at, self.now)

    def _collector(self, cells: Cells) -> int | None:
        called = cells.text("collected_by")
        if called:
            found = self.people.get(called.casefold())
            if found is None:
                cells.fault("collected_by", NOBODY_CALLED_SO)
            return found
        if self.own_id is None:
            cells.fault("collected_by", SOMEBODY_MUST_ANSWER)
        return self.own_id


def _people_of(node: Node, now: datetime) -> dict[str, int]:
    """Who works at the node, or above it, by sign-in name and by name; a name that two have names nobody."""
    places = [*node.ancestor_ids, node.pk]
    at_work = Q(appointments__from_at__lte=now) & (
        Q(appointments__until_at__isnull=True) | Q(appointments__until_at__gt=now)
    )
    people = StaffMember.objects.filter(at_work, appointments__node__in=places, is_active=True).distinct()
    rows = list(people.values_list("pk", "username", "name"))
    names = [name.casefold() for _pk, _username, name in rows]
    found = {name.casefold(): pk for pk, _username, name in rows if names.count(name.casefold()) == 1}
    return found | {username.casefold(): pk for pk, username, _name in rows}


def _layout_and_floor(cells: Cells) -> dict[str, Any]:
    def once(read: Callable[[str], T]) -> Callable[[str], T]:
        return lambda text: _read_once(read, text)

    layout: Layout | None = cells.read("layout", once(as_layout), IS_NO_LAYOUT)
    floor: Floor | None = cells.read("floor", once(as_floor), IS_NO_FLOOR)
    return {
        "rooms": layout.rooms if layout else None,
        "halls": layout.halls if layout else None,
        "kitchens": layout.kitchens if layout else None,
        "baths": layout.baths if layout else None,
        "floor": floor.number if floor else None,
        "floor_band": floor.band if floor else "",
        "floors_total": floor.total if floor else None,
        "facing": cells.read("facing", once(as_facing), IS_NO_FACING) or 0,
    }


def _check(cells: Cells, given: Mapping[str, Any]) -> None:
    if cells.text("estate") and not rules.estate_key(given["estate_name"]):
        cells.fault("estate", IS_MISSING)
    area, internal = given["area"], given["internal_area"]
    if area is not None and not 0 < area < rules.LARGEST_AREA:
        cells.fault("area", AREA_CANNOT_BE)
    if internal is not None and internal <= 0:
        cells.fault("internal_area", AREA_CANNOT_BE)
    elif internal is not None and area is not None and internal > area:
        cells.fault("internal_area", INTERNAL_IS_LARGER)


def _key_of(number: str, given: Mapping[str, Any]) -> str:
    """By which a second file finds the listing: its number, else its door, else all that it says but the price."""
    if number:
        return f"no:{number}"
    group = "lease" if given["kind"] == "lease" else "sale"
    place, entrance = _read_place(given["estate_name"], given["address"])
    if place:
        return _hashed("door", group, place, entrance)
    described = (str(value) for name, value in sorted(given.items()) if name not in ("amount", "words"))
    return _hashed("look", group, *described)


def _read_place(estate: str, address: str) -> tuple[str, str]:
    return rules.place_of(estate, address) if address else ("", "")


def _hashed(kind: str, *parts: str) -> str:
    return f"{kind}:{hashlib.blake2s(chr(31).join(parts).encode(), digest_size=20).hexdigest()}"
