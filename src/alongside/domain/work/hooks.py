"""What work asks of the domains above it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from alongside.kernel.actor import Actor
from alongside.kernel.bulk import LoadReport
from alongside.kernel.columns import Column
from alongside.kernel.hooks import Hook
from alongside.kernel.permission import Permission


class Asked(Protocol):
    """What a task says of the thing that asked for it."""

    node_id: Any
    about_kind: Any
    about_id: Any


# Filled by the domain whose things tasks are about; one True is enough.
may_answer_task: Hook[[Asked, Actor], bool] = Hook("May this actor answer this task, besides its assignee?")
may_withdraw_task: Hook[[Asked, Actor], bool] = Hook("May this actor take this task back, besides who asked?")


_importers: dict[str, Importer] = {}


@dataclass(frozen=True)
class Importer:
    """A kind of table that comes in: its columns, who may, and what loads it.

    `load(rows, *, node, by, now, names, dry_run, may_change, after_line, progress) -> LoadReport`: each batch in a
    transaction of its own in which `progress` hears the report; rows up to `after_line` are in already.
    """

    kind: str
    label: Any
    permission: Permission
    columns: Sequence[Column]
    load: Callable[..., LoadReport]

    def __post_init__(self) -> None:
        _importers[self.kind] = self


def importers() -> list[Importer]:
    """Every kind of table that comes in, in the order of their domains."""
    return list(_importers.values())


def importer_of(kind: str) -> Importer:
    """KeyError for a kind that nobody declared."""
    return _importers[kind]
