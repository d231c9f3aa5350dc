"""Columns of a table that somebody brings: what they are called here, and which of the file's they are.

A file's own names are guessed: as we call the column in any of our languages, as other systems call it, then by
what stands inside a longer name (业主手机号码). People see the guess and may change it.
"""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

_IN_BRACKETS = re.compile(r"[(\[【（].*?[)\]】）]")
_NOISE = re.compile(r"[\s_*:：/\\.,，、'\"“”#-]+")
SHORTEST_INSIDE = 2  # characters of a name that is looked for inside a longer one


@dataclass(frozen=True, eq=False)
class Column:
    """One column that an import knows. `label` and `example` are what people read, in their language.

    `names`: how other systems call it. `said_in`: another field, and what tells that its text says this one too.
    `choices`: what may stand there, code → label; `said`: other ways to say it.
    """

    field: str
    label: Any
    names: tuple[str, ...] = ()
    example: Any = ""
    is_needed: bool = False
    said_in: tuple[str, Callable[[str], Any]] | None = None
    hint: Any = ""
    choices: Sequence[tuple[str, Any]] = ()
    said: Mapping[str, str] = dataclasses.field(default_factory=dict)

    def code_of(self, text: str) -> str:
        """The code of a choice as people write it, in any of our languages. ValueError for any other text."""
        code = _codes(self).get(_bare(text))
        if code is None:
            raise ValueError(text)
        return code

    @property
    def options(self) -> str:
        """What may stand there, for a person to read."""
        return _(", ").join(str(label) for _code, label in self.choices)


def guess_columns(known: Iterable[Column], header: Sequence[str]) -> dict[str, str]:
    """Which column of the file is which field: {field: name in the file}. Each is used once."""
    known, found, free = list(known), {}, dict.fromkeys(header)
    bare = {name: _bare(name) for name in header}
    for one in known:
        names = _names(one)
        match = min(
            (name for name in free if bare[name] in names), key=lambda n: names[bare[n]], default=None
        )
        if match is not None:
            found[one.field] = match
            del free[match]
    for name in list(free):
        inside = [
            (len(said), one.field)
            for one in known
            if one.field not in found
            for said in _names(one)
            if len(said) >= SHORTEST_INSIDE and not said.isascii() and said in bare[name]
        ]
        if inside:
            found[max(inside)[1]] = name
    return {one.field: found[one.field] for one in known if one.field in found}


def missing_columns(
    known: Iterable[Column], chosen: Mapping[str, int], rows: Sequence[Sequence[str]]
) -> list[Column]:
    """The needed ones that nobody chose ({field: place}), but for what another column says in its first rows."""
    missing = []
    for one in known:
        if not one.is_needed or one.field in chosen:
            continue
        field, says = one.said_in or ("", bool)
        if field not in chosen or not any(says(row[chosen[field]]) for row in rows):
            missing.append(one)
    return missing


@lru_cache(maxsize=512)
def _names(column: Column) -> dict[str, int]:
    """Every name of a column, the likelier ones first."""
    ours = [*_in_every_language(column.label), *column.names, column.field]
    return {_bare(name): place for place, name in reversed(list(enumerate(ours)))}


@lru_cache(maxsize=128)
def _codes(column: Column) -> dict[str, str]:
    codes = {_bare(code): code for code, _label in column.choices}
    for code, label in column.choices:
        codes |= {_bare(name): code for name in _in_every_language(label)}
    return codes | {_bare(said): code for said, code in column.said.items()}


def _in_every_language(text: Any) -> list[str]:
    found = []
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            found.append(str(text))
    return found


def _bare(text: str) -> str:
    """建筑面积（㎡）, *建筑面积 → 建筑面积; Gross area [m²], gross_area → grossarea."""
    text = unicodedata.normalize("NFKC", text).casefold()
    return _NOISE.sub("", _IN_BRACKETS.sub("", text)) or _NOISE.sub("", text)
