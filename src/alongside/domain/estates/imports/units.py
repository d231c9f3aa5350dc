"""Units in bulk from a table (EST-7): faulty rows are named, good ones go in batch by batch."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from alongside.domain.estates import events, rules
from alongside.domain.estates.actions.sites import building_position
from alongside.domain.estates.models import Building, Estate, Unit
from alongside.domain.estates.permissions import CHANGE_ESTATES
from alongside.domain.organisation.models import Node
from alongside.kernel import journal
from alongside.kernel.actor import Actor
from alongside.kernel.bulk import (
    Cells,
    LoadReport,
    Progress,
    as_date,
    as_decimal,
    batches,
    copy_rows,
    one_run_at_a_time,
    reserve_ids,
)
from alongside.kernel.pinyin import sort_key
from alongside.kernel.refusals import Refused
from alongside.kernel.tables import Row

BATCH = 5_000

# field -> how its column may be called
UNIT_COLUMNS: dict[str, tuple[str, ...]] = {
    "estate": ("楼盘", "小区", "项目", "estate"),
    "building": ("楼栋", "栋", "楼号", "building"),
    "entrance": ("单元", "entrance"),
    "number": ("房号", "室号", "房间号", "number"),
    "floor": ("楼层", "floor"),
    "use": ("用途", "use"),
    "layout": ("户型", "layout"),
    "gross_area": ("建筑面积", "面积", "gross_area"),
    "internal_area": ("套内面积", "internal_area"),
    "orientation": ("朝向", "orientation"),
    "finish": ("装修", "装修标准", "finish"),
    "title_status": ("产权状态", "title_status"),
    "status": ("状态", "房屋状态", "status"),
    "handed_over_on": ("交付日期", "交房日期", "handed_over_on"),
}

_SAID = {
    "use": {"住宅": "dwelling", "商铺": "shop", "办公": "office", "写字楼": "office", "车位": "parking"},
    "finish": {"毛坯": "bare", "精装": "decorated", "精装修": "decorated"},
    "status": {
        "未推": "planned",
        "在售": "on_sale",
        "预留": "reserved",
        "认购": "subscribed",
        "签约": "contracted",
        "待交付": "ready",
        "已交付": "handed_over",
        "入住": "occupied",
        "自住": "occupied",
        "出租": "let",
    },
}
_CHOICES = {"use": Unit.Use, "finish": Unit.Finish, "status": Unit.Status}


@dataclass(slots=True)
class _UnitRow:
    estate: str
    building: str
    entrance: str
    number: str
    described: dict[str, Any]

    @property
    def key(self) -> tuple[str, str, str, str]:
        return (self.estate, self.building, self.entrance, self.number)


def import_units(
    rows: Iterable[Row],
    *,
    node: Node,
    by: Actor,
    now: datetime,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> LoadReport:
    """Load units of the node's estates; estates and buildings that are new are made.

    A unit is the same when estate, building, entrance and number are: one that is there is left alone, so a second
    run changes nothing, and a run that was killed is run again. `progress` hears the rows read after each batch.
    """
    by.require(CHANGE_ESTATES, on=node)
    report = LoadReport()
    lines: dict[tuple[str, ...], int] = {}
    only = list(Estate.objects.filter(node=node).values_list("name", flat=True)[:2])
    for batch in batches(rows, BATCH):
        good = []
        for row in batch:
            report.read += 1
            unit = _read(row, report, lines, only[0] if len(only) == 1 else "")
            if unit is not None:
                good.append(unit)
        new = _load(good, node=node, by=by, now=now, dry_run=dry_run)
        report.new += new
        report.known += len(good) - new
        if progress:
            progress(report.read)
    return report


def _read(
    row: Row, report: LoadReport, lines: dict[tuple[str, ...], int], only_estate: str
) -> _UnitRow | None:
    cells = Cells(row.line, row.cells, UNIT_COLUMNS, report.faulty)
    estate = cells.text("estate") or only_estate
    for field, value in (
        ("estate", estate),
        ("building", cells.text("building")),
        ("number", cells.text("number")),
    ):
        if not value:
            cells.fault(field, _("This is missing."))
    for field, longest in (
        ("estate", 80),
        ("building", 40),
        ("entrance", 20),
        ("number", 20),
        ("layout", 40),
    ):
        if len(cells.text(field)) > longest:
            cells.fault(field, _("This is longer than %(n)s characters.") % {"n": longest})
    described: dict[str, Any] = {
        "floor": cells.read("floor", _as_floor, _("A floor is a whole number.")),
        "gross_area": cells.read("gross_area", _as_area, _("This is not an area.")),
        "internal_area": cells.read("internal_area", _as_area, _("This is not an area.")),
        "handed_over_on": cells.read("handed_over_on", as_date, _("This is not a date.")),
        "layout": cells.text("layout"),
        "orientation": cells.text("orientation")[:20],
        "title_status": cells.text("title_status")[:40],
    }
    for field, default in (("use", "dwelling"), ("finish", ""), ("status", "planned")):
        described[field] = _choice(cells, field) or default
    if not cells.is_faulty:
        try:
            rules.check_unit(
                number=cells.text("number"),
                gross_area=described["gross_area"],
                internal_area=described["internal_area"],
            )
        except Refused as refusal:
            cells.fault(refusal.field, refusal.words)
    if cells.is_faulty:
        return None
    unit = _UnitRow(
        estate,
        rules.said_building(cells.text("building")),
        rules.said_entrance(cells.text("entrance")),
        cells.text("number"),
        described,
    )
    first = lines.setdefault(unit.key, row.line)
    if first != row.line:
        cells.fault("number", _("The same unit stands in line %(line)s.") % {"line": first})
        return None
    return unit


def _choice(cells: Cells, field: str) -> str:
    said = cells.text(field)
    if not said:
        return ""
    code = _SAID[field].get(said, said.lower())
    if code not in _CHOICES[field].values:
        options = "、".join(_SAID[field])
        cells.fault(field, _("“%(said)s” is none of: %(options)s.") % {"said": said[:20], "options": options})
    return code


def _as_floor(text: str) -> int:
    floor = int(text.rstrip("层楼Ff "))
    if not -20 <= floor <= 300:
        raise ValueError(text)
    return floor


def _as_area(text: str) -> Decimal:
    return as_decimal(text).quantize(Decimal("0.01"))


@transaction.atomic
def _load(rows: list[_UnitRow], *, node: Node, by: Actor, now: datetime, dry_run: bool) -> int:
    """One batch, one transaction. Returns how many are (or would be) new."""
    if not rows:
        return 0
    with one_run_at_a_time("estates.import_units"):
        estates = {
            one.name: one for one in Estate.objects.filter(node=node, name__in={row.estate for row in rows})
        }
        buildings = {
            (one.estate.name, one.name): one
            for one in Building.objects.filter(estate__in=estates.values()).select_related("estate")
        }
        wanted = {(row.estate, row.building) for row in rows}
        there = Unit.objects.filter(building__in=[buildings[key] for key in wanted if key in buildings])
        known = {
            (estate, building, entrance, number)
            for estate, building, entrance, number in there.values_list(
                "estate__name", "building__name", "entrance", "number"
            ).iterator(chunk_size=10_000)
        }
        fresh = [row for row in rows if row.key not in known]
        if dry_run or not fresh:
            return len(fresh)
        _make_sites(fresh, estates, buildings, node=node, by=by, now=now)
        _copy_units(fresh, buildings)
        for estate in {buildings[(row.estate, row.building)].estate for row in fresh}:
            count = sum(row.estate == estate.name for row in fresh)
            journal.record(events.UNITS_IMPORTED, about=estate, by=by, at=now, facts={"count": count})
    return len(fresh)


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


def _copy_units(rows: list[_UnitRow], buildings: dict[tuple[str, str], Building]) -> None:
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
                *(row.described[field] for field in described),
            )
            for unit_id, row in zip(ids, rows, strict=True)
            for building in (buildings[(row.estate, row.building)],)
        ),
    )


def template_row() -> dict[str, str | date]:
    """One example row under the usual column names, for the file that people start from."""
    values = (
        "观澜庭",
        "8栋",
        "1单元",
        "2102",
        21,
        "住宅",
        "三室两厅",
        "112.60",
        "",
        "南",
        "精装",
        "",
        "已交付",
        "2024-06-30",
    )
    return {names[0]: str(value) for names, value in zip(UNIT_COLUMNS.values(), values, strict=True)}
