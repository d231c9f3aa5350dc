"""What one version says otherwise than another: by code, so that a renamed step is the same step (JRN-1). Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

ADDED, REMOVED, CHANGED = "added", "removed", "changed"
NOT_COMPARED = frozenset({"code", "steps"})


@dataclass(frozen=True)
class Difference:
    """A stage or step that is new, gone or other. `fields`: (name, before, after) of what changed.

    `stage` is the code of the stage in which a step stands; empty for a stage itself.
    """

    kind: str
    code: str
    name: Mapping[str, str]
    stage: str = ""
    fields: tuple[tuple[str, Any, Any], ...] = field(default=())


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """Everything, in the order in which the later version stands; what is gone comes last."""
    return [*_of_stages(before, after), *_of_steps(before, after)]


def _of_stages(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Difference]:
    old = {one["code"]: (one, place) for place, one in enumerate(_kept(before, after))}
    places = {one["code"]: place for place, one in enumerate(_kept(after, before))}
    for stage in after.get("stages", ()):
        if stage["code"] not in old:
            yield Difference(ADDED, stage["code"], stage["name"])
            continue
        was, place = old[stage["code"]]
        changed = _fields(was, stage)
        if place != places[stage["code"]]:
            changed = (*changed, ("place", place + 1, places[stage["code"]] + 1))
        if changed:
            yield Difference(CHANGED, stage["code"], stage["name"], fields=changed)
    new = {one["code"] for one in after.get("stages", ())}
    for stage in before.get("stages", ()):
        if stage["code"] not in new:
            yield Difference(REMOVED, stage["code"], stage["name"])


def _kept(content: Mapping[str, Any], other: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The stages that both have: whether they changed places is told among these alone."""
    there = {one["code"] for one in other.get("stages", ())}
    return [one for one in content.get("stages", ()) if one["code"] in there]


def _of_steps(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Difference]:
    old, new = dict(_steps(before)), dict(_steps(after))
    for code, (stage, step) in new.items():
        if code not in old:
            yield Difference(ADDED, code, step["name"], stage)
            continue
        of, was = old[code]
        changed = _fields(was, step)
        if of != stage:
            changed = (("stage", of, stage), *changed)
        if changed:
            yield Difference(CHANGED, code, step["name"], stage, changed)
    for code, (stage, step) in old.items():
        if code not in new:
            yield Difference(REMOVED, code, step["name"], stage)


def _steps(content: Mapping[str, Any]) -> Iterator[tuple[str, tuple[str, Mapping[str, Any]]]]:
    for stage in content.get("stages", ()):
        for step in stage.get("steps", ()):
            yield step["code"], (stage["code"], step)


def _fields(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[tuple[str, Any, Any], ...]:
    names = [*after, *(one for one in before if one not in after)]
    return tuple(
        (name, before.get(name), after.get(name))
        for name in names
        if name not in NOT_COMPARED and (before.get(name) or None) != (after.get(name) or None)
    )
