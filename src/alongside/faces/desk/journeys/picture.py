"""A journey drawn: the line of its stages, and their steps hanging from it at the place where they are due (JRN-1).

A drawing for each stage, 320 wide, so that they stand in a row on a desk and below each other on a phone, and the line
goes on from one to the next. Distances below a stage grow with the time between two steps, slower and slower.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from math import log2
from typing import Any

from django.utils.translation import gettext as _

from alongside.domain.journeys.rules import HAPPENINGS
from alongside.faces.desk.journeys.words import (
    again_words,
    channel_label,
    event_label,
    span_of,
    span_words,
)
from alongside.kernel.local_text import pick

WIDTH, ROOM = 320, 252  # of a drawing, of the words beside the line
NOTE_ROOM = 300  # of the smaller words below them, measured as if they were as large
LINE, TOP = 20, 70
GAP, HEADING = 44, 30
WIDE, NARROW = 13.0, 6.6  # of a Chinese and of a Latin letter, at 13 px


@dataclass(frozen=True)
class Hanging:
    """A step, or (`is_event`) the event from which those below it are counted."""

    y: float
    lines: list[tuple[float, str]]
    note: str
    note_y: float
    url: str = ""
    is_told: bool = False
    is_again: bool = False
    is_event: bool = False


@dataclass(frozen=True)
class Drawn:
    """A stage with what hangs from it."""

    code: str
    mark: str
    name: str
    begins: str
    along: bool
    url: str
    hanging: list[Hanging]
    height: float
    is_first: bool
    is_last: bool

    @property
    def last_y(self) -> float:
        return self.hanging[-1].y if self.hanging else LINE + 14


def picture(
    stages: Iterable[Mapping[str, Any]],
    roles: Mapping[str, str],
    link: Callable[[str, str], str] = lambda kind, code: "",
) -> list[Drawn]:
    """The stages in their order, those that run along last. `link("stage" or "step", code)`: where each leads."""
    stages = sorted(stages, key=lambda one: bool(one.get("along")))
    way = [one for one in stages if not one.get("along")]
    return [
        _drawn(one, roles, link, is_first=one is stages[0], is_last=not way or one is way[-1])
        for one in stages
    ]


def _drawn(
    stage: Mapping[str, Any],
    roles: Mapping[str, str],
    link: Callable[[str, str], str],
    *,
    is_first: bool,
    is_last: bool,
) -> Drawn:
    hanging: list[Hanging] = []
    y = float(TOP)
    for event, steps in _by_event(stage):
        if event != stage.get("begins") and all(_days(one) >= 0 for one in steps):
            hanging.append(_event(event, y))
            y += HEADING
        last = None
        for step in steps:
            days = _days(step)
            if last is not None:
                y += min(22.0, 5 * log2(1 + max(days - last, 0.0)))
            if last is not None and last < 0 <= days and event != stage.get("begins"):
                hanging.append(_event(event, y))
                y += HEADING
            hanging.append(_step(step, y, roles, link("step", step["code"])))
            y += GAP + 16 * (len(hanging[-1].lines) - 1)
            last = days
        if last is not None and last < 0:
            hanging.append(_event(event, y))
            y += HEADING
    after = span_of(stage.get("after"))
    begins = event_label(stage.get("begins", ""))
    if after is not None:
        begins = f"{begins} · {span_words(stage['after'])}"
    return Drawn(
        stage["code"],
        stage.get("mark", ""),
        pick(stage.get("name")) or stage["code"],
        begins,
        bool(stage.get("along")),
        link("stage", stage["code"]),
        hanging,
        y + 6,
        is_first,
        is_last,
    )


def _by_event(stage: Mapping[str, Any]) -> list[tuple[str, list[Mapping[str, Any]]]]:
    """The steps by the event they follow, that of the stage first; each by when it is due."""
    order = [stage.get("begins", ""), *HAPPENINGS]
    found: dict[str, list[Mapping[str, Any]]] = {}
    for step in stage.get("steps") or ():
        found.setdefault(step.get("after", ""), []).append(step)
    places = {event: place for place, event in reversed(list(enumerate(order)))}
    events = sorted(found, key=lambda event: places.get(event, len(order)))
    return [(event, sorted(found[event], key=_days)) for event in events]


def _days(step: Mapping[str, Any]) -> float:
    due = span_of(step.get("due"))
    return due.days if due else 0.0


def _event(event: str, y: float) -> Hanging:
    return Hanging(y, [(y + 4, event_label(event))], "", y, is_event=True)


def _step(step: Mapping[str, Any], y: float, roles: Mapping[str, str], url: str) -> Hanging:
    lines = wrapped(pick(step.get("name")) or step["code"])
    nth = step.get("nth") or 0
    note = [
        span_words(step.get("due")),
        _("time %(n)s") % {"n": nth} if nth > 1 else "",
        again_words(step),
        roles.get(step.get("role", ""), ""),
        channel_label(step.get("channel", "")),
    ]
    words = [(y + 4 + 16 * place, line) for place, line in enumerate(lines)]
    return Hanging(
        y,
        words,
        wrapped(" · ".join(one for one in note if one), most=1, room=NOTE_ROOM)[0],
        words[-1][0] + 15,
        url,
        is_told=bool(pick(step.get("tells"))),
        is_again=bool(step.get("every")),
    )


def wrapped(words: str, *, most: int = 2, room: float = ROOM) -> list[str]:
    """At most so many lines that fit beside the line; what is left is cut."""
    lines, line, width = [], "", 0.0
    for letter in words:
        wide = WIDE if ord(letter) > 0x2E7F else NARROW
        if width + wide > room:
            cut = line.rfind(" ") + 1 if ord(letter) <= 0x2E7F and " " in line[-14:] else 0
            lines.append(line[:cut].rstrip() if cut else line)
            line = line[cut:] if cut else ""
            width = sum(WIDE if ord(one) > 0x2E7F else NARROW for one in line)
        line += letter
        width += wide
    lines.append(line)
    if len(lines) > most:
        return [*lines[: most - 1], f"{lines[most - 1][:-1]}…"]
    return lines
