"""The access log: written cheaply, sealed in order, and whoever tampers with it is found out (INF-3)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from alongside.kernel import access_log
from alongside.kernel.access_chain import seal_lines, verify_log
from alongside.kernel.access_log import note_access
from alongside.kernel.actor import Actor
from alongside.kernel.models import AccessBlock, AccessLine

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
LATER = NOW + timedelta(minutes=5)


class Somebody(Actor):
    kind, id = "staff", 7


def look(*persons: int, at: datetime = NOW, page: str = "desk:customer", reason: str = "") -> None:
    note_access(
        viewer=Somebody(), role="service_agent", act="view", page=page, persons=persons, at=at,
        about=("case", 3), address="192.0.2.1", reason=reason,
    )  # fmt: skip


def tamper(sql: str, *values: object) -> None:
    """What somebody does who owns the database and stops at nothing."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(sql, values)
        cursor.execute("SET LOCAL session_replication_role = origin")


def findings() -> list[tuple[str, int | None]]:
    return [(one.what, one.line) for one in verify_log().found]


def one_writer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lines as a page writes them: outside of any transaction, numbered one after the other."""
    monkeypatch.setattr(access_log._writer, "begin", lambda: None)
    monkeypatch.setattr(access_log._writer, "id", access_log.uuid4())
    monkeypatch.setattr(access_log._writer, "number", 0)


@pytest.fixture
def lines(db, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Six lines of one writer, the first four sealed."""
    one_writer(monkeypatch)
    for person in range(6):
        if person == 4:
            seal_lines(now=LATER, settled=timedelta(0))
        look(person, 100 + person)
        access_log._writer.number = person + 1
    ids = list(AccessLine.objects.order_by("id").values_list("id", flat=True))
    assert verify_log().found == []
    return ids


@pytest.mark.django_db
def test_a_line_says_who_saw_whom_where_when_and_why():
    """INF-3"""
    look(5, 3, 5, reason="call")
    line = AccessLine.objects.get()
    assert (line.viewer_kind, line.viewer_id, line.role) == ("staff", 7, "service_agent")
    assert (line.person_ids, line.page, line.at, line.reason) == ([3, 5], "desk:customer", NOW, "call")
    assert (line.about_kind, line.about_id) == ("case", 3)


@pytest.mark.django_db
def test_the_network_address_is_not_kept_but_told_apart():
    """INF-1"""
    look(1)
    kept = AccessLine.objects.get().origin
    assert kept == access_log.origin_of("192.0.2.1") != access_log.origin_of("192.0.2.2")
    assert "192" not in kept[:3]


@pytest.mark.django_db
@pytest.mark.parametrize("table", ["kernel_accessline", "kernel_accessblock"])
@pytest.mark.parametrize("act", ["UPDATE {} SET id = id", "DELETE FROM {}"])
def test_the_database_refuses_to_change_or_delete(table, act):
    """INF-3"""
    look(1)
    seal_lines(now=LATER, settled=timedelta(0))
    with (
        pytest.raises(DatabaseError, match="only ever added"),
        transaction.atomic(),
        connection.cursor() as c,
    ):
        c.execute(act.format(table))
    assert AccessLine.objects.count() == AccessBlock.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("table", ["kernel_accessline", "kernel_accessline_rest", "kernel_accessblock"])
def test_the_database_refuses_to_empty(table):
    """INF-3"""
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER never_emptied")
        with pytest.raises(DatabaseError, match="never emptied"), transaction.atomic():
            cursor.execute(f"TRUNCATE {table}")


def test_what_is_whole_is_found_whole(lines):
    """INF-3"""
    checked = verify_log()
    assert (checked.lines, checked.sealed, checked.blocks, checked.found) == (6, 4, 1, [])
    assert verify_log(head=checked.head).found == []


@pytest.mark.parametrize("place", [1, 5])
@pytest.mark.parametrize(
    "change",
    ["person_ids = '{}'", "viewer_id = 8", "at = at - interval '1 hour'", "page = 'x'", "reason = 'call'",
     "about_id = NULL", "mac = '\\x00'", "role = ''"],
)  # fmt: skip
def test_an_altered_line_is_named(lines, place, change):
    """INF-3: sealed or not yet."""
    tamper(f"UPDATE kernel_accessline SET {change} WHERE id = %s", lines[place])
    assert ("altered", lines[place]) in findings()
    assert "removed" not in [what for what, _line in findings()]


@pytest.mark.parametrize("place", [0, 2, 4])
def test_a_removed_line_is_named_by_its_writer_and_number(lines, place):
    """INF-3"""
    tamper("DELETE FROM kernel_accessline WHERE id = %s", lines[place])
    [told] = [one.words for one in verify_log().found if one.line is None and "writer" in one.words]
    assert f"line {place + 1} of writer" in told


def test_the_last_line_before_a_seal_is_missed_too(lines):
    """INF-3: the block knows how far each writer was."""
    tamper("DELETE FROM kernel_accessline WHERE id >= %s", lines[3])
    assert "line 4 of writer" in " ".join(one.words for one in verify_log().found)


def test_an_inserted_line_is_named(lines):
    """INF-3"""
    tamper(
        "INSERT INTO kernel_accessline SELECT 9000000000, at, viewer_kind, viewer_id, role, act, page, about_kind, about_id,"
        " person_ids, origin, reason, writer, 7, key_id, '\\x0102' FROM kernel_accessline WHERE id = %s", lines[0],
    )  # fmt: skip
    assert findings() == [("altered", 9_000_000_000)]


def test_a_copied_line_is_named(lines):
    """INF-3: with a true hash, for it is true; but it stands there twice."""
    tamper(
        "INSERT INTO kernel_accessline SELECT 9000000000, at, viewer_kind, viewer_id, role, act, page, about_kind, about_id,"
        " person_ids, origin, reason, writer, number, key_id, mac FROM kernel_accessline WHERE id = %s", lines[0],
    )  # fmt: skip
    assert findings() == [("repeated", 9_000_000_000)]


def test_lines_removed_with_their_block_are_missed(lines):
    """INF-3: the chain has a gap."""
    seal_lines(now=LATER + timedelta(minutes=1), settled=timedelta(0))
    assert AccessBlock.objects.count() == 2
    tamper("DELETE FROM kernel_accessline WHERE id < %s", lines[4])
    tamper("DELETE FROM kernel_accessblock WHERE id = 1")
    found = [what for what, _line in findings()]
    assert "block_removed" in found
    assert "removed" in found


@pytest.mark.parametrize("change", ["line_count = 3", "ends = '{}'", "root = '\\x00'", "before = '\\x01'"])
def test_an_altered_block_is_named(lines, change):
    """INF-3"""
    tamper(f"UPDATE kernel_accessblock SET {change} WHERE id = 1")
    assert ("block_altered", 1) in [(one.what, one.block) for one in verify_log().found]


def test_a_chain_cut_short_is_found_by_who_noted_its_head(lines):
    """INF-3: everything of the end removed at once is only known by a head that was noted elsewhere."""
    seal_lines(now=LATER + timedelta(minutes=1), settled=timedelta(0))
    head = verify_log().head
    tamper("DELETE FROM kernel_accessline WHERE id >= %s", lines[4])
    tamper("DELETE FROM kernel_accessblock WHERE id = 2")
    assert verify_log().found == []
    assert [one.what for one in verify_log(head=head).found] == ["head_gone"]


def test_lines_of_a_lost_key_are_told(lines, settings):
    """INF-1: keys that sealed are kept."""
    settings.AUDIT_KEYS = "new:" + "bmV3IG5ldyBuZXcgbmV3IG5ldyBuZXcgbmV3IG5ldzE="
    assert {what for what, _line in findings()} == {"unknown_key", "block_altered"}


def test_a_new_key_writes_and_the_old_one_still_checks(lines, settings):
    """INF-1"""
    settings.AUDIT_KEYS = "new:bmV3IG5ldyBuZXcgbmV3IG5ldyBuZXcgbmV3IG5ldzE=," + settings.AUDIT_KEYS
    look(9)
    access_log._writer.number += 1
    seal_lines(now=LATER, settled=timedelta(0))
    assert AccessLine.objects.latest("id").key_id == "new"
    assert verify_log().found == []


@pytest.mark.django_db
def test_what_has_not_settled_is_not_sealed():
    """INF-3: somebody may still be writing an earlier line."""
    look(1, at=NOW)
    assert seal_lines(now=NOW + timedelta(seconds=20)) == []
    assert len(seal_lines(now=NOW + timedelta(seconds=40))) == 1


@pytest.mark.django_db
def test_many_lines_become_several_blocks(monkeypatch):
    """INF-3"""
    monkeypatch.setattr("alongside.kernel.access_chain.MOST_LINES", 2)
    for one in range(5):
        look(one)
    assert [one.line_count for one in seal_lines(now=LATER)] == [2, 2, 1]
    assert seal_lines(now=LATER) == []
    assert verify_log().found == []


@pytest.mark.django_db
def test_months_have_partitions_of_their_own():
    """INF-3"""
    with connection.cursor() as cursor:
        cursor.execute("SELECT alongside_access_month('2031-02-17'), alongside_access_month('2031-02-28')")
        assert cursor.fetchone() == ("kernel_accessline_2031_02", "kernel_accessline_2031_02")
        look(1, at=datetime(2031, 2, 20, tzinfo=UTC))
        cursor.execute("SELECT count(*) FROM kernel_accessline_2031_02")
        assert cursor.fetchone()[0] == 1


@pytest.mark.django_db(transaction=True)
def test_lines_of_a_page_are_numbered_one_after_the_other():
    """INF-3: outside of a transaction, as the middleware writes."""
    access_log._writer.begin()
    for one in range(3):
        look(one)
    lines = AccessLine.objects.order_by("id")
    assert [line.number for line in lines] == [1, 2, 3]
    assert len({line.writer for line in lines}) == 1
    assert verify_log().found == []
