"""A form's field for several uploads at once; what they are is decided by whoever keeps them."""

from __future__ import annotations

from typing import Any

from django import forms


class UploadsInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class UploadsField(forms.FileField):
    """Cleans to a list, empty when nothing was chosen."""

    widget = UploadsInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        several = data if isinstance(data, list | tuple) else [data] if data else []
        if not several and self.required:
            super().clean(None, initial)
        return [super(UploadsField, self).clean(one, initial) for one in several]
