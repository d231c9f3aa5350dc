"""An event is a kind of fact that the journal can hold."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

FILLED_IN = re.compile(r"%\(\w+\)s")
_known: dict[str, Event] = {}


@dataclass(frozen=True)
class Event:
    """`kind` is `thing.verbed` (`case.closed`); `sentence` is the line a person reads in a timeline.

    `shown` says who may read it in a timeline: "customer" (portal and desk), "staff", or "nobody".
    `sentence` may use %(name)s of the entry's facts.
    """

    kind: str
    sentence: Any
    shown: str = "staff"

    def __post_init__(self) -> None:
        if self.kind in _known:
            raise ValueError(f"event {self.kind} is declared twice")
        _known[self.kind] = self

    def __str__(self) -> str:
        return self.kind

    @property
    def name(self) -> str:
        """What it is called where there is no entry to fill its sentence from: in a list to choose from."""
        return FILLED_IN.sub("…", str(self.sentence))


def event_of(kind: str) -> Event | None:
    """The declared event of that kind; None for a kind that an older version wrote."""
    return _known.get(kind)


def known_events() -> dict[str, Event]:
    """Every declared event by kind (webhook subscriptions choose from these)."""
    return dict(_known)
