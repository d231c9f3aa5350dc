"""Loads the packs: each domain knows how to take in its own part of them; here they are called in order."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from alongside.domain.appointments.imports import load_batch_kinds
from alongside.domain.cases.imports.catalogue import (
    load_authorities,
    load_categories,
    load_deadlines,
    load_escalation,
)
from alongside.domain.customers.imports.catalogue import load_purposes, load_tier_rules, load_value_rules
from alongside.domain.estates.imports import load_locations
from alongside.domain.journeys.imports import load_journey
from alongside.domain.knowledge.imports import load_question_topics
from alongside.domain.organisation.imports import (
    load_calendars,
    load_courses,
    load_reporting_rules,
    load_roles,
    load_security,
    load_undertakings,
)
from alongside.domain.privacy.imports import load_retention
from alongside.domain.promises.imports import load_promise_kinds
from alongside.domain.wording.imports import load_wordings


def _now(load: Callable[..., None]) -> Callable[[Any], None]:
    """Times of grace begin, and texts are published, when the company first takes the pack in."""
    return lambda rows: load(rows, now=timezone.now())


# file of the pack -> the tables in it, and who takes each in
PARTS: dict[str, dict[str, Callable[[Any], None]]] = {
    "roles": {"role": load_roles},
    "calendars": {"calendar": load_calendars},
    "purposes": {"purpose": load_purposes},
    "value": {"rule": load_value_rules, "tier": load_tier_rules},
    "locations": {"location": load_locations},
    "categories": {"category": load_categories},
    "deadlines": {"deadline": load_deadlines},
    "authorities": {"authority": load_authorities},
    "batches": {"kind": load_batch_kinds},
    "retention": {"keep": load_retention},
    "escalation": {"step": load_escalation},
    "undertaking": {"undertaking": _now(load_undertakings)},
    "security_course": {"course": _now(load_courses)},
    "incidents": {"report": load_reporting_rules},
    "journeys/six_plus_two": {"journey": _now(load_journey)},
    "journeys/seven_steps": {"journey": _now(load_journey)},
    "journeys/brokerage": {"journey": _now(load_journey)},
    "promises": {"kind": load_promise_kinds},
    "questions": {"topic": load_question_topics},
    "security": {"policy": _now(load_security)},
    "wording": {"wording": load_wordings},
}


@transaction.atomic
def load_packs(pack: str = "standard") -> None:
    """Take the pack's files from packs/ into the database. May run any number of times."""
    for name, tables in PARTS.items():
        rows = rows_of(pack, name)
        for table, load in tables.items():
            load(rows[table])


def rows_of(pack: str, name: str) -> dict[str, Any]:
    """One file of a pack, read."""
    return tomllib.loads((settings.PACKS_DIR / pack / f"{name}.toml").read_text(encoding="utf-8"))
