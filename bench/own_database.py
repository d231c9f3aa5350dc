"""A database of a benchmark's own on the embedded server, thrown away afterwards, with Django ready on it."""

from __future__ import annotations

import base64
import os
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

import psutil
import psycopg
from psycopg import sql

HOME = Path(__file__).parent.parent / "var" / "bench"


@contextmanager
def own_database(name: str, *, keep: bool = False) -> Iterator[bool]:
    """Migrated and without rows; whether it is new. With `keep` it stays, and is used as it is when it is there."""
    os.environ.update(
        VAR_DIR=str(HOME), LOG_LEVEL="error", DATABASE_POOL_SIZE="0", PUBLIC_URL="http://127.0.0.1:8000",
        ALLOWED_HOSTS="127.0.0.1", DJANGO_SETTINGS_MODULE="alongside.config.settings",
        # Keys of a database that is thrown away.
        SECRET_KEY="for the benchmark only " + "x" * 40, BLIND_INDEX_KEY="for the benchmark only " + "x" * 40,
        FIELD_KEYS="bench:" + base64.urlsafe_b64encode(b"b" * 32).decode(),
        AUDIT_KEYS="bench:" + base64.urlsafe_b64encode(b"a" * 32).decode(),
    )  # fmt: skip
    embedded_database = import_module("alongside.config.embedded_database")
    home = HOME / "postgres"
    with (
        embedded_database.running(home),
        psycopg.connect(embedded_database.url(home, "postgres"), autocommit=True) as server,
    ):
        os.environ["DATABASE_URL"] = embedded_database.url(home, name)
        there = server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
        is_new = not (there and keep)
        if is_new:
            server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
            server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        import_module("django").setup()
        try:
            if is_new:
                import_module("django.core.management").call_command("migrate", verbosity=0)
            yield is_new
        finally:
            import_module("django.db").connections.close_all()
            if not keep:
                server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def database_cpu_seconds() -> float:
    """Processor time of the embedded server so far, of those of its processes that have ended, too."""
    pid = int((HOME / "postgres" / "server" / "data" / "postmaster.pid").read_text().split()[0])
    server = psutil.Process(pid)
    living = sum(sum(one.cpu_times()[:2]) for one in server.children())
    return living + sum(server.cpu_times()[:4])
