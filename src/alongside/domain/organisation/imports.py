"""Taking in the organisation's part of the packs: roles and calendars."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from alongside.domain.organisation.models import (
    Calendar,
    ReportingRule,
    Role,
    SecurityCourse,
    SecurityPolicy,
    Undertaking,
)


def load_roles(rows: Iterable[Mapping[str, Any]]) -> None:
    """Add the roles that are missing and renew those that the company left as they came (ORG-5)."""
    for row in rows:
        shipped = {
            "name": row["name"],
            "sentence": row.get("sentence", {}),
            "permissions": list(row["permissions"]),
            "is_external": row.get("is_external", False),
            "escalation_rank": row.get("rank", 0),
        }
        role, is_new = Role.objects.get_or_create(code=row["code"], defaults=shipped)
        if not is_new and not role.is_edited:
            Role.objects.filter(pk=role.pk).update(**shipped)


def load_calendars(rows: Iterable[Mapping[str, Any]]) -> None:
    """Add the calendars that are missing; one that is there belongs to the company."""
    for row in rows:
        Calendar.objects.get_or_create(
            code=row["code"],
            defaults={
                "name": row["name"],
                "zone": row.get("zone", "Asia/Shanghai"),
                "is_round_the_clock": row.get("is_round_the_clock", False),
                "has_national_holidays": row.get("has_national_holidays", True),
                "week": row.get("week", {}),
            },
        )


def load_security(rows: Iterable[Mapping[str, Any]], *, now: datetime) -> None:
    """Bring the company's policy of security where there is none yet; one that is there belongs to the company."""
    for row in rows:
        if not SecurityPolicy.objects.exists():
            SecurityPolicy.objects.create(
                second_factor_for=list(row["second_factor_for"]),
                second_factor_grace_days=row["second_factor_grace_days"],
                second_factor_since=now,
                clearance_required=row["clearance_required"],
                undertaking_months=row["undertaking_months"],
                course_months=row["course_months"],
                pass_mark=row["pass_mark"],
            )


def load_reporting_rules(rows: Iterable[Mapping[str, Any]]) -> None:
    """Bring the deadlines for reporting incidents (INF-9); one that is there belongs to the company."""
    for row in rows:
        given = {"hours": row["hours"], "basis": row["basis"]}
        ReportingRule.objects.get_or_create(severity=row["severity"], defaults=given)


def load_undertakings(rows: Iterable[Mapping[str, Any]], *, now: datetime) -> None:
    """Add the versions that are missing. A published text never changes: people have signed it (ORG-8)."""
    for row in rows:
        Undertaking.objects.get_or_create(
            version=row["version"], defaults={"text": row["text"], "published_at": now}
        )


def load_courses(rows: Iterable[Mapping[str, Any]], *, now: datetime) -> None:
    """Add the versions of the information-security course that are missing (ORG-8)."""
    for row in rows:
        given = {"pages": row["page"], "questions": row["question"], "published_at": now}
        SecurityCourse.objects.get_or_create(version=row["version"], defaults=given)
