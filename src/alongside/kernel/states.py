"""States and moves as plain data. The table is also what the docs draw."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from alongside.kernel.refusals import Refused


@dataclass(frozen=True)
class Move:
    """One way from some states to another; `name` is the verb of the action that makes it."""

    name: str
    sources: frozenset[str]
    target: str
    label: Any


class StateTable:
    """The states of a thing with their labels, and the moves between them."""

    def __init__(self, labels: Mapping[str, Any], moves: list[Move]) -> None:
        self.labels = dict(labels)
        self.moves = {move.name: move for move in moves}
        for move in moves:
            for state in {*move.sources, move.target}:
                if state not in self.labels:
                    raise ValueError(f"move {move.name} names the unknown state {state}")

    @property
    def choices(self) -> list[tuple[str, Any]]:
        return list(self.labels.items())

    def open_to(self, state: str) -> list[Move]:
        """The moves that a thing in this state can make."""
        return [move for move in self.moves.values() if state in move.sources]

    def check(self, name: str, state: str) -> str:
        """The state that `name` leads to from `state`; Refused if there is no such way."""
        move = self.moves[name]
        if state not in move.sources:
            raise Refused(
                _("“%(move)s” is not possible now: the state is “%(state)s”.")
                % {"move": move.label, "state": self.labels.get(state, state)},
                facts={"move": name, "state": state},
            )
        return move.target

    def as_mermaid(self) -> str:
        """The table as a Mermaid state diagram for the docs."""
        lines = ["stateDiagram-v2"]
        for move in self.moves.values():
            lines += [f"    {source} --> {move.target}: {move.name}" for source in sorted(move.sources)]
        return "\n".join(lines)
