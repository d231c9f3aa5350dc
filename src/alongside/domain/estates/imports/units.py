"""Units in bulk from a table (EST-7): faulty rows are named, good ones go in batch by batch."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from alongside.domain.estates import events, rules
from alongside.domain.estates.actions.sites import building_position
from alongside.domain.estates.imports.columns import IS_NO_ADDRESS, UNIT_COLUMNS
from alongside.domain.estates.imports.prices import NewPrice, Priced, PriceLists, add_prices, read_price
from alongside.domain.estates.models import Building, Estate, Unit
from alongside.domain.estates.permissions import CHANGE_ESTATES, SET_PRICES
from alongside.domain.organisation.models import Node
from alongside.kernel import journal
from alongside.kernel.actor import Actor
from alongside.kernel.bulk import (
    Cells,
    Loader,
    LoadReport,
    Progress,
    as_date,
    copy_rows,
    one_run_at_a_time,
    reserve_ids,
    update_rows,
)
from alongside.kernel.faults import IS_MISSING, IS_NO_DATE, IS_TOO_LONG, FaultKind, FaultyRow
from alongside.kernel.given import AnyOf
from alongside.kernel.pinyin import sort_key
from alongside.kernel.quantities import as_area
from alongside.kernel.refusals import Refused
from alongside.kernel.tables import Row

# what a file may change of a unit that is there; its status only its causing act changes (EST-2)
CHANGEABLE = (
    "floor", "use", "layout", "gross_area", "internal_area", "orientation", "finish", "title_status",
)  # fmt: skip
DEFAULTS = {
    "use": "dwelling",
    "finish": "",
    "status": "planned",
    "layout": "",
    "orientation": "",
    "title_status": "",
}
_LONGEST = {
    "estate": 80,
    "building": 40,
    "entrance": 20,
    "number": 20,
    "layout": 40,
    "orientation": 20,
    "title_status": 40,
}
IS_NO_FLOOR = FaultKind("no_floor", _("A floor is a whole number."))
IS_NO_AREA = FaultKind("no_area", _("This is not an area."))
AREA_CANNOT_BE = FaultKind(
    "area_cannot_be", _("An area is more than 0 and less than a million square metres.")
)
INTERNAL_IS_LARGER = FaultKind(
    "internal_is_larger", _("The internal area cannot be larger than the gross area.")
)
IS_SAID_TWICE = FaultKind("unit_said_twice", _("The same unit stands in line %(line)s with other words."))
_HOME = ("estate", "building", "entrance", "number")
Key = tuple[str, str, str, str]


@dataclass(slots=True)
class _UnitRow:
    """What a row says: which unit, and of its description only what stands there."""

    cells: Cells
    estate: str
    building: str
    entrance: str
    number: str
    given: dict[str, Any]
    price: Priced | None = None

    @property
    def key(self) -> Key:
        return (self.estate, self.building, self.entrance, self.number)

    def value(self, field: str) -> Any:
        return self.given.get(field, DEFAULTS.get(field))


def import_units(
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
    """Load units of the node's estates; estates and buildings that are new are made.

    A unit is the same when estate, building, entrance and number are. What the file says differently of one that
    is there is changed, unless not `may_change`; an empty cell changes nothing, and its status is never changed.
    So a second run changes nothing, and a run that was killed is run again. `names`: {field: the file's column},
    guessed from the header when left out. A price becomes a line of the price list from its day on, unless that list
    says so already; only where `by` may set prices.
    """
    by.require(CHANGE_ESTATES, on=node)
    loader = _Units(names, node=node, by=by, now=now, dry_run=dry_run, may_change=may_change)
    return loader.run(rows, after_line=after_line, progress=progress)


class _Units(Loader[_UnitRow]):
    columns = UNIT_COLUMNS

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
        self.met: dict[Key, tuple[int, int]] = {}  # line and content of each unit's first row
        only = list(Estate.objects.filter(node=node).values_list("name", flat=True)[:2])
        self.only_estate = only[0] if len(only) == 1 else ""
        self.may_set_prices = by.may(SET_PRICES, on=node)
        self.areas: dict[Key, Decimal] = {}  # as the file says
        self.prices = PriceLists(now.astimezone(ZoneInfo(node.zone)).date())

    def read(self, row: Row, faulty: list[FaultyRow]) -> _UnitRow | None:
        cells = self.cells(row, faulty)
        home = rules.home_said(
            **{one: cells.text(one) for one in _HOME},
            usual_estate=self.only_estate,
        )
        if home is None:
            cells.fault("number", IS_NO_ADDRESS)
        else:
            for field, value in (
                ("estate", home.estate),
                ("building", home.building),
                ("number", home.number),
            ):
                if not value:
                    cells.fault(field, IS_MISSING)
        given: dict[str, Any] = {
            "floor": cells.read("floor", _as_floor, IS_NO_FLOOR),
            "gross_area": cells.read("gross_area", as_area, IS_NO_AREA),
            "internal_area": cells.read("internal_area", as_area, IS_NO_AREA),
            "handed_over_on": cells.read("handed_over_on", as_date, IS_NO_DATE),
        }
        for field in ("use", "finish", "status"):
            given[field] = cells.choice(field)
        for field in ("layout", "orientation", "title_status"):
            given[field] = cells.text(field)
        for field, longest in _LONGEST.items():
            said = getattr(home, field) if home and field in _HOME else cells.text(field)
            if len(said) > longest:
                cells.fault(field, IS_TOO_LONG, n=longest)
        if not cells.is_faulty:
            _check(cells, given)
        price = read_price(cells, self.names or {}, may_set=self.may_set_prices)
        if cells.is_faulty or home is None:
            return None
        unit = _UnitRow(
            cells,
            home.estate,
            home.building,
            home.entrance,
            home.number,
            {field: value for field, value in given.items() if value not in ("", None)},
            price,
        )
        said = hash(tuple(unit.given.items()))
        line, first = self.met.setdefault(unit.key, (row.line, said))
        is_price_alone = price is not None and not unit.given
        if line != row.line and first != said and not is_price_alone:
            cells.fault("number", IS_SAID_TWICE, line=line)
            return None
        return unit

    def write(self, rows: list[_UnitRow], report: LoadReport) -> None:
        """What stands twice in the file, word for word, counts as the same."""
        with one_run_at_a_time("estates.import_units"):
            first = [row for row in rows if self.met[row.key][0] == row.cells.line]
            estates = {
                one.name: one
                for one in Estate.objects.filter(node=self.node, name__in={row.estate for row in rows})
            }
            buildings = {
                (one.estate.name, one.name): one
                for one in Building.objects.filter(estate__in=estates.values()).select_related("estate")
            }
            there = _units_of(rows, buildings)
            priced = self._priced(rows, there)
            again = [
                row for row in rows if self.met[row.key][0] != row.cells.line and not row.cells.is_faulty
            ]
            first = [row for row in first if not row.cells.is_faulty]
            fresh = [row for row in first if row.key not in there]
            changes = self._changes([row for row in first if row.key in there], there, report)
            report.new += len(fresh)
            report.changed += len(changes)
            report.same += len(again)
            for _pk, _before, changed in changes:
                report.fields.update(list(changed))
            priced = [(row, one) for row, one in priced if not row.cells.is_faulty]
            self._count_prices([row for row, _one in priced if row not in fresh], changes, there, report)
            if not self.dry_run:
                units = {key: one["pk"] for key, one in there.items()} | self._add(fresh, estates, buildings)
                self._change(changes)
                self._add_prices([(units[one.key], one) for _row, one in priced if one.key in units])

    def _priced(
        self, rows: list[_UnitRow], there: dict[Key, dict[str, Any]]
    ) -> list[tuple[_UnitRow, NewPrice]]:
        """The lines that these rows add to price lists. Faulty are those that contradict a list or their area."""
        said = [row for row in rows if row.price is not None and (self.may_change or row.key not in there)]
        self.prices.fetch({row.key: there[row.key]["pk"] for row in said if row.key in there})
        for row in rows:
            if "gross_area" in row.given:
                self.areas[row.key] = row.given["gross_area"]
        found = []
        for row in said:
            area = self.areas.get(row.key) or (there[row.key]["gross_area"] if row.key in there else None)
            assert row.price is not None
            line = self.prices.take(row.key, row.price, area, row.cells)
            if line is not None:
                found.append((row, line))
        return found

    @staticmethod
    def _count_prices(
        rows: list[_UnitRow], changes: list[Any], there: dict[Key, dict[str, Any]], report: LoadReport
    ) -> None:
        """A home of which only the price is new is a changed one."""
        otherwise = {pk for pk, _before, _changed in changes}
        for row in rows:
            report.fields["list_amount"] += 1
            if row.key not in there or there[row.key]["pk"] not in otherwise:
                report.same -= 1
                report.changed += 1

    def _add_prices(self, prices: list[tuple[int, NewPrice]]) -> None:
        if not prices:
            return
        journal.record_many(
            (
                journal.Fact(
                    events.UNIT_CHANGED,
                    about=Unit(pk=unit_id, node_id=self.node.pk),
                    facts={"part": "price", "id": pk},
                    node_path=self.node.path,
                )
                for unit_id, pk in add_prices(prices)
            ),
            by=self.by,
            at=self.now,
        )

    def _changes(
        self, known: list[_UnitRow], there: dict[Key, dict[str, Any]], report: LoadReport
    ) -> list[tuple[int, dict[str, Any], dict[str, Any]]]:
        """(id, as it was, what differs) of the units that the file says something else of; those are locked."""
        differing = [row for row in known if self.may_change and _differences(row, there[row.key])]
        if differing and not self.dry_run:
            pks = [there[row.key]["pk"] for row in differing]
            fresh = Unit.objects.select_for_update(no_key=True).filter(AnyOf("pk", pks)).order_by("pk")
            locked = {one["pk"]: one for one in fresh.values("pk", "node_id", "version", *CHANGEABLE)}
            there = there | {row.key: locked[there[row.key]["pk"]] for row in differing}
        changes = []
        for row in differing:
            before = there[row.key]
            changed = _differences(row, before)
            _check(row.cells, {**before, **changed})
            if changed and not row.cells.is_faulty:
                changes.append((before["pk"], before, changed))
        report.same += len(known) - len(changes) - sum(row.cells.is_faulty for row in differing)
        return changes

    def _add(
        self, rows: list[_UnitRow], estates: dict[str, Estate], buildings: dict[tuple[str, str], Building]
    ) -> dict[Key, int]:
        if not rows:
            return {}
        _make_sites(rows, estates, buildings, node=self.node, by=self.by, now=self.now)
        made = _copy_units(rows, buildings)
        for estate in {buildings[(row.estate, row.building)].estate for row in rows}:
            count = sum(row.estate == estate.name for row in rows)
            journal.record(
                events.UNITS_IMPORTED, about=estate, by=self.by, at=self.now, facts={"count": count}
            )
        return made

    def _change(self, changes: list[tuple[int, dict[str, Any], dict[str, Any]]]) -> None:
        if not changes:
            return
        update_rows(
            Unit,
            "version " + " ".join(CHANGEABLE),
            (
                (pk, before["version"] + 1, *(changed.get(field, before[field]) for field in CHANGEABLE))
                for pk, before, changed in changes
            ),
        )
        journal.record_many(
            (
                journal.Fact(
                    events.UNIT_CHANGED,
                    about=Unit(pk=pk, node_id=before["node_id"]),
                    facts={"fields": sorted(changed)},
                    node_path=self.node.path,
                )
                for pk, before, changed in changes
            ),
            by=self.by,
            at=self.now,
        )


def _differences(row: _UnitRow, there: dict[str, Any]) -> dict[str, Any]:
    return {
        field: row.given[field]
        for field in CHANGEABLE
        if field in row.given and row.given[field] != there[field]
    }


def _check(cells: Cells, described: Mapping[str, Any]) -> None:
    try:
        rules.check_unit(
            number=cells.text("number"),
            gross_area=described["gross_area"],
            internal_area=described["internal_area"],
        )
    except Refused as refusal:
        if refusal.field != "number":  # that it is missing has been said
            gross, internal = described["gross_area"], described["internal_area"]
            is_larger = gross is not None and internal is not None and internal > gross
            cells.fault(refusal.field, INTERNAL_IS_LARGER if is_larger else AREA_CANNOT_BE)


def _as_floor(text: str) -> int | None:
    """21层, 21/26, B1; None where only 低楼层(共16层) stands, which says too little of a home."""
    return rules.as_floor(text).number


def _units_of(rows: list[_UnitRow], buildings: dict[tuple[str, str], Building]) -> dict[Key, dict[str, Any]]:
    """Those of the units that are there."""
    wanted = {(row.estate, row.building) for row in rows}
    names = {one.pk: key for key, one in buildings.items() if key in wanted}
    there = Unit.objects.filter(
        AnyOf("building", names), AnyOf("number", {row.number for row in rows})
    ).values("pk", "node_id", "version", "building_id", "entrance", "number", *CHANGEABLE)
    return {
        (*names[one["building_id"]], one["entrance"], one["number"]): one
        for one in there.iterator(chunk_size=10_000)
    }


def _make_sites(
    rows: list[_UnitRow],
    estates: dict[str, Estate],
    buildings: dict[tuple[str, str], Building],
    *,
    node: Node,
    by: Actor,
    now: datetime,
) -> None:
    for name in dict.fromkeys(row.estate for row in rows if row.estate not in estates):
        estates[name] = Estate.objects.create(node=node, name=name, name_sort_key=sort_key(name))
        journal.record(events.ESTATE_ADDED, about=estates[name], by=by, at=now, node_path=node.path)
    missing = dict.fromkeys(
        (row.estate, row.building) for row in rows if (row.estate, row.building) not in buildings
    )
    made = Building.objects.bulk_create(
        Building(estate=estates[estate], name=name, position=building_position(name))
        for estate, name in missing
    )
    buildings.update(zip(missing, made, strict=True))


def _copy_units(rows: list[_UnitRow], buildings: dict[tuple[str, str], Building]) -> dict[Key, int]:
    """The ids of the new units."""
    described = [
        "floor",
        "use",
        "layout",
        "gross_area",
        "internal_area",
        "orientation",
        "finish",
        "title_status",
        "status",
        "handed_over_on",
    ]
    ids = reserve_ids(Unit, len(rows))
    copy_rows(
        Unit,
        "id node_id estate_id building_id entrance number label search_key version " + " ".join(described),
        (
            (
                unit_id,
                building.estate.node_id,
                building.estate_id,
                building.pk,
                row.entrance,
                row.number,
                rules.unit_label(row.building, row.entrance, row.number),
                rules.search_key(row.building, row.number),
                1,
                *(row.value(field) for field in described),
            )
            for unit_id, row in zip(ids, rows, strict=True)
            for building in (buildings[(row.estate, row.building)],)
        ),
    )
    return {row.key: unit_id for unit_id, row in zip(ids, rows, strict=True)}
