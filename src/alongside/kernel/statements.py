"""One text of SQL that is asked all day, on the shortest way to the database.

_NEXT = Statement("INSERT … VALUES (%s, %s) … RETURNING last")
((last,),) = _NEXT.rows([series, 1])

Django makes a cursor with two wrappers for each statement, and psycopg reads its text, asks how each value and column
is turned, and steps through generators that could also wait for other things: for a statement of a tenth of a
millisecond that is most of the work. Here the places are numbered once, and what psycopg has prepared on a connection
goes to the server in one call of its C library, with the turning of values and columns kept. Transactions, errors and
connections are Django's as always; where somebody listens to what is asked (tests that count, a log of queries), the
statement goes Django's own way.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import count
from typing import Any

import psycopg
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.postgresql.psycopg_any import BaseTzLoader
from psycopg.adapt import PyFormat, Transformer
from psycopg.errors import error_from_result
from psycopg.pq import ConnStatus, ExecStatus, TransactionStatus

Row = tuple[Any, ...]

_PLACE = re.compile(r"%(s|%)")


class _Own(threading.local):
    """Django's connection of this thread, which it looks up anew each time."""

    def __init__(self) -> None:
        self.database: Any = connections[DEFAULT_DB_ALIAS]


_own = _Own()


class Statement:
    """A statement with `%s` where values come in (and `%%` for a per cent sign)."""

    __slots__ = ("formats", "numbered", "sql")

    def __init__(self, sql: str) -> None:
        places = count(1)
        self.sql = sql
        self.numbered = _PLACE.sub(lambda found: f"${next(places)}" if found[1] == "s" else "%", sql).encode()
        self.formats = [PyFormat.AUTO] * (next(places) - 1)

    def rows(self, values: Sequence[Any] = ()) -> list[Row]:
        """What it gives. Raises Django's database errors."""
        database = _own.database
        if database.execute_wrappers or database.queries_logged:
            with database.cursor() as listened:
                listened.execute(self.sql, values)
                return list(listened.fetchall())
        with database.wrap_database_errors:
            return _line_of(database).rows(self, values)

    def count(self, values: Sequence[Any] = ()) -> int:
        """How many rows it wrote. Raises Django's database errors."""
        database = _own.database
        if database.execute_wrappers or database.queries_logged:
            with database.cursor() as listened:
                listened.execute(self.sql, values)
                return int(listened.rowcount)
        with database.wrap_database_errors:
            return _line_of(database).count(self, values)


class _Line:
    """One connection of psycopg, and what is kept for the statements that go over it."""

    def __init__(self, opened: psycopg.Connection[Row]) -> None:
        self.opened = opened
        self.pgconn = opened.pgconn
        self.cursor = psycopg.RawCursor(opened)
        # What psycopg has prepared on this connection, by text and types. It forgets it at a rollback, and then asks
        # the server to; `_to_flush` is what it has still to ask.
        self.prepared = opened._prepared._names
        self.to_flush = opened._prepared._to_flush
        self.turned: dict[bytes, tuple[Any, bool]] = {}
        if opened.info.parameter_status("TimeZone") == "UTC":
            opened.adapters.register_loader("timestamptz", _Moment)

    def rows(self, statement: Statement, values: Sequence[Any]) -> list[Row]:
        turn, knows_columns = self.turned.get(statement.numbered) or (Transformer(self.opened), False)
        result = self._given(statement, values, turn)
        if result is None:
            return self.cursor.execute(statement.numbered, values).fetchall()
        turn.set_pgresult(result, set_loaders=not knows_columns)
        self.turned[statement.numbered] = turn, True
        found: list[Row] = turn.load_rows(0, result.ntuples, tuple)
        return found

    def count(self, statement: Statement, values: Sequence[Any]) -> int:
        turn, knows_columns = self.turned.get(statement.numbered) or (Transformer(self.opened), False)
        result = self._given(statement, values, turn)
        if result is None:
            return self.cursor.execute(statement.numbered, values).rowcount
        self.turned[statement.numbered] = turn, knows_columns
        return result.command_tuples or 0

    def _given(self, statement: Statement, values: Sequence[Any], turn: Any) -> Any:
        """The server's answer; None when psycopg must ask, because it has not prepared this or has other work."""
        pgconn = self.pgconn
        where = pgconn.transaction_status
        if self.to_flush or not (where == TransactionStatus.IDLE or where == TransactionStatus.INTRANS):
            return None
        params = turn.dump_sequence(values, statement.formats)
        key = statement.numbered, turn.types
        name = self.prepared.get(key)
        if name is None:
            return None
        self.prepared.move_to_end(key)
        if where == TransactionStatus.IDLE and not self.opened.autocommit:
            self._checked(pgconn.exec_(self.opened._get_tx_start_command()))
        return self._checked(pgconn.exec_prepared(name, params, turn.formats))

    def _checked(self, result: Any) -> Any:
        if result.status in (ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK):
            return result
        encoding = self.opened.info.encoding
        if self.pgconn.status == ConnStatus.BAD:
            raise psycopg.OperationalError(result.get_error_message(encoding))
        raise error_from_result(result, encoding)


class _Moment(BaseTzLoader):
    """A moment in UTC, read by Python's own reader of such texts."""

    timezone = UTC

    def load(self, data: Any) -> datetime:
        try:
            moment = datetime.fromisoformat(str(data, "ascii"))
        except ValueError:  # before or after what Python knows: psycopg says it in its words
            found: datetime = super().load(data)
            return found
        return moment if moment.tzinfo is UTC else moment.astimezone(UTC)


def _line_of(database: Any) -> _Line:
    """As Django's cursor does, step by step, without asking twice."""
    if database.health_check_enabled and not database.health_check_done:
        database.close_if_health_check_failed()
    if database.connection is None:
        database.ensure_connection()
    if database.needs_rollback:
        database.validate_no_broken_transaction()
    line: _Line | None = getattr(database.connection, "_kept_line", None)
    if line is None:
        line = database.connection._kept_line = _Line(database.connection)
    return line
