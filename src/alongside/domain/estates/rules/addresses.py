"""Whole addresses of homes, as tables of other systems have them in one column. Pure."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from alongside.domain.estates.rules.naming import (
    building_key,
    entrance_key,
    in_digits,
    said_building,
    said_entrance,
)

_GAP = r"[\s\-_/.,，。、—–~]*"
_MARKED_ADDRESS = re.compile(
    rf"(?P<estate>.*?){_GAP}(?P<building>[a-z]?\d{{1,4}}[a-z]?|[a-z])(?P<mark>号楼|栋|幢|座|#楼|#|楼){_GAP}"
    rf"(?:(?P<entrance>\d{{1,2}}|[a-z甲乙丙丁东西南北中])(?P<gate>单元|门栋|门){_GAP})?"
    r"(?P<number>[a-z]?\d{1,5}[a-z]?)\s*(?:室|号房|房|号)?",
    re.IGNORECASE,
)
_BARE_ADDRESS = re.compile(
    r"(?P<estate>[^\d\-]*?)\s*(?P<building>[a-z]?\d{1,3}[a-z]?|[a-z])\s*[-/—–]\s*"
    r"(?:(?P<entrance>\d{1,2})\s*[-/—–]\s*)?(?P<number>[a-z]?\d{3,5}[a-z]?)\s*(?:室|号房|房|号)?",
    re.IGNORECASE,
)
_PHASE = re.compile(r"[〇零一二三四五六七八九十两\da-z东西南北中]{1,3}[期区]", re.IGNORECASE)
_PLAIN_NUMBER = re.compile(r"[a-z]?\d+[a-z]?\s*(?:室|号房|房|号)?", re.IGNORECASE)


@dataclass(frozen=True)
class Home:
    """A home as a table says it, its parts as people call them: 观澜庭, 8栋, 1单元, 2102."""

    estate: str
    building: str
    entrance: str
    number: str


def split_address(text: str) -> Home | None:
    """A whole address in one text: 8栋1单元2102, 8-1-2102, 8栋2102室, 观澜庭一期1号楼2单元301. None if it is none.

    A phase stays with the building where nothing else stands before it (一期8栋).
    """
    text = unicodedata.normalize("NFKC", text[:120]).strip()
    text = in_digits(text)
    found = _MARKED_ADDRESS.fullmatch(text) or _BARE_ADDRESS.fullmatch(text)
    if not found:
        return None
    said = {name: value or "" for name, value in found.groupdict().items()}
    building, mark = said["building"].upper(), said.get("mark", "").replace("#楼", "栋").replace("#", "栋")
    if building.isdecimal():
        building = building.lstrip("0") or "0"
        mark = mark or "栋"
    estate = said["estate"].strip()
    if _PHASE.fullmatch(estate):
        estate, building = "", estate + building
    entrance = f"{said['entrance'].upper()}{said['gate']}" if said.get("gate") else said["entrance"]
    return Home(estate, building + mark, said_entrance(entrance), said["number"].upper())


def home_said(
    *, estate: str, building: str, entrance: str, number: str, usual_estate: str = ""
) -> Home | None:
    """A home from the four cells of a table, of which the last may hold the whole address (EST-7).

    None when that one is neither a number nor an address that fits the other cells. What nobody says stays empty,
    the estate becomes the usual one.
    """
    is_plain = not number or bool(_PLAIN_NUMBER.fullmatch(unicodedata.normalize("NFKC", number).strip()))
    whole = None if is_plain else split_address(number)
    if building and (whole is None or building_key(whole.building) != building_key(building)):
        return Home(estate or usual_estate, said_building(building), said_entrance(entrance), number)
    if whole is None:
        return Home(estate or usual_estate, "", said_entrance(entrance), number) if is_plain else None
    if entrance and whole.entrance and entrance_key(whole.entrance) != entrance_key(entrance):
        return None
    named, said_in = estate or usual_estate, whole.building
    _before, found, after = whole.estate.partition(named) if named else ("", "", "")
    if found and _PHASE.fullmatch(after.strip()):
        said_in = after.strip() + said_in
    elif not found and whole.estate:
        if estate:
            return None
        named = whole.estate
    return Home(named, said_in, said_entrance(entrance) or whole.entrance, whole.number)
