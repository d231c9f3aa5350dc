"""Taking in the customers' part of the packs: for what we use their data (CUS-7)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from alongside.domain.customers.models import Purpose, PurposeText, TierRule, ValueRule


def load_purposes(rows: Iterable[Mapping[str, Any]]) -> None:
    """Add the purposes and versions of texts that are missing; what is there belongs to the company."""
    for position, row in enumerate(rows):
        purpose, _is_new = Purpose.objects.get_or_create(
            code=row["code"], defaults={"name": row["name"], "basis": row["basis"], "position": position}
        )
        PurposeText.objects.get_or_create(
            purpose=purpose,
            version=row["version"],
            defaults={"text": row["text"], "asks_anew": row.get("asks_anew", False)},
        )


def load_value_rules(rows: Iterable[Mapping[str, Any]]) -> None:
    """Add the rules of value that are missing; what is there belongs to the company (CUS-5)."""
    for position, row in enumerate(rows):
        names = ("fact", "points", "most", "sentence")
        ValueRule.objects.get_or_create(
            code=row["code"], defaults={name: row[name] for name in names} | {"position": position}
        )


def load_tier_rules(rows: Iterable[Mapping[str, Any]]) -> None:
    """Add from which score a tier begins, where nobody said so yet."""
    for row in rows:
        TierRule.objects.get_or_create(tier=row["tier"], defaults={"from_score": row["from_score"]})
