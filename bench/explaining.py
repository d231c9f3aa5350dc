"""What PostgreSQL did for a page: every statement over a limit with its plan, timed by the server itself (auto_explain)."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
from psycopg import sql

from bench.own_database import HOME

LOG = HOME / "postgres" / "server" / "log"
SETTINGS = {
    "session_preload_libraries": "auto_explain",
    "auto_explain.log_analyze": "on",
    "auto_explain.log_buffers": "on",
    "auto_explain.log_timing": "off",
}


@contextmanager
def explaining(limit_ms: int) -> Iterator[Callable[[], str]]:
    """Sessions begun in the block tell the plans of statements over the limit; the callable gives those since its last call."""
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        name = sql.Identifier(connection.info.dbname)
        wanted = SETTINGS | {"auto_explain.log_min_duration": str(limit_ms)}
        for setting, value in wanted.items():
            connection.execute(
                sql.SQL("ALTER DATABASE {} SET {} = {}").format(name, sql.SQL(setting), sql.Literal(value))
            )
        try:
            with LOG.open(encoding="utf-8", errors="replace") as log:
                log.seek(0, os.SEEK_END)
                yield log.read
        finally:
            for setting in wanted:
                connection.execute(sql.SQL("ALTER DATABASE {} RESET {}").format(name, sql.SQL(setting)))
