"""Fields in which people write as they do on paper: 432万, 113.62㎡, 3室2厅2卫, 12/26, 南 北."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


class SaidField(forms.CharField):
    """Read by `reader`, whose ValueError becomes `wrong`; empty is None."""

    def __init__(self, reader: Callable[[str], Any], wrong: Any = "", **given: Any) -> None:
        super().__init__(max_length=given.pop("max_length", 60), **given)
        self.reader, self.wrong = reader, wrong or _("This cannot be read.")

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            return self.reader(text)
        except ValueError as no:
            raise ValidationError(self.wrong, code="unreadable") from no
