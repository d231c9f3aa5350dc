"""What addresses and forms ask for by number: anything may stand there, and what is no number is passed over."""

from __future__ import annotations

from django.http import HttpRequest

DIGITS = 18  # of the longest key that the database holds
LAST_PAGE = 1_000  # whoever wants to look further narrows down


def is_whole(text: str) -> bool:
    """Whether `int(text)` is a whole number that can be the key of a row, or a version."""
    return text.isdecimal() and len(text) <= DIGITS


def page_asked(request: HttpRequest) -> int:
    """Which page of a list `?page=` asks for, from 1; the first where it asks for none that there can be."""
    text = request.GET.get("page", "")
    return min(max(int(text), 1), LAST_PAGE) if is_whole(text) else 1
