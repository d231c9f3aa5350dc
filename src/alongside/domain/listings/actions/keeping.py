"""What every act on a listing leaves behind: a line that says what, why, who and when (EST-4)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from alongside.domain.listings.models import Listing, ListingChange
from alongside.kernel import journal
from alongside.kernel.actor import Actor
from alongside.kernel.events import Event


def keep_change(
    listing: Listing,
    what: str,
    event: Event,
    *,
    by: Actor,
    now: datetime,
    why: str = "",
    fields: Mapping[str, tuple[Any, Any]] | None = None,
    facts: Mapping[str, Any] | None = None,
) -> ListingChange:
    """The line in the history, and the fact in the journal, which holds codes only."""
    told = {name: [plain(before), plain(after)] for name, (before, after) in (fields or {}).items()}
    journal.record(
        event,
        about=listing,
        by=by,
        at=now,
        facts={"fields": sorted(told), **(facts or {})} if told else facts,
    )
    return ListingChange.objects.create(
        node_id=listing.node_id,
        listing=listing,
        what=what,
        why=why.strip()[:300],
        told=json.dumps(told, ensure_ascii=False) if told else "",
        at=now,
        by_kind=by.kind,
        by_id=by.id if by.kind == "staff" else None,
    )


def plain(value: Any) -> Any:
    """As JSON takes it."""
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    return value.isoformat() if isinstance(value, date | datetime) else value
