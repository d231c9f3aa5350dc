"""Queries whose SQL is worked out once per process: half of what a small query costs is writing it down.

_PHONES = Prepared(lambda: ContactPoint.objects.filter(customer_id=Given("customer"), kind="phone"))
phones = _PHONES(customer=customer.pk)

_CASE = Prepared(lambda viewer: Case.objects.visible_to(viewer).filter(number=Given("number")))
case = _CASE.first(viewer, number="GLT-2611-0382")

For the queries that people wait for a hundred times a day. The queryset stays the one description of what is read and
of who may read it: one that asks for the viewer is written down once for every outline of a viewer (everywhere, some
nodes, nowhere; for each permission that it asks about), and the nodes themselves are values of the call.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, models
from psycopg.types.numeric import Int8

from alongside.kernel.actor import Actor, Reach
from alongside.kernel.given import AnyOf, Given
from alongside.kernel.permission import Permission
from alongside.kernel.rows import RowReader
from alongside.kernel.statements import Statement

__all__ = ["AnyOf", "Given", "Prepared"]

M = TypeVar("M", bound=models.Model)


class Prepared(Generic[M]):
    """A queryset of whole rows, with `select_related` and slices as one likes; `Given` where values come in.

    Called with those values it returns the rows. Built at the first call, so it may stand at a module's top.
    """

    def __init__(self, build: Callable[..., models.QuerySet[M]]) -> None:
        self.build = build
        self.asks_viewer = bool(inspect.signature(build).parameters)
        self._plans: list[_Plan] = []

    def __call__(self, viewer: Actor | None = None, /, **given: Any) -> list[M]:
        plan = next((one for one in self._plans if one.fits(viewer)), None) or self._plan(viewer)
        return plan.rows(viewer, given)

    def first(self, viewer: Actor | None = None, /, **given: Any) -> M | None:
        """The first row, or None. Slice the queryset where there may be more."""
        rows = self(viewer, **given)
        return rows[0] if rows else None

    def _plan(self, viewer: Actor | None) -> _Plan:
        if self.asks_viewer and viewer is not None:
            outline = _Outline(viewer)
            plan = _Plan.of(self.build(outline), kind=viewer.kind, asked=outline.asked)
        else:
            plan = _Plan.of(self.build())
        # Two threads may both have built it; either will do.
        self._plans = [*self._plans, plan]
        return plan


class _Outline(Actor):
    """A viewer as far as the text of a query depends on them. Keeps what it was asked."""

    def __init__(self, viewer: Actor) -> None:
        self.kind = viewer.kind
        self.id: Any = Given("viewer")
        self.asked: dict[Permission, tuple[bool, bool]] = {}
        self._viewer = viewer

    def reach(self, permission: Permission) -> Reach:
        real = self._viewer.reach(permission)
        self.asked[permission] = (real.everywhere, bool(real))
        return _ReachOutline(permission, real)


class _ReachOutline(Reach):
    __slots__ = ("permission",)

    def __init__(self, permission: Permission, real: Reach) -> None:
        super().__init__(real.node_ids, everywhere=real.everywhere)
        self.permission = permission

    def over(self, field: str) -> AnyOf:
        return AnyOf(field, Given(self.permission))


@dataclass(frozen=True)
class _Plan:
    """The text of one query, and how its rows become models."""

    kind: str | None
    asked: dict[Permission, tuple[bool, bool]]
    statement: Statement
    params: tuple[Any, ...]
    reader: RowReader | None

    @classmethod
    def of(
        cls,
        queryset: models.QuerySet[Any],
        *,
        kind: str | None = None,
        asked: dict[Permission, tuple[bool, bool]] | None = None,
    ) -> _Plan:
        compiler = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
        try:
            sql, params = compiler.as_sql()
        except EmptyResultSet:  # whoever reaches nothing
            return cls(kind, asked or {}, Statement(""), (), None)
        return cls(kind, asked or {}, Statement(sql), params, RowReader(compiler))

    def fits(self, viewer: Actor | None) -> bool:
        """Whether the text is also that for this viewer."""
        if self.kind is None or viewer is None:
            return self.kind is None
        if self.kind != viewer.kind:
            return False
        for permission, (everywhere, some) in self.asked.items():
            reach = viewer.reach(permission)
            if (reach.everywhere, bool(reach)) != (everywhere, some):
                return False
        return True

    def rows(self, viewer: Actor | None, given: dict[str, Any]) -> list[Any]:
        if self.reader is None:
            return []
        return self.reader.read(self.statement.rows([_sent(one, viewer, given) for one in self.params]))


def _sent(param: Any, viewer: Actor | None, given: dict[str, Any]) -> Any:
    """The value of a place. Integers of one width, so that the server needs one plan for small and large ones."""
    value = _value(param, viewer, given) if isinstance(param, Given) else param
    return Int8(value) if type(value) is int else value


def _value(param: Given, viewer: Actor | None, given: dict[str, Any]) -> Any:
    if isinstance(param.name, Permission):
        return sorted(viewer.reach(param.name).node_ids) if viewer else []
    if param.name == "viewer":
        return viewer.id if viewer else None
    return given[str(param.name)]
