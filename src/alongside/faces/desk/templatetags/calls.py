"""Lengths of calls, as telephones show them."""

from __future__ import annotations

from django import template

register = template.Library()


@register.filter
def minutes(seconds: float | None) -> str:
    """`{{ call.talk_seconds|minutes }}`: 3:42, 1:02:07; "—" for none."""
    if seconds is None:
        return "—"
    whole = round(seconds)
    hours, rest = divmod(whole, 3600)
    return f"{hours}:{rest // 60:02}:{rest % 60:02}" if hours else f"{rest // 60}:{rest % 60:02}"
