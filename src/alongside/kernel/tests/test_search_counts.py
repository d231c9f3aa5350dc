"""Remembered counts equal the rows, at any moment and for any transaction (ORG-3, CAS-16)."""

import random

import psycopg
import pytest
from django.db import connection, transaction

from alongside.kernel.ngrams import is_found, normalised, vector_literal
from alongside.kernel.search_counts import (
    BROUGHT_UP_AFTER,
    are_many,
    count_hits,
    counted,
    hits_by_node,
    prune,
)

pytestmark = pytest.mark.django_db(transaction=True)

TABLE = "search_counts_sample"
QUERIES = ["漏水", "水", "墙面开裂", "漏水 电梯", "50%", "a_b"]
PIECES = ["漏水", "墙面开裂", "墙面 面开 开裂", "电梯", "50%", "500", "a_b", "axb", "水"]


@pytest.fixture(autouse=True)
def table():
    # Tests with real transactions, of other tables, may have left theirs here.
    execute("TRUNCATE kernel_search_count, kernel_search_change")
    execute(
        f"CREATE TABLE {TABLE} (id bigint GENERATED ALWAYS AS IDENTITY, node_id bigint, search_text text,"
        " search_vector tsvector)"
    )
    execute(counted(TABLE).sql)
    yield
    execute(f"DROP TABLE {TABLE}")
    execute("TRUNCATE kernel_search_count, kernel_search_change")


def execute(statement, *values, on=connection):
    with on.cursor() as cursor:
        cursor.execute(statement, values or None)
        return cursor.fetchall() if cursor.description else None


def add(text, node=1, on=connection):
    statement = f"INSERT INTO {TABLE} (node_id, search_text, search_vector) VALUES (%s, %s, %s::tsvector)"
    execute(statement, node, normalised(text), vector_literal(text), on=on)


def counted_by_hand(query):
    hits = {}
    for node, text in execute(f"SELECT coalesce(node_id, 0), search_text FROM {TABLE}"):
        if is_found(query, text):
            hits[node] = hits.get(node, 0) + 1
    return hits


def times_taken():
    return execute("SELECT count(*) FROM kernel_search_count")[0][0]


def test_a_count_is_taken_once_and_kept_right():
    add("卫生间漏水")
    assert count_hits(TABLE, "漏水") == 1
    add("阳台漏水", node=2)
    execute(f"UPDATE {TABLE} SET node_id = 3 WHERE node_id = 1")
    assert hits_by_node(TABLE, "漏水") == {2: 1, 3: 1}
    execute(f"DELETE FROM {TABLE} WHERE node_id = 2")
    assert hits_by_node(TABLE, "漏水") == {3: 1}
    assert times_taken() == 1


def test_counts_only_the_nodes_asked_for():
    """ORG-3: counting something that one may not see is a leak too."""
    for node in (1, 1, 2, None):
        add("漏水", node=node)
    for _ in range(2):
        assert count_hits(TABLE, "漏水", [1, 1]) == 2
        assert count_hits(TABLE, "漏水", []) == 0
        assert count_hits(TABLE, "漏水") == 4


def test_random_changes_never_part_the_count_from_the_rows():
    chance = random.Random(7)
    for step in range(BROUGHT_UP_AFTER + 60):
        act = chance.random()
        if act < 0.6:
            add(" ".join(chance.choices(PIECES, k=2)), node=chance.choice([1, 2, None]))
        elif act < 0.8:
            text = chance.choice(PIECES)
            execute(
                f"UPDATE {TABLE} SET search_text = %s, search_vector = %s::tsvector WHERE id %% 7 = %s",
                normalised(text),
                vector_literal(text),
                step % 7,
            )
        else:
            execute(f"DELETE FROM {TABLE} WHERE id %% 11 = %s", step % 11)
        query = QUERIES[step % len(QUERIES)]
        assert hits_by_node(TABLE, query) == counted_by_hand(query)


def test_a_whole_import_makes_counts_forgotten():
    add("漏水")
    assert count_hits(TABLE, "漏水") == 1
    execute(
        f"INSERT INTO {TABLE} (node_id, search_text, search_vector)"
        " SELECT 1, '漏水', '漏水'::tsvector FROM generate_series(1, 1000)"
    )
    assert count_hits(TABLE, "漏水") == 1001
    assert execute(f"SELECT count(*) FROM kernel_search_change WHERE source = '{TABLE}'")[0][0] == 2
    execute(f"TRUNCATE {TABLE}")
    assert count_hits(TABLE, "漏水") == 0


def test_transactions_that_overlap_are_counted_when_they_commit():
    """One that began before the count was taken and commits after it is neither lost nor counted twice."""
    settings = connection.get_connection_params()
    names = ("host", "port", "user", "password", "dbname")
    with psycopg.connect(**{name: settings[name] for name in names if settings.get(name)}) as other:
        add("漏水 early", on=other)
        add("漏水")
        assert count_hits(TABLE, "漏水") == 1
        add("漏水 late", on=other)
        assert count_hits(TABLE, "漏水") == 1
        other.commit()
        assert count_hits(TABLE, "漏水") == 3
        add("漏水", on=other)
        other.rollback()
        assert count_hits(TABLE, "漏水") == 3
    assert times_taken() == 1


def test_a_transaction_sees_its_own_rows_but_others_do_not_remember_them():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        add("漏水")
        assert count_hits(TABLE, "漏水") == 1
        raise ZeroDivisionError
    assert count_hits(TABLE, "漏水") == 0


def test_pruning_keeps_what_counts_need():
    add("漏水")
    # As from a transaction of long ago: one of just now may seem under way to a busy server's snapshot.
    execute("UPDATE kernel_search_change SET xid = '3'")
    assert count_hits(TABLE, "漏水") == 1
    add("漏水")
    execute("UPDATE kernel_search_change SET at = at - interval '2 hours'")
    prune()
    assert execute("SELECT count(*) FROM kernel_search_change")[0][0] == 1
    assert count_hits(TABLE, "漏水") == 2
    assert times_taken() == 1


def test_many_depends_on_the_size_of_the_table():
    execute(f"INSERT INTO {TABLE} (search_text) SELECT '' FROM generate_series(1, 10000)")
    execute(f"ANALYZE {TABLE}")
    assert are_many(TABLE, 1000)
    assert not are_many(TABLE, 800)


def test_many_changes_are_taken_into_the_remembered_count():
    add("漏水")
    assert count_hits(TABLE, "漏水") == 1
    for _ in range(BROUGHT_UP_AFTER + 1):
        add("漏水", node=2)
    assert hits_by_node(TABLE, "漏水") == {1: 1, 2: BROUGHT_UP_AFTER + 1}
    assert times_taken() == 2
    execute("DELETE FROM kernel_search_change")
    assert hits_by_node(TABLE, "漏水") == {1: 1, 2: BROUGHT_UP_AFTER + 1}
