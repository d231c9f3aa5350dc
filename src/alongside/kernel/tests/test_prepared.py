"""What is read by a prepared query is what its queryset reads."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from alongside.kernel.models import JournalEntry
from alongside.kernel.prepared import AnyOf, Given, Prepared

pytestmark = pytest.mark.django_db

ABOUT = Prepared(
    lambda: JournalEntry.objects.filter(about_kind="case", about_id=Given("case")).order_by("-id")[:2]
)
MANY = Prepared(lambda: JournalEntry.objects.filter(AnyOf("about_id", "cases")).order_by("id"))


def entry(about_id: int, **facts: object) -> JournalEntry:
    return JournalEntry.objects.create(
        kind="case.opened", about_kind="case", about_id=about_id, by_kind="system", facts=facts,
        at=datetime(2026, 11, 3, tzinfo=UTC),
    )  # fmt: skip


def test_reads_the_rows_of_the_values_given():
    first, second = entry(1, owner=None, words=["a"]), entry(2)
    assert ABOUT(case=1) == [first]
    assert ABOUT(case=2) == [second]
    assert ABOUT.first(case=3) is None


def test_gives_values_as_the_model_does():
    made = entry(1, owner=7, nested={"a": [1]})
    assert (
        ABOUT(case=1)[0].facts
        == JournalEntry.objects.get(pk=made.pk).facts
        == {"owner": 7, "nested": {"a": [1]}}
    )


def test_keeps_order_and_slice():
    entries = [entry(1) for _ in range(3)]
    assert ABOUT(case=1) == [entries[2], entries[1]]


def test_takes_lists():
    one, two, _three = entry(1), entry(2), entry(3)
    assert MANY(cases=[1, 2]) == [one, two]
    assert MANY(cases=[]) == []


def test_costs_one_query():
    with CaptureQueriesContext(connection) as queries:
        ABOUT(case=1)
    assert len(queries) == 1
