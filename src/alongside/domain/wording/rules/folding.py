"""One writing of a text for comparing: width, case, 繁 and 简, spaces and signs put in between (CHN-8)."""

from __future__ import annotations

import unicodedata
from functools import cache
from pathlib import Path

import opencc

END = "。"  # ends a sentence: nothing is said across it
PAUSE = "，"  # ends a clause: a "not" does not reach across it

_ENDS = frozenset("。！？!?；;\n\r…")
_PAUSES = frozenset("，,、：:")


def folded(text: str) -> tuple[str, list[int]]:
    """The text to compare, and for each of its characters where it stands in `text`.

    Letters, digits and % stay; ends of sentences become 。, of clauses ，; whatever else stands between is dropped.
    """
    characters: list[str] = []
    places: list[int] = []
    simple = _simplified()
    for place, written in enumerate(text):
        if written in _ENDS:
            kept = END
        elif written in _PAUSES:
            kept = PAUSE
        else:
            kept = "".join(one for one in unicodedata.normalize("NFKC", written).casefold() if _counts(one))
        for one in kept:
            characters.append(simple.get(one, one))
            places.append(place)
    return "".join(characters), places


def folded_words(text: str) -> str:
    """Of a variant, which has no sentences: only what is compared."""
    return folded(text)[0].replace(END, "").replace(PAUSE, "")


def _counts(character: str) -> bool:
    return character.isalnum() or character in "%。，"


@cache
def _simplified() -> dict[str, str]:
    """繁 -> 简, character by character, of the table that OpenCC brings."""
    table = Path(opencc.__file__).parent / "dictionary" / "TSCharacters.txt"
    rows = (line.split() for line in table.read_text(encoding="utf-8").splitlines())
    return {row[0]: row[1] for row in rows if len(row) > 1}
