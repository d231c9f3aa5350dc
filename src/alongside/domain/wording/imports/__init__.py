"""Taking in the wordings of the packs (CHN-8)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from alongside.domain.wording.models import ForbiddenWording
from alongside.domain.wording.rules import check_variants


def load_wordings(rows: Iterable[Mapping[str, Any]]) -> None:
    """Add the wordings that are missing; one that is there belongs to the company."""
    known = set(ForbiddenWording.objects.values_list("code", flat=True))
    ForbiddenWording.objects.bulk_create(
        ForbiddenWording(
            code=row["code"],
            name=row["name"],
            variants=check_variants("\n".join(row["variants"]), field="variants"),
            exceptions="\n".join(row.get("exceptions", [])),
            why=row["why"],
            instead=row["instead"],
            severity=row["severity"],
            position=position,
        )
        for position, row in enumerate(rows)
        if row["code"] not in known
    )
