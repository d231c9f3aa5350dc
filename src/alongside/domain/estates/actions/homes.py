"""Homes, shops, offices and parking spaces (EST-2)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from alongside.domain.estates import events, rules
from alongside.domain.estates.models import Building, Unit, UnitPrice
from alongside.domain.estates.permissions import CHANGE_ESTATES, SET_PRICES
from alongside.kernel import journal
from alongside.kernel.actor import Actor
from alongside.kernel.concurrency import lock
from alongside.kernel.refusals import Refused

DESCRIBING = frozenset(
    {"use", "layout", "gross_area", "internal_area", "orientation", "finish", "title_status", "floor"}
)
CHANGEABLE = DESCRIBING | {"entrance", "number"}
ENTRANCE_CHARACTERS = 20
MOST_AMOUNT = 10**10  # yuan


@transaction.atomic
def add_unit(
    building: Building,
    *,
    number: str,
    by: Actor,
    now: datetime,
    entrance: str = "",
    status: str = Unit.Status.PLANNED,
    handed_over_on: date | None = None,
    **described: Any,
) -> Unit:
    """A unit as it is when it is first entered; from then on only acts change its status.

    `described`: use, layout, gross_area, internal_area, orientation, finish, title_status, floor.
    """
    estate = building.estate
    by.require(CHANGE_ESTATES, on=estate)
    if unknown := set(described) - DESCRIBING:
        raise ValueError(f"a unit is not described by {sorted(unknown)}")
    entrance, number = rules.said_entrance(entrance), number.strip()
    rules.check_length(entrance, ENTRANCE_CHARACTERS, field="entrance")
    _check(number=number, described=described)
    if status not in Unit.Status.values:
        raise Refused(_("There is no such status."), field="status")
    if Unit.objects.filter(building=building, entrance=entrance, number=number).exists():
        raise Refused(_("The building has this unit already."), field="number")
    unit = Unit.objects.create(
        node_id=estate.node_id,
        estate=estate,
        building=building,
        entrance=entrance,
        number=number,
        label=rules.unit_label(building.name, entrance, number),
        search_key=rules.search_key(building.name, number),
        status=status,
        handed_over_on=handed_over_on,
        **described,
    )
    journal.record(events.UNIT_ADDED, about=unit, by=by, at=now)
    return unit


@transaction.atomic
def change_unit(unit: Unit, *, by: Actor, now: datetime, seen: int | None = None, **changes: Any) -> Unit:
    """Change what describes a unit. Its status is not among it: a subscription, a signing, a handover does that."""
    by.require(CHANGE_ESTATES, on=unit)
    if "status" in changes:
        raise Refused(_("The status changes only through the act that causes it."), field="status")
    if unknown := set(changes) - CHANGEABLE:
        raise ValueError(f"a unit has no changeable {sorted(unknown)}")
    unit = lock(unit, seen=seen)
    if "entrance" in changes:
        changes["entrance"] = rules.said_entrance(changes["entrance"])
        rules.check_length(changes["entrance"], ENTRANCE_CHARACTERS, field="entrance")
    if "number" in changes:
        changes["number"] = changes["number"].strip()
    changed = [name for name, value in changes.items() if getattr(unit, name) != value]
    if not changed:
        return unit
    for name in changed:
        setattr(unit, name, changes[name])
    _check(number=unit.number, described={name: getattr(unit, name) for name in DESCRIBING})
    if {"entrance", "number"} & set(changed):
        same = Unit.objects.filter(building=unit.building_id, entrance=unit.entrance, number=unit.number)
        if same.exclude(pk=unit.pk).exists():
            raise Refused(_("The building has this unit already."), field="number")
        unit.label = rules.unit_label(unit.building.name, unit.entrance, unit.number)
        unit.search_key = rules.search_key(unit.building.name, unit.number)
    unit.version += 1
    unit.save(update_fields=[*changed, "label", "search_key", "version"])
    journal.record(events.UNIT_CHANGED, about=unit, by=by, at=now, facts={"fields": sorted(changed)})
    return unit


@transaction.atomic
def set_unit_price(
    unit: Unit, *, list_amount: Decimal, from_on: date, by: Actor, now: datetime, reason: str = ""
) -> UnitPrice:
    """A line of the price list, which holds from that day until the next line; none is ever changed (EST-2).

    The amount stands in no fact of the journal, for more people read that than may see prices.
    """
    by.require(SET_PRICES, on=unit)
    unit = lock(unit)
    if not 0 < list_amount < MOST_AMOUNT:
        raise Refused(
            _("A price is more than zero, and less than ten thousand million."), field="list_amount"
        )
    if unit.prices.filter(from_on=from_on).exists():
        raise Refused(_("There is a price from that day already."), field="from_on")
    price = UnitPrice.objects.create(
        unit=unit, list_amount=list_amount, from_on=from_on, reason=reason.strip()
    )
    journal.record(events.UNIT_CHANGED, about=unit, by=by, at=now, facts={"part": "price", "id": price.pk})
    return price


def _check(*, number: str, described: dict[str, Any]) -> None:
    rules.check_unit(
        number=number,
        gross_area=described.get("gross_area"),
        internal_area=described.get("internal_area"),
    )
    if described.get("use", "dwelling") not in Unit.Use.values:
        raise Refused(_("There is no such use."), field="use")
    if described.get("finish", "") not in ("", *Unit.Finish.values):
        raise Refused(_("There is no such finish."), field="finish")
