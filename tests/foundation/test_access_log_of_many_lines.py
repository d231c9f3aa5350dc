"""The access log at its size: sealed, broken on purpose, and checked (INF-3). AUDIT_LINES=1000000 for a full year's.

Prints what it took, for docs/operations.md.
"""

from __future__ import annotations

import os
import random
import time
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection

from alongside.kernel.access_chain import seal_lines, verify_log
from alongside.kernel.access_log import EPOCH, MICROSECOND, audit_keys, mac_of, note_access, origin_of
from alongside.kernel.actor import Actor
from alongside.kernel.bulk import copy_rows
from alongside.kernel.models import AccessLine

LINES = int(os.environ.get("AUDIT_LINES", "20000"))
NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
WRITERS = 8
FIELDS = "at viewer_kind viewer_id role act page about_kind about_id person_ids origin reason writer number key_id mac"


class Somebody(Actor):
    kind, id = "staff", 7


def lines():
    key_id, key = next(iter(audit_keys().items()))
    origin = origin_of("192.0.2.1")
    for one in range(LINES):
        at = NOW + timedelta(seconds=one)
        persons = [one % 9973, 10_000 + one % 977]
        line = (
            (at - EPOCH) // MICROSECOND, "staff", one % 50, "service_agent", "view", "desk:customer", "case", one, persons,
            origin, "", str(UUID(int=one % WRITERS)), one // WRITERS + 1,
        )  # fmt: skip
        yield (at, *line[1:8], f"{{{persons[0]},{persons[1]}}}", *line[9:], key_id, mac_of(key, line))


@pytest.mark.django_db
def test_what_was_tampered_with_is_found_among_all_lines():
    """INF-3"""
    began = time.perf_counter()
    copy_rows(AccessLine, FIELDS, lines())
    written = time.perf_counter()
    blocks = seal_lines(now=NOW + timedelta(seconds=LINES + 60))
    sealed = time.perf_counter()
    assert sum(one.line_count for one in blocks) == LINES
    whole = verify_log()
    checked = time.perf_counter()
    assert whole.found == []

    ids = list(AccessLine.objects.order_by("id").values_list("id", flat=True))
    altered, removed, copied = random.Random(3).sample(ids[: -WRITERS * 2], 3)
    gone = AccessLine.objects.get(pk=removed)
    names = FIELDS.replace(" ", ", ")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE kernel_accessline SET person_ids = '{1}' WHERE id = %s", [altered])
        cursor.execute("DELETE FROM kernel_accessline WHERE id = %s", [removed])
        cursor.execute(
            f"INSERT INTO kernel_accessline ({names}) SELECT {names} FROM kernel_accessline WHERE id = %s",
            [copied],
        )
        cursor.execute("SET LOCAL session_replication_role = origin")
    found = verify_log().found
    assert ("altered", altered) in [(one.what, one.line) for one in found]
    assert ("repeated", ids[-1] + 1) in [(one.what, one.line) for one in found]
    assert any(f"line {gone.number} of writer {gone.writer} is gone" in one.words for one in found)
    print(  # noqa: T201
        f"\n{LINES:,} lines: written in {written - began:.1f} s, sealed in {len(blocks)} blocks in "
        f"{sealed - written:.1f} s, checked in {checked - sealed:.1f} s"
    )


@pytest.mark.django_db(transaction=True)
def test_a_line_costs_a_page_next_to_nothing():
    """INF-3: generous for a busy machine; the figure is printed."""
    times = 2_000
    for _ in range(10):
        _look()
    cpu, began = time.process_time(), time.perf_counter()
    for _ in range(times):
        _look()
    cpu, took = (time.process_time() - cpu) / times, (time.perf_counter() - began) / times
    print(  # noqa: T201
        f"\na line of 50 customers: {cpu * 1e3:.3f} ms of our processor, {took * 1e3:.3f} ms until it is written"
    )
    assert cpu < 0.005


def _look() -> None:
    note_access(
        viewer=Somebody(), role="service_agent", act="view", page="desk:cases", persons=range(50), at=NOW,
        address="192.0.2.1",
    )  # fmt: skip
