"""Journeys follow what happens to homes and to whom they belong (JRN-3). Each reaction bears being done twice."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from alongside.domain.customers.events import CUSTOMERS_IMPORTED, UNIT_RELATED, UNIT_RELATION_ENDED
from alongside.domain.customers.models import Customer, UnitRelation
from alongside.domain.estates.events import DELIVERY_MOVED, UNIT_MOVED
from alongside.domain.estates.models import Building, DeliveryMove, Unit, UnitAct
from alongside.domain.journeys.actions.moving import start_calendar_round, start_delivery_round
from alongside.domain.journeys.actions.taking_in import behind, take_in_later
from alongside.domain.journeys.actions.walking import (
    begin_journey,
    end_journey,
    record_happening,
)
from alongside.domain.journeys.models import Journey
from alongside.domain.journeys.queries.choosing import version_for
from alongside.domain.journeys.rules import HAPPENINGS
from alongside.domain.organisation.events import CALENDAR_CHANGED
from alongside.domain.organisation.models import Node
from alongside.kernel.actor import SYSTEM
from alongside.kernel.journal import on
from alongside.kernel.models import JournalEntry

WALKING_ROLES = {UnitRelation.Role.PROSPECT, UnitRelation.Role.BUYER, UnitRelation.Role.OWNER}
EVENT_OF_ACT = {one.act: one.code for one in HAPPENINGS.values() if one.act}


@on(UNIT_RELATED)
def walk_with_them(entry: JournalEntry) -> None:
    """Who wants to buy, buys or owns a home is on a journey with it, from where the home stands."""
    role, unit_id = entry.facts["role"], entry.facts["unit"]
    if role not in WALKING_ROLES:
        return
    customer = Customer.objects.get(pk=entry.about_id)
    unit = Unit.objects.select_related("node", "building").get(pk=unit_id)
    if customer.erased_at is not None or customer.merged_into_id or version_for(unit.node) is None:
        return
    journey = Journey.objects.walking().filter(customer=customer, unit=unit).first()
    if journey is None:
        journey = begin_journey(customer, node=unit.node, unit=unit, by=SYSTEM, now=entry.at)
    if role != UnitRelation.Role.PROSPECT:
        relation = customer.unit_relations.filter(unit=unit, role=role).order_by("-pk").first()
        _catch_up(journey, unit, since=entry.at)
        _stands_already(journey, unit, relation.from_on if relation else None, since=entry.at)


def _stands_already(journey: Journey, unit: Unit, from_on: date | None, *, since: datetime) -> None:
    """A home that was taken in as sold or lived in has no acts; then its days say when."""
    for event, at in behind(unit, from_on):
        record_happening(
            journey, event=event, at=min(at, since), by=SYSTEM, now=since, source="unit", moves_unit=False
        )


def _catch_up(journey: Journey, unit: Unit, *, since: datetime) -> None:
    """What happened to the home since it was last on sale happened on this journey: theirs, or taken over."""
    acts = list(unit.acts.order_by("id"))
    begun = next(
        (place for place in range(len(acts) - 1, -1, -1) if acts[place].act in ("release", "put_on_sale")), -1
    )
    for act in acts[begun + 1 :]:
        if act.act in EVENT_OF_ACT:
            record_happening(
                journey,
                event=EVENT_OF_ACT[act.act],
                at=moment_of(act, unit),
                by=SYSTEM,
                now=since,
                source=UNIT_MOVED.kind,
                moves_unit=False,
            )


@on(CUSTOMERS_IMPORTED)
def take_in_a_table(entry: JournalEntry) -> None:
    """Buyers and owners who came with a table are on their way too."""
    take_in_later(Node.objects.get(pk=entry.about_id))


@on(UNIT_MOVED)
def follow_home(entry: JournalEntry) -> None:
    """A signing or a hand-over of the home happens on the journeys of those who buy and own it."""
    event = EVENT_OF_ACT.get(entry.facts["act"])
    if entry.facts["act"] == "release":
        for journey in Journey.objects.walking().filter(unit_id=entry.about_id):
            end_journey(journey, reason="released", by=SYSTEM, now=entry.at)
    if event is None:
        return
    unit = Unit.objects.select_related("node").get(pk=entry.about_id)
    act = unit.acts.filter(act=entry.facts["act"]).order_by("-id").first()
    at = moment_of(act, unit) if act else entry.at
    walking = Journey.objects.walking().filter(unit=unit)
    buying = UnitRelation.objects.filter(unit=unit, role__in=("buyer", "owner"), until_on__isnull=True)
    if buying.exists():  # others who looked at it are not those who signed
        walking = walking.filter(customer__in=buying.values("customer"))
    elif walking.count() > 1:
        return
    for journey in walking:
        record_happening(
            journey, event=event, at=at, by=SYSTEM, now=entry.at, source=UNIT_MOVED.kind, moves_unit=False
        )


@on(UNIT_RELATION_ENDED)
def stop_walking(entry: JournalEntry) -> None:
    """Who sold the home or looks no more is no longer on that journey."""
    if entry.facts["role"] not in WALKING_ROLES:
        return
    still = UnitRelation.objects.filter(
        customer_id=entry.about_id, unit_id=entry.facts["unit"], role__in=WALKING_ROLES, until_on__isnull=True
    )
    if still.exists():
        return
    for journey in Journey.objects.walking().filter(customer_id=entry.about_id, unit_id=entry.facts["unit"]):
        end_journey(journey, reason="relation_ended", by=SYSTEM, now=entry.at)


@on(DELIVERY_MOVED)
def follow_delivery(entry: JournalEntry) -> None:
    """All journeys of the building are planned anew, and its buyers are told."""
    building = Building.objects.select_related("estate__node").get(pk=entry.facts["building"])
    days = {name: _day(entry.facts.get(name)) for name in ("before_on", "after_on")}
    start_delivery_round(
        building,
        words=DeliveryMove.objects.get(pk=entry.facts["move"]).words,
        key=str(entry.pk),
        by=SYSTEM,
        now=entry.at,
        **days,
    )


@on(CALENDAR_CHANGED)
def follow_calendar(entry: JournalEntry) -> None:
    """What is due in working days, or by the hour at which the office closes, is due at another time."""
    if entry.facts.get("fields") == ["name"]:
        return
    for node in Node.objects.filter(calendar_id=entry.about_id).order_by("path"):
        start_calendar_round(node, key=str(entry.pk), by=SYSTEM, now=entry.at)


def _day(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None


def moment_of(act: UnitAct, unit: Unit) -> datetime:
    """When it was done, where that was the day it is dated; else the morning of that day."""
    zone = ZoneInfo(unit.node.zone)
    if act.at.astimezone(zone).date() == act.on:
        return act.at
    return datetime.combine(act.on, time(9), zone)
