"""Writing in a version: stages and steps put in, moved and taken out. Pure: each gives a new content (JRN-1).

What it is given is not touched. Codes name stages and steps for ever, so a new one gets its code here, once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any

from django.utils.translation import gettext_lazy as _

from alongside.domain.journeys.rules.template import MOST_STAGES, MOST_STEPS
from alongside.kernel.refusals import Refused

Content = dict[str, Any]
CODE_CHARACTERS = 40


def languages_of(content: Mapping[str, Any]) -> list[str]:
    """The languages that a content speaks, 简体 and English always among them."""
    found = {
        language for part in _parts(content) for language in part.get("name", {}) if isinstance(language, str)
    }
    return ["zh-hans", "en", *sorted(found - {"zh-hans", "en"})]


def stage_of(content: Mapping[str, Any], code: str) -> dict[str, Any] | None:
    """The stage of that code."""
    return next((one for one in content.get("stages", ()) if one["code"] == code), None)


def step_of(content: Mapping[str, Any], code: str) -> tuple[dict[str, Any], dict[str, Any]] | None:
    """The step of that code and the stage that it stands in."""
    for stage in content.get("stages", ()):
        for step in stage.get("steps", ()):
            if step["code"] == code:
                return stage, step
    return None


def put_stage(content: Mapping[str, Any], given: Mapping[str, Any], *, code: str = "") -> Content:
    """The stage of that code says this from now on; without a code a new one stands last before those that run along."""
    new = _copied(content)
    if code:
        stage = _there(stage_of(new, code))
        steps = stage.get("steps", [])
        stage.clear()
        stage.update({"code": code, **given, "steps": steps})
        return new
    if len(new["stages"]) >= MOST_STAGES:
        raise Refused(_("A journey has at most %(n)s stages.") % {"n": MOST_STAGES})
    stage = {"code": _free_code(new, given, "stage"), **given, "steps": []}
    place = next((n for n, one in enumerate(new["stages"]) if one.get("along")), len(new["stages"]))
    new["stages"].insert(len(new["stages"]) if given.get("along") else place, stage)
    return new


def put_step(content: Mapping[str, Any], given: Mapping[str, Any], *, stage: str, code: str = "") -> Content:
    """The step of that code says this and stands in that stage; without a code a new one stands there last."""
    new = _copied(content)
    target = _there(stage_of(new, stage))
    steps = target.setdefault("steps", [])
    found = step_of(new, code) if code else None
    if code and found is None:
        raise _gone()
    if found is not None and found[0] is target:
        steps[steps.index(found[1])] = {"code": code, **given}
        return new
    if len(steps) >= MOST_STEPS:
        raise Refused(_("A stage has at most %(n)s steps.") % {"n": MOST_STEPS}, field="stage")
    if found is not None:
        found[0]["steps"].remove(found[1])
    steps.append({"code": code or _free_code(new, given, "step"), **given})
    return new


def moved(content: Mapping[str, Any], code: str, by: int) -> Content:
    """The stage, or the step within its stage, stands so many places further down (negative: up); at the end it stays."""
    new = _copied(content)
    row, one = _row_of(new, code)
    place = row.index(one)
    row.insert(min(max(place + by, 0), len(row) - 1), row.pop(place))
    return new


def without(content: Mapping[str, Any], code: str) -> Content:
    """The stage with its steps, or the step, is gone. The last stage stays."""
    new = _copied(content)
    row, one = _row_of(new, code)
    if row is new["stages"] and len(row) == 1:
        raise Refused(_("A journey has at least one stage."))
    row.remove(one)
    return new


def _copied(content: Mapping[str, Any]) -> Content:
    new = deepcopy(dict(content))
    new.setdefault("stages", [])
    return new


def _row_of(content: Content, code: str) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """The row in which it stands, and itself."""
    if (stage := stage_of(content, code)) is not None:
        return content["stages"], stage
    if (found := step_of(content, code)) is not None:
        return found[0]["steps"], found[1]
    raise _gone()


def _there(stage: dict[str, Any] | None) -> dict[str, Any]:
    if stage is None:
        raise _gone()
    return stage


def _gone() -> Refused:
    return Refused(_("This is no longer in the draft."))


def _parts(content: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for stage in content.get("stages", ()):
        yield stage
        yield from stage.get("steps", ())


def _free_code(content: Content, given: Mapping[str, Any], kind: str) -> str:
    name = str((given.get("name") or {}).get("en", "")).lower()
    base = re.sub(r"[^a-z0-9]+", "_", name).strip("_")[: CODE_CHARACTERS - 4] or kind
    taken = {one["code"] for one in _parts(content)}
    number, code = 1, base
    while code in taken:
        number += 1
        code = f"{base}_{number}"
    return code
