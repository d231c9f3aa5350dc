"""Finding and blacking out what names a person in free words (INF-4). Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

BAR = "▇▇▇▇"
BETWEEN_DIGITS = r"[\s\-·.]*"
TITLES = ("女士", "先生", "小姐", "太太", "老师", "总", "阿姨", "叔叔", "大哥", "大姐")
SHORTEST_NAME = 2


@dataclass
class PersonalValues:
    """Everything by which a person is named: as it stands in their record."""

    names: list[str] = field(default_factory=list)
    phones: list[str] = field(default_factory=list)  # +8613812344420
    others: list[str] = field(default_factory=list)  # emails, document numbers, WeChat ids, addresses

    @property
    def all(self) -> list[str]:
        """As a thorough reader would look for them."""
        national = [one.removeprefix("+86") for one in self.phones]
        return [one for one in dict.fromkeys([*self.names, *self.phones, *national, *self.others]) if one]


class Redactor:
    """Blacks out whatever of these values stands in a text, however it is written.

    `in_own` also knows the forms of address (周女士) and the last four digits after 尾号, which mean this person only
    where the text is about them anyway. `elsewhere` takes nothing but what can mean nobody else; the name only if
    `name_is_theirs_alone`.
    """

    def __init__(self, values: PersonalValues, *, name_is_theirs_alone: bool = True) -> None:
        self.values = values
        sure = [*_phones(values.phones), *_spaced(values.others)]
        named = list(_spaced(one for one in values.names if len(one) >= SHORTEST_NAME))
        near = [*_addressed(values.names), *_tails(values.phones)]
        self._own = _any_of([*sure, *named, *near])
        self._elsewhere = _any_of([*sure, *(named if name_is_theirs_alone else [])])

    def in_own(self, text: str) -> str:
        return self._own.sub(BAR, text) if self._own else text

    def elsewhere(self, text: str) -> str:
        return self._elsewhere.sub(BAR, text) if self._elsewhere else text

    def finds(self, text: str) -> bool:
        return bool(self._elsewhere and self._elsewhere.search(text))

    def found_in(self, text: str) -> list[str]:
        """What `in_own` would black out, as it stands there, each once."""
        return list(dict.fromkeys(one.group() for one in self._own.finditer(text))) if self._own else []

    @property
    def pattern(self) -> str:
        """What `in_own` looks for, for whoever puts something else in its place; empty when there is nothing."""
        return self._own.pattern if self._own else ""

    @property
    def database_pattern(self) -> str:
        """The same for PostgreSQL (`~*`), for finding the rows elsewhere; empty when there is nothing to look for."""
        return self._elsewhere.pattern if self._elsewhere else ""


def _any_of(patterns: Iterable[str]) -> re.Pattern[str] | None:
    longest_first = sorted(set(patterns), key=len, reverse=True)
    return re.compile("|".join(longest_first), re.IGNORECASE) if longest_first else None


def _phones(phones: Iterable[str]) -> Iterable[str]:
    for phone in phones:
        digits = re.sub(r"\D", "", phone)
        national = digits.removeprefix("86") if phone.startswith("+86") else digits
        if len(national) >= 7:
            yield rf"(?<![0-9]){BETWEEN_DIGITS.join(national)}(?![0-9])"
            yield rf"(?:\+|00)?86{BETWEEN_DIGITS}{BETWEEN_DIGITS.join(national)}(?![0-9])"


def _spaced(values: Iterable[str]) -> Iterable[str]:
    for value in values:
        bare = value.strip()
        if bare:
            yield r"\s+".join(re.escape(part) for part in bare.split())


def _addressed(names: Iterable[str]) -> Iterable[str]:
    for name in names:
        if re.fullmatch(r"[一-鿿]{2,4}", name):
            for title in TITLES:
                yield re.escape(name[0] + title)


def _tails(phones: Iterable[str]) -> Iterable[str]:
    for phone in phones:
        tail = phone[-4:]
        if tail.isdigit():
            yield rf"尾号(?:为|是)?\s*{tail}(?![0-9])"
            yield rf"[0-9]{{1,4}}[·*xX…]+{tail}(?![0-9])"
