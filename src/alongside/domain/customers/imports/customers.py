"""Customers in bulk from a table (CUS-10, EST-7): faulty rows are named, good ones go in batch by batch."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from alongside.domain.customers import events, rules
from alongside.domain.customers.imports.columns import CUSTOMER_COLUMNS
from alongside.domain.customers.imports.writing import (
    Change,
    Told,
    add_points,
    change_customers,
    copy_customers,
    relate,
)
from alongside.domain.customers.models import ContactPoint, Customer, CustomerNode, UnitRelation
from alongside.domain.customers.permissions import CHANGE_CUSTOMERS
from alongside.domain.customers.queries import survivor_of
from alongside.domain.estates.imports import IS_NO_ADDRESS
from alongside.domain.estates.models import Estate, Unit
from alongside.domain.estates.rules import Home, entrance_key, home_said, search_key
from alongside.domain.organisation.models import Node
from alongside.kernel import journal
from alongside.kernel.actor import Actor
from alongside.kernel.blind_indexes import as_written_now, every_index
from alongside.kernel.bulk import Cells, Loader, LoadReport, Progress, as_date, one_run_at_a_time
from alongside.kernel.faults import IS_MISSING, IS_NO_DATE, IS_TOO_LONG, FaultKind, FaultyRow
from alongside.kernel.given import AnyOf
from alongside.kernel.tables import Row

_LONGEST = {
    "source_key": 80,
    "name": 120,
    "form_of_address": 20,
    "document_kind": 20,
    "document_number": 80,
    "words": 2000,
}
DESCRIBING = ("kind", "tier", "form_of_address", "document_kind", "document_number", "words")
IS_NO_PHONE = FaultKind(
    "no_phone", _("This is no phone number: it has eight to fifteen digits, with its country or area code.")
)
IS_NO_EMAIL = FaultKind("no_email", _("This is not an email address."))
IS_NOT_KNOWN_AGAIN = FaultKind(
    "not_known_again",
    _("Without a phone or a customer number a second run would add this customer again."),
)
HOME_IS_INCOMPLETE = FaultKind("home_incomplete", _("A home needs estate, building and number."))
HAS_ANOTHER_NAME = FaultKind("another_name", _("Line %(line)s has the same with another name."))
PHONE_IS_ANOTHERS = FaultKind(
    "phone_of_another", _("A customer of another name has this phone. Give both a customer number.")
)
NUMBER_IS_TAKEN = FaultKind("number_taken", _("This customer number cannot be used here."))
IS_SEVERAL_UNITS = FaultKind("several_units", _("Several homes have this number; say which entrance."))
HAS_NO_SUCH_UNIT = FaultKind("no_such_unit", _("There is no such unit; import the units first."))
Key = tuple[str, str]


@dataclass(slots=True)
class _CustomerRow:
    """What a row says of a customer, and of the home that they live in."""

    cells: Cells
    told: Told
    home: Home | None
    role: str
    from_on: date | None
    unit: tuple[int, int] | None = None  # id and node id, once it is found

    @property
    def key(self) -> Key:
        """What makes two rows the same customer: the number in the old system, else the phone."""
        return ("key", self.told.source_key) if self.told.source_key else ("phone", self.told.phone_hash)


@dataclass(slots=True)
class _There:
    """A customer who is there, as far as the file may say something else of them."""

    id: int
    name: str
    described: dict[str, str]
    points: set[tuple[str, str]] = field(default_factory=set)  # kind and hash
    primary: set[str] = field(default_factory=set)  # kinds that have a primary one
    node_ids: set[int] = field(default_factory=set)
    homes: set[tuple[int, str]] = field(default_factory=set)  # unit and role, ever


def import_customers(
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
    """Load customers with phone, email and the unit they live in, known at `node` from now on.

    Two rows are one customer when their number in the old system is the same, else when their phone and name are.
    The first of them describes the customer, each may bring a home. What the file says differently of one who is
    there is changed, unless not `may_change`; phones, emails and homes are only added; an empty cell changes
    nothing. So a second run changes nothing and a run that was killed is run again. A customer whom the actor may
    not see is not found (ORG-3). Units must be there before (import_units). `names`: {field: the file's column}.
    """
    by.require(CHANGE_CUSTOMERS, on=node)
    loader = _Customers(names, node=node, by=by, now=now, dry_run=dry_run, may_change=may_change)
    report = loader.run(rows, after_line=after_line, progress=progress)
    report.faulty.sort(key=lambda one: one.line)
    return report


class _Customers(Loader[_CustomerRow]):
    columns = CUSTOMER_COLUMNS

    def __init__(
        self,
        names: Mapping[str, str] | None,
        *,
        node: Node,
        by: Actor,
        now: datetime,
        dry_run: bool,
        may_change: bool,
    ) -> None:
        super().__init__(names)
        self.node, self.by, self.now, self.dry_run, self.may_change = node, by, now, dry_run, may_change
        self.today = now.astimezone(ZoneInfo(node.zone)).date()
        self.called: dict[Key, tuple[str, int]] = {}  # name and line of the first row of each customer
        estates = Estate.objects.filter(node__path__startswith=node.path).values_list("name", flat=True)
        self.only_estate = few[0] if len(few := list(estates[:2])) == 1 else ""
        self.met: set[Key] = set()  # who has been described by a row that went in
        self.homes: dict[Key, set[tuple[int, str]]] = {}  # what they had and what the file adds

    def read(self, row: Row, faulty: list[FaultyRow]) -> _CustomerRow | None:
        cells = self.cells(row, faulty)
        name = " ".join(cells.text("name").split())
        if not name:
            cells.fault("name", IS_MISSING)
        for one, longest in _LONGEST.items():
            if len(cells.text(one)) > longest:
                cells.fault(one, IS_TOO_LONG, n=longest)
        phone = cells.read("phone", rules.normalised_phone, IS_NO_PHONE) or ""
        email = cells.read("email", rules.normalised_email, IS_NO_EMAIL) or ""
        if not cells.text("phone") and not cells.text("source_key"):
            cells.fault("phone", IS_NOT_KNOWN_AGAIN)
        home = self._home(cells)
        described = {one: cells.choice(one) for one in ("kind", "tier")}
        described |= {one: cells.text(one) for one in DESCRIBING if one not in described}
        role = cells.choice("role") or "owner"
        from_on = cells.read("from_on", as_date, IS_NO_DATE)
        if cells.is_faulty:
            return None
        phone_hash = rules.contact_hash("phone", phone) if phone else ""
        told = Told(cells.text("source_key"), name, phone, phone_hash, email, described)
        customer = _CustomerRow(cells, told, home, role, from_on)
        first_name, line = self.called.setdefault(customer.key, (name, row.line))
        if first_name != name:
            cells.fault("source_key" if told.source_key else "phone", HAS_ANOTHER_NAME, line=line)
            return None
        return customer

    def _home(self, cells: Cells) -> Home | None:
        """The home that the row brings, if any: in four columns or in one (EST-7)."""
        said = {one: cells.text(one) for one in ("estate", "building", "entrance", "number")}
        if not said["building"] and not said["number"]:
            return None
        home = home_said(**said, usual_estate=self.only_estate)
        if home is None:
            cells.fault("number", IS_NO_ADDRESS)
            return None
        for one, value in (("estate", home.estate), ("building", home.building), ("number", home.number)):
            if not value:
                cells.fault(one, HOME_IS_INCOMPLETE)
        return home

    def write(self, rows: list[_CustomerRow], report: LoadReport) -> None:
        with one_run_at_a_time("customers.import_customers"):
            there = self._there(rows)
            self._find_units(rows)
            good = [row for row in rows if self._may_go_in(row, there.get(row.key))]
            fresh: list[Told] = []
            changes: list[Change] = []
            for row in good:
                known = there.get(row.key)
                if known is None and row.key not in self.met:
                    fresh.append(row.told)
                    report.new += 1
                    self.homes[row.key] = {(row.unit[0], row.role)} if row.unit else set()
                elif known is None:  # added by an earlier row of the file
                    self._count_home(row, self.homes[row.key], set(), report)
                else:
                    change = self._change_of(row, known)
                    changes += [change] if change.fields else []
                    homes = self.homes.setdefault(row.key, set())
                    homes |= known.homes
                    self._count_home(row, homes, set(change.fields), report)
                self.met.add(row.key)
            if not self.dry_run:
                self._write(good, fresh, changes, there)

    def _write(
        self, good: list[_CustomerRow], fresh: list[Told], changes: list[Change], there: dict[Key, _There]
    ) -> None:
        copy_customers(fresh, node=self.node, now=self.now)
        change_customers(changes, by=self.by, now=self.now, node=self.node)
        add_points(
            [(one.id, kind, value, is_first) for one in changes for kind, value, is_first in one.points]
        )
        ids = {key: one.id for key, one in there.items()}
        ids |= {one.key: one.customer_id for one in fresh}
        relate(
            [(ids[row.key], row.unit, row.role, row.from_on or self.today) for row in good],
            fresh={one.customer_id for one in fresh},
            by=self.by,
            now=self.now,
            node=self.node,
        )
        if fresh:
            journal.record(
                events.CUSTOMERS_IMPORTED,
                about=self.node,
                by=self.by,
                at=self.now,
                facts={"count": len(fresh)},
                node_path=self.node.path,
            )

    def _may_go_in(self, row: _CustomerRow, known: _There | None) -> bool:
        if known and not row.told.source_key and known.name != row.told.name:
            row.cells.fault("phone", PHONE_IS_ANOTHERS)
        elif known and known.id == 0:
            row.cells.fault("source_key", NUMBER_IS_TAKEN)
        return not row.cells.is_faulty

    def _change_of(self, row: _CustomerRow, known: _There) -> Change:
        """What the first row of a customer says differently of them."""
        told, change = row.told, Change(known.id)
        if self.may_change and row.key not in self.met:
            wanted = {one: value for one, value in told.described.items() if value} | {"name": told.name}
            for one, value in wanted.items():
                if value != (known.name if one == "name" else known.described[one]):
                    change.described[one] = value
        for kind, value in (("phone", told.phone), ("email", told.email)):
            point = rules.contact_hash(kind, value) if value else ""
            is_known = any((kind, one) in known.points for one in every_index(point))
            if point and not is_known and row.key not in self.met:
                change.points.append((kind, value, kind not in known.primary))
        if self.node.pk not in known.node_ids and row.key not in self.met:
            change.is_new_here = True
        return change

    def _count_home(
        self, row: _CustomerRow, homes: set[tuple[int, str]], changed: set[str], report: LoadReport
    ) -> None:
        """The row changes something, or it says what is there."""
        if row.unit and (row.unit[0], row.role) not in homes:
            homes.add((row.unit[0], row.role))
            changed = changed | {"number"}
        report.changed += bool(changed)
        report.same += not changed
        report.fields.update(changed)

    def _there(self, rows: list[_CustomerRow]) -> dict[Key, _There]:
        """Customers who are there already and whom the actor reaches; id 0 for a number that is somebody else's."""
        wanted = {row.told.phone_hash: row.told.name for row in rows if not row.told.source_key}
        numbers = [row.told.source_key for row in rows if row.told.source_key]
        reach = self.by.reach(CHANGE_CUSTOMERS)
        ours = CustomerNode.objects.filter(
            customer=OuterRef("customer_id"), node_id__in=sorted(reach.node_ids)
        )
        points = ContactPoint.objects.filter(
            kind="phone", value_hash__in=wanted, customer__merged_into__isnull=True
        )
        if not reach.everywhere:
            points = points.filter(Exists(ours))
        ids: dict[Key, int] = {}
        called: dict[Key, str] = {}
        as_asked = as_written_now(wanted)
        for found_hash, customer_id, name in points.order_by("-customer_id").values_list(
            "value_hash", "customer_id", "customer__name"
        ):
            phone = as_asked[found_hash]
            key = ("phone", phone)
            if key not in ids or called[key] != wanted[phone]:  # of several, rather the one of that name
                ids[key], called[key] = customer_id, name
        for number, customer_id, merged_into in Customer.objects.filter(
            AnyOf("source_key", numbers)
        ).values_list("source_key", "pk", "merged_into"):
            ids[("key", number or "")] = (
                (survivor_of(customer_id) or customer_id) if merged_into else customer_id
            )
        found = self._known(set(ids.values()))
        return {
            key: found[pk] if reach.everywhere or found[pk].node_ids & reach.node_ids else _There(0, "", {})
            for key, pk in ids.items()
        }

    def _known(self, ids: set[int]) -> dict[int, _There]:
        """These customers with all that a file may say something else of; locked when it is written."""
        if not ids:
            return {}
        customers = Customer.objects.filter(AnyOf("pk", ids)).order_by("pk")
        if not self.dry_run:
            customers = customers.select_for_update(no_key=True)
        found = {
            one["pk"]: _There(one["pk"], one["name"], {name: one[name] for name in DESCRIBING})
            for one in customers.values("pk", "name", *DESCRIBING)
        }
        for pk, kind, value_hash, is_primary in ContactPoint.objects.filter(
            AnyOf("customer", ids)
        ).values_list("customer_id", "kind", "value_hash", "is_primary"):
            found[pk].points.add((kind, value_hash))
            if is_primary:
                found[pk].primary.add(kind)
        for pk, node_id in CustomerNode.objects.filter(AnyOf("customer", ids)).values_list(
            "customer_id", "node_id"
        ):
            found[pk].node_ids.add(node_id)
        for pk, unit_id, role in UnitRelation.objects.filter(AnyOf("customer", ids)).values_list(
            "customer_id", "unit_id", "role"
        ):
            found[pk].homes.add((unit_id, role))
        return found

    def _find_units(self, rows: list[_CustomerRow]) -> None:
        """Each row's home at the node or below it, however building and number are spelled (EST-2).

        One that isn't there is a fault; so is one without its entrance where several have that number.
        """
        homes = [row.home for row in rows if row.home]
        if not homes:
            return
        units = Unit.objects.filter(
            AnyOf("estate__name", {home.estate for home in homes}),
            AnyOf("search_key", {search_key(home.building, home.number) for home in homes}),
            node__path__startswith=self.node.path,
        ).values_list("estate__name", "search_key", "entrance", "pk", "node_id")
        found: dict[tuple[str, str], list[tuple[str, tuple[int, int]]]] = {}
        for estate, key, entrance, pk, node_id in units.iterator(10_000):
            found.setdefault((estate, key), []).append((entrance_key(entrance), (pk, node_id)))
        for row in rows:
            if row.home is None:
                continue
            there = found.get((row.home.estate, search_key(row.home.building, row.home.number)), [])
            wanted = entrance_key(row.home.entrance)
            fitting = [unit for entrance, unit in there if entrance == wanted or not wanted]
            if len(fitting) == 1:
                row.unit = fitting[0]
            else:
                row.cells.fault("number", IS_SEVERAL_UNITS if fitting else HAS_NO_SUCH_UNIT)
