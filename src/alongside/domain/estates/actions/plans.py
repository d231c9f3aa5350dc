"""Floor plans and the pins on them (EST-8)."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from alongside.domain.estates import events
from alongside.domain.estates.models import Building, Estate, FloorPlan, Pin, Unit
from alongside.domain.estates.permissions import CHANGE_ESTATES
from alongside.domain.estates.queries import plan_of
from alongside.kernel import journal
from alongside.kernel.actor import Actor
from alongside.kernel.files import PICTURE
from alongside.kernel.refusals import Refused
from alongside.kernel.stored_files import store_files


@transaction.atomic
def add_plan(
    estate: Estate,
    *,
    name: str,
    picture: Any,
    by: Actor,
    now: datetime,
    layout: str = "",
    building: Building | None = None,
    unit: Unit | None = None,
) -> FloorPlan:
    """Keep a drawing for one home, or for a layout. One that was for the same before is retired with its pins kept."""
    by.require(CHANGE_ESTATES, on=estate)
    name, layout = name.strip(), layout.strip()
    if not name:
        raise Refused(_("A name is needed."), field="name")
    if unit is None and not layout:
        raise Refused(_("Say for which layout or home it is."), field="layout")
    for part in (building, unit):
        if part is not None and part.estate_id != estate.pk:
            raise Refused(_("This belongs to another estate."), field="unit" if part is unit else "building")
    before = FloorPlan.objects.filter(
        estate=estate, building=building, layout=layout, unit=unit, is_active=True
    )
    before.update(is_active=False)
    plan = FloorPlan.objects.create(
        estate=estate,
        building=building,
        layout=layout,
        unit=unit,
        name=name,
        width=1,
        height=1,
        created_at=now,
    )
    [stored] = store_files([picture], about=plan, by=by, now=now, purposes=frozenset({PICTURE}))
    plan.width, plan.height = stored.width or 1, stored.height or 1
    plan.save(update_fields=["width", "height"])
    journal.record(events.ESTATE_CHANGED, about=estate, by=by, at=now, facts={"part": "plan", "id": plan.pk})
    return plan


@transaction.atomic
def retire_plan(plan: FloorPlan, *, by: Actor, now: datetime) -> FloorPlan:
    """No new pins on it; those that are there stay."""
    by.require(CHANGE_ESTATES, on=plan)
    if plan.is_active:
        plan.is_active = False
        plan.save(update_fields=["is_active"])
        facts = {"part": "plan", "id": plan.pk}
        journal.record(events.ESTATE_CHANGED, about=plan.estate, by=by, at=now, facts=facts)
    return plan


@transaction.atomic
def place_pin(unit: Unit, *, x: Decimal, y: Decimal, now: datetime) -> Pin:
    """A point on the plan of a home, `x` and `y` as shares from its upper left corner.

    Called by the domain whose thing lies there (a case, later a defect), which has asked whether the actor may.
    """
    plan = plan_of(unit)
    if plan is None:
        raise Refused(_("There is no plan of this home."))
    if not (0 <= x <= 1 and 0 <= y <= 1):
        raise Refused(_("The pin lies outside the plan."))
    place = Decimal("0.0001")
    return Pin.objects.create(plan=plan, unit=unit, x=x.quantize(place), y=y.quantize(place), placed_at=now)
