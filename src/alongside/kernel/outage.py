"""Whether an error means that the database is away just now, rather than that something is wrong."""

from __future__ import annotations

from django.db import InterfaceError, OperationalError

RETRY_AFTER_SECONDS = 5
# Connections break (08), the server shuts down or starts (57P), it has no room for another connection (53300).
OUTAGES = ("08", "57P", "53300")


def is_outage(error: BaseException | None) -> bool:
    """True for what passes by itself once the database is back. Deadlocks and lock timeouts are none."""
    if not isinstance(error, OperationalError | InterfaceError):
        return False
    state = getattr(error.__cause__, "sqlstate", None)
    return state is None or state.startswith(OUTAGES)
