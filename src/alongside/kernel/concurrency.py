"""Optimistic concurrency: the later of two people is told what changed (CAS-16)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import cache
from typing import Any, TypeVar

from django.db import connection, models
from django.utils.translation import gettext_lazy as _

from alongside.kernel.prepared import Given, Prepared
from alongside.kernel.refusals import Conflict

M = TypeVar("M", bound=models.Model)  # one with a `version`


def lock(thing: M, *, seen: int | None = None, reading: Prepared[M] | None = None, no_key: bool = False) -> M:
    """The row afresh, locked until commit. Conflict if its `version` moved on from the one the person saw.

    `seen` None means: the act adds and overwrites nothing, so any version will do. `reading` locks the row of a `pk`
    and reads what belongs to it too. `no_key`: rows that point at it may still be written meanwhile.
    """
    model: Any = type(thing)
    fresh: Any = (reading or _locking(model, no_key)).first(pk=thing.pk)
    if fresh is None:
        raise model.DoesNotExist
    if seen is not None and fresh.version != seen:
        raise Conflict(
            _(
                "Somebody else changed this while you were at it. Nothing of yours was overwritten or saved; "
                "look at what changed and decide again."
            ),
            facts={"seen": seen, "current": fresh.version},
        )
    return fresh


@cache
def _locking(model: type[models.Model], no_key: bool) -> Prepared[models.Model]:
    return Prepared(lambda: model._base_manager.select_for_update(no_key=no_key).filter(pk=Given("pk")))


@contextmanager
def lock_timeout_of(longest: timedelta) -> Iterator[None]:
    """Within the caller's transaction, wait no longer than this for others: then DatabaseError (SQLSTATE 55P03)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('lock_timeout', %s, true)", [f"{int(longest.total_seconds() * 1000)}ms"]
        )
    yield  # after an error the transaction is over, and the setting with it
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout TO DEFAULT")


@contextmanager
def statement_timeout_of(longest: timedelta) -> Iterator[None]:
    """Within the caller's transaction, no statement takes longer than this: then DatabaseError (SQLSTATE 57014)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('statement_timeout', %s, true)", [f"{int(longest.total_seconds() * 1000)}ms"]
        )
    yield  # as above
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout TO DEFAULT")
