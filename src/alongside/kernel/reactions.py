"""What is to be done after facts: reactions register themselves here, the worker asks."""

from __future__ import annotations

from collections.abc import Callable

from alongside.kernel.events import Event
from alongside.kernel.models import JournalEntry

Reaction = Callable[[JournalEntry], None]

_reactions: dict[str, dict[str, Reaction]] = {}
_everything: dict[str, tuple[Reaction, Callable[[str], bool]]] = {}


def on(*events: Event) -> Callable[[Reaction], Reaction]:
    """Declare a reaction: called after commit, by the worker, alone, with retries; so it must be idempotent."""

    def register(reaction: Reaction) -> Reaction:
        name = f"{reaction.__module__}.{reaction.__qualname__}"
        for event in events:
            _reactions.setdefault(event.kind, {})[name] = reaction
        return reaction

    return register


def on_everything(*, wanted: Callable[[str], bool]) -> Callable[[Reaction], Reaction]:
    """Declare a reaction to every event (webhooks). `wanted` is asked with the kind before a job is made for it
    alone, so that it costs next to nothing where nobody listens."""

    def register(reaction: Reaction) -> Reaction:
        _everything[f"{reaction.__module__}.{reaction.__qualname__}"] = (reaction, wanted)
        return reaction

    return register


def reactions_to(kind: str) -> dict[str, Reaction]:
    """The reactions to an event kind that are wanted now, by their dotted names."""
    listening = {name: reaction for name, (reaction, wanted) in _everything.items() if wanted(kind)}
    return {**listening, **_reactions.get(kind, {})}


def is_followed(kind: str) -> bool:
    """Whether anything is to be done after a fact of that kind."""
    return kind in _reactions or any(wanted(kind) for _reaction, wanted in _everything.values())
