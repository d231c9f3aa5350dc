"""Which pieces of a text a model learns from and explains itself by. Pure, and the same for training and asking.

Chinese has no spaces, so a run of characters gives every two, three and four neighbouring ones; other scripts give
their words and pairs of neighbouring words. Numbers, mail and web addresses are left out before: a phone, a room or a
document number is nothing that a model may remember (INF-1).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

LONGEST = 4_000  # characters of a text that are looked at
DENSE = "\u3005-\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
SIZES = (2, 3, 4)
SHORTEST_WORD = 2

_ADDRESSES = re.compile(r"\S+@\S+|(?:https?://|www\.)\S+", re.IGNORECASE)
_RUNS = re.compile(rf"([{DENSE}]+)|([^\W\d_{DENSE}]+)")


def plain(text: str) -> str:
    """One spelling for what people take as the same; of at most LONGEST characters."""
    return unicodedata.normalize("NFKC", text[:LONGEST]).casefold()


def pieces_with_places(text: str) -> Iterator[tuple[str, int, int]]:
    """Every piece with where it stands in the `plain` text, from and until. Addresses and numbers give none."""
    bare = _ADDRESSES.sub(lambda found: " " * len(found.group()), text)
    before: tuple[str, int] | None = None
    for run in _RUNS.finditer(bare):
        dense, word = run.groups()
        begin = run.start()
        if dense:
            before = None
            for size in SIZES:
                for at in range(len(dense) - size + 1):
                    yield dense[at : at + size], begin + at, begin + at + size
        elif len(word) >= SHORTEST_WORD:
            yield word, begin, run.end()
            if before:
                yield f"{before[0]} {word}", before[1], run.end()
            before = (word, begin)


def pieces(text: str) -> list[str]:
    """The pieces of a text as people write it, each as often as it stands there."""
    return [piece for piece, _from, _until in pieces_with_places(plain(text))]


def without(text: str, names: Iterable[str]) -> str:
    """The text without these names, for they say who it was and not what it was about."""
    known = sorted({one.strip() for one in names if len(one.strip()) >= 2}, key=len, reverse=True)
    return re.sub("|".join(map(re.escape, known)), " ", text) if known else text
