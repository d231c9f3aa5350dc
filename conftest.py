"""How every test gets its database: a copy of a template that holds all migrations.

The first test that needs a database starts the embedded server under var/test-postgres (or uses DATABASE_URL).
Migrations run once for each new state of the migration files; every process then copies the result, which takes
a fraction of a second. The last process stops the server.
"""

from __future__ import annotations

import asyncio
import fcntl
import gc
import hashlib
import os
import re
import secrets
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import django
import psycopg
import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils import timezone, translation
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from psycopg import sql

from alongside.config import embedded_database, texts

HERE = Path(__file__).parent
TEST_SERVER = HERE / "var" / "test-postgres"

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alongside.config.settings")
os.environ.setdefault("LOG_LEVEL", "warning")
os.environ["DATABASE_POOL_SIZE"] = "0"  # a pool would keep connections to databases that are to be dropped
os.environ["VAR_DIR"] = str(HERE / "var" / "test")
os.environ.setdefault("SECRET_KEY", "for tests only: " + "x" * 40)
os.environ.setdefault("FIELD_KEYS", "test:" + "dGVzdCB0ZXN0IHRlc3QgdGVzdCB0ZXN0IHRlc3QgMTI=")
os.environ.setdefault("BLIND_INDEX_KEY", "for tests only: " + "y" * 40)
os.environ.setdefault("AUDIT_KEYS", "test:" + "YXVkaXQgYXVkaXQgYXVkaXQgYXVkaXQgYXVkaXQgMTI=")
os.environ.setdefault("DATABASE_URL", embedded_database.url(TEST_SERVER))
OWN_SERVER = os.environ["DATABASE_URL"] == embedded_database.url(
    TEST_SERVER
)  # also in processes that inherit it

django.setup()  # before the conftests of single folders are read: they import models

from tests.cast import cast  # noqa: E402, F401  (the fixture, for tests everywhere)


def pytest_configure(config: pytest.Config) -> None:
    """Texts are compiled; tests read static files where they lie, hash passwords quickly and keep mails in memory."""
    if not hasattr(config, "workerinput"):  # once, before the processes of a parallel run start
        texts.compile_all(only_stale=True)
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    settings.WHITENOISE_AUTOREFRESH = True
    settings.STATICFILES_DIRS = [
        HERE / "var" / "frontend"
    ]  # where setting up puts it; tests keep their own VAR_DIR
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


def pytest_collection_finish() -> None:
    """What is loaded by now stays: the collector need not look through it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker) -> Iterator[None]:
    """This process's own copy of the migrated template database."""
    held = embedded_database.hold(TEST_SERVER, forgetful=True) if OWN_SERVER else None
    name = f"alongside_test_{os.getpid()}_{secrets.token_hex(3)}"
    try:
        with django_db_blocker.unblock():
            template = _template()
            with _server() as server:
                server.execute(
                    sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY").format(
                        sql.Identifier(name), sql.Identifier(template)
                    )
                )
            connection.close()
            connection.settings_dict["NAME"] = name
        yield
        with django_db_blocker.unblock():
            connection.close()
            with _server() as server:
                server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
    finally:
        if held:
            held.release()


@pytest.fixture(autouse=True)
def _own_language_left() -> Iterator[None]:
    """What a page activated for its reader ends with the test."""
    yield
    translation.deactivate()
    timezone.deactivate()


@pytest.fixture(autouse=True)
def _no_jobs_left(request: pytest.FixtureRequest) -> Iterator[None]:
    """Tests with real transactions leave no job behind: Django's flush spares procrastinate's tables."""
    yield
    marker = request.node.get_closest_marker("django_db")
    real = (marker and marker.kwargs.get("transaction")) or "transactional_db" in request.fixturenames
    if real:
        with request.getfixturevalue("django_db_blocker").unblock(), connection.cursor() as cursor:
            cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_workers RESTART IDENTITY CASCADE")


@pytest.fixture
def work_off(transactional_db: None) -> Callable[[], None]:
    """`work_off()` does every job that is due, as the worker would, in real transactions."""

    def work() -> None:
        connector = app.connector
        assert isinstance(connector, DjangoConnector)
        worker = app.with_connector(connector.get_worker_connector())

        async def run() -> None:
            async with worker.open_async():
                await worker.run_worker_async(
                    wait=False, listen_notify=False, install_signal_handlers=False, concurrency=1
                )

        # In a thread of its own: a browser test already has an event loop in this one.
        with ThreadPoolExecutor(1) as thread:
            thread.submit(asyncio.run, run()).result()

    return work


def _server() -> psycopg.Connection:
    """A connection to the server's maintenance database, under the rights of the settings' user."""
    return psycopg.connect(os.environ["DATABASE_URL"], dbname="postgres", autocommit=True)


def _template() -> str:
    """The name of the template for the present migrations, made when it's missing. Older ones go."""
    name = f"alongside_template_{_migrations_hash()}"
    TEST_SERVER.mkdir(parents=True, exist_ok=True)
    with (TEST_SERVER / "template.lock").open("w") as lock, _server() as server:
        fcntl.flock(lock, fcntl.LOCK_EX)
        rows = server.execute(
            "SELECT datname FROM pg_database WHERE datname LIKE 'alongside\\_te%'"
        ).fetchall()
        existing = {row[0] for row in rows}
        if name in existing:
            return name
        for old in existing:
            if not _in_use(old):
                server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(old)))
        unfinished = f"{name}_unfinished"
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(unfinished)))
        connection.close()
        connection.settings_dict["NAME"] = unfinished
        call_command("migrate", verbosity=0, interactive=False)
        _let_tests_empty_tables()
        connection.close()
        server.execute(
            sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(unfinished), sql.Identifier(name))
        )
    return name


def _let_tests_empty_tables() -> None:
    """Django empties every table after a test with real transactions; the access log would refuse it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'never_emptied'")
        for (table,) in cursor.fetchall():
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER never_emptied")
            cursor.execute(f"GRANT ALL ON {table} TO CURRENT_USER")


def _in_use(database: str) -> bool:
    """Does the process live whose copy this is?"""
    found = re.fullmatch(r"alongside_test_(\d+)_\w+", database)
    return bool(found) and Path(f"/proc/{found[1]}").exists()


def _migrations_hash() -> str:
    """Changes whenever any app's migrations do."""
    digest = hashlib.sha256()
    for installed in apps.get_app_configs():
        for path in sorted((Path(installed.path) / "migrations").glob("**/*.*")):
            if path.suffix in (".py", ".sql"):
                digest.update(f"{installed.label}/{path.name}\0".encode() + path.read_bytes())
    return digest.hexdigest()[:16]
