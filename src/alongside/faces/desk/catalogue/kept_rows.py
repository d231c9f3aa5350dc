"""What the forms of rows that a company keeps for itself have in common: a code that stays, a switch, a version."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy


class NewRow(forms.Form):
    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=40,
        help_text=gettext_lazy(
            "Small letters, digits, underscore; figures count by it, so it never changes."
        ),
    )


class KeptRow(forms.Form):
    """`switched_off` says what becomes of the things that name the row when it may no longer be chosen."""

    switched_off: ClassVar[Any] = ""

    is_active = forms.BooleanField(label=gettext_lazy("May be chosen"), required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["is_active"].help_text = self.switched_off
