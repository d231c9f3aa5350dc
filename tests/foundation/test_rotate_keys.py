"""Keys are changed while people work: nothing is lost, nothing unreadable, and the old key is known to be free (INF-1)."""

from __future__ import annotations

import io
import os
import threading
import time
from datetime import UTC, datetime

import pytest
from django.db import connection
from tests.cast import make_cast

from alongside.domain.customers.actions import add_contact_point
from alongside.domain.customers.models import ContactPoint, Customer
from alongside.domain.customers.rules import contact_hash
from alongside.domain.customers.samples import a_customer
from alongside.domain.privacy.actions.rotating import rotate_keys, work_on_rotation
from alongside.kernel import key_rotation
from alongside.kernel.actor import SYSTEM
from alongside.kernel.key_rotation import left_over, places, rotate, uses
from alongside.kernel.stored_files import files_about, keep_file, open_file

NEW = "k9:bmV3IG5ldyBuZXcgbmV3IG5ldyBuZXcgbmV3IG5ldzE="
NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
PEOPLE = int(os.environ.get("ROTATE_PEOPLE", "60"))


class Killed(BaseException):
    """As if the process had gone."""


@pytest.fixture
def people(transactional_db):
    cast = make_cast(NOW)
    found = [
        a_customer(
            node=cast.project,
            now=NOW,
            name=f"客户{n}",
            phone=f"138{n:08}",
            document_number=f"3301061985{n:08}",
        )
        for n in range(PEOPLE)
    ]
    keep_file(
        io.BytesIO(b"list of people"),
        name="a.csv",
        content_type="text/csv",
        about=found[0],
        by=SYSTEM,
        now=NOW,
    )
    return found


def under(key: str) -> int:
    return sum(keys.get(key, 0) for keys in uses().values())


def test_under_load_killed_and_resumed_nothing_is_lost(people, settings, monkeypatch):
    """INF-1"""
    old = settings.FIELD_KEYS
    settings.FIELD_KEYS = f"{NEW},{old}"
    written: dict[int, str] = {}
    stop, troubles = threading.Event(), []

    def work() -> None:
        """Somebody who goes on changing and adding meanwhile."""
        number = 0
        try:
            while not stop.is_set():
                one = people[number % len(people)]
                value = f"139{number:08}"
                point = add_contact_point(one, kind="phone", value=value, by=SYSTEM, now=NOW)
                written[point.pk] = value
                ContactPoint.objects.filter(pk=point.pk).update(label="新")
                number += 1
                time.sleep(0.005)
        except Exception as trouble:
            troubles.append(trouble)
        finally:
            connection.close()

    worker = threading.Thread(target=work)
    worker.start()
    try:
        rotation = rotate_keys(by=SYSTEM, now=NOW, in_background=False)
        monkeypatch.setattr(key_rotation, "BATCH", 7)

        def kill(count: int) -> None:
            raise Killed

        for _try in range(3):  # each time after its first batch
            with pytest.raises(Killed):
                rotate(heard=kill, batch=7)
            enough = len(written) + 2  # people got on with their work between one kill and the next
            while len(written) < enough and worker.is_alive():
                time.sleep(0.01)
        assert under("test") > 0
        ended = work_on_rotation(rotation.pk, now=NOW)
    finally:
        stop.set()
        worker.join()
    assert troubles == []
    assert ended.left == left_over() == {}
    assert len(written) > 5

    settings.FIELD_KEYS = NEW  # the old key is gone
    for n, one in enumerate(people):
        fresh = Customer.objects.get(pk=one.pk)
        assert fresh.document_number == f"3301061985{n:08}"
        assert f"+86138{n:08}" in {point.value for point in fresh.contact_points.all()}
    for pk, value in written.items():
        assert ContactPoint.objects.get(pk=pk).value.endswith(value)
    with open_file(files_about(people[0]).get()) as file:
        assert file.read() == b"list of people"
    assert ContactPoint.objects.filter(value_hash=contact_hash("phone", "+8613800000000")).exists()


def test_the_check_says_where_an_old_key_is_needed(people, settings):
    """INF-1: it can only be dropped when nothing uses it."""
    assert left_over() == {}
    settings.FIELD_KEYS = f"{NEW},{settings.FIELD_KEYS}"
    left = left_over()
    assert left["customers_customer.document_number"] == PEOPLE
    assert left["customers_contactpoint.value"] >= PEOPLE
    assert left["files"] == 1
    assert rotate() >= 2 * PEOPLE + 1
    assert left_over() == {}
    assert rotate() == 0


def test_what_somebody_changed_meanwhile_stays(people, settings, monkeypatch):
    """INF-1: a value is only written over what was read."""
    settings.FIELD_KEYS = f"{NEW},{settings.FIELD_KEYS}"
    point = ContactPoint.objects.filter(kind="phone").first()
    anew = key_rotation._anew

    def change_meanwhile(place, value):
        if place.table == "customers_contactpoint":
            point.value = "+8613700000000"
            point.save()
        return anew(place, value)

    monkeypatch.setattr(key_rotation, "_anew", change_meanwhile)
    rotate()
    point.refresh_from_db()
    assert point.value == "+8613700000000"


def test_no_table_forbids_that_its_values_are_encrypted_anew(transactional_db):
    """INF-1: what is only added must let its encrypted columns pass (`alongside_only_encrypted_anew`)."""
    tables = sorted({place.table for place in places()})
    assert "customers_contactpoint" in tables
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgfoid = 'alongside_only_added'::regproc"
            " AND tgrelid::regclass::text = ANY(%s)",
            [tables],
        )
        assert cursor.fetchall() == []


def test_no_personal_number_stands_in_a_dump(people):
    """INF-1: phones and documents of everybody, in all that pg_dump writes."""
    dump = _dump()
    assert b"customers_contactpoint" in dump
    for n in range(PEOPLE):
        assert f"138{n:08}".encode() not in dump
        assert f"3301061985{n:08}".encode() not in dump


def _dump() -> bytes:
    """All rows of all tables as COPY writes them: what pg_dump holds, without needing its program."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public'")
        tables = [row[0] for row in cursor.fetchall()]
        parts = []
        for table in tables:
            parts.append(table.encode())
            with cursor.copy(f"COPY (SELECT * FROM {table}) TO STDOUT") as copy:
                parts += list(copy)
    return b"\n".join(bytes(part) for part in parts)
