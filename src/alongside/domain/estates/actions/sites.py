"""What is built: estates, phases, buildings, public areas, and what is near them (EST-1)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from alongside.domain.estates import events, rules
from alongside.domain.estates.models import (
    Building,
    DeliveryMove,
    Estate,
    EstateFact,
    Phase,
    PublicArea,
    Unit,
)
from alongside.domain.estates.permissions import CHANGE_ESTATES
from alongside.domain.organisation.models import Node
from alongside.kernel import journal
from alongside.kernel.actor import Actor
from alongside.kernel.concurrency import lock
from alongside.kernel.pinyin import sort_key
from alongside.kernel.refusals import Refused

CHANGEABLE = frozenset({"name", "developer", "address", "latitude", "longitude", "delivery_standard"})
DELIVERY_CHARACTERS = 300
BUILDING_CHANGEABLE = frozenset({"name", "phase", "position", "floors"})
BUILDING_CHARACTERS = 40


@transaction.atomic
def add_estate(
    *,
    node: Node,
    name: str,
    by: Actor,
    now: datetime,
    developer: str = "",
    address: str = "",
    latitude: Decimal | None = None,
    longitude: Decimal | None = None,
    delivery_standard: Sequence[dict[str, str]] = (),
) -> Estate:
    """An estate served by a node."""
    by.require(CHANGE_ESTATES, on=node)
    name = named(name)
    _check_place(latitude, longitude)
    if Estate.objects.filter(node=node, name=name).exists():
        raise Refused(_("There is an estate of this name here already."), field="name")
    estate = Estate.objects.create(
        node=node,
        name=name,
        name_sort_key=sort_key(name),
        developer=developer.strip(),
        address=address.strip(),
        latitude=latitude,
        longitude=longitude,
        delivery_standard=rules.checked_standard(delivery_standard),
    )
    journal.record(events.ESTATE_ADDED, about=estate, by=by, at=now, node_path=node.path)
    return estate


@transaction.atomic
def change_estate(
    estate: Estate, *, by: Actor, now: datetime, seen: int | None = None, **changes: Any
) -> Estate:
    """Change name, developer, address, latitude, longitude, delivery_standard."""
    by.require(CHANGE_ESTATES, on=estate)
    if unknown := set(changes) - CHANGEABLE:
        raise ValueError(f"an estate has no changeable {sorted(unknown)}")
    estate = lock(estate, seen=seen)
    if "name" in changes:
        changes["name"] = named(changes["name"])
        changes["name_sort_key"] = sort_key(changes["name"])
        if Estate.objects.filter(node=estate.node_id, name=changes["name"]).exclude(pk=estate.pk).exists():
            raise Refused(_("There is an estate of this name here already."), field="name")
    if "delivery_standard" in changes:
        changes["delivery_standard"] = rules.checked_standard(changes["delivery_standard"])
    _check_place(changes.get("latitude", estate.latitude), changes.get("longitude", estate.longitude))
    changed = [name for name, value in changes.items() if getattr(estate, name) != value]
    if not changed:
        return estate
    for name in changed:
        setattr(estate, name, changes[name])
    estate.version += 1
    estate.save(update_fields=[*changed, "version"])
    journal.record(events.ESTATE_CHANGED, about=estate, by=by, at=now, facts={"fields": sorted(changed)})
    return estate


@transaction.atomic
def add_phase(estate: Estate, *, name: str, by: Actor, now: datetime) -> Phase:
    by.require(CHANGE_ESTATES, on=estate)
    phase, is_new = Phase.objects.get_or_create(estate=estate, name=named(name))
    if not is_new:
        raise Refused(_("The estate has this phase already."), field="name")
    _record_part(estate, "phase", phase.pk, by, now)
    return phase


@transaction.atomic
def add_building(
    estate: Estate,
    *,
    name: str,
    by: Actor,
    now: datetime,
    phase: Phase | None = None,
    position: int | None = None,
    floors: int | None = None,
    delivery_on: date | None = None,
) -> Building:
    """A building; a bare number is said as people do (8 → 8栋). `position` is its order in lists."""
    by.require(CHANGE_ESTATES, on=estate)
    name = rules.said_building(named(name))
    rules.check_length(name, BUILDING_CHARACTERS, field="name")
    _check_phase(estate, phase)
    if Building.objects.filter(estate=estate, name=name).exists():
        raise Refused(_("The estate has this building already."), field="name")
    building = Building.objects.create(
        estate=estate,
        name=name,
        phase=phase,
        position=building_position(name) if position is None else position,
        floors=floors,
        delivery_on=delivery_on,
    )
    _record_part(estate, "building", building.pk, by, now)
    return building


@transaction.atomic
def change_building(building: Building, *, by: Actor, now: datetime, **changes: Any) -> Building:
    """Change name, phase, position, floors. A new name renames the homes in it."""
    estate = building.estate
    by.require(CHANGE_ESTATES, on=estate)
    if unknown := set(changes) - BUILDING_CHANGEABLE:
        raise ValueError(f"a building has no changeable {sorted(unknown)}")
    building = Building.objects.select_for_update(no_key=True).get(pk=building.pk)
    if "name" in changes:
        changes["name"] = rules.said_building(named(changes["name"]))
        rules.check_length(changes["name"], BUILDING_CHARACTERS, field="name")
        if Building.objects.filter(estate=estate, name=changes["name"]).exclude(pk=building.pk).exists():
            raise Refused(_("The estate has this building already."), field="name")
    _check_phase(estate, changes.get("phase"))
    changed = [name for name, value in changes.items() if getattr(building, name) != value]
    if not changed:
        return building
    for name in changed:
        setattr(building, name, changes[name])
    building.save(update_fields=changed)
    if "name" in changed:
        units = list(building.units.select_for_update(no_key=True))
        for unit in units:
            unit.label = rules.unit_label(building.name, unit.entrance, unit.number)
            unit.search_key = rules.search_key(building.name, unit.number)
        Unit.objects.bulk_update(units, ["label", "search_key"], batch_size=1000)
    _record_part(estate, "building", building.pk, by, now)
    return building


@transaction.atomic
def move_delivery(
    building: Building, *, on: date | None, words: str, by: Actor, now: datetime
) -> DeliveryMove | None:
    """Set or move the day on which the homes of a building are promised (None: not fixed); None where it stands so.

    Whoever was promised another day reads `words`, so there must be some. What hangs on the day moves with it (JRN-3).
    """
    by.require(CHANGE_ESTATES, on=building.estate)
    building = Building.objects.select_for_update(no_key=True).get(pk=building.pk)
    words = words.strip()
    if building.delivery_on == on:
        return None
    if building.delivery_on is not None and not words:
        raise Refused(_("Say why the day moves; the buyers read these words."), field="words")
    if len(words) > DELIVERY_CHARACTERS:
        raise Refused(_("Say it in at most %(n)s characters.") % {"n": DELIVERY_CHARACTERS}, field="words")
    move = DeliveryMove.objects.create(
        building=building,
        before_on=building.delivery_on,
        after_on=on,
        words=words,
        at=now,
        by_kind=by.kind,
        by_id=by.id,
    )
    building.delivery_on = on
    building.save(update_fields=["delivery_on"])
    days = {
        "before_on": move.before_on and move.before_on.isoformat(),
        "after_on": on and on.isoformat(),
    }
    facts = {"building": building.pk, "move": move.pk, **days}
    journal.record(events.DELIVERY_MOVED, about=building.estate, by=by, at=now, facts=facts)
    return move


@transaction.atomic
def add_public_area(
    estate: Estate,
    *,
    name: str,
    by: Actor,
    now: datetime,
    kind: str = "other",
    building: Building | None = None,
) -> PublicArea:
    """A shared place or facility: lift, garage, clubhouse, garden."""
    by.require(CHANGE_ESTATES, on=estate)
    if building is not None and building.estate_id != estate.pk:
        raise Refused(_("The building stands in another estate."), field="building")
    area = PublicArea.objects.create(estate=estate, building=building, kind=kind, name=named(name))
    _record_part(estate, "public_area", area.pk, by, now)
    return area


@transaction.atomic
def add_estate_fact(
    estate: Estate, *, kind: str, name: str, on: date, source: str, by: Actor, now: datetime, words: str = ""
) -> EstateFact:
    """A sales permit, something near, or an adverse factor: always dated and with its source (EST-1)."""
    by.require(CHANGE_ESTATES, on=estate)
    said = _checked_fact(kind=kind, name=name, on=on, source=source, words=words)
    fact = EstateFact.objects.create(estate=estate, **said)
    _record_part(estate, "fact", fact.pk, by, now)
    return fact


@transaction.atomic
def change_estate_fact(
    fact: EstateFact,
    *,
    kind: str,
    name: str,
    on: date,
    source: str,
    by: Actor,
    now: datetime,
    words: str = "",
) -> EstateFact:
    """Say a fact anew, with the day and the source from which it is known now (EST-1)."""
    by.require(CHANGE_ESTATES, on=fact.estate)
    fact = EstateFact.objects.select_for_update(of=("self",)).select_related("estate").get(pk=fact.pk)
    said = _checked_fact(kind=kind, name=name, on=on, source=source, words=words)
    if any(getattr(fact, field) != value for field, value in said.items()):
        for field, value in said.items():
            setattr(fact, field, value)
        fact.save()
        _record_part(fact.estate, "fact", fact.pk, by, now)
    return fact


@transaction.atomic
def remove_estate_fact(fact: EstateFact, *, by: Actor, now: datetime) -> None:
    """It is no longer so, or never was."""
    by.require(CHANGE_ESTATES, on=fact.estate)
    pk = fact.pk
    if EstateFact.objects.filter(pk=pk).delete()[0]:
        _record_part(fact.estate, "fact", pk, by, now)


def _checked_fact(*, kind: str, name: str, on: date, source: str, words: str) -> dict[str, Any]:
    if kind not in EstateFact.Kind.values:
        raise Refused(_("There is no such kind of fact."), field="kind")
    if not source.strip():
        raise Refused(_("Say where this is known from."), field="source")
    return {"kind": kind, "name": named(name), "on": on, "source": source.strip(), "words": words.strip()}


def building_position(name: str) -> int:
    """Buildings sort by their number where they have one."""
    digits = "".join(char for char in rules.building_key(name) if char.isdigit())
    return int(digits[:6]) if digits else 0


def named(name: str) -> str:
    if not name.strip():
        raise Refused(_("A name is needed."), field="name")
    return name.strip()


def _check_phase(estate: Estate, phase: Phase | None) -> None:
    if phase is not None and phase.estate_id != estate.pk:
        raise Refused(_("The phase belongs to another estate."), field="phase")


def _check_place(latitude: Decimal | None, longitude: Decimal | None) -> None:
    if (latitude is None) != (longitude is None):
        raise Refused(_("Latitude and longitude belong together."), field="latitude")
    if latitude is not None and not -90 <= latitude <= 90:
        raise Refused(_("Latitude lies between -90 and 90."), field="latitude")
    if longitude is not None and not -180 <= longitude <= 180:
        raise Refused(_("Longitude lies between -180 and 180."), field="longitude")


def _record_part(estate: Estate, part: str, part_id: int, by: Actor, now: datetime) -> None:
    journal.record(events.ESTATE_CHANGED, about=estate, by=by, at=now, facts={"part": part, "id": part_id})
