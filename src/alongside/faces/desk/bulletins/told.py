"""Bulletins in a few lines on the page of a customer or a home: `told.html`, with `bulletins` (JRN-6)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from alongside.domain.bulletins.models import Bulletin

NOT_REACHED = ("none", "parked", "withheld")


def bulletins_in_words(said: Iterable[dict[str, Any]] | None) -> list[dict[str, Any]]:
    """What `queries.beside` gave, with its kind, its day, and how far a customer has come with it. None: may see none."""
    kinds = dict(Bulletin.Kind.choices)
    return [
        one
        | {
            "label": str(kinds[one["kind"]]),
            "is_change": one["kind"] == Bulletin.Kind.CHANGE,
            "day": date.fromisoformat(one["on"]) if one["on"] else None,
            "came": _came(one),
        }
        for one in said or ()
    ]


def _came(one: dict[str, Any]) -> str:
    """Read, acknowledged or neither; "" where it is not about one customer."""
    if "read" not in one:
        return ""
    if one["acknowledged"]:
        return pgettext("bulletin", "Acknowledged")
    if one["read"]:
        return pgettext("bulletin", "Read")
    return _("Not reached yet") if one["mail"] in NOT_REACHED else _("Not read yet")
