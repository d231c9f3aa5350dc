"""Form controls that are drawn often."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

SELECTED = mark_safe(" selected")


def options(choices: Iterable[tuple[Any, Any]], chosen: Iterable[Any] = ()) -> SafeString:
    """`<option>`s, the chosen ones selected."""
    selected = {str(one) for one in chosen}
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((value, SELECTED if str(value) in selected else "", label) for value, label in choices),
    )


class Select(forms.Select):
    """Django's, drawn in one go: its own template is read anew for every option. For choices without groups."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        given = self.build_attrs(self.attrs, {**(attrs or {}), "name": name})
        return format_html(
            "<select{}>{}</select>", flatatt(given), options(self.choices, self.format_value(value))
        )
