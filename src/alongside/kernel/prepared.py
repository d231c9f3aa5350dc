"""Queries whose SQL is worked out once per process: half of what a small query costs is writing it down.

_PHONES = Prepared(lambda: ContactPoint.objects.filter(customer_id=Given("customer"), kind="phone"))
phones = _PHONES(customer=customer.pk)

For the few queries that every page needs. The queryset stays the one description of what is read; who may see
the row must be settled before, for what differs between viewers is no fixed SQL.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, models
from django.db.models.expressions import Expression, F, Func
from django.db.models.query import get_related_populators

M = TypeVar("M", bound=models.Model)


class Given(Expression):
    """A value that comes with each call."""

    def __init__(self, name: str) -> None:
        super().__init__(output_field=models.BigIntegerField())
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        return "%s", [self]


class AnyOf(Func):
    """`filter(AnyOf("pk", "ids"))`: the field is one of the values of a list that comes with each call."""

    template = "%(expressions)s)"
    arg_joiner = " = ANY("
    output_field = models.BooleanField()

    def __init__(self, field: str, name: str) -> None:
        super().__init__(F(field), Given(name))


class Prepared(Generic[M]):
    """A queryset of whole rows, with `select_related` and slices as one likes; `Given` where values come in.

    Called with those values it returns the rows. Built at the first call, so it may stand at a module's top.
    """

    def __init__(self, build: Callable[[], models.QuerySet[M]]) -> None:
        self.build = build

    @cached_property
    def _plan(self) -> tuple[Any, ...]:
        compiler = self.build().query.get_compiler(DEFAULT_DB_ALIAS)
        sql, params = compiler.as_sql()
        fields = compiler.klass_info["select_fields"]
        start, end = fields[0], fields[-1] + 1
        names = [column[0].target.attname for column in compiler.select[start:end]]
        # The types are those of a later Django, which asks for one argument more.
        populate: Any = get_related_populators
        populators = populate(compiler.klass_info, compiler.select, DEFAULT_DB_ALIAS)
        converters = compiler.get_converters([column[0] for column in compiler.select])
        return sql, params, compiler.klass_info["model"], start, end, names, populators, converters

    def __call__(self, **given: Any) -> list[M]:
        sql, params, model, start, end, names, populators, converters = self._plan
        with connection.cursor() as cursor:
            cursor.execute(sql, [given[one.name] if isinstance(one, Given) else one for one in params])
            rows = cursor.fetchall()
        found = []
        for row in rows:
            if converters:
                row = list(row)
                for place, (convert, expression) in converters.items():
                    for one in convert:
                        row[place] = one(row[place], expression, connection)
            thing = model.from_db(DEFAULT_DB_ALIAS, names, row[start:end])
            for populator in populators:
                populator.populate(row, thing)
            found.append(thing)
        return found

    def first(self, **given: Any) -> M | None:
        """The first row, or None. Slice the queryset where there may be more."""
        rows = self(**given)
        return rows[0] if rows else None
