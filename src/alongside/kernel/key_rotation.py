"""Moving what is encrypted from old keys to the one that writes, while people work (INF-1).

Set by set: a batch is read, encrypted anew in our process, and written only where the value is still what was read, so
that nobody's change is lost and no row is locked for longer than its batch; rows that somebody holds are left for the
next round, so that nobody waits crosswise. Killed anywhere, it goes on with whatever
still lies under an old key: each value says under which key it lies.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.files.storage import default_storage
from django.db import connection, transaction

from alongside.kernel.crypto import EncryptedTextField, current_key, decrypt, encrypt
from alongside.kernel.models import StoredFile
from alongside.kernel.sealed_files import key_id_of
from alongside.kernel.stored_files import seal_anew

BATCH = 1_000
FILES = "files"


@dataclass(frozen=True)
class Place:
    """A column with encrypted values; `inside`: the names of the values within a JSON column."""

    table: str
    column: str
    key: str
    key_type: str
    inside: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.table}.{self.column}" + (f" ({', '.join(self.inside)})" if self.inside else "")


# JSON columns of libraries in which values of ours lie encrypted: model, field, names.
ELSEWHERE = (("mfa.Authenticator", "data", ("secret", "seed")),)

Heard = Callable[[int], None]


def places() -> list[Place]:
    """Every column that holds encrypted values, found by looking at all models: there is no list to keep."""
    found = []
    for model in apps.get_models():
        if model._meta.managed and not model._meta.proxy:
            for field in model._meta.local_concrete_fields:
                if isinstance(field, EncryptedTextField):
                    found.append(_place(model, str(field.column)))
    for label, column, inside in ELSEWHERE:
        if apps.is_installed(f"allauth.{label.partition('.')[0]}"):
            found.append(_place(apps.get_model(label), column, inside))
    return sorted(found, key=str)


def uses() -> dict[str, Counter[str]]:
    """{place: {key id: how many values}}, with sealed files as the place `files`. Reads everything once."""
    found = {}
    for place in places():
        counted: Counter[str] = Counter()
        with connection.cursor() as cursor:
            for value in place.inside or ("",):
                cursor.execute(
                    f"SELECT split_part(v, ':', 1), count(*) FROM (SELECT {_value(place, value)} AS v FROM {place.table}) x"
                    " WHERE v <> '' GROUP BY 1"
                )
                counted.update(dict(cursor.fetchall()))
        found[str(place)] = counted
    files: Counter[str] = Counter()
    for stored in StoredFile.objects.filter(is_sealed=True).order_by("pk").iterator(chunk_size=500):
        for path in (stored.path, stored.thumbnail_path):
            if path:
                files[_key_of_file(path)] += 1
    found[FILES] = files
    return found


def left_over() -> dict[str, int]:
    """{place: how many values are not under the key that writes}; empty when every old key can be dropped."""
    current = current_key()[0]
    left = {place: sum(n for key, n in keys.items() if key != current) for place, keys in uses().items()}
    return {place: n for place, n in left.items() if n}


def rotate(*, heard: Heard = lambda count: None, batch: int = BATCH) -> int:
    """Encrypt anew whatever lies under an old key; returns how many values. `heard` is told after each batch.

    Runs until nothing is left, for a process with the old order of keys may still have written meanwhile.
    """
    done = 0
    for place in places():
        for count in _rotate_place(place, batch):
            done += count
            heard(count)
    for count in _rotate_files():
        done += count
        heard(count)
    return done


def _rotate_place(place: Place, batch: int) -> Iterator[int]:
    last: Any = None
    while True:
        with transaction.atomic():
            rows = _old_rows(place, last, batch)
            changed = [(key, value, _anew(place, value)) for key, value in rows]
            count = _write(place, changed) if changed else 0
        if not rows:
            return
        last = rows[-1][0]
        yield count


def _old_rows(place: Place, last: Any, batch: int) -> list[tuple[Any, str]]:
    current = f"{current_key()[0]}:%"
    values = [_value(place, one) for one in place.inside or ("",)]
    old = " OR ".join(f"({one} <> '' AND {one} NOT LIKE %s)" for one in values)
    behind = f"AND {place.key} > %s::{place.key_type}" if last is not None else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {place.key}::text, {place.column}::text FROM {place.table} WHERE ({old}) {behind}"
            f" ORDER BY {place.key} LIMIT %s FOR NO KEY UPDATE SKIP LOCKED",
            [*[current] * len(values), *([str(last)] if last is not None else []), batch],
        )
        return cursor.fetchall()


def _anew(place: Place, value: str) -> str:
    if not place.inside:
        return encrypt(decrypt(value))
    data = json.loads(value)
    current = f"{current_key()[0]}:"
    for name in place.inside:
        if data.get(name) and not data[name].startswith(current):
            data[name] = encrypt(decrypt(data[name]))
    return json.dumps(data)


def _write(place: Place, changed: list[tuple[Any, str, str]]) -> int:
    """Only where the value is still what was read."""
    keys, before, after = (list(column) for column in zip(*changed, strict=True))
    cast = "::jsonb" if place.inside else ""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('alongside.rotating', 'on', true)"
        )  # for tables that are only added to
        cursor.execute(
            f"UPDATE {place.table} t SET {place.column} = v.after{cast}"
            f"  FROM unnest(%s::text[], %s::text[], %s::text[]) AS v(key, before, after)"
            f" WHERE t.{place.key} = v.key::{place.key_type} AND t.{place.column} = v.before{cast}",
            [keys, before, after],
        )
        return int(cursor.rowcount)


def _rotate_files() -> Iterator[int]:
    current = current_key()[0]
    for stored in StoredFile.objects.filter(is_sealed=True).order_by("pk").iterator(chunk_size=500):
        old = [one for one in (stored.path, stored.thumbnail_path) if one and _key_of_file(one) != current]
        if old and seal_anew(stored):
            yield len(old)


def _key_of_file(path: str) -> str:
    try:
        with default_storage.open(path) as file:
            return key_id_of(file)
    except FileNotFoundError:
        return current_key()[0]  # there is nothing left to read with any key


def _place(model: Any, column: str, inside: tuple[str, ...] = ()) -> Place:
    key = model._meta.pk
    return Place(model._meta.db_table, column, key.column, key.db_type(connection).split("(")[0], inside)


def _value(place: Place, name: str) -> str:
    return f"({place.column}->>'{name}')" if name else place.column
