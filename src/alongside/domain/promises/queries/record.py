"""The record of promises kept: by person and by place, for a period; every figure opens into its rows (SAL-4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from alongside.domain.promises.models import Promise
from alongside.domain.promises.permissions import SEE_PROMISE_RECORD
from alongside.kernel.actor import Actor

# How a promise ended: each promise in exactly one of them, so that the columns add up to the total.
ENDINGS: dict[str, Q] = {
    "kept": Q(state="kept", changes_agreed=0),
    "kept_changed": Q(state="kept", changes_agreed__gt=0),
    "broken": Q(state="broken"),
    "withdrawn": Q(state="withdrawn"),
}


@dataclass(frozen=True)
class Period:
    """From a moment (counted) until another (not counted)."""

    since: datetime
    until: datetime


@dataclass(frozen=True)
class Line:
    """What became of the promises of one person or place."""

    key: int | None  # of the staff member or node; None: all of them
    name: str
    kept: int = 0
    kept_changed: int = 0
    broken: int = 0
    withdrawn: int = 0

    @property
    def total(self) -> int:
        return self.kept + self.kept_changed + self.broken + self.withdrawn

    @property
    def rate(self) -> float | None:
        """Kept of those kept or broken; those the customer let go count neither way. None where there are none."""
        decided = self.kept + self.kept_changed + self.broken
        return (self.kept + self.kept_changed) / decided if decided else None


def ended_within(
    period: Period, viewer: Actor, *, node_ids: Sequence[int] | None = None
) -> QuerySet[Promise]:
    """The rows behind the record: promises that ended in the period, of people whose record the viewer may see."""
    rows = _recorded(viewer).filter(closed_at__gte=period.since, closed_at__lt=period.until)
    return rows if node_ids is None else rows.filter(node_id__in=node_ids)


def by_person(rows: QuerySet[Promise]) -> list[Line]:
    """Whoever had to keep them at the end."""
    return _lines(rows, "keeper_id", "keeper__name")


def by_place(rows: QuerySet[Promise]) -> list[Line]:
    """Where they were made."""
    return _lines(rows, "node_id", "node__name")


def summed(lines: Sequence[Line], name: str) -> Line:
    """The line under all others."""
    sums = {code: sum(getattr(one, code) for one in lines) for code in ENDINGS}
    return Line(None, name, **sums)


def _lines(rows: QuerySet[Promise], key: str, name: str) -> list[Line]:
    counts = [Count("pk", filter=condition) for condition in ENDINGS.values()]
    named = {f"n_{code}": count for code, count in zip(ENDINGS, counts, strict=True)}
    found = rows.order_by().values(key, name).annotate(**named).values_list(key, name, *named)
    lines = [Line(pk, called, *numbers) for pk, called, *numbers in found]
    return sorted(lines, key=_by_size)


def _by_size(line: Line) -> tuple[int, int]:
    return -line.total, line.key or 0


def _recorded(viewer: Actor) -> QuerySet[Promise]:
    """One's own, and those of the places where one may see everybody's."""
    seen = Promise.objects.visible_to(viewer)
    reach = viewer.reach(SEE_PROMISE_RECORD)
    if reach.everywhere:
        return seen
    here = Q(reach.over("node_id")) if reach else Q(pk__in=[])
    own = Q(keeper_id=viewer.id) if viewer.kind == "staff" else Q(pk__in=[])
    return seen.filter(here | own)
