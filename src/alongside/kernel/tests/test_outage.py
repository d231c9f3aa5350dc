"""The database being away is told from being wrong, and answered as something that passes."""

from __future__ import annotations

import psycopg
import pytest
from django.db import DatabaseError, InterfaceError, OperationalError

from alongside.kernel.outage import is_outage


def raised(error: DatabaseError, cause: Exception | None = None) -> DatabaseError:
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    "error",
    [
        raised(OperationalError("couldn't get a connection after 10.00 sec")),
        raised(OperationalError(), psycopg.OperationalError("server closed the connection unexpectedly")),
        raised(OperationalError(), psycopg.errors.AdminShutdown()),
        raised(OperationalError(), psycopg.errors.CannotConnectNow()),
        raised(OperationalError(), psycopg.errors.TooManyConnections()),
        raised(InterfaceError("connection already closed")),
    ],
)
def test_a_connection_that_is_gone_or_not_to_be_had_is_an_outage(error):
    assert is_outage(error)


@pytest.mark.parametrize(
    "error",
    [
        raised(OperationalError(), psycopg.errors.DeadlockDetected()),
        raised(OperationalError(), psycopg.errors.LockNotAvailable()),
        raised(DatabaseError("no such column")),
        ValueError("something else"),
        None,
    ],
)
def test_what_does_not_pass_by_itself_is_none(error):
    assert not is_outage(error)
