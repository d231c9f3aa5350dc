"""Jobs ride in the transaction that asks for them and are done by the worker."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django import app

done: list[str] = []


@app.task(name="tests.note")
def note(word: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_database()")
        done.append(f"{word} in {cursor.fetchone()[0]}")


@pytest.fixture(autouse=True)
def _nothing_done_yet():
    done.clear()


def test_a_job_is_done_after_the_transaction(work_off):
    with transaction.atomic():
        note.defer(word="kept")
    work_off()
    assert done == [f"kept in {connection.settings_dict['NAME']}"]


def test_a_job_vanishes_with_its_transaction(work_off):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        note.defer(word="lost")
        raise ZeroDivisionError
    work_off()
    assert done == []
