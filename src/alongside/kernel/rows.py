"""Rows of the database as models, quickly: what Django asks of every field at every row is settled once a query.

The models are as those of a queryset, deferred fields included, but for three things: no signals are sent (this house
has none), a model's own `__init__` and `from_db` are not called, and rows that join the same related row share it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, models
from django.db.models.base import ModelState
from django.db.models.query import get_related_populators

Row = tuple[Any, ...]
Known = dict[tuple[type[models.Model], int, Any], Any]


class RowReader:
    """What turns rows of one compiled query into models with their related models."""

    def __init__(self, compiler: Any) -> None:
        info, select = compiler.klass_info, compiler.select
        fields = info["select_fields"]
        self.model: type[models.Model] = info["model"]
        self.start, self.end = fields[0], fields[-1] + 1
        self.names = [column[0].target.attname for column in select[self.start : self.end]]
        # The types are those of a later Django, which asks for one argument more.
        populators: Any = get_related_populators
        self.related = [_Related(one) for one in populators(info, select, DEFAULT_DB_ALIAS)]
        converters = compiler.get_converters([column[0] for column in select])
        self.converters = [
            (place, convert, expression)
            for place, (several, expression) in converters.items()
            for convert in several
        ]

    def read(self, rows: Iterable[Row]) -> list[Any]:
        """The models, in the rows' order."""
        known: Known = {}
        found = []
        for row in rows:
            values = self._converted(row) if self.converters else row
            thing = built(self.model, self.names, values[self.start : self.end])
            for one in self.related:
                one.attach(thing, values, known)
            found.append(thing)
        return found

    def _converted(self, row: Row) -> Row:
        values = list(row)
        for place, convert, expression in self.converters:
            values[place] = convert(values[place], expression, connection)
        return tuple(values)


class _Related:
    """A related model that comes in the same row."""

    def __init__(self, populator: Any) -> None:
        self.model: type[models.Model] = populator.model_cls
        self.start, self.end = populator.cols_start, populator.cols_end
        self.names: list[str] = populator.init_list
        self.key = self.start + populator.pk_idx
        self.set_there: Callable[[Any, Any], None] = populator.local_setter
        self.set_back: Callable[[Any, Any], None] = populator.remote_setter
        self.related = [_Related(one) for one in populator.related_populators]

    def attach(self, to: Any, row: Row, known: Known) -> None:
        key = row[self.key]
        if key is None:
            self.set_there(to, None)
            return
        thing = known.get((self.model, self.start, key))
        if thing is None:
            thing = known[self.model, self.start, key] = built(
                self.model, self.names, row[self.start : self.end]
            )
            for one in self.related:
                one.attach(thing, row, known)
        self.set_there(to, thing)
        self.set_back(thing, to)


def built(model: type[models.Model], names: list[str], values: Row) -> Any:
    """A saved row as a model; fields without a value are read when they are asked for."""
    thing = model.__new__(model)
    state = ModelState()
    state.adding, state.db = False, DEFAULT_DB_ALIAS
    thing.__dict__["_state"] = state
    thing.__dict__.update(zip(names, values, strict=True))
    return thing
