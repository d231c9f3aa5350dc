"""What changed between two versions, line by line and within a line (CHN-9). Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

_PIECES = re.compile(r"[A-Za-z0-9]+|\s+|.", re.DOTALL)
ALIKE = 0.4  # two lines that share so much are one line that was changed


@dataclass(frozen=True)
class Piece:
    """Some words; `how` is "same", "gone" or "new"."""

    how: str
    words: str


@dataclass(frozen=True)
class Line:
    """A line of the comparison; `how` is "same", "gone", "new" or "changed"."""

    how: str
    pieces: tuple[Piece, ...]


def compared(before: str, after: str) -> list[Line]:
    """The lines of both, in order; a changed line stands once, with what went and what came."""
    old, new = before.splitlines(), after.splitlines()
    lines: list[Line] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            lines += [Line("same", (Piece("same", one),)) for one in old[a:b]]
        else:
            lines += _changed(old[a:b], new[c:d])
    return lines


def _changed(old: Sequence[str], new: Sequence[str]) -> list[Line]:
    """Each old line beside the first new one after those used that is like it."""
    lines: list[Line] = []
    at = 0
    for one in old:
        twin = next((place for place in range(at, len(new)) if _likeness(one, new[place]) >= ALIKE), None)
        if twin is None:
            lines.append(Line("gone", (Piece("gone", one),)))
            continue
        lines += [Line("new", (Piece("new", words),)) for words in new[at:twin]]
        lines.append(Line("changed", _within(one, new[twin])))
        at = twin + 1
    return lines + [Line("new", (Piece("new", words),)) for words in new[at:]]


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio() if one.strip() and other.strip() else 0.0


def _within(one: str, other: str) -> tuple[Piece, ...]:
    old, new = _PIECES.findall(one), _PIECES.findall(other)
    pieces: list[Piece] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece("same", "".join(old[a:b])))
            continue
        if b > a:
            pieces.append(Piece("gone", "".join(old[a:b])))
        if d > c:
            pieces.append(Piece("new", "".join(new[c:d])))
    return tuple(pieces)
