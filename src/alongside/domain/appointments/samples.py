"""Batches for tests and the demo, made through the actions."""

from __future__ import annotations

import tomllib
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from alongside.domain.appointments.actions.inviting import invite, tell
from alongside.domain.appointments.actions.planning import plan_batch
from alongside.domain.appointments.imports import load_batch_kinds
from alongside.domain.appointments.models import Batch, BatchKind, Invitation, Slot
from alongside.domain.appointments.rules.slots import slots_of_days
from alongside.domain.estates.models import Estate
from alongside.kernel.actor import SYSTEM, Actor


def shipped_kinds() -> None:
    """The kinds of the standard pack, where the whole pack was not loaded."""
    file = settings.PACKS_DIR / "standard" / "batches.toml"
    load_batch_kinds(tomllib.loads(file.read_text(encoding="utf-8"))["kind"])


def a_batch(
    estate: Estate,
    *,
    now: datetime,
    by: Actor = SYSTEM,
    kind: str = "open_day",
    name: str = "8 栋工地开放日",
    days: int = 7,
    capacity: int = 2,
    hours: tuple[int, int] = (10, 12),
    minutes: int = 60,
    place: str = "南门接待处",
    is_open: bool = False,
    **but: Any,
) -> Batch:
    """An open day so many days ahead (negative: behind), two slots of two places. `is_open`: everybody is invited."""
    if not BatchKind.objects.exists():
        shipped_kinds()
    node = estate.node
    zone = ZoneInfo(node.zone)
    on: date = now.astimezone(zone).date() + timedelta(days=days)
    begins, ends = time(hours[0]), time(hours[1])
    slots = slots_of_days([on], begins=begins, ends=ends, minutes=minutes, capacity=capacity, zone=zone)
    given = {"node": node, "name": name, "place": place, "slots": slots, **but}
    chosen = BatchKind.objects.get(code=kind)
    batch = plan_batch(estate=estate, kind=chosen, by=by, now=now, **given)
    if is_open:
        invite(batch, by=by, now=now)
        tell(batch.pk, now=now)
        batch.refresh_from_db()
    return batch


def first_slot(batch: Batch) -> Slot:
    return batch.slots.order_by("from_at", "pk")[0]


def their_invitation(batch: Batch, customer: Any) -> Invitation:
    """The customer's invitation to the batch."""
    return batch.invitations.get(customer=customer)
