"""Whom a bulletin concerns: who waits for a home in its buildings or owns one, at this moment (JRN-6)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import QuerySet

from alongside.domain.bulletins.models import Bulletin
from alongside.domain.bulletins.rules import AUDIENCE_ROLES
from alongside.domain.customers.models import ContactPoint, UnitRelation
from alongside.domain.estates.models import Building, Unit
from alongside.domain.organisation.models import Node


@dataclass(frozen=True)
class Audience:
    """Customers with the homes for which they are told, each customer once."""

    homes: dict[int, list[int]]  # customer: units

    @property
    def customers(self) -> int:
        return len(self.homes)

    @property
    def units(self) -> int:
        return len({unit for units in self.homes.values() for unit in units})


def today_at(node: Node, now: datetime) -> date:
    """The day it is where the node is."""
    return now.astimezone(ZoneInfo(node.zone)).date()


def buildings_of(bulletin: Bulletin) -> QuerySet[Building]:
    """All buildings that it is about: once published those that were then, before that those that are now."""
    if bulletin.state != "draft" or bulletin.scope == Bulletin.Scope.BUILDINGS:
        return bulletin.buildings.order_by("position", "name")
    there = Building.objects.filter(estate_id=bulletin.estate_id).order_by("position", "name")
    return there.filter(phase_id=bulletin.phase_id) if bulletin.scope == Bulletin.Scope.PHASE else there


def audience_of(bulletin: Bulletin, *, on: date) -> Audience:
    """Who would be told on that day. One query."""
    relations = UnitRelation.objects.current(on).filter(
        role__in=AUDIENCE_ROLES,
        unit__building__in=buildings_of(bulletin).order_by().values("pk"),
        customer__merged_into__isnull=True,
        customer__erased_at__isnull=True,
    )
    found = relations.values("customer_id").annotate(units=ArrayAgg("unit_id", distinct=True))
    return Audience(dict(found.order_by("customer_id").values_list("customer_id", "units")))


def last_progress(bulletin: Bulletin) -> Bulletin | None:
    """The report on the same buildings that stands now: what a new one is compared with."""
    there = Bulletin.objects.out().filter(kind=Bulletin.Kind.PROGRESS, buildings__in=buildings_of(bulletin))
    others = there.exclude(pk=bulletin.replaces_id or 0).filter(percent__isnull=False)
    return others.order_by("-as_of_on", "-pk").first()


def homes_in_words(unit_ids: Iterable[int]) -> dict[int, str]:
    """What people say to these homes. One query."""
    return dict(Unit.objects.filter(pk__in=set(unit_ids)).values_list("pk", "label"))


def mails_to(audience: Audience) -> int:
    """How many of them have an address for mails. One query."""
    points = ContactPoint.objects.filter(kind=ContactPoint.Kind.EMAIL, customer__in=list(audience.homes))
    return points.values("customer").distinct().count()
