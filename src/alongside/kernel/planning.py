"""When the server shall not use a plan that it kept.

A plan is kept for whatever values come. Where the best way depends on them (a rare word or a common one, one node or
all), each question is planned for its own; that costs a millisecond and saves a hundred.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def planned_anew() -> Iterator[None]:
    """Queries in this block are planned for their own values."""
    connection.ensure_connection()
    raw = connection.connection
    kept, raw.prepare_threshold = raw.prepare_threshold, None
    try:
        yield
    finally:
        raw.prepare_threshold = kept
