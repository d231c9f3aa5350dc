"""Making blind indexes anew under the key that writes, while people work (INF-1).

As in key_rotation: set by set, each row by one UPDATE and only where its indexes are still what was read; rows that
somebody holds are left for the next round, so nobody waits. Each index says under which key it lies, so whoever is killed
goes on with the rest. Whatever is unique stays so: people who add compare under every key, holding the customer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from django.apps import apps
from django.db import connection, transaction
from django.db.models import Q, QuerySet

from alongside.kernel.blind_indexes import BlindIndexField, current_index_key

BATCH = 1_000
PREFIX = "index:"  # before the place, where places of encrypted values stand beside it

Heard = Callable[[int], None]


def indexed_models() -> list[tuple[Any, list[BlindIndexField]]]:
    """Every table with blind indexes that can be made anew, found by looking at all models."""
    found = []
    for model in apps.get_models():
        fields = [
            one for one in model._meta.local_concrete_fields if isinstance(one, BlindIndexField) and one.made
        ]
        if fields and model._meta.managed and not model._meta.proxy:
            found.append((model, fields))
    return sorted(found, key=lambda one: one[0]._meta.db_table)


def index_uses() -> dict[str, Counter[str]]:
    """{place: {key id: how many indexes}}; the key without an id is "". Reads everything once."""
    found = {}
    for model, fields in indexed_models():
        for field in fields:
            counted: Counter[str] = Counter()
            with connection.cursor() as cursor:
                cursor.execute(
                    f"SELECT CASE WHEN {field.column} LIKE '%:%' THEN split_part({field.column}, ':', 1) ELSE '' END, count(*)"
                    f" FROM {model._meta.db_table} WHERE {field.column} <> '' GROUP BY 1"
                )
                counted.update(dict(cursor.fetchall()))
            found[f"{PREFIX}{model._meta.db_table}.{field.column}"] = counted
    return found


def rotate_indexes(*, heard: Heard = lambda count: None, batch: int = BATCH) -> int:
    """Make anew whatever lies under another key; returns how many rows. `heard` is told of indexes, after each batch."""
    done = 0
    for model, fields in indexed_models():
        for count in _rotate_model(model, fields, batch):
            done += count
            heard(count * len(fields))
    return done


def settle_indexes(rows: QuerySet[Any]) -> None:
    """In the caller's transaction, before indexes of these rows are compared: all of them under the key that writes."""
    model: Any = rows.model
    fields = next(fields for one, fields in indexed_models() if one is model)
    _write(model, fields, _read(rows.filter(_is_old(fields)).order_by("pk"), fields))


def _rotate_model(model: Any, fields: list[BlindIndexField], batch: int) -> Iterator[int]:
    rows: QuerySet[Any] = model._base_manager.filter(_is_old(fields)).order_by("pk")
    last: Any = None
    while True:
        ahead = rows if last is None else rows.filter(pk__gt=last)
        with transaction.atomic():
            found = _read(
                ahead.select_for_update(skip_locked=True, no_key=True, of=("self",))[:batch], fields
            )
            count = _write(model, fields, found)
        if not found:
            return
        last = found[-1]["pk"]
        yield count


def _is_old(fields: list[BlindIndexField]) -> Q:
    current = current_index_key()
    old = Q()
    for field in fields:
        under = (
            Q(**{f"{field.name}__startswith": f"{current}:"})
            if current
            else ~Q(**{f"{field.name}__contains": ":"})
        )
        old |= ~Q(**{field.name: ""}) & ~under
    return old


def _read(rows: QuerySet[Any], fields: list[BlindIndexField]) -> list[dict[str, Any]]:
    others = {
        one.attname
        for one in rows.model._meta.local_concrete_fields
        if one.is_relation and any(field.beside for field in fields)
    }
    names = {*(name for field in fields for name in (field.name, *field.of)), *others}
    return list(rows.values("pk", *sorted(names)))


def _write(model: Any, fields: list[BlindIndexField], rows: list[dict[str, Any]]) -> int:
    """Only where every index is still what was read. How many rows."""
    if not rows:
        return 0
    after = {field.name: _made_anew(field, rows) for field in fields}
    columns = {f"before_{n}": [row[field.name] for row in rows] for n, field in enumerate(fields)}
    columns |= {
        f"after_{n}": [after[field.name][row["pk"]] for row in rows] for n, field in enumerate(fields)
    }
    key = model._meta.pk
    sets = ", ".join(f"{field.column} = v.after_{n}" for n, field in enumerate(fields))
    same = " AND ".join(f"t.{field.column} = v.before_{n}" for n, field in enumerate(fields))
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {model._meta.db_table} t SET {sets}"
            f"  FROM unnest(%s::text[], {', '.join(['%s::text[]'] * len(columns))}) AS v(key, {', '.join(columns)})"
            f" WHERE t.{key.column} = v.key::{str(key.db_type(connection)).split('(')[0]} AND {same}",
            [[str(row["pk"]) for row in rows], *columns.values()],
        )
        return int(cursor.rowcount)


def _made_anew(field: BlindIndexField, rows: list[dict[str, Any]]) -> dict[Any, str]:
    """{pk: index}. What can't be made any more is empty: under a dropped key it would find nothing."""
    assert field.made is not None
    made, lost = {}, []
    for row in rows:
        index = str(field.made(*(row[name] for name in field.of))) if row[field.name] else ""
        made[row["pk"]] = index
        if row[field.name] and not index:
            lost.append(row)
    if lost and field.beside is not None:
        made |= {pk: str(index) for pk, index in field.beside(lost).items()}
    return made
