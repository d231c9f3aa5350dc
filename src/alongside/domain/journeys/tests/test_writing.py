"""Writing in a journey: pure, and every way of arranging it keeps each stage and step exactly once (JRN-1)."""

from __future__ import annotations

import tomllib
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.domain.journeys.rules import differences, problems_of
from alongside.domain.journeys.rules.writing import (
    languages_of,
    moved,
    put_stage,
    put_step,
    stage_of,
    step_of,
    without,
)
from alongside.kernel.refusals import Refused

CONTENT: dict[str, Any] = tomllib.loads(
    Path("packs/standard/journeys/six_plus_two.toml").read_text(encoding="utf-8")
)["journey"]
CODES = [one["code"] for stage in CONTENT["stages"] for one in [stage, *stage["steps"]]]
STAGES = [stage["code"] for stage in CONTENT["stages"]]


def codes_of(content: dict[str, Any]) -> list[str]:
    return sorted(one["code"] for stage in content["stages"] for one in [stage, *stage["steps"]])


@given(acts=st.lists(st.tuples(st.sampled_from(CODES), st.integers(-3, 3)), max_size=12))
def test_arranging_loses_and_doubles_nothing(acts) -> None:
    """JRN-1: whatever is moved where; what it began with is untouched."""
    before, content = deepcopy(CONTENT), CONTENT
    for code, by in acts:
        content = moved(content, code, by)
    assert codes_of(content) == sorted(CODES)
    assert before == CONTENT
    assert not problems_of(content)


@given(code=st.sampled_from([one for one in CODES if one not in STAGES]), stage=st.sampled_from(STAGES))
def test_a_step_changes_its_stage_and_stays_the_same_step(code, stage) -> None:
    """JRN-3: by its code, so that nothing on journeys under way is lost."""
    of, step = step_of(CONTENT, code)
    given_ = {name: value for name, value in step.items() if name != "code"}
    content = put_step(CONTENT, given_, stage=stage, code=code)
    assert codes_of(content) == sorted(CODES)
    found = differences(CONTENT, content)
    assert [(one.code, one.fields) for one in found] == (
        [] if of["code"] == stage else [(code, (("stage", of["code"], stage),))]
    )


@given(codes=st.lists(st.sampled_from(CODES), unique=True, max_size=8))
def test_what_is_taken_out_is_told_as_gone(codes) -> None:
    """JRN-1: a stage goes with its steps; the way back tells the same as new."""
    content = CONTENT
    for code in codes:
        is_there = stage_of(content, code) or step_of(content, code)
        if is_there and (len(content["stages"]) > 1 or not stage_of(content, code)):
            content = without(content, code)
    gone = set(CODES) - set(codes_of(content))
    assert {one.code for one in differences(CONTENT, content) if one.kind == "removed"} == gone
    assert {one.code for one in differences(content, CONTENT) if one.kind == "added"} == gone


def test_a_new_part_gets_a_code_that_nobody_has() -> None:
    """JRN-1: from its English name."""
    step = {"name": {"en": "First contact!", "zh-hans": "首次联系"}, "after": "signed", "due": "1d"}
    content = put_step(CONTENT, step, stage="close_contact")
    assert step_of(content, "first_contact_2")
    stage = {"name": {"zh-hans": "装修"}, "begins": "handed_over"}
    assert [one["code"] for one in put_stage(content, stage)["stages"]][-3:-1] == ["stage", "all_the_way"]
    assert languages_of(content) == ["zh-hans", "en", "zh-hant"]


def test_the_last_stage_stays_and_what_is_gone_cannot_be_moved() -> None:
    """INF-10"""
    one = {"stages": [deepcopy(CONTENT["stages"][0])]}
    with pytest.raises(Refused):
        without(one, STAGES[0])
    with pytest.raises(Refused):
        moved(one, STAGES[1], 1)
