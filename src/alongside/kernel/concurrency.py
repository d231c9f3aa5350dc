"""Optimistic concurrency: the later of two people is told what changed (CAS-16)."""

from __future__ import annotations

from typing import TypeVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from alongside.kernel.refusals import Conflict

M = TypeVar("M", bound=models.Model)


def lock(thing: M, *, seen: int | None = None) -> M:
    """The row afresh, locked until commit. Conflict if its `version` moved on from the one the person saw.

    `seen` None means: the act adds and overwrites nothing, so any version will do.
    """
    fresh = type(thing)._base_manager.select_for_update().get(pk=thing.pk)
    if seen is not None and fresh.version != seen:
        raise Conflict(
            _(
                "Somebody else changed this while you were at it. Nothing of yours was overwritten or saved; "
                "look at what changed and decide again."
            ),
            facts={"seen": seen, "current": fresh.version},
        )
    return fresh
