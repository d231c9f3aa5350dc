"""The boxes of an authority's form: with what each begins, and by which code its words are kept (CAS-18). Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

SOURCES = [
    ("", _("empty, written by hand")),
    ("asked", _("the customer's words")),
    ("done", _("what we wrote and did")),
    ("result", _("what came of it")),
    ("confirmed", _("what the customer says of it")),
    ("contact", _("place and who is in charge")),
]


def numbered(parts: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Each box with a code of its own: the one that it has, else the next free number. No code is given twice."""
    taken = {one.get("code") for one in parts}
    made: list[dict[str, Any]] = []
    used: set[str] = set()
    for one in parts:
        code = str(one.get("code") or "")
        if not code or code in used:
            code = next(
                name for n in range(1, 2 * len(parts) + 2) if (name := f"box_{n}") not in taken | used
            )
        used.add(code)
        made.append({"code": code, "source": one.get("source", ""), "label": dict(one["label"])})
    return made
