"""Who is named in a note by @ and their name (CHN-1). Pure."""

from __future__ import annotations

from collections.abc import Iterable

MOST = 20


def mentioned_in(words: str, people: Iterable[tuple[int, str]]) -> set[int]:
    """The ids of those named. At each @ the longest name that stands there; of several with one name all of them."""
    by_name: dict[str, set[int]] = {}
    for pk, name in people:
        if name:
            by_name.setdefault(name, set()).add(pk)
    names = sorted(by_name, key=len, reverse=True)
    found: set[int] = set()
    for piece in words.replace("＠", "@").split("@")[1:]:
        if here := next((one for one in names if piece.startswith(one)), None):
            found |= by_name[here]
        if len(found) >= MOST:
            break
    return found
