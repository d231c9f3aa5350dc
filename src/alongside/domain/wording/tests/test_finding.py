"""Forbidden wordings are found in Chinese as people write it, and not where they are denied (CHN-8)."""

from __future__ import annotations

import tomllib
from types import SimpleNamespace

import pytest
from django.conf import settings

from alongside.domain.wording.rules import check_variants, find_forbidden
from alongside.kernel.refusals import Refused

ROWS = tomllib.loads((settings.PACKS_DIR / "standard" / "wording.toml").read_text(encoding="utf-8"))[
    "wording"
]
PACK = [
    SimpleNamespace(
        code=row["code"],
        variants="\n".join(row["variants"]),
        exceptions="\n".join(row.get("exceptions", [])),
    )
    for row in ROWS
]

SAID = {
    "school_place": [
        "您放心，我们保证学位！",
        "保 证 学 位",
        "保．证．学．位",
        "我們保證孩子有學位",
        "承诺您的孩子一定能入学。",
        "学位绝对没问题，包您上",
        "不得不说我们保证学位",
        "不用担心我们保证学位",
        "没问题，保证学位",
        "我们不能保证价格。但是保证学位。",
        "不满意可以退，保证学位",
    ],
    "loan_passes": ["贷款的事交给我，包过", "按揭肯定能批", "ＢＡＯ不保密，包过！"],
    "price_rises": ["这里一定升值", "一定會升值的", "稳赚不赔", "房价只涨不跌"],
    "handover_on_time": ["我们肯定按期交付", "一定会准时地交房"],
    "never_leaks": ["修好后绝对不会漏水", "绝对不会再漏水了", "我保证以后不会漏"],
    "full_compensation": ["全额赔偿没问题", "全额的赔偿没有问题", "一定给您全额赔付"],
    "private_rebate": ["我私下给您返现两万", "返点给您没问题"],
}
NOT_SAID = [
    "我们不能保证学位。",
    "我们不能向任何一位客户保证学位",
    "學位我們不能保證",
    "不保证学位",
    "保证不了学位",
    "保证学位这种话我们不能说",
    "严禁承诺学位",
    "公司禁止员工私下返现",
    "私下返现是违规的",
    "房价不一定升值",
    "谁也无法保证一定升值",
    "不敢说绝对不会漏水",
    "是否保证学位请以教育局公布为准",
    "东西已经打包过来了",
    "我把面包过一遍秤",
    "我们会按期向您汇报进展",
    "卫生间漏水我们明天上门",
    "赔偿事宜需要先核实责任",
    "合同里没有包过户费",
]


@pytest.mark.parametrize(("code", "text"), [(code, text) for code, texts in SAID.items() for text in texts])
def test_is_found_however_it_is_written(code, text):
    """CHN-8: spaces, signs, width, 繁 and 简, particles and words put between hide nothing."""
    found = {one.wording.code: one for one in find_forbidden(text, PACK)}
    assert code in found
    assert found[code].phrase == text[found[code].start : found[code].end] != ""


@pytest.mark.parametrize("text", NOT_SAID)
def test_denied_or_something_else_alarms_nobody(text):
    """CHN-8: a warning that is wrong is soon not read any more."""
    assert [one.phrase for one in find_forbidden(text, PACK)] == []


@pytest.mark.parametrize("line", ["", "…", "包", "/", "。…！"])
def test_a_variant_that_would_be_found_everywhere_is_refused(line):
    """CHN-8: the administrator hears it while typing it."""
    with pytest.raises(Refused):
        check_variants(line, field="variants")
