"""The record of promises kept: every figure opens into its rows (SAL-4)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from alongside.domain.promises.actions import (
    answer_renegotiation,
    ask_to_renegotiate,
    break_promise,
    keep_promise,
)
from alongside.domain.promises.queries.record import (
    ENDINGS,
    Period,
    by_person,
    by_place,
    ended_within,
    summed,
)
from alongside.domain.promises.samples import a_promise

pytestmark = pytest.mark.django_db


@pytest.fixture
def period(cast) -> Period:
    return Period(cast.now - timedelta(days=1), cast.now + timedelta(days=1))


@pytest.fixture
def promises(cast) -> None:
    """林晓月: two kept, one of them changed, one broken, one dropped, one open; 罗敏仪: one kept; before: one."""
    now = cast.now
    mine = [a_promise(cast.customer.customer, by=cast.agent, now=now) for _one in range(5)]
    for one, new_on in ((mine[1], mine[1].due_on + timedelta(days=1)), (mine[3], None)):
        ask_to_renegotiate(one, reason="缺料", new_on=new_on, by=cast.agent, now=now)
        answer_renegotiation(one, agrees=True, by=cast.customer, now=now)
    keep_promise(mine[0], by=cast.agent, now=now)
    keep_promise(mine[1], by=cast.colleague, now=now)
    break_promise(mine[2], words="做不到", by=cast.agent, now=now)
    keep_promise(a_promise(cast.customer.customer, by=cast.colleague, now=now), by=cast.colleague, now=now)
    before = now - timedelta(days=40)
    keep_promise(a_promise(cast.customer.customer, by=cast.agent, now=before), by=cast.agent, now=before)


def test_every_figure_equals_its_rows_and_the_columns_add_up(cast, promises, period) -> None:
    """SAL-4"""
    rows = ended_within(period, cast.supervisor)
    lines = by_person(rows)
    assert [(one.name, one.kept, one.kept_changed, one.broken, one.withdrawn) for one in lines] == [
        ("林晓月", 1, 1, 1, 1),
        ("罗敏仪", 1, 0, 0, 0),
    ]
    assert [(round(one.rate, 2), one.total) for one in lines] == [(0.67, 4), (1.0, 1)]
    for line in lines:
        for code, condition in ENDINGS.items():
            assert rows.filter(condition, keeper_id=line.key).count() == getattr(line, code)
    assert summed(lines, "all").total == rows.count() == summed(by_place(rows), "all").total == 5


def test_who_leads_sees_everybody_and_others_see_themselves(cast, promises, period) -> None:
    """ORG-3"""
    names = {
        name: [one.name for one in by_person(ended_within(period, getattr(cast, name)))]
        for name in ("supervisor", "director", "agent", "colleague", "stranger", "other_supervisor")
    }
    everybody = ["林晓月", "罗敏仪"]
    assert names == {
        "supervisor": everybody,
        "director": everybody,
        "agent": ["林晓月"],
        "colleague": ["罗敏仪"],
        "stranger": [],
        "other_supervisor": [],
    }


def test_nothing_ended_is_no_rate(cast, period) -> None:
    assert by_person(ended_within(period, cast.supervisor)) == []
    assert summed([], "all").rate is None
