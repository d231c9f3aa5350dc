"""What organisation asks of the domains above it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from alongside.kernel.actor import Actor
from alongside.kernel.hooks import Hook
from alongside.kernel.models import JournalEntry

name_for_viewer: Hook[[JournalEntry, Actor], str] = Hook(
    "By which name may this viewer know the thing that the fact is about? None: not mine, or not theirs to see."
)


@dataclass(frozen=True)
class OpenThing:
    """Something that is open with somebody. `label` is a number or a code, never the words of a customer."""

    id: int
    label: str
    node_id: int | None = None


_handings: dict[str, Handing] = {}


@dataclass(frozen=True)
class Handing:
    """A kind of thing that people answer for, and that somebody else must take when they leave (ORG-6).

    `open_with(staff)`: what is open with them. `give(thing_id, *, staff, to, by, now)`: from now it is `to`'s; `to` None:
    nobody was named, so it goes where such things go by themselves. False: it was not theirs any more. Refused where
    that person cannot have it. Each upper domain declares its own in its reactions.
    """

    kind: str
    label: Any
    open_with: Callable[[Any], list[OpenThing]]
    give: Callable[..., bool]

    def __post_init__(self) -> None:
        _handings[self.kind] = self


def handings() -> dict[str, Handing]:
    """Every kind of thing that is handed over, lowest domain first."""
    return dict(_handings)
