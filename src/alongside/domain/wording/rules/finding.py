"""What of the company's list stands in a text (CHN-8)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from alongside.domain.wording.rules.folding import folded
from alongside.domain.wording.rules.negation import is_denied
from alongside.domain.wording.rules.variants import folded_lines, pattern_of


@dataclass(frozen=True)
class Found:
    """One wording of the list, and the piece of the text in which it stands first."""

    wording: Any
    start: int
    end: int
    phrase: str


def find_forbidden(text: str, wordings: Iterable[Any]) -> list[Found]:
    """Each wording of the list that the text holds, once, in the order of the text.

    A wording has `variants` and `exceptions`, a line each (see `variants`).
    """
    words, places = folded(text)
    if not words:
        return []
    found: list[Found] = []
    for wording in wordings:
        spared = _spans(words, folded_lines(wording.exceptions))
        at = min(
            (span for line in wording.variants.splitlines() for span in _spoken(words, line, spared)),
            default=None,
        )
        if at is not None:
            start, end = places[at[0]], places[at[1] - 1] + 1
            found.append(Found(wording, start, end, text[start:end]))
    return sorted(found, key=lambda one: one.start)


def _spoken(words: str, line: str, spared: Sequence[tuple[int, int]]) -> Iterable[tuple[int, int]]:
    for match in pattern_of(line).finditer(words):
        start, end = match.span()
        if any(first < end and start < last for first, last in spared):
            continue
        if not is_denied(words, start, end, "".join(one or "" for one in match.groups())):
            yield start, end


def _spans(words: str, pieces: Iterable[str]) -> list[tuple[int, int]]:
    spans = []
    for piece in pieces:
        at = words.find(piece)
        while at >= 0:
            spans.append((at, at + len(piece)))
            at = words.find(piece, at + 1)
    return spans
