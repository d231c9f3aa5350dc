"""How homes are called, and how what people type finds them. Pure."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from alongside.kernel.refusals import Refused

_DIGITS = {char: number for number, char in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
_NUMERAL = re.compile("[〇零一二三四五六七八九十百两]+(?=栋|幢|座|号楼|单元|室|号|层)")
_BUILDING = re.compile(r"(号楼|栋|幢|座|#楼|#|楼)")
_ENTRANCE = re.compile(r"(单元|门栋)")
_ROOM = re.compile(r"(室|号房|房|号|车位)$")
_SEPARATORS = re.compile(r"[\s\-_/.,，。、—–~]+")


@dataclass(frozen=True)
class UnitQuery:
    """What somebody typed, taken apart: 观澜庭8栋1单元2102 → 观澜庭, 8, 1, 2102. Missing parts are empty."""

    estate: str
    building: str
    entrance: str
    number: str


def _spelled(text: str) -> str:
    text = unicodedata.normalize("NFKC", text.replace("\x00", "")).strip().casefold()
    return in_digits(text)


def in_digits(text: str) -> str:
    """八栋一单元 → 8栋1单元: numerals before the words of a home."""
    return _NUMERAL.sub(lambda found: str(number_of(found.group())), text)


def number_of(numeral: str) -> int:
    """八 8, 十二 12, 二十一 21, 一百零三 103, 二一零二 2102."""
    if not any(char in "十百" for char in numeral):
        return int("".join(str(_DIGITS[char]) for char in numeral))
    total, current = 0, 0
    for char in numeral:
        if char in "十百":
            total, current = total + (current or 1) * (10 if char == "十" else 100), 0
        else:
            current = _DIGITS[char]
    return total + current


def building_key(name: str) -> str:
    """8栋, 08栋, 八号楼, 8# → 8; A座 → a; 一期8栋 → 1期8."""
    return _bare(_BUILDING.sub("", _spelled(name)))


def entrance_key(name: str) -> str:
    """1单元, 一单元, 1 → 1."""
    return _bare(_ENTRANCE.sub("", _spelled(name)))


def number_key(name: str) -> str:
    """2102室, 2102 → 2102."""
    return _bare(_ROOM.sub("", _spelled(name)), zeros=False)


def search_key(building: str, number: str) -> str:
    """The key a unit is found by, whatever the spelling: 8-2102."""
    return f"{building_key(building)}-{number_key(number)}"


def _bare(text: str, *, zeros: bool = True) -> str:
    text = _SEPARATORS.sub("", text)
    return re.sub(r"(?<!\d)0+(?=\d)", "", text) if zeros else text


def parse_unit_query(text: str) -> UnitQuery | None:
    """8-2102, 8栋2102, 8幢1单元2102室, 8-1-2102, 观澜庭8栋2102, 2102. None when it names no home."""
    text = _spelled(text[:80])
    estate, text = _estate_and_rest(text)
    text = _ENTRANCE.sub("~", _BUILDING.sub("-", text))
    entrance_said = "~" in text
    parts = [part for part in re.split(r"[\s\-_/.,，。、—–~]+", _ROOM.sub("", text)) if part]
    if not parts or not any(char.isdigit() for char in "".join(parts)):
        return None
    if len(parts) == 1:
        return UnitQuery(estate, "", "", number_key(parts[0]))
    if len(parts) == 2:
        if entrance_said and text.rstrip().endswith("~"):
            return UnitQuery(estate, building_key(parts[0]), entrance_key(parts[1]), "")
        return UnitQuery(estate, building_key(parts[0]), "", number_key(parts[1]))
    return UnitQuery(estate, building_key(parts[0]), entrance_key(parts[1]), number_key(parts[2]))


def _estate_and_rest(text: str) -> tuple[str, str]:
    """Chinese characters at the beginning are the estate's name; 栋 and the like never stand there."""
    found = re.match(r"([\u4e00-\u9fff·]*[\u4e00-\u9fff])\s*(?=[\da-z])", text)
    return (found.group(1), text[found.end() :]) if found else ("", text)


def said_building(name: str) -> str:
    """A bare number becomes a building as people say it: 8 → 8栋."""
    name = unicodedata.normalize("NFKC", name).strip()
    return f"{name.lstrip('0') or 0}栋" if name.isdecimal() else name


def check_length(said: str, most: int, *, field: str) -> None:
    """Raises Refused when a name as people say it is too long; some letters have become several by then."""
    if len(said) > most:
        raise Refused(_("This is too long: at most %(n)s characters.") % {"n": most}, field=field)


def said_entrance(name: str) -> str:
    """A bare number becomes an entrance as people say it: 1 → 1单元."""
    name = unicodedata.normalize("NFKC", name).strip()
    return f"{name.lstrip('0') or 0}单元" if name.isdecimal() else name


def unit_label(building: str, entrance: str, number: str) -> str:
    """As people say it: 8栋1单元2102."""
    return f"{building}{entrance}{number}"
