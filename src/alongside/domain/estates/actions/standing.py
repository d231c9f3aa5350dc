"""What moves a unit from one status to the next (EST-2)."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from alongside.domain.estates import events
from alongside.domain.estates.models import Unit, UnitAct
from alongside.domain.estates.states import UNIT_STATES
from alongside.kernel import journal
from alongside.kernel.actor import Actor


@transaction.atomic
def move_unit(unit: Unit, *, act: str, on: date, by: Actor, now: datetime) -> Unit:
    """Record the act that moves a unit: `act` is a move of UNIT_STATES. Refused where there is no such way.

    Called by the action of the domain whose act it is (a signing, a handover, a lease), which has asked whether
    `by` may: there is no permission to move a unit by itself.
    """
    unit = Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
    target = UNIT_STATES.check(act, unit.status)
    UnitAct.objects.create(
        unit=unit,
        act=act,
        from_status=unit.status,
        to_status=target,
        on=on,
        at=now,
        by_kind=by.kind,
        by_id=by.id,
    )
    unit.refresh_from_db()
    journal.record(
        events.UNIT_MOVED,
        about=unit,
        by=by,
        at=now,
        facts={"act": act, "status": target, "on": on.isoformat()},
    )
    return unit
