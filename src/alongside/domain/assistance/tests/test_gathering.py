"""CHN-11: messages on one place-and-subject within days are one issue, whatever words they use."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from alongside.domain.assistance.rules.gathering import Piece, gather, weigh
from alongside.domain.assistance.rules.heat import by_day, heat_of
from alongside.domain.assistance.rules.places import name_of, places_in
from alongside.domain.assistance.rules.ranking import rank
from alongside.domain.assistance.tests.neighbours import LIFT, OTHERS

BEGAN = datetime(2026, 10, 10, 8, tzinfo=UTC)


def _pieces(texts, *, every=timedelta(hours=3), prefix="", **more):
    return [
        Piece(f"{prefix}{number}", BEGAN + every * number, f"{prefix}u{number}", text, **more)
        for number, text in enumerate(texts)
    ]


def _issues(pieces, days=7):
    weighed = weigh(pieces)
    return rank(gather(pieces, weighed, within=timedelta(days=days)), pieces, weighed)


def test_thirty_neighbours_complaining_in_different_words_are_one_issue():
    """CHN-11: nobody repeats another's sentence, and what others say stays outside."""
    assert len(set(LIFT)) == 30
    pieces = _pieces(LIFT) + _pieces(OTHERS, prefix="o")
    issues = _issues(pieces)
    assert issues[0].heat.people == 30
    assert {pieces[one].title for one in issues[0].members} == set(LIFT)
    assert "电梯" in pieces[issues[0].middle].title


def test_the_same_trouble_at_two_places_is_two_issues():
    """CHN-11: place and subject."""
    here = ["丽发新城附近搅拌站噪音扰民", "丽发新城旁边建搅拌站", "丽发小区搅拌厂彻夜施工，吵得睡不着"]
    there = ["金桥花园附近搅拌站噪音扰民", "金桥花园旁边建搅拌站", "金桥花园搅拌厂彻夜施工，吵得睡不着"]
    pieces = _pieces(here, prefix="a") + _pieces(there, prefix="b")
    assert sorted({pieces[one].key[0] for one in issue.members} for issue in _issues(pieces)) == [
        {"a"},
        {"b"},
    ]


def test_one_place_with_two_troubles_is_two_issues():
    pieces = _pieces(["丽发新城电梯停运", "丽发新城升降机坏了"], prefix="a")
    pieces += _pieces(["丽发新城捆绑销售车位", "丽发新城强制购买车位"], prefix="b")
    assert len(_issues(pieces)) == 2


def test_what_comes_after_a_long_silence_begins_anew():
    """CHN-11: within days."""
    pieces = _pieces(["3栋电梯坏了", "电梯又坏了", "电梯停了"], every=timedelta(days=20))
    assert _issues(pieces, days=7) == []
    assert len(_issues(pieces, days=30)) == 1


def test_heat_counts_people_before_messages_and_what_comes_faster():
    """CHN-11: people, messages, approvals, span, acceleration."""
    days = [BEGAN + timedelta(days=one) for one in (0, 1, 2, 8, 9, 9.5, 9.7, 9.9)]
    many = heat_of(days, [f"u{one}" for one in range(8)])
    assert many.heat > heat_of(days, ["u1"] * 8).heat
    assert heat_of(days, ["u1"] * 8, approvals=400).heat > many.heat
    assert heat_of(days, ["u1"] * 8, approvals=400, objections=800).heat < many.heat
    steady = heat_of(
        [BEGAN + timedelta(days=one * 9.9 / 7) for one in range(8)], [f"u{one}" for one in range(8)]
    )
    assert many.acceleration > steady.acceleration == 0
    assert many.heat > steady.heat
    assert by_day(days)[0] == ("2026-10-10", 1)
    assert by_day(days)[3] == ("2026-10-13", 0)


def test_a_place_is_known_by_how_its_name_ends():
    assert "@丽发" in places_in("a2区丽发新城小区附近")
    assert "@丽发" in places_in("丽发小区的路灯")
    assert not places_in("我们小区的电梯里没有灯，这个小区怎么办")
    assert name_of("@丽发", ["A2区丽发新城噪音", "投诉A2区丽发新城建站", "丽发新城扰民"]) == "A2区丽发新城"
