"""A catalogue whose codes are paths, drawn as the tree it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

DEEPEST = 5  # classes depth-0 to depth-5 exist


@dataclass(frozen=True)
class Leaf:
    """A row of the catalogue and how deep it stands."""

    row: Any
    depth: int


def in_order(rows: Iterable[Any]) -> list[Leaf]:
    """Parents before their children, brothers by position. Needs all rows of the tree, and no query."""
    below: dict[int | None, list[Any]] = {}
    for row in rows:
        below.setdefault(row.parent_id, []).append(row)
    leaves: list[Leaf] = []

    def walk(parent_id: int | None, depth: int) -> None:
        for row in sorted(below.get(parent_id, []), key=lambda one: (one.position, one.code)):
            leaves.append(Leaf(row, min(depth, DEEPEST)))
            walk(row.pk, depth + 1)

    walk(None, 0)
    return leaves
