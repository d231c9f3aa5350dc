"""Writes whose SQL is worked out once per process: `save`, `update` and `bulk_create` without asking each time how.

For the acts that people do a hundred times a day. As with `save`, invariants are the database's; unlike it, no signals
are sent, for this house has none.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache, cached_property
from typing import Any

from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection, models
from django.db.models.sql.subqueries import UpdateQuery

from alongside.kernel.given import Given


class PreparedUpdate:
    """`queryset.update(**values)`: `Given` in the queryset and among the values.

    Called with what is given it returns how many rows changed.
    """

    def __init__(self, build: Callable[[], models.QuerySet[Any]], **values: Any) -> None:
        self.build = build
        self.values = values

    @cached_property
    def _plan(self) -> tuple[str, tuple[Any, ...]]:
        query: Any = self.build().query.chain(UpdateQuery)
        query.add_update_values(self.values)
        sql, params = query.get_compiler(DEFAULT_DB_ALIAS).as_sql()
        return sql, tuple(params)

    def __call__(self, **given: Any) -> int:
        sql, params = self._plan
        with connection.cursor() as cursor:
            cursor.execute(sql, [given[str(one.name)] if isinstance(one, Given) else one for one in params])
            return int(cursor.rowcount)


def write_whole(row: models.Model) -> None:
    """Save every field of a row that is there (`save(force_update=True)`). Raises DatabaseError when it is not."""
    fields = row._meta.concrete_fields
    values = {one.attname: one.get_db_prep_save(getattr(row, one.attname), connection) for one in fields}
    if not _writing(type(row))(**values):
        raise DatabaseError(f"{row._meta.label} {row.pk} is no longer there")


@cache
def _writing(model: type[models.Model]) -> PreparedUpdate:
    fields = [one for one in model._meta.concrete_fields if not one.primary_key]
    key = model._meta.pk.attname
    return PreparedUpdate(
        lambda: model._base_manager.filter(pk=Given(key)), **{one.name: Given(one.attname) for one in fields}
    )


def insert_whole(row: models.Model) -> None:
    """Insert a new row and tell it its id (`save(force_insert=True)`). Raises IntegrityError as that does."""
    sql, fields = _inserting(type(row))
    key = connection.ops.quote_name(str(row._meta.pk.column))
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} RETURNING {key}", _values(fields, row))
        row.pk = cursor.fetchone()[0]
    row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


def insert_few(rows: Sequence[models.Model], *, known_stay: bool = False) -> None:
    """Insert a handful of rows of one model, which are not told their ids. For many there is `kernel.bulk`.

    `known_stay`: one that breaks a unique constraint is left out, as by `bulk_create(ignore_conflicts=True)`.
    """
    if not rows:
        return
    sql, fields = _inserting(type(rows[0]), len(rows))
    ending = " ON CONFLICT DO NOTHING" if known_stay else ""
    with connection.cursor() as cursor:
        cursor.execute(sql + ending, [value for row in rows for value in _values(fields, row)])


def _values(fields: list[Any], row: models.Model) -> list[Any]:
    return [one.get_db_prep_save(one.pre_save(row, add=True), connection) for one in fields]


@cache
def _inserting(model: type[models.Model], count: int = 1) -> tuple[str, list[Any]]:
    fields: list[Any] = [one for one in model._meta.concrete_fields if not isinstance(one, models.AutoField)]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(one.column) for one in fields)
    places = ", ".join(_place(one) for one in fields)
    values = ", ".join([f"({places})"] * count)
    return f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES {values}", fields


def _place(field: Any) -> str:
    own = getattr(field, "get_placeholder", None)
    return str(own(None, None, connection)) if own else "%s"
