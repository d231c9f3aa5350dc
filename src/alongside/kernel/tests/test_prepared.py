"""What is read by a prepared query is what its queryset reads."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext
from django.utils.translation import gettext_lazy

from alongside.kernel.actor import EVERYWHERE, NOWHERE, Actor, Reach
from alongside.kernel.models import JournalEntry, NumberSeries, StoredFile
from alongside.kernel.permission import Permission, known_permissions
from alongside.kernel.prepared import AnyOf, Given, Prepared
from alongside.kernel.prepared_writes import (
    PreparedUpdate,
    insert_few,
    insert_whole,
    together,
    write_whole,
)

pytestmark = pytest.mark.django_db

READ = known_permissions()["read_journal"]

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


class Somebody(Actor):
    kind = "staff"

    def __init__(self, reach: Reach, id: int = 7) -> None:
        self.id, self._reach = id, reach

    def reach(self, permission: Permission) -> Reach:
        return self._reach


def seen(viewer: Actor) -> QuerySet[JournalEntry]:
    own = JournalEntry.objects.filter(by_id=viewer.id)
    return viewer.limit(JournalEntry.objects.all(), READ) | own if viewer.may(READ) else own


SEEN = Prepared(lambda viewer: seen(viewer).filter(about_id=Given("about")).order_by("id"))


def at(node_id: int, about_id: int = 1, by_id: int | None = None) -> JournalEntry:
    return JournalEntry.objects.create(
        kind="case.opened", about_kind="case", about_id=about_id, node_id=node_id, by_kind="staff", by_id=by_id,
        at=datetime(2026, 11, 3, tzinfo=UTC),
    )  # fmt: skip


def test_gives_each_viewer_what_they_may_see():
    """ORG-3: the same rows as the queryset, for whoever asks in whatever order."""
    there, elsewhere, own, _other = at(5), at(6), at(9, by_id=7), at(5, about_id=2)
    viewers = [
        (Somebody(EVERYWHERE), [there, elsewhere, own]),
        (Somebody(Reach(frozenset({5}))), [there, own]),
        (Somebody(NOWHERE), [own]),
        (Somebody(Reach(frozenset({6, 9})), id=8), [elsewhere, own]),
        (Somebody(NOWHERE, id=8), []),
        (Somebody(EVERYWHERE), [there, elsewhere, own]),
    ]
    for viewer, expected in viewers:
        assert SEEN(viewer, about=1) == expected == list(seen(viewer).filter(about_id=1).order_by("id"))


def test_writes_one_text_for_viewers_of_one_outline():
    query = Prepared(lambda viewer: viewer.limit(JournalEntry.objects.all(), READ))
    for nodes in ({1}, {2, 3}, {4}):
        query(Somebody(Reach(frozenset(nodes))))
    assert len(query._plans) == 1
    query(Somebody(NOWHERE))
    assert len(query._plans) == 2


def file(about_id: int) -> StoredFile:
    return StoredFile.objects.create(
        about_kind="message", about_id=about_id, node_id=5, name="a.jpg", content_type="image/jpeg", size=1,
        path="a", by_kind="staff", by_id=7, created_at=datetime(2026, 11, 3, tzinfo=UTC),
    )  # fmt: skip


def test_updates_what_the_queryset_finds():
    mark = PreparedUpdate(
        lambda: StoredFile.objects.filter(AnyOf("about_id", "messages")), name=Given("name"), by_id=None
    )
    one, two = file(1), file(2)
    mark(messages=[1], name="b.jpg")
    one.refresh_from_db()
    two.refresh_from_db()
    assert (one.name, one.by_id, two.name, two.by_id) == ("b.jpg", None, "a.jpg", 7)


def test_writes_a_whole_row():
    one, other = file(1), file(2)
    one.name, one.width, one.created_at = "漏水.jpg", 800, datetime(2026, 12, 31, 23, 59, tzinfo=UTC)
    write_whole(one)
    fresh = StoredFile.objects.get(pk=one.pk)
    assert (fresh.name, fresh.width, fresh.created_at) == ("漏水.jpg", 800, one.created_at)
    assert StoredFile.objects.get(pk=other.pk).name == "a.jpg"
    one.pk = uuid4()
    with pytest.raises(DatabaseError):
        write_whole(one)


def test_inserts_a_row_and_tells_it_its_id():
    made = JournalEntry(
        kind="case.opened", about_kind="case", about_id=7, by_kind="system", facts={"a": ["漏水", None]},
        at=datetime(2026, 11, 3, tzinfo=UTC),
    )  # fmt: skip
    insert_whole(made)
    assert JournalEntry.objects.get(pk=made.pk).facts == {"a": ["漏水", None]}
    made.refresh_from_db()
    assert made.node_path == ""


def test_inserts_a_few_and_leaves_what_is_known():
    insert_few([NumberSeries(code="a", last=1), NumberSeries(code="b", last=2)])
    insert_few([NumberSeries(code="b", last=9), NumberSeries(code="c", last=3)], known_stay=True)
    insert_few([])
    assert dict(NumberSeries.objects.values_list("code", "last")) == {"a": 1, "b": 2, "c": 3}
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_few([NumberSeries(code="c", last=4)])


def test_writes_all_of_an_act_in_one_statement():
    known = file(1)
    known.name = "b.jpg"
    rename = PreparedUpdate(lambda: StoredFile.objects.filter(about_id=Given("about")), name=Given("name"))
    other = file(2)
    together_with(known, rename)  # what is asked once a process is asked
    with CaptureQueriesContext(connection) as queries:
        made, number = together_with(known, rename)
    assert len(queries) == 2  # ids and number, then everything
    assert JournalEntry.objects.get(pk=made.pk).facts == {"a": ["漏水", None]}
    assert dict(NumberSeries.objects.values_list("code", "last")) == {"case:GLT:2611": 2, "a": 1, "b": 1}
    assert number == 2
    known.refresh_from_db()
    other.refresh_from_db()
    assert (known.name, other.name) == ("b.jpg", "c.jpg")


def together_with(known: StoredFile, rename: PreparedUpdate) -> tuple[JournalEntry, int | None]:
    with together(JournalEntry, series="case:GLT:2611") as written:
        made = JournalEntry(
            kind="case.opened", about_kind="case", about_id=7, by_kind="system", facts={"a": ["漏水", None]},
            at=datetime(2026, 11, 3, tzinfo=UTC),
        )  # fmt: skip
        insert_whole(made)
        assert made.pk
        write_whole(known)
        rename(about=2, name="c.jpg")
        insert_few([NumberSeries(code="a", last=1), NumberSeries(code="b", last=1)], known_stay=True)
    return made, written.number


def test_writes_nothing_of_an_act_that_fails():
    class Stop(Exception):
        pass

    with pytest.raises(Stop), together(JournalEntry):
        insert_whole(entry_of(7))
        raise Stop
    assert not JournalEntry.objects.exists()
    insert_whole(entry_of(7))
    assert JournalEntry.objects.count() == 1


def entry_of(about_id: int) -> JournalEntry:
    return JournalEntry(
        kind="case.opened", about_kind="case", about_id=about_id, by_kind="system",
        at=datetime(2026, 11, 3, tzinfo=UTC),
    )  # fmt: skip


def test_says_when_a_row_of_an_act_is_gone():
    gone = file(1)
    StoredFile.objects.all().delete()
    gone.pk = uuid4()
    with pytest.raises(DatabaseError), transaction.atomic(), together():
        write_whole(gone)


def test_asks_the_same_when_somebody_listens():
    """What tests count and logs show is what is sent otherwise."""
    made = entry(1)
    assert ABOUT(case=1) == [made]
    with CaptureQueriesContext(connection) as queries:
        assert ABOUT(case=1) == [made]
    assert "%s" not in queries[0]["sql"]


def test_sends_values_as_the_fields_would():
    made = JournalEntry(
        kind=gettext_lazy("Case"), about_kind="case", about_id="70000", by_kind="system", node_id=None,
        at=datetime(2026, 11, 3, tzinfo=UTC), by_id=2**40,
    )  # fmt: skip
    insert_whole(made)
    made.refresh_from_db()
    assert (made.kind, made.about_id, made.node_id, made.by_id) == ("事件", 70000, None, 2**40)
