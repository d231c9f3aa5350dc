"""The front of the access log goes when its time is over; whoever else cuts it is found out (INF-5, INF-3)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from alongside.kernel import access_cutting, access_log
from alongside.kernel.access_chain import Checked, seal_lines, verify_log
from alongside.kernel.access_cutting import cut_lines, lines_due
from alongside.kernel.models import AccessBlock, AccessCut, AccessLine
from alongside.kernel.retention import Held
from alongside.kernel.tests.test_access_log import LATER, NOW, findings, look, one_writer, tamper

DAY = timedelta(days=1)
NOBODY = Held()


@pytest.fixture
def days(db, monkeypatch) -> list[int]:
    """Three blocks, a day apart, of two lines each by one writer, and one line that is not sealed."""
    one_writer(monkeypatch)
    for n in range(7):
        look(100 + n, at=NOW + DAY * (n // 2))
        access_log._writer.number = n + 1
        if n % 2:
            seal_lines(now=LATER + DAY * (n // 2), settled=timedelta(0))
    assert (AccessBlock.objects.count(), verify_log().found) == (3, [])
    return list(AccessLine.objects.order_by("id").values_list("id", flat=True))


def cut(before, held: Held = NOBODY) -> int:
    done = 0
    while gone := cut_lines(before, held):
        done += gone
    return done


def left() -> list[int]:
    return list(AccessLine.objects.order_by("id").values_list("id", flat=True))


def test_whole_blocks_go_from_the_front_and_the_rest_is_still_proven(days):
    """INF-5, INF-3: also by a head that was noted before."""
    head = AccessBlock.objects.order_by("id").first()
    before = LATER + DAY + timedelta(hours=1)
    assert lines_due(before, NOBODY) == 4
    assert cut(before) == 4
    assert left() == days[4:]
    checked = verify_log(head=bytes(head.mac).hex())
    assert (checked.found, checked.cut, checked.cut_before, checked.lines) == ([], 4, before, 3)
    assert (lines_due(before, NOBODY), cut(before)) == (0, 0)
    assert cut(LATER + DAY * 9) == 2  # another night; what is not sealed stays
    assert (left(), findings(), AccessCut.objects.count()) == (days[6:], [], 2)


def test_what_is_altered_after_a_cut_is_still_named(days):
    """INF-3"""
    cut(LATER + DAY)
    tamper("UPDATE kernel_accessline SET reason = 'call' WHERE id = %s", days[3])
    tamper("DELETE FROM kernel_accessline WHERE id = %s", days[5])
    assert [what for what, _line in findings()][:2] == ["altered", "removed"]


def test_a_front_that_somebody_else_cut_is_named(days):
    """INF-3"""
    tamper("DELETE FROM kernel_accessline WHERE id <= %s", days[3])
    assert findings() == [("cut", days[3])]
    words = verify_log().found[0].words
    assert words == f"the front was cut and nobody recorded it: 4 lines, {days[0]} to {days[3]}"


def test_one_that_goes_further_than_was_recorded_is_named(days):
    """INF-3"""
    cut(LATER + timedelta(hours=1))
    tamper("DELETE FROM kernel_accessline WHERE id <= %s", days[3])
    assert findings() == [("cut", days[3])]


@pytest.mark.parametrize(
    "change",
    ["last_line = 1", "last_block = 2", "line_count = 9", "before = now()", "mac = '\\x00'", "follows = 'x'"],
)
def test_an_altered_record_of_a_cut_is_named(days, change):
    """INF-3"""
    cut(LATER + timedelta(hours=1))
    tamper(f"UPDATE kernel_accesscut SET {change}")
    assert "cut_altered" in {what for what, _line in findings()}
    assert "cut" in {what for what, _line in findings()}


def test_a_forged_record_covers_nothing(days):
    """INF-3: whoever may only insert can make lines go, but not unseen."""
    block = AccessBlock.objects.get(pk=2)
    AccessCut.objects.create(
        id=1, before=LATER + DAY * 9, last_block=2, last_line=block.last_line, line_count=4, follows=b"",
        key_id="test", mac=b"x",
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("SELECT alongside_cut_access_lines(100)")
    assert {what for what, _line in findings()} >= {"cut_altered", "cut"}


@pytest.mark.parametrize(
    "held", [Held(customer_ids=[103]), Held(case_ids=[3])], ids=["a customer's", "a case's"]
)
def test_nothing_goes_past_a_line_that_is_held(days, held):
    """INF-5: the chain is cut from its front or not at all."""
    wanted = 2 if held.customer_ids else 0
    assert lines_due(LATER + DAY * 9, held) == wanted
    assert cut(LATER + DAY * 9, held) == wanted
    assert left() == days[wanted:]
    assert verify_log().found == []


def test_killed_between_record_and_lines_it_goes_on(days, monkeypatch):
    """INF-5: what is left meanwhile is no fault."""
    monkeypatch.setattr(access_cutting, "BATCH", 1)
    assert cut_lines(LATER + DAY, NOBODY) == 1
    assert (left(), findings()) == (days[1:], [])
    assert cut(LATER + DAY) == 1
    assert (left(), findings(), AccessCut.objects.count()) == (days[2:], [], 1)


def test_the_database_lets_nothing_go_beyond_a_record(days):
    """INF-3: neither by the setting alone nor by the function."""
    cut(LATER + timedelta(hours=1))
    for act in (
        "DELETE FROM kernel_accessline",
        "UPDATE kernel_accessline SET id = id",
        "DELETE FROM kernel_accesscut",
    ):
        with (
            pytest.raises(DatabaseError, match="only ever added"),
            transaction.atomic(),
            connection.cursor() as c,
        ):
            c.execute("SET LOCAL alongside.cutting = 'on'")
            c.execute(act)
    with connection.cursor() as cursor:
        cursor.execute("SELECT alongside_cut_access_lines(100)")
        assert cursor.fetchone() == (0,)
    assert isinstance(verify_log(), Checked)
