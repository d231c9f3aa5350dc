"""Journeys for tests and the demo, made through the actions."""

from __future__ import annotations

import tomllib
from datetime import datetime
from typing import Any

from django.conf import settings

from alongside.domain.customers.models import Customer
from alongside.domain.estates.models import Unit
from alongside.domain.journeys.actions.walking import begin_journey, record_happening
from alongside.domain.journeys.imports import load_journey
from alongside.domain.journeys.models import Journey
from alongside.kernel.actor import SYSTEM, Actor


def shipped_journeys(*, now: datetime) -> None:
    """The journeys of the standard pack, where the whole pack was not loaded."""
    for file in sorted((settings.PACKS_DIR / "standard" / "journeys").glob("*.toml")):
        load_journey(tomllib.loads(file.read_text(encoding="utf-8"))["journey"], now=now)


def a_journey(
    customer: Customer,
    unit: Unit,
    *,
    now: datetime,
    by: Actor = SYSTEM,
    happened: dict[str, datetime] | None = None,
    **but: Any,
) -> Journey:
    """The customer's way with that home; `happened` says what is behind them, without moving the home itself."""
    journey = begin_journey(customer, node=unit.node, unit=unit, by=by, now=now, **but)
    for event, at in (happened or {}).items():
        record_happening(journey, event=event, at=at, by=by, now=now, moves_unit=False)
    journey.refresh_from_db()
    return journey
