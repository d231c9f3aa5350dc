"""Taking in the kinds of batches of the packs (JRN-7)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from alongside.domain.appointments.models import BatchKind


def load_batch_kinds(rows: Iterable[Mapping[str, Any]]) -> None:
    """Kinds that are not there yet; one that a company has changed is left as it is."""
    for place, row in enumerate(rows):
        BatchKind.objects.get_or_create(code=row["code"], defaults={**row, "position": place})
