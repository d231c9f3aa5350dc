"""One text of SQL that is asked all day, on the shortest way to the database.

_NEXT = Statement("INSERT … VALUES (%s, %s) … RETURNING last")
((last,),) = _NEXT.rows([series, 1])

Django makes a cursor with two wrappers for each statement and psycopg reads the text for its places anew; for a
statement of a fifth of a millisecond that is half of the work. Here the places are numbered once, and a connection
keeps one cursor. Transactions, errors and connections are Django's as always; where somebody listens to what is asked
(tests that count, a log of queries), the statement goes Django's own way.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import count
from typing import Any

import psycopg
from django.db import DEFAULT_DB_ALIAS, connections

Row = tuple[Any, ...]

_PLACE = re.compile(r"%(s|%)")


class Statement:
    """A statement with `%s` where values come in (and `%%` for a per cent sign)."""

    __slots__ = ("numbered", "sql")

    def __init__(self, sql: str) -> None:
        places = count(1)
        self.sql = sql
        self.numbered = _PLACE.sub(lambda found: f"${next(places)}" if found[1] == "s" else "%", sql).encode()

    def rows(self, values: Sequence[Any] = ()) -> list[Row]:
        """What it gives. Raises Django's database errors."""
        database = connections[DEFAULT_DB_ALIAS]
        if database.execute_wrappers or database.queries_logged:
            with database.cursor() as listened:
                listened.execute(self.sql, values)
                return list(listened.fetchall())
        with database.wrap_database_errors:
            return self._asked(database, values).fetchall()

    def count(self, values: Sequence[Any] = ()) -> int:
        """How many rows it wrote. Raises Django's database errors."""
        database = connections[DEFAULT_DB_ALIAS]
        if database.execute_wrappers or database.queries_logged:
            with database.cursor() as listened:
                listened.execute(self.sql, values)
                return int(listened.rowcount)
        with database.wrap_database_errors:
            return self._asked(database, values).rowcount

    def _asked(self, database: Any, values: Sequence[Any]) -> psycopg.RawCursor[Row]:
        """As Django's cursor does, step by step."""
        database.close_if_health_check_failed()
        database.ensure_connection()
        database.validate_no_broken_transaction()
        return _cursor_of(database.connection).execute(self.numbered, values)


def _cursor_of(opened: Any) -> psycopg.RawCursor[Row]:
    cursor: psycopg.RawCursor[Row] | None = getattr(opened, "_kept_cursor", None)
    if cursor is None:
        cursor = opened._kept_cursor = psycopg.RawCursor(opened)
    return cursor
