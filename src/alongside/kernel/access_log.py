"""Who was shown whose personal data: one line a page, hashed with a key that the database never sees (INF-3).

`note_access` writes a line at once, in a statement of its own and without waiting for others: lines of different
threads know nothing of each other. The worker seals them in order afterwards (`kernel.access_chain`). What this
finds out and what not is argued in docs/decisions/0006-an-access-log-that-cannot-be-changed-unnoticed.md.
"""

from __future__ import annotations

import base64
import hmac
import json
import os
import threading
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import connection

from alongside.kernel.actor import Actor

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)

# Waiting for the disk would cost every page what an act costs; a crash of the database server itself (not of ours)
# may lose the lines of its last half second.
_INSERT = """
    WITH quick AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true))
    INSERT INTO kernel_accessline (at, viewer_kind, viewer_id, role, act, page, about_kind, about_id, person_ids,
                                   origin, reason, writer, number, key_id, mac)
    SELECT %s::timestamptz, %s, %s::bigint, %s, %s, %s, %s, %s::bigint, %s::bigint[], %s, %s, %s::uuid, %s::int, %s,
           %s::bytea
      FROM quick
"""


@lru_cache(maxsize=4)
def _parsed(spec: str) -> dict[str, bytes]:
    pairs = (one.strip().split(":", 1) for one in spec.split(",") if one.strip())
    return {key_id: base64.urlsafe_b64decode(key) for key_id, key in pairs}


def audit_keys() -> dict[str, bytes]:
    """{id: key} from AUDIT_KEYS. The first one writes; all of them are needed for checking what they wrote."""
    return _parsed(settings.AUDIT_KEYS)


class _Writer(threading.local):
    """Counts the lines of one thread. A number that was given to no line would look like a line taken away."""

    id: UUID | None = None
    process = 0
    number = 0

    def begin(self) -> None:
        self.id, self.process, self.number = uuid4(), os.getpid(), 0


_writer = _Writer()


def note_access(
    *,
    viewer: Actor,
    role: str,
    act: str,
    page: str,
    persons: Iterable[int],
    at: datetime,
    about: tuple[str, int] | None = None,
    address: str = "",
    reason: str = "",
) -> None:
    """Write one line: this viewer was shown these customers there.

    `page` is the name of an address or command, `role` and `reason` are codes, never words. Raises what the database
    raises: a page that can't be noted must not be shown.
    """
    key_id, key = next(iter(audit_keys().items()))
    if _writer.id is None or _writer.process != os.getpid() or connection.in_atomic_block:
        _writer.begin()  # within a transaction a line may yet vanish with it, so it is nobody's neighbour
    about_kind, about_id = about or ("", None)
    line = (
        (at - EPOCH) // MICROSECOND, viewer.kind, viewer.id, role[:120], act, page[:80], about_kind, about_id,
        sorted(set(persons)), origin_of(address), reason[:80], str(_writer.id), _writer.number + 1,
    )  # fmt: skip
    try:
        with connection.cursor() as cursor:
            cursor.execute(_INSERT, [at, *line[1:], key_id, mac_of(key, line)])
    except BaseException:
        _writer.begin()  # nobody knows whether it was written
        raise
    if connection.in_atomic_block:
        _writer.begin()
    else:
        _writer.number += 1


def mac_of(key: bytes, line: Sequence[Any]) -> bytes:
    """The keyed hash of a line: moment in microseconds, then its columns up to `number`."""
    return hmac.digest(key, json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode(), "sha256")


def origin_of(address: str) -> str:
    """What stands for a network address: 32 hex digits, equal for equal addresses."""
    if not address:
        return ""
    key = next(reversed(audit_keys().values()))  # the oldest, so that it stays the same
    return hmac.digest(key, f"origin\0{address}".encode(), "sha256").hex()[:32]


def make_months_ahead(*, now: datetime, months: int = 3) -> None:
    """Have the partitions of this month and those after it. Any number of times."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT alongside_access_month((%s::timestamptz + n * interval '1 month')::date)"
            "  FROM generate_series(0, %s) n",
            [now, months],
        )
