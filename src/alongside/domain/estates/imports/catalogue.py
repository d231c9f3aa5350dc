"""Taking in the estates' part of the packs: the location catalogue (EST-3)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from alongside.domain.estates.models import Location


def load_locations(rows: Iterable[Mapping[str, Any]]) -> None:
    """Add the places that are missing, parents first; one that is there belongs to the company."""
    known = dict(Location.objects.values_list("code", "pk"))
    for position, row in enumerate(rows):
        code = row["code"]
        if code in known:
            continue
        above = code.rpartition("/")[0]
        made = Location.objects.create(
            code=code,
            parent_id=known.get(above),
            name=row["name"],
            icon=row.get("icon", ""),
            is_public=row.get("is_public", False),
            position=position,
        )
        known[code] = made.pk
