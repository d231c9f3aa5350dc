"""Taking in the kinds of promises of the packs (SAL-4)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from alongside.domain.promises.models import PromiseKind


def load_promise_kinds(rows: Iterable[Mapping[str, Any]]) -> None:
    """Add the kinds that are missing; one that is there belongs to the company."""
    for position, row in enumerate(rows):
        PromiseKind.objects.get_or_create(
            code=row["code"], defaults={"name": row["name"], "position": position}
        )
