"""The category tree as a select of a form offers it."""

from __future__ import annotations

from alongside.domain.cases.models import Category, Kind

MOST_CATEGORIES = 500


def categories_by_kind() -> list[tuple[str, list[tuple[int, str]]]]:
    """The category tree in groups of kinds, each line with its path in words. One query."""
    rows = list(
        Category.objects.filter(is_active=True).order_by("kind", "position", "code")[:MOST_CATEGORIES]
    )
    names = {row.pk: str(row) for row in rows}
    groups: dict[str, list[tuple[int, str]]] = {}
    for row in rows:
        above = f"{names[row.parent_id]} / " if row.parent_id in names else ""
        groups.setdefault(row.kind, []).append((row.pk, above + names[row.pk]))
    return [
        (str(label), groups[kind]) for kind, label in Kind.choices if kind in groups and kind != Kind.PRIVACY
    ]
