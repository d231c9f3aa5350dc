"""What an SMS may say, when it may ring, what an answer to it means; a letter in two lines (CHN-4, CHN-7)."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from alongside.domain.conversations.rules.brief import as_data, brief_of, from_data, variables_of
from alongside.domain.conversations.rules.letter import Letter
from alongside.domain.conversations.rules.letters import CaseWords, closed, received, reply, sign_in_code
from alongside.domain.conversations.rules.texting import (
    check_template,
    end_of_quiet,
    filled,
    hour_of,
    is_opt_out,
    variables_in,
)
from alongside.kernel.refusals import Refused

HANGZHOU = ZoneInfo("Asia/Shanghai")
CASE = CaseWords(
    called="周女士", number="GLT-1", title="卫生间漏水", url="http://x/portal/cases/GLT-1/", who="林晓月"
)


@pytest.mark.parametrize("words", ["TD", "td", " T ", "退订", "退订。", "拒收", "ｔｄ", "R"])
def test_words_of_refusal_are_known(words):
    """CHN-4: opt-out honoured."""
    assert is_opt_out(words)


@pytest.mark.parametrize("words", ["退订金什么时候到账", "好的", "Thursday", "TD什么意思", ""])
def test_what_only_begins_like_a_refusal_is_none(words):
    assert not is_opt_out(words)


def test_quiet_hours_end_in_the_morning_on_whichever_side_of_midnight():
    """CHN-4, CHN-7."""
    night = (hour_of("21:00"), hour_of("08:00"))
    ends = [end_of_quiet(datetime(2026, 11, 20, *at, tzinfo=HANGZHOU), *night) for at in [(22, 0), (7, 59)]]
    assert [(one.day, one.hour) for one in ends] == [(21, 8), (20, 8)]
    for at in [(8, 0), (20, 59)]:
        assert end_of_quiet(datetime(2026, 11, 20, *at, tzinfo=HANGZHOU), *night) is None
    noon = datetime(2026, 11, 20, 12, 30, tzinfo=HANGZHOU)
    assert end_of_quiet(noon, hour_of("12:00"), hour_of("14:00")).hour == 14
    assert end_of_quiet(noon, hour_of("nonsense"), None) is None


def test_a_template_names_only_what_is_filled():
    text = "${title}：${sentence} ${link}"
    assert variables_in(text) == ["title", "sentence", "link"]
    assert filled(text, {"title": "甲", "link": "http://x"}) == "甲： http://x"
    check_template(text, ["title", "sentence", "link"])
    with pytest.raises(Refused, match="nobody"):
        check_template("${nobody}", ["title"])


def test_a_letter_says_in_two_lines_what_matters_most():
    """CHN-7: title, the one important sentence, link."""
    said = brief_of(reply(CASE, words="师傅明天上午九点到。\n请留人。"))
    assert said.sentence == "师傅明天上午九点到。 请留人。" and said.link == CASE.url
    assert "GLT-1" in brief_of(received(CASE)).title
    assert brief_of(closed(CASE)).link == CASE.url
    code = sign_in_code(called="周女士", code="483920", minutes=10)
    assert variables_of(code)["code"] == "483920" == brief_of(code).sentence
    assert len(brief_of(Letter("x" * 99, "", ("好" * 99,))).words) <= 101


def test_a_kept_letter_is_the_same_letter():
    for letter in (received(CASE), closed(CASE), sign_in_code(called="", code="1", minutes=5)):
        assert from_data(as_data(letter)) == letter
