"""What cannot be meant is not kept, and a notice goes out whole or not at all (JRN-6, QLT-7)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import pytest

from alongside.domain.bulletins.rules import check_can_go_out, check_draft
from alongside.kernel.refusals import Refused

TODAY = date(2026, 11, 20)


@dataclass(frozen=True)
class Notice:
    kind: str = "change"
    title: str = "阳台栏杆材料变更"
    words: str = "由铝合金改为夹胶玻璃。"
    why: str = "儿童可攀爬。"
    meaning: str = "房价不变。"
    topic: str = "design"
    percent: int | None = None
    milestone: str = ""
    as_of_on: date = TODAY
    acknowledge_by_on: date | None = date(2026, 12, 4)


@pytest.mark.parametrize(
    ("field", "absurd"),
    [
        ("title", ""),
        ("title", "长" * 81),
        ("percent", 101),
        ("percent", -1),
        ("milestone", "moon"),
        ("topic", "weather"),
        ("as_of_on", date(2026, 11, 21)),
        ("as_of_on", date(1999, 1, 1)),
        ("words", "长" * 4001),
        ("meaning", "长" * 4001),
    ],
)
def test_what_cannot_be_meant_is_not_kept(field, absurd) -> None:
    """JRN-6: said on the field; on the edge it is kept."""
    check_draft(replace(Notice(), title="长" * 80, percent=100, words="长" * 4000), today=TODAY)
    with pytest.raises(Refused) as no:
        check_draft(replace(Notice(), **{field: absurd}), today=TODAY)
    assert no.value.field == field


@pytest.mark.parametrize(
    ("field", "missing"),
    [
        ("words", ""),
        ("why", ""),
        ("meaning", ""),
        ("topic", ""),
        ("acknowledge_by_on", None),
        ("acknowledge_by_on", TODAY),
        ("acknowledge_by_on", date(2036, 11, 20)),
    ],
)
def test_a_notice_goes_out_whole_or_not_at_all(field, missing) -> None:
    """QLT-7: what changes, why, what it means, until when to acknowledge; a report needs only its words."""
    check_can_go_out(Notice(), today=TODAY)
    incomplete = replace(Notice(), **{field: missing})
    with pytest.raises(Refused) as no:
        check_can_go_out(incomplete, today=TODAY)
    assert no.value.field == field
    if field != "words":
        check_can_go_out(replace(incomplete, kind="progress"), today=TODAY)
