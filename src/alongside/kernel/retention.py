"""Kinds of record that go by themselves when their time is over (INF-5): declared where the records live.

How long each is kept, and why, is policy (packs/standard/retention.toml); who carries it out is privacy.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

_kinds: dict[str, RecordKind] = {}


@dataclass(frozen=True)
class Held:
    """What is under legal hold: nothing of it goes, however old."""

    customer_ids: Sequence[int] = field(default_factory=list)
    case_ids: Sequence[int] = field(default_factory=list)
    estate_ids: Sequence[int] = field(default_factory=list)


@dataclass(frozen=True)
class RecordKind:
    """`due(before, held)` counts what is older; `remove(before, held)` takes a batch of it, set by set, and says how
    many; 0 when nothing is left. Both may be called at any time."""

    code: str
    label: Any
    due: Callable[[datetime, Held], int]
    remove: Callable[[datetime, Held], int]
    least_days: int = 1  # the law wants it kept at least so long

    def __post_init__(self) -> None:
        _kinds[self.code] = self


def record_kinds() -> list[RecordKind]:
    """Every kind, in the order of their domains."""
    return list(_kinds.values())
