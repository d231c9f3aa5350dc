"""A choice of a row whose look-up is written down once; the queryset of the field draws the list."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models


class FoundField(forms.ModelChoiceField):
    """`find` is told by the form: it gives the row of an id that this person may choose, else None."""

    find: Callable[[int], models.Model | None]

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values:
            return None
        text = str(value)
        row = self.find(int(text)) if text.isdecimal() and len(text) < 19 else None
        if row is None:
            raise ValidationError(
                self.error_messages["invalid_choice"], code="invalid_choice", params={"value": value}
            )
        return row
