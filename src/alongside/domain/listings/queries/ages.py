"""How old the verification of what is offered is, by store and by who answers for it (EST-4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q

from alongside.domain.listings import rules
from alongside.domain.listings.models import Listing
from alongside.kernel.actor import Actor

UNTRUE_SINCE = timedelta(days=90)
MOST = 200


@dataclass(frozen=True)
class Ages:
    """Offered listings by the age of their verification; `untrue` were withdrawn as such within 90 days."""

    key: int
    label: str
    fresh: int
    aging: int
    flagged: int
    off: int
    untrue: int = 0

    @property
    def total(self) -> int:
        return self.fresh + self.aging + self.flagged + self.off

    @property
    def in_time(self) -> int:
        """Verified within 30 days."""
        return self.fresh + self.aging


def ages_by(viewer: Actor, by: str, *, now: datetime) -> list[Ages]:
    """By "node" or by "collected_by", most overdue first. One query."""
    seen = Listing.objects.visible_to(viewer).order_by()
    counts = {}
    for age in rules.AGES:
        after, until = rules.span_of(age, now)
        within = Q(state="offered")
        within &= Q(verified_at__gt=after) if after else Q()
        within &= Q(verified_at__lte=until) if until else Q()
        counts[age] = Count("pk", filter=within)
    untrue = Q(state="withdrawn", end_reason="untrue", ended_at__gt=now - UNTRUE_SINCE)
    rows = (
        seen.filter(Q(state="offered") | untrue)
        .values(f"{by}_id", f"{by}__name")
        .annotate(untrue=Count("pk", filter=untrue), **counts)
    )
    found = [
        Ages(one[f"{by}_id"], one[f"{by}__name"], *(one[age] for age in rules.AGES), untrue=one["untrue"])
        for one in rows[:MOST]
    ]
    return sorted(found, key=lambda one: (-one.off, -one.flagged, one.label))
