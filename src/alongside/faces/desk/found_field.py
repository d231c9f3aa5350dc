"""A choice of a row whose look-up is written down once; the list is read when it is drawn."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.choices import CallableChoiceIterator

from alongside.faces.ui.asked import is_whole

Found = Callable[[int], models.Model | None]


class FoundField(forms.ModelChoiceField):
    """The form says with `offer` what may be chosen here, by this person."""

    find: Found

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(None, **kwargs)

    def offer(
        self,
        listed: Callable[[], models.QuerySet[Any]],
        find: Found | None = None,
        *,
        choices: Callable[[], list[Any]] | None = None,
    ) -> None:
        """`listed` are the rows of the list, or `choices` the list itself. `find` gives the row of an id, if it is
        among them, else None; without it they are asked."""
        self.find = find or (lambda pk: listed().filter(pk=pk).first())
        self.widget.choices = CallableChoiceIterator(choices or (lambda: self._options_of(listed())))

    def _options_of(self, rows: models.QuerySet[Any]) -> list[tuple[Any, Any]]:
        empty: list[tuple[Any, Any]] = [] if self.empty_label is None else [("", self.empty_label)]
        return [*empty, *((row.pk, self.label_from_instance(row)) for row in rows)]

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values:
            return None
        text = str(value)
        row = self.find(int(text)) if is_whole(text) else None
        if row is None:
            raise ValidationError(
                self.error_messages["invalid_choice"], code="invalid_choice", params={"value": value}
            )
        return row
