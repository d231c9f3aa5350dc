"""The slices of figures: what a figure counts beyond what every list can ask for (CAS-14). Pure.

A slice is a short text that travels in addresses: `hour:14`, `cause:design`, `late:resolve`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

NONE = "none"
MILESTONES = ("acknowledge", "answer", "on_site", "resolve", "call_back", "close")
LOSS_GROUPS = ("direct", "indirect", "recovery")


@dataclass(frozen=True)
class Slice:
    """`dimension` is the first word, `value` the rest (empty where the dimension needs none)."""

    dimension: str
    value: str = ""

    def __str__(self) -> str:
        return f"{self.dimension}:{self.value}" if self.value else self.dimension


def read_slice(text: str) -> Slice:
    """The slice that a text names; ValueError for a text that names none."""
    dimension, _colon, value = text.partition(":")
    if dimension not in _VALUES or not _VALUES[dimension](value):
        raise ValueError(text)
    return Slice(dimension, value)


def read_loss(value: str) -> tuple[date, date, str, str]:
    """`2026-03-01:2026-11-30:kind:damages` → first day, last day, what it is sorted by, which one."""
    since, until, by, which = value.split(":")
    alone = by in {"all", "own"}
    if not (alone or by in {"group", "kind", "cause"}) or alone == bool(which) or not _code(which or NONE):
        raise ValueError(value)
    if by == "group" and which not in LOSS_GROUPS:
        raise ValueError(value)
    return date.fromisoformat(since), date.fromisoformat(until), by, which


def _is_loss(value: str) -> bool:
    try:
        read_loss(value)
    except ValueError:
        return False
    return True


def _among(*allowed: object) -> Callable[[str], bool]:
    known = {str(one) for one in allowed}
    return lambda value: value in known


def _code(value: str) -> bool:
    return bool(_CODE.fullmatch(value))


_CODE = re.compile(r"[a-z_]{1,20}")
_ID = re.compile(r"[1-9][0-9]{0,17}")
_alone = _among("")
_milestone = _among(*MILESTONES)

_VALUES: dict[str, Callable[[str], bool]] = {
    "own": _alone,  # the node's own cases, not those of the nodes below
    "uncategorised": _alone,
    "branch": lambda value: bool(_ID.fullmatch(value)),  # a node below, by the days of the one above
    "cause": _code,
    "hour": _among(*range(24)),
    "weekday": _among(*range(1, 8)),  # Monday is 1
    "repeat": _alone,  # the cases of customers who came more than once in the time asked for
    "transferred": _alone,
    "escalated": _alone,  # a deadline that is still owed was told to somebody above
    "waiting_over": _among(*range(1, 91)),  # waiting for the customer for more than so many days
    "wandering": _alone,  # changed hands twice or more
    "offered": _alone,  # offered to a colleague who has not answered
    "reached": _milestone,
    "on_time": _milestone,
    "late": _milestone,
    "loss": _is_loss,
}
