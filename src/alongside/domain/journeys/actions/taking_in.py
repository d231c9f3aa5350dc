"""Those who bought or live here already when journeys begin, or who came with a table: set-based (JRN-1, EST-7)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Exists, OuterRef

from alongside.domain.customers.models import UnitRelation
from alongside.domain.estates.models import Unit
from alongside.domain.journeys.actions.planning import plan_of, replan
from alongside.domain.journeys.models import Journey, JourneyFact, TemplateVersion
from alongside.domain.journeys.permissions import WALK_JOURNEY
from alongside.domain.journeys.queries.choosing import version_for
from alongside.domain.organisation.models import Node
from alongside.kernel.actor import Actor
from alongside.kernel.jobs import defer

JOB = "alongside.domain.journeys.jobs.take_in"
BATCH = 500
MORNING = time(9)
# What must have happened to a home of that status, whoever entered it so.
BEHIND = {
    "subscribed": ("subscribed",),
    "contracted": ("signed",),
    "ready": ("signed",),
    "handed_over": ("signed", "handed_over"),
    "occupied": ("signed", "handed_over", "moved_in"),
    "let": ("signed", "handed_over"),
}


def behind(unit: Unit, from_on: date | None) -> Iterator[tuple[str, datetime]]:
    """What has happened to somebody whose relation to a home began that day, as far as the home's own file says."""
    for event in BEHIND.get(unit.status, ()):
        on = unit.handed_over_on or from_on if event == "handed_over" else from_on
        if on is not None:
            yield event, datetime.combine(on, MORNING, ZoneInfo(unit.node.zone))


def take_in_later(node: Node) -> None:
    """The same in the background: a table of a hundred thousand is taken in behind everything else."""
    defer(JOB, queue="long", queueing_lock=f"take_in:{node.pk}", node_id=node.pk)


def take_in_owners(node: Node, *, by: Actor, now: datetime) -> int:
    """Everybody who buys or owns a home of this node or below it is on a journey; how many were not yet.

    Again it finds nothing to do; killed, it goes on with the rest.
    """
    by.require(WALK_JOURNEY, on=node)
    taken = 0
    while count := _take_in(node, by=by, now=now):
        taken += count
    return taken


def _next_batch(node: Node, now: datetime) -> list[UnitRelation]:
    on = now.astimezone(ZoneInfo(node.zone)).date()
    walking = Journey.objects.walking().filter(customer=OuterRef("customer"), unit=OuterRef("unit"))
    relations = (
        UnitRelation.objects.current(on)
        .filter(role__in=("buyer", "owner"), unit__node__path__startswith=node.path)
        .filter(customer__erased_at__isnull=True, customer__merged_into__isnull=True)
        .exclude(Exists(walking))
    )
    return list(relations.select_related("unit__node", "unit__building").order_by("pk")[:BATCH])


@transaction.atomic
def _take_in(node: Node, *, by: Actor, now: datetime) -> int:
    # One after the other: two at once would take the same people in.
    Node.objects.select_for_update(no_key=True).get(parent__isnull=True)
    relations = _next_batch(node, now)
    versions: dict[int, TemplateVersion] = {}
    journeys: dict[tuple[int, int], tuple[Journey, UnitRelation]] = {}
    for one in relations:
        if one.unit.node_id not in versions:
            found = version_for(one.unit.node)
            if found is None:
                return 0
            versions[one.unit.node_id] = found
        version = versions[one.unit.node_id]
        journey = Journey(
            node_id=one.unit.node_id,
            customer_id=one.customer_id,
            unit=one.unit,
            building_id=one.unit.building_id,
            version_walked=version,
            stage=plan_of(version.pk).stages[0].code,
            stage_since=now,
            begun_at=now,
        )
        journeys.setdefault((one.customer_id, one.unit_id), (journey, one))
    Journey.objects.bulk_create([journey for journey, _relation in journeys.values()])
    JourneyFact.objects.bulk_create(
        [
            JourneyFact(
                journey=journey,
                event=event,
                at=min(at, now),
                recorded_at=now,
                by_kind=by.kind,
                by_id=by.id,
                source="unit",
            )
            for journey, relation in journeys.values()
            for event, at in behind(relation.unit, relation.from_on)
        ]
    )
    replan([journey.pk for journey, _relation in journeys.values()], by=by, now=now)
    return len(journeys)
