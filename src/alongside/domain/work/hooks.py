"""What work asks of the domains above it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Protocol

from django.db.models import QuerySet

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


# (the notices): in the transaction in which staff are told something, whoever told them before.
TOLD: Hook[[Sequence[Any]], bool] = Hook("Who carries these notices to where staff are besides the desk?")

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


# --- approvals (ORG-9) --------------------------------------------------------------------------------------

_approvables: dict[str, Approvable] = {}


@dataclass(frozen=True)
class ApprovalStep:
    """One yes in a chain: who holds the permission at the node gives it. Asked from this amount on."""

    permission: Permission
    from_amount: Decimal = Decimal(0)


@dataclass(frozen=True)
class Approvable:
    """A kind of thing that needs a yes, and whose, in order. A node may ask for more (`ApprovalRule`).

    `asked_with` are the permissions of those who ask: who may ask is not counted among those who answer.
    `has_limits`: the chain draws limits of authority (CAS-9). What lies below its first amount needs no yes, nobody is
    asked for a step that they could answer themself, but for the highest; the shipped chain is a proposal, which the
    company's root may say anew, less as well as more.
    """

    kind: str
    label: Any
    chain: tuple[ApprovalStep, ...]
    asked_with: Callable[[], Iterable[Permission]] = tuple
    has_limits: bool = False

    def __post_init__(self) -> None:
        _approvables[self.kind] = self


def approvables() -> list[Approvable]:
    """Every kind of thing that needs a yes."""
    return list(_approvables.values())


def approvable(kind: str) -> Approvable:
    """KeyError for a kind that nobody declared."""
    return _approvables[kind]


class Deciding(Protocol):
    """What hears that the last yes, or a no, was said, in the same transaction. Refused undoes the answer."""

    def __call__(self, about_id: int, is_yes: bool, by: Actor, now: datetime) -> None: ...


_deciding: dict[str, Deciding] = {}


def on_decision(*kinds: str) -> Callable[[Deciding], Deciding]:
    """Declare what goes on when an approval of one of these kinds is decided."""

    def register(call: Deciding) -> Deciding:
        _deciding.update(dict.fromkeys(kinds, call))
        return call

    return register


def decided(kind: str, about_id: int, *, is_approved: bool, by: Actor, now: datetime) -> None:
    """Tell who waits for it."""
    if kind in _deciding:
        _deciding[kind](about_id, is_approved, by, now)


# --- exports (CUS-10) ---------------------------------------------------------------------------------------

_exporters: dict[str, Exporter] = {}


@dataclass(frozen=True)
class Exporter:
    """A kind of table that goes out: its columns, who may, and what reads it.

    `said(conditions)`: what it was narrowed by, in words. `rows(viewer, conditions, *, is_masked, now)` gives (ids of the customers in the row, cells). It reads in batches,
    each as of its moment; what the viewer may not see does not exist. `count` says how many there will be, at most.
    """

    kind: str
    label: Any
    permission: Permission
    columns: Callable[[], Sequence[Any]]
    count: Callable[[Actor, Mapping[str, Any], datetime], int]
    rows: Callable[..., Iterator[tuple[Sequence[int], Sequence[Any]]]]
    said: Callable[[Mapping[str, Any]], str] | None = None

    def __post_init__(self) -> None:
        _exporters[self.kind] = self


def exporters() -> list[Exporter]:
    """Every kind of table that goes out."""
    return list(_exporters.values())


def exporter_of(kind: str) -> Exporter:
    """KeyError for a kind that nobody declared."""
    return _exporters[kind]


# --- what waits for a person (ORG-10) -----------------------------------------------------------------------

_waiting: dict[str, WaitingKind] = {}


@dataclass(frozen=True)
class Told:
    """A thing that waits, in words: what is to be done, where it comes from, and `key`, by which a page leads there."""

    words: str
    origin: Sequence[str] = ()
    key: str = ""
    customer_id: int | None = None  # whose data the line shows


@dataclass(frozen=True)
class WaitingKind:
    """A kind of thing that waits for somebody, on the one list of everything that does.

    `found(person, now)`: everything of the kind that waits for this person, with what `told` needs; `due` is the path of
    the time by which, which may be empty. `counted` is the same as a statement with %(me)s and %(now)s that gives a row
    each, for the figure beside the list on every page: a test holds the two together. `seen_by(rows, viewer)`: those
    that somebody who leads the person may see too.
    """

    kind: str
    label: Any
    icon: str
    found: Callable[[Actor, datetime], QuerySet[Any]]
    due: str
    told: Callable[[Any], Told]
    counted: str
    seen_by: Callable[[QuerySet[Any], Actor], QuerySet[Any]]

    def __post_init__(self) -> None:
        if self.kind in _waiting:
            raise ValueError(f"waiting kind {self.kind} is declared twice")
        _waiting[self.kind] = self


def waiting_kinds() -> list[WaitingKind]:
    """Every kind of thing that waits for people, in the order of their codes: the same in every process."""
    return [_waiting[code] for code in sorted(_waiting)]
