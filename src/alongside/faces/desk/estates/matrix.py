"""The floor × unit matrix of a building, coloured by what one asks: cases, defects, sale, handover, listings (EST-8)."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from alongside.domain.cases.permissions import SEE_CASES
from alongside.domain.cases.queries.parts import DEFECTS, open_by_unit
from alongside.domain.estates.models import Building, Unit
from alongside.domain.listings.models import Listing
from alongside.domain.listings.permissions import SEE_LISTINGS
from alongside.domain.listings.queries.finding import offered_by_unit
from alongside.faces.desk.page import DeskRequest
from alongside.kernel.permission import Permission

MOST_UNITS = 2_000

# code -> what it is called, and who may see it
COLOURS: dict[str, tuple[Any, Permission | None]] = {
    "cases": (gettext_lazy("Open cases"), SEE_CASES),
    "defects": (gettext_lazy("Open defects"), SEE_CASES),
    "sale": (pgettext_lazy("matrix", "Sale"), None),
    "handover": (pgettext_lazy("matrix", "Handover"), None),
    "listings": (gettext_lazy("Listings"), SEE_LISTINGS),
}
# status -> how it is drawn; each has its word beside it, never colour alone
SALE = {
    "planned": "is-none", "on_sale": "is-open", "reserved": "is-held", "subscribed": "is-near", "contracted": "is-done",
}  # fmt: skip
HANDOVER = {"ready": "is-open", "handed_over": "is-done", "occupied": "is-lived", "let": "is-near"}
SOLD, NOT_YET = "sold", "not_yet"


@dataclass(frozen=True)
class Home:
    """A cell of the matrix: how it is drawn, the word or number in it, and what is said on hover."""

    unit: Unit
    code: str
    tone: str
    mark: str = ""
    title: str = ""
    open: int = 0
    late: int = 0
    is_dimmed: bool = False


@dataclass(frozen=True)
class Key:
    """A line of the legend with how many homes it counts."""

    code: str
    label: str
    tone: str
    count: int
    is_chosen: bool


@dataclass(frozen=True)
class Matrix:
    """Floors from the top, homes of an entrance side by side; None where a floor has no such home."""

    columns: list[tuple[str, int]]  # entrance, how many homes a floor has there
    floors: list[tuple[int | None, list[Home | None]]]
    legend: list[Key]
    colour: str
    colours: list[tuple[str, Any]]  # what may be asked
    only: str


def matrix_of(building: Building, request: DeskRequest) -> Matrix:
    """Of one building. Two queries; only what the viewer may see is counted. `?colour=` and `?only=` a line of the legend."""
    colours = [
        (code, label)
        for code, (label, needed) in COLOURS.items()
        if needed is None or request.viewer.may(needed, on=building.estate)
    ]
    asked = request.GET.get("colour", "")
    colour = asked if asked in dict(colours) else colours[0][0]
    units = list(
        Unit.objects.visible_to(request.viewer)
        .filter(building=building)
        .order_by("entrance", "number")[:MOST_UNITS]
    )
    homes = _DRAWN[colour](units, request)
    counts = Counter(one.code for one in homes)
    only = request.GET.get("only", "")
    only = only if counts.get(only) else ""
    legend = [
        Key(code, str(label), tone, counts[code], code == only)
        for code, (label, tone) in _keys(colour).items()
        if counts[code]
    ]
    if only:
        homes = [Home(**{**vars_of(one), "is_dimmed": one.code != only}) for one in homes]
    return Matrix(*_laid_out(homes), legend, colour, colours, only)


def vars_of(home: Home) -> dict[str, Any]:
    return {name: getattr(home, name) for name in Home.__dataclass_fields__}


def _by_cases(units: list[Unit], request: DeskRequest) -> list[Home]:
    counts = open_by_unit(units, request.viewer, now=request.now)
    return [_with_cases("cases", one, *counts.get(one.pk, (0, 0))) for one in units]


def _by_defects(units: list[Unit], request: DeskRequest) -> list[Home]:
    counts = open_by_unit(units, request.viewer, now=request.now, which=DEFECTS)
    return [_with_cases("defects", one, *counts.get(one.pk, (0, 0))) for one in units]


def _with_cases(colour: str, unit: Unit, count: int, late: int) -> Home:
    code = "late" if late else "none" if not count else "one" if count == 1 else "many"
    title = _("%(n)s open, %(late)s late") % {"n": count, "late": late} if count else ""
    mark = f"{count}{' !' if late else ''}" if count else ""
    return Home(unit, code, _keys(colour)[code][1], mark, title, count, late)


def _by_sale(units: list[Unit], request: DeskRequest) -> list[Home]:
    keys = _keys("sale")
    return [
        Home(one, code, keys[code][1], str(one.get_status_display() if code != SOLD else keys[code][0]))
        for one in units
        for code in (one.status if one.status in SALE else SOLD,)
    ]


def _by_handover(units: list[Unit], request: DeskRequest) -> list[Home]:
    keys = _keys("handover")
    return [
        Home(
            one, code, keys[code][1], str(keys[code][0]),
            one.handed_over_on.isoformat() if one.handed_over_on else "",
        )
        for one in units
        for code in (one.status if one.status in HANDOVER else NOT_YET,)
    ]  # fmt: skip


def _by_listings(units: list[Unit], request: DeskRequest) -> list[Home]:
    kinds = offered_by_unit(units, request.viewer)
    keys = _keys("listings")
    return [
        Home(one, code, keys[code][1], str(keys[code][0]) if code != "none" else "")
        for one in units
        for code in (kinds.get(one.pk, "none"),)
    ]


_DRAWN = {
    "cases": _by_cases,
    "defects": _by_defects,
    "sale": _by_sale,
    "handover": _by_handover,
    "listings": _by_listings,
}


def _keys(colour: str) -> dict[str, tuple[Any, str]]:
    """code -> (label, tone), in the order of the legend."""
    statuses = dict(Unit.Status.choices)
    if colour == "cases":
        return {
            "none": (_("nothing open"), ""), "one": (_("one case open"), "has-1"),
            "many": (_("several open"), "has-many"), "late": (_("some late"), "has-many is-late"),
        }  # fmt: skip
    if colour == "defects":
        return {
            "none": (pgettext("matrix", "no defect"), ""), "one": (pgettext("matrix", "one defect"), "has-1"),
            "many": (pgettext("matrix", "several defects"), "has-many"), "late": (_("some late"), "has-many is-late"),
        }  # fmt: skip
    if colour == "sale":
        return {code: (statuses[code], tone) for code, tone in SALE.items()} | {
            SOLD: (pgettext("matrix", "Sold and ready"), "is-lived")
        }
    if colour == "handover":
        return {NOT_YET: (pgettext("matrix", "Not yet ready"), "is-none")} | {
            code: (statuses[code], tone) for code, tone in HANDOVER.items()
        }
    kinds = dict(Listing.Kind.choices)
    tones = {"sale": "is-open", "consignment": "is-near", "lease": "is-held"}
    return {"none": (pgettext("matrix", "Not offered"), "is-none")} | {
        code: (kinds[code], tone) for code, tone in tones.items()
    }


def _laid_out(homes: list[Home]) -> tuple[list[tuple[str, int]], list[tuple[int | None, list[Home | None]]]]:
    by_place: dict[int | None, dict[str, list[Home]]] = defaultdict(lambda: defaultdict(list))
    for one in homes:
        by_place[one.unit.floor][one.unit.entrance].append(one)
    entrances = sorted({one.unit.entrance for one in homes})
    widths = [(name, max(len(row.get(name, ())) for row in by_place.values())) for name in entrances]
    floors = sorted(by_place, key=lambda floor: -1000 if floor is None else floor, reverse=True)
    return widths, [
        (floor, [home for name, wide in widths for home in _filled(by_place[floor].get(name, []), wide)])
        for floor in floors
    ]


def _filled(homes: list[Home], wide: int) -> list[Home | None]:
    return [*homes, *[None] * (wide - len(homes))]
