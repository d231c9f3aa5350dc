"""Writes whose SQL is worked out once per process: `save`, `update` and `bulk_create` without asking each time how.

For the acts that people do a hundred times a day. As with `save`, invariants are the database's; unlike it, no signals
are sent, for this house has none. `together` sends all that an act writes as one statement.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from functools import cache, cached_property, lru_cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection, models
from django.db.models.sql.subqueries import UpdateQuery
from psycopg.types.numeric import Int2, Int4, Int8

from alongside.kernel.given import Given
from alongside.kernel.numbers import NEXT_NUMBER
from alongside.kernel.statements import Statement


class PreparedUpdate:
    """`queryset.update(**values)`: `Given` in the queryset and among the values. Called with what is given."""

    def __init__(self, build: Callable[[], models.QuerySet[Any]], **values: Any) -> None:
        self.build = build
        self.values = values

    @cached_property
    def _plan(self) -> tuple[Statement, tuple[Any, ...]]:
        query: Any = self.build().query.chain(UpdateQuery)
        query.add_update_values(self.values)
        sql, params = query.get_compiler(DEFAULT_DB_ALIAS).as_sql()
        return Statement(sql), tuple(params)

    def __call__(self, **given: Any) -> None:
        statement, params = self._plan
        _write(statement, [given[str(one.name)] if isinstance(one, Given) else one for one in params])


def write_whole(row: models.Model) -> None:
    """Save every field of a row that is there (`save(force_update=True)`). Raises DatabaseError when it is not."""
    statement, fields = _updating(type(row))
    _write(statement, [*_values(fields, row)], one_row=row)


def insert_whole(row: models.Model) -> None:
    """Insert a new row and tell it its id (`save(force_insert=True)`). Raises IntegrityError as that does."""
    model = type(row)
    if gathering := _gathering.get():
        gathering.give_id(row)
        statement, fields = _inserting(model, with_id=True)
        gathering.add(statement, _values(fields, row))
    else:
        statement, fields = _inserting(model, telling=True)
        row.pk = statement.rows(_values(fields, row))[0][0]
    row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


def insert_few(rows: Sequence[models.Model], *, known_stay: bool = False) -> None:
    """Insert a handful of rows of one model, which are not told their ids. For many there is `kernel.bulk`.

    `known_stay`: one that breaks a unique constraint is left out, as by `bulk_create(ignore_conflicts=True)`.
    """
    if rows:
        statement, fields = _inserting(type(rows[0]), len(rows), known_stay=known_stay)
        _write(statement, [value for row in rows for value in _values(fields, row)])


def write(statement: Statement, values: Sequence[Any]) -> None:
    """A statement that writes, and whose answer is nobody's."""
    _write(statement, values)


# --- all of an act in one statement -------------------------------------------------------------------------


class Gathering:
    """What an act wrote so far; the database has not heard of it yet. `number`: the next of the series asked for."""

    def __init__(self, ids: dict[type[models.Model], int], number: int | None) -> None:
        self.number = number
        self._ids = ids
        self._writes: list[str] = []
        self._values: list[Any] = []
        self._certain: list[tuple[int, models.Model]] = []

    def give_id(self, row: models.Model) -> None:
        """A new row of a model that counts its ids gets the one kept for it."""
        if isinstance(row._meta.pk, models.AutoField):
            row.pk = self._ids.pop(type(row))

    def add(self, write: Statement, values: Sequence[Any], *, one_row: models.Model | None = None) -> None:
        if one_row is not None:
            self._certain.append((len(self._writes), one_row))
        self._writes.append(write.sql)
        self._values += values

    def send(self) -> None:
        """Everything, in one go. Raises what the database says, and DatabaseError for a row that is not there."""
        if not self._writes:
            return
        whole = _whole(tuple(self._writes), tuple(place for place, _row in self._certain))
        (counts,) = whole.rows(self._values)
        for (_place, row), count in zip(self._certain, counts, strict=False):
            _check_there(row, count)


_gathering: ContextVar[Gathering | None] = ContextVar("gathering", default=None)


@contextmanager
def together(*new: type[models.Model], series: str = "") -> Iterator[Gathering]:
    """What the block writes with this module goes to the database as one statement when the block ends.

    `new` names the models of which one row is inserted whole: their ids are asked for when the block begins, in one
    question with the next number of a `series` (kernel.numbers). In the caller's transaction as ever.

    Until its end the block finds nothing of what it wrote, and it writes no row twice.
    """
    assert _gathering.get() is None and connection.in_atomic_block
    ids, number = _claimed(new, series)
    gathering = Gathering(ids, number)
    token = _gathering.set(gathering)
    try:
        yield gathering
    finally:
        _gathering.reset(token)
    gathering.send()


def _write(statement: Statement, values: Sequence[Any], *, one_row: models.Model | None = None) -> None:
    if gathering := _gathering.get():
        gathering.add(statement, values, one_row=one_row)
    else:
        count = statement.count(values)
        if one_row is not None:
            _check_there(one_row, count)


def _check_there(row: models.Model, count: int) -> None:
    if count != 1:
        raise DatabaseError(f"{row._meta.label} {row.pk} is no longer there")


@lru_cache(200)
def _whole(writes: tuple[str, ...], certain: tuple[int, ...]) -> Statement:
    """PostgreSQL does every part of a WITH, all of them on what was there before."""
    parts = [
        f"w{place} AS ({sql}{' RETURNING 1' if place in certain else ''})" for place, sql in enumerate(writes)
    ]
    given = [*(f"(SELECT count(*) FROM w{place})" for place in certain), "1"]
    return Statement(f"WITH {', '.join(parts)} SELECT {', '.join(given)}")


def _claimed(
    new: tuple[type[models.Model], ...], series: str
) -> tuple[dict[type[models.Model], int], int | None]:
    if not new and not series:
        return {}, None
    (given,) = _claiming(new, bool(series)).rows([series, 1] if series else [])
    return dict(zip(new, given, strict=False)), given[-1] if series else None


@cache
def _claiming(new: tuple[type[models.Model], ...], with_number: bool) -> Statement:
    ids = [f"nextval('{_sequence_of(model)}')" for model in new]
    if not with_number:
        return Statement(f"SELECT {', '.join(ids)}")
    return Statement(f"WITH given AS ({NEXT_NUMBER}) SELECT {', '.join([*ids, 'last'])} FROM given")


def _sequence_of(model: type[models.Model]) -> str:
    names = [connection.ops.quote_name(model._meta.db_table), str(model._meta.pk.column)]
    return str(Statement("SELECT pg_get_serial_sequence(%s, %s)").rows(names)[0][0])


# --- the texts ----------------------------------------------------------------------------------------------


@cache
def _updating(model: type[models.Model]) -> tuple[Statement, list[_Column]]:
    columns = [_Column(one) for one in model._meta.concrete_fields if not one.primary_key]
    key = _Column(model._meta.pk)
    changes = ", ".join(f"{one.name} = {one.place}" for one in columns)
    table = connection.ops.quote_name(model._meta.db_table)
    return Statement(f"UPDATE {table} SET {changes} WHERE {key.name} = {key.place}"), [*columns, key]


@cache
def _inserting(
    model: type[models.Model],
    count: int = 1,
    *,
    known_stay: bool = False,
    with_id: bool = False,
    telling: bool = False,
) -> tuple[Statement, list[_Column]]:
    columns = [
        _Column(one)
        for one in model._meta.concrete_fields
        if with_id or not isinstance(one, models.AutoField)
    ]
    names = ", ".join(one.name for one in columns)
    places = ", ".join(one.place for one in columns)
    sql = f"INSERT INTO {connection.ops.quote_name(model._meta.db_table)} ({names}) VALUES "
    sql += ", ".join([f"({places})"] * count)
    if known_stay:
        sql += " ON CONFLICT DO NOTHING"
    if telling:
        sql += f" RETURNING {connection.ops.quote_name(str(model._meta.pk.column))}"
    return Statement(sql), columns


# Fields whose values are sent as they are, and integers with the width of their column, so that the server needs one
# plan for small and large ones.
_AS_IT_IS: dict[type, type] = {
    models.CharField: str,
    models.TextField: str,
    models.BooleanField: bool,
    models.DateTimeField: datetime,
    models.DateField: date,
}
_WIDTHS: dict[type, type[int]] = {
    models.SmallIntegerField: Int2,
    models.IntegerField: Int4,
    models.BigIntegerField: Int8,
    models.AutoField: Int4,
    models.BigAutoField: Int8,
}
_PLAIN_PRE_SAVES = (models.Field.pre_save, models.DateField.pre_save, models.DateTimeField.pre_save)


class _Column:
    """A column, and how a model's value is sent to it: as Django's field does, which need not be asked mostly."""

    __slots__ = ("attribute", "field", "name", "place", "same", "width")

    def __init__(self, field: Any) -> None:
        self.field = field
        self.attribute = field.attname
        self.name = connection.ops.quote_name(field.column)
        own = getattr(field, "get_placeholder", None)
        self.place = str(own(None, None, connection)) if own else "%s"
        kind = field
        while kind.remote_field:
            kind = kind.target_field
        is_plain = not getattr(field, "auto_now", False) and not getattr(field, "auto_now_add", False)
        is_plain = is_plain and type(field).pre_save in _PLAIN_PRE_SAVES
        self.same = _AS_IT_IS.get(type(kind)) if is_plain else None
        self.width = _WIDTHS.get(type(kind)) if is_plain else None


def _values(columns: list[_Column], row: models.Model) -> list[Any]:
    values: list[Any] = []
    known = row.__dict__
    for one in columns:
        value: Any = known.get(one.attribute)
        kind = type(value)
        if (kind is one.same and (kind is not datetime or value.tzinfo)) or (
            one.same is str and isinstance(value, str)  # a choice of TextChoices
        ):
            values.append(value)
        elif kind is int and one.width:
            values.append(one.width(value))
        elif value is None and one.attribute in known and (one.same or one.width):
            values.append(None)
        else:
            values.append(
                one.field.get_db_prep_save(one.field.pre_save(row, add=row._state.adding), connection)
            )
    return values
