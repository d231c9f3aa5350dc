"""Listings for tests and the demo, made through the actions."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from alongside.domain.listings.actions import add_listing
from alongside.domain.listings.models import Listing
from alongside.domain.organisation.models import Node
from alongside.kernel.actor import Actor


def a_listing(*, node: Node, by: Actor, now: datetime, **but: Any) -> Listing:
    """滨江 湖畔花园 5栋1201, three rooms, 4.32 million, offered by 顾先生."""
    given = {
        "kind": "sale",
        "district": "滨江",
        "estate_name": "湖畔花园",
        "address": "5栋1单元1201",
        "rooms": 3,
        "halls": 2,
        "kitchens": 1,
        "baths": 2,
        "area": Decimal("113.62"),
        "floor": 12,
        "floors_total": 26,
        "facing": 1 << 4,
        "finish": "decorated",
        "amount": Decimal(4_320_000),
        "owner_name": "顾长风",
        "owner_phone": "137 0000 8812",
        **but,
    }
    return add_listing(node=node, by=by, now=now, **given)
