"""What can be said of a home: areas that can be, and what people write for layout, floor and orientation. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from alongside.domain.estates.rules.naming import number_of
from alongside.kernel.refusals import Refused

LOW, MIDDLE, HIGH = "low", "middle", "high"
COMPASS = ("北", "东北", "东", "东南", "南", "西南", "西", "西北")  # a bit each, from the lowest
TALLEST = 200
STANDARD = {"room": 40, "component": 40, "promised": 200}  # what a line of it says, and how long
MOST_LINES = 500
_NUMERALS = "〇零一二三四五六七八九十百两"
_ROOM = re.compile(
    rf"([{_NUMERALS}]+|\d{{1,2}})(居室|房间|室|房|居|bedrooms?|beds?|br|客厅|厅|livingrooms?|厨房|厨|kitchens?|"
    r"卫生间|卫|bathrooms?|baths?|ba|阳台|阳)"
)
_ROOMS = {"室": 0, "房": 0, "居": 0, "b": 0, "厅": 1, "客": 1, "l": 1, "厨": 2, "k": 2, "卫": 3}
_STUDIO = re.compile(r"(开间|单间|studio)")
_LAYOUT_NOISE = re.compile(r"[\s,，、/+|-]+|复式|跃层|loft|户型|and")
_FLOOR_NOISE = re.compile(r"[\s,，、()]+")
_TOTAL = re.compile(rf"(?:[/共]|总共|总高|总楼层|总层数)+:?(\d{{1,3}}|[{_NUMERALS}]+)(?:层|楼|f)?$")
_BAND = re.compile(r"(低|底|中|高|顶)(?:楼层|层|区|楼)?$")
_LEVEL = re.compile(rf"(?:第)?(-|负|地下|b)?(\d{{1,3}}|[{_NUMERALS}]+)(?:层|楼|f)?$")


@dataclass(frozen=True, slots=True)
class Layout:
    """3室1厅1厨2卫. None where nothing is said."""

    rooms: int
    halls: int | None = None
    kitchens: int | None = None
    baths: int | None = None

    def __str__(self) -> str:
        said = zip((self.rooms, self.halls, self.kitchens, self.baths), "室厅厨卫", strict=True)
        return "".join(f"{count}{name}" for count, name in said if count is not None)


@dataclass(frozen=True, slots=True)
class Floor:
    """12/26层, or 低楼层(共16层): the floor or only whether it is low, and how many there are."""

    number: int | None = None
    band: str = ""
    total: int | None = None


def as_layout(text: str) -> Layout:
    """3室1厅1厨2卫, 三室两厅两卫, 3房2厅, 2房间1卫, 开间, 3-2-1-2, 3 bedrooms 2 baths. ValueError for anything else."""
    bare = _LAYOUT_NOISE.sub("-", unicodedata.normalize("NFKC", text).casefold()).strip("-")
    if re.fullmatch(r"\d{1,2}(-\d{1,2}){1,3}", bare):
        counts: list[int | None] = [int(one) for one in bare.split("-")]
        return _layout(counts)
    bare = bare.replace("-", "")
    if _STUDIO.match(bare):
        counts = [1, 0, None, None]
        bare = _STUDIO.sub("", bare, count=1)
    else:
        counts = [None, None, None, None]
    for found in _ROOM.finditer(bare):
        said = found[2]
        if said.startswith("阳"):
            continue
        place = 3 if said.startswith("ba") else _ROOMS[said[0]]
        counts[place] = _count(found[1])
    if counts[0] is None or _ROOM.sub("", bare):
        raise ValueError(text)
    return _layout(counts)


def as_floor(text: str) -> Floor:
    """低楼层(共16层), 中层/26, 12/26层, 第12层(共26层), 十二层, B1, 地下1层, -1, 顶层(共6层). ValueError otherwise."""
    bare = _FLOOR_NOISE.sub("", unicodedata.normalize("NFKC", text).casefold())
    total = None
    if found := _TOTAL.search(bare):
        total, bare = _count(found[1]), bare[: found.start()]
        if not 1 <= total <= TALLEST:
            raise ValueError(text)
    if not bare and total:
        return Floor(total=total)
    if found := _BAND.match(bare):
        return _at_end(found[1], total)
    if found := _LEVEL.match(bare):
        number = _count(found[2]) * (-1 if found[1] else 1)
        if not -20 <= number <= (total or TALLEST):
            raise ValueError(text)
        return Floor(number, band_of(number, total), total)
    raise ValueError(text)


def _at_end(said: str, total: int | None) -> Floor:
    """低, 中, 高 say a part of the building; 底层 is the first floor and 顶层 the last."""
    if said == "底":
        return Floor(1, LOW, total)
    if said == "顶":
        return Floor(total, HIGH, total)
    return Floor(None, {"低": LOW, "中": MIDDLE, "高": HIGH}[said], total)


def band_of(number: int | None, total: int | None) -> str:
    """The third of the building in which a floor lies; empty where that cannot be said."""
    if number is None or not total:
        return ""
    if number * 3 <= total:
        return LOW
    return MIDDLE if number * 3 <= total * 2 else HIGH


def as_facing(text: str) -> int:
    """南, 南 北, 东南, 南北通透 as bits of COMPASS. 东南 is south-east; ValueError where no direction stands."""
    bare = unicodedata.normalize("NFKC", text)
    bits = 0
    for found in re.findall(r"东南|东北|西南|西北|东|南|西|北", bare):
        bits |= 1 << COMPASS.index(found)
    if not bits or re.sub(r"[东南西北朝向通透双全方位、,，/\s-]", "", bare):
        raise ValueError(text)
    return bits


def said_facing(bits: int) -> str:
    """The bits as people write them: 南 北."""
    order = ("东南", "南", "西南", "东", "西", "东北", "北", "西北")
    return " ".join(one for one in order if bits >> COMPASS.index(one) & 1)


def _layout(counts: list[int | None]) -> Layout:
    if len(counts) == 3:  # 3-2-2: nobody counts kitchens
        counts = [counts[0], counts[1], None, counts[2]]
    rooms, *others = [*counts, None, None][:4]
    if rooms is None or rooms > 30 or any(one is not None and one > 30 for one in others):
        raise ValueError(str(counts))
    return Layout(rooms, *others)


def _count(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() else number_of(text)


def check_unit(
    *, number: str, gross_area: Decimal | None = None, internal_area: Decimal | None = None
) -> None:
    """A unit has a number, and areas that can be (EST-2). Refused names the field."""
    if not number.strip():
        raise Refused(_("A unit needs its number."), field="number")
    for field, area in (("gross_area", gross_area), ("internal_area", internal_area)):
        if area is not None and not 0 < area < 1_000_000:
            raise Refused(_("An area is more than 0 and less than a million square metres."), field=field)
    if gross_area is not None and internal_area is not None and internal_area > gross_area:
        raise Refused(_("The internal area cannot be larger than the gross area."), field="internal_area")


def checked_standard(lines: Iterable[Mapping[str, str]]) -> list[dict[str, str]]:
    """The promised delivery standard, a line for a room's component (EST-1). Refused for what is incomplete or double.

    Lines in which nothing stands are left out.
    """
    standard: list[dict[str, str]] = []
    met: set[tuple[str, str]] = set()
    for number, line in enumerate(lines, start=1):
        said = {field: " ".join(str(line.get(field, "")).split()) for field in STANDARD}
        if not any(said.values()):
            continue
        if not all(said.values()):
            raise Refused(
                _("Line %(n)s: say the room, the component and what is promised.") % {"n": number},
                field="delivery_standard",
            )
        if any(len(said[field]) > longest for field, longest in STANDARD.items()):
            raise Refused(_("Line %(n)s is too long.") % {"n": number}, field="delivery_standard")
        if (said["room"], said["component"]) in met:
            raise Refused(
                _("Line %(n)s: this room and component stand there already.") % {"n": number},
                field="delivery_standard",
            )
        met.add((said["room"], said["component"]))
        standard.append(said)
    if len(standard) > MOST_LINES:
        raise Refused(_("At most %(n)s lines.") % {"n": MOST_LINES}, field="delivery_standard")
    return standard
