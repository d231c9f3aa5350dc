"""A figure that opens into what it counts."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Cell:
    """A count in a table, the address of the list that it counts, and how it is drawn when it is no good news."""

    count: int
    url: str
    tone: str = ""
