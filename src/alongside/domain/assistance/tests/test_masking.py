"""CHN-10, INF-4: nothing by which the people of a case are known leaves, and all of it comes back."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alongside.domain.assistance.rules.masking import HOLE, TOKEN, Masking, put_back
from alongside.domain.privacy.rules.redacting import PersonalValues

NAMES = ["周敏", "欧阳晓月", "林晓月", "Anna Berg"]
PHONES = ["+8613800138420", "+862158881234"]
OTHERS = ["zhou.min@example.cn", "310101198503121234", "wx_zhoumin88", "8栋1单元1202", "1202", "沪A·D12345",
          "GLT-2611-0382", "小区东门水景旁"]  # fmt: skip
VALUES = PersonalValues(NAMES, PHONES, OTHERS)
FULL, SPELT = (
    str.maketrans("0123456789", "０１２３４５６７８９"),
    str.maketrans("0123456789", "零一二三四五六七八九"),
)
NATIONAL = [one.removeprefix("+86") for one in PHONES]


def _spelt(phone: str) -> st.SearchStrategy[str]:
    """As people write it: with something between the digits, in other digits."""
    between = st.sampled_from(["", " ", "-", "·", "/", "  ", ") "])
    return st.one_of(
        between.map(lambda sign: sign.join((phone[:3], phone[3:7], phone[7:]))),
        between.map(lambda sign: sign.join(phone)),
        st.sampled_from(
            [phone.translate(FULL), phone.translate(SPELT), f"+86 {phone}", f"0{phone}", f"{phone}9"]
        ),
    )


KNOWN = st.one_of(st.sampled_from([*NAMES, *OTHERS, *PHONES]), *(_spelt(one) for one in NATIONAL))
AROUND = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        ["业主", "电话：", "12", "人1", "〔人1〕", "〔电话 2〕", "〔", "〕", "尾号8420", "女士", "\n"]
    ),
)
TEXTS = st.lists(st.one_of(AROUND, KNOWN), max_size=12).map("".join)


@settings(max_examples=250, deadline=None)
@given(TEXTS)
def test_whatever_holds_the_known_values_none_of_them_leaves_and_all_comes_back(text):
    mask = Masking(VALUES)
    out = mask.out(text)
    assert mask.put_back(out) == text
    left = TOKEN.sub("\0", out).casefold()
    for value in [*NAMES, *OTHERS, *PHONES, *NATIONAL]:
        assert value.casefold() not in left
    for piece in left.split("\0"):
        digits = re.sub(
            r"\D",
            "",
            piece.translate(
                str.maketrans("０１２３４５６７８９零一二三四五六七八九", "01234567890123456789")
            ),
        )
        assert not any(one in digits for one in NATIONAL)


@pytest.mark.parametrize(
    "text",
    ["周女士", "小周", "周 敏", "晓月", "陈阿姨", "尾号8420", "三栋二单元502", "人民路123弄45号", "6222 0212 3456 7890", "京N12345",
     "18621234567", "021-58881235", "3栋301", "1503室", "GLT-2026-000001", "li@qq.com"],
)  # fmt: skip
def test_what_names_somebody_goes_whoever_it_is(text):
    assert TOKEN.fullmatch(Masking(VALUES).out(text))


def test_the_same_words_have_one_token_and_what_nobody_gave_is_a_hole():
    mask = Masking(VALUES)
    first, second = mask.out("周敏说漏水"), mask.out("请周敏放心，林晓月会去")
    assert first == "〔人1〕说漏水" and second.startswith("请〔人1〕放心") and "〔人2〕" in second
    assert put_back("〔 人 1 〕您好，〔人9〕", mask.tokens) == f"周敏您好，{HOLE}"
    assert Masking(PersonalValues()).out("漏水三天，水费 12 元") == "漏水三天，水费 12 元"
