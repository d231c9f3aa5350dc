"""Placeholders, what is kept of a search, and what changed between two versions. Without a database."""

from __future__ import annotations

import pytest

from alongside.domain.knowledge.rules import Text, checked, filled, unfilled
from alongside.domain.knowledge.rules.asking import gap_words, matter_of
from alongside.domain.knowledge.rules.comparing import compared
from alongside.kernel.refusals import Refused

SCRIPT = "{{客户}}您好，{{ 时限 }}前答复您。{{客服}}"


def test_fills_what_is_known_and_names_what_is_not():
    """CHN-8: a value never brings a placeholder in itself, and nothing unknown is left out silently."""
    text = filled(SCRIPT, customer="周女士{{热线}}", deadline="", agent="林晓月")
    assert text == "周女士{{热线}}您好，{{ 时限 }}前答复您。林晓月"
    assert unfilled(text) == ["热线", "时限"]
    assert filled("{{CUSTOMER}}, {{Case}}", customer="Zhou", case_number="BJ-1") == "Zhou, BJ-1"
    with pytest.raises(TypeError):
        filled(SCRIPT, phone="138")


@pytest.mark.parametrize(
    ("kind", "words", "is_public", "field"),
    [
        ("script", "{{手机}}", False, "words"),
        ("script", "您好", True, "is_public"),
        ("policy", "制度", True, "is_public"),
        ("faq", "{{客户}}您好", True, "words"),
        ("faq", " \x00 ", False, "words"),
    ],
)
def test_refuses_what_may_not_stand_there(kind, words, is_public, field):
    """CHN-9: only articles and answers are public; only declared names are placeholders."""
    with pytest.raises(Refused) as no:
        checked(kind, Text("标题", words, is_public))
    assert no.value.field == field


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        ("  阳台   漏水 ", "阳台 漏水"),
        ("漏水 138 0013 8000", "漏水"),
        ("3-2-1201 漏水", "漏水"),
        ("zhou.min@example.com 退款", "退款"),
        ("浙A12345 停车", "停车"),
        ("330106199001011234", ""),
        ("33010619900101123x 过户", "过户"),
        ("周敏 过户", "过户"),
        ("好", ""),
        ("?!。", ""),
    ],
)
def test_keeps_no_number_address_or_name_of_a_search(asked, kept):
    """CHN-9, INF-1: what was searched in vain is kept without anything that names somebody."""
    assert gap_words(asked, names=["周敏"]) == kept


def test_asks_for_the_matter_of_a_question():
    """CHN-9: how a question is asked says nothing about what it is about."""
    assert matter_of("请问卫生间漏水怎么办？") == "卫生间漏水"
    assert matter_of("怎么办") == "怎么办"
    assert matter_of("How do I register a car?") == "register car"


def test_shows_what_changed_within_a_line_and_which_lines_came_and_went():
    """CHN-9: versions are comparable; both sides can be read off the comparison."""
    before = "保修期为五年。\n请拨打热线。\n结束"
    after = "保修期为八年。\n结束\n新增一条"
    lines = compared(before, after)
    assert [line.how for line in lines] == ["changed", "gone", "same", "new"]
    assert [(one.how, one.words) for one in lines[0].pieces] == [
        ("same", "保修期为"), ("gone", "五"), ("new", "八"), ("same", "年。"),
    ]  # fmt: skip
    for text, without in ((before, "new"), (after, "gone")):
        kept = [
            "".join(one.words for one in line.pieces if one.how != without)
            for line in lines
            if line.how != without
        ]
        assert kept == text.splitlines()
