"""Statements on the shortest way: what comes back is what Django's own cursor gives."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import DataError, IntegrityError, OperationalError, connection, transaction
from psycopg.types.numeric import Int8

from alongside.kernel.statements import Statement

OFTEN = 8  # psycopg prepares what is asked for the sixth time


def often(statement: Statement, *values):
    return [statement.rows(values) for _time in range(OFTEN)]


@pytest.mark.django_db
def test_answers_the_same_before_and_after_it_is_prepared():
    asked = Statement("SELECT %s::bigint, %s::text, %s::timestamptz, ARRAY[1, 2], NULL, 5 %% 3")
    moment = datetime(2026, 11, 22, 8, 30, 1, 250_000, tzinfo=UTC)
    answers = often(asked, Int8(7), "漏水", moment)
    assert answers == [[(7, "漏水", moment, [1, 2], None, 2)]] * OFTEN


@pytest.mark.django_db
def test_reads_moments_as_django_does():
    texts = [
        "2026-11-22 08:30:00+00",
        "2026-11-22 08:30:00.25+00",
        "0001-01-01 00:00:00+00",
        "9999-12-31 23:59:59.999999+00",
    ]
    asked = Statement("SELECT unnest(%s::timestamptz[])")
    quick = [one for (one,) in often(asked, texts)[-1]]
    assert [one.isoformat() for one in quick] == [datetime.fromisoformat(text).isoformat() for text in texts]
    assert all(one.tzinfo is UTC for one in quick)


@pytest.mark.django_db
def test_says_in_djangos_words_that_a_moment_is_beyond_all_calendars():
    asked = Statement("SELECT %s::text::timestamptz")
    often(asked, "2026-11-22 08:30:00+00")
    with pytest.raises(DataError):
        asked.rows(["infinity"])


@pytest.mark.django_db
def test_counts_what_it_wrote():
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE counted (number int) ON COMMIT DROP")
    written = Statement("INSERT INTO counted SELECT generate_series(1, %s::int)")
    assert [written.count([3]) for _time in range(OFTEN)] == [3] * OFTEN


@pytest.mark.django_db
def test_breaks_no_rule_of_the_database_unheard():
    written = Statement("INSERT INTO kernel_numberseries (code, last) VALUES (%s, 0)")
    for number in range(OFTEN):
        written.count([f"once-{number}"])
    with pytest.raises(IntegrityError), transaction.atomic():
        written.count(["once-0"])


@pytest.mark.django_db(transaction=True)
def test_is_asked_again_after_a_rollback():
    """psycopg forgets what it prepared, on the server too."""
    asked = Statement("SELECT %s::bigint + 1")
    often(asked, Int8(1))
    with pytest.raises(RuntimeError), transaction.atomic():
        asked.rows([Int8(1)])
        raise RuntimeError
    assert often(asked, Int8(2)) == [[(3,)]] * OFTEN


@pytest.mark.django_db(transaction=True)
def test_begins_the_transaction_that_django_ends():
    written = Statement("INSERT INTO kernel_numberseries (code, last) VALUES (%s, 0)")
    for number in range(OFTEN):
        written.count([f"kept-{number}"])
    with pytest.raises(RuntimeError), transaction.atomic():
        written.count(["taken back"])
        raise RuntimeError
    assert Statement("SELECT count(*) FROM kernel_numberseries WHERE code = %s").rows(["taken back"]) == [
        (0,)
    ]


@pytest.mark.django_db(transaction=True)
def test_says_that_the_server_is_gone_and_finds_it_again():
    asked = Statement("SELECT pg_backend_pid()")
    ((pid,),) = often(asked)[-1]
    end = Statement("SELECT pg_terminate_backend(%s)")
    with pytest.raises(OperationalError):
        end.rows([pid])
    connection.close()
    assert asked.rows()[0][0] != pid
