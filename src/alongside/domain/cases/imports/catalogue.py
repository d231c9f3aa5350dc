"""Taking in the cases' part of the packs: categories, deadline rules, the escalation ladder."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from alongside.domain.cases.models import Authority, Category, DeadlineRule, EscalationStep

Rows = Iterable[Mapping[str, Any]]


def load_categories(rows: Rows) -> None:
    """Add the categories that are missing, parents first; one that is there belongs to the company (CAS-1)."""
    known = dict(Category.objects.values_list("code", "pk"))
    for position, row in enumerate(rows):
        code = row["code"]
        if code in known:
            continue
        made = Category.objects.create(
            code=code,
            kind=row["kind"],
            parent_id=known.get(code.rpartition("/")[0]),
            name=row["name"],
            position=position,
        )
        known[code] = made.pk


def load_deadlines(rows: Rows) -> None:
    """Add the rules that are missing; one that is there belongs to the company (CAS-4)."""
    for row in rows:
        DeadlineRule.objects.get_or_create(
            kind=row.get("kind", ""),
            severity=row.get("severity"),
            tier=row.get("tier", ""),
            milestone=row["milestone"],
            defaults={
                "minutes": row["minutes"],
                "warn_minutes": row.get("warn_minutes", 60),
                "is_round_the_clock": row.get("is_round_the_clock", False),
            },
        )


def load_authorities(rows: Rows) -> None:
    """Add the authorities that are missing; one that is there belongs to the company (CAS-18)."""
    for position, row in enumerate(rows):
        Authority.objects.get_or_create(
            code=row["code"],
            defaults={
                "name": row["name"],
                "heading": row["heading"],
                "days": row["days"],
                "parts": row["part"],
                "position": position,
            },
        )


def load_escalation(rows: Rows) -> None:
    """Add the rungs that are missing; one that is there belongs to the company (CAS-4)."""
    for row in rows:
        EscalationStep.objects.get_or_create(
            level=row["level"],
            defaults={"rank": row["rank"], "minutes_to_act": row["minutes_to_act"], "name": row["name"]},
        )
