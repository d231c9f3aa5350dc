"""The line of steps that draws progress the same way everywhere."""

from collections.abc import Iterable
from dataclasses import dataclass

DONE, NOW, AHEAD = "done", "now", "todo"


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its words, its state (`done`, `now` or `todo`) and, when it has one, its time in words."""

    label: str
    state: str = AHEAD
    time: str = ""


def steps_up_to(current: int, labels: Iterable[str], times: dict[int, str] | None = None) -> list[Step]:
    """Steps of `labels` with those before index `current` done; `current` = their number means all are done."""
    times = times or {}
    return [
        Step(label, DONE if index < current else NOW if index == current else AHEAD, times.get(index, ""))
        for index, label in enumerate(labels)
    ]
