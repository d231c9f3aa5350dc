"""Places in a queryset's SQL that are filled later, and lists as one value.

A list of ids as one array keeps a query's text the same however long the list is, so that the server can keep
its plan (an IN list is another text for every length).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models.expressions import Expression, F, Func


class Given(Expression):
    """A value that comes with each call of a `kernel.prepared.Prepared`."""

    def __init__(self, name: object) -> None:
        super().__init__(output_field=models.BigIntegerField())
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        return "%s", [self]


class _List(Expression):
    """A list that is known already, as one array."""

    def __init__(self, values: Iterable[Any]) -> None:
        super().__init__(output_field=models.BigIntegerField())
        self.values = list(values)

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        return "%s", [self.values]


class AnyOf(Func):
    """`filter(AnyOf("pk", ids))`: the field is one of these values. A name, or a Given, stands for a later list."""

    template = "%(expressions)s)"
    arg_joiner = " = ANY("
    output_field = models.BooleanField()

    def __init__(self, field: str, values: str | Given | Iterable[Any]) -> None:
        if isinstance(values, str):
            values = Given(values)
        super().__init__(F(field), values if isinstance(values, Given) else _List(values))
