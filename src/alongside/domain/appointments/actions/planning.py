"""A batch is planned: what, where, in which slots, for whom, and who answers for it (JRN-7)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Max, Min
from django.utils.translation import gettext_lazy as _

from alongside.domain.appointments import events
from alongside.domain.appointments.models import Batch, BatchKind, Seat, Slot
from alongside.domain.appointments.permissions import PLAN_BATCHES
from alongside.domain.appointments.rules import notices
from alongside.domain.appointments.rules.audience import Audience
from alongside.domain.appointments.rules.slots import MOST_SLOTS, SlotGiven, check_slot
from alongside.domain.customers.models import Segment
from alongside.domain.estates.models import Building, Estate, Phase
from alongside.domain.organisation.actions.staff import hold_staff
from alongside.domain.organisation.models import Node, StaffMember
from alongside.domain.organisation.queries import actor_for
from alongside.domain.work.actions import notify
from alongside.kernel import journal
from alongside.kernel.actor import Actor
from alongside.kernel.concurrency import lock
from alongside.kernel.refusals import Refused

LENGTHS = {"name": 80, "words": 2_000, "bring": 300, "place": 120}


@transaction.atomic
def plan_batch(
    *,
    node: Node,
    kind: BatchKind,
    name: str,
    slots: Sequence[SlotGiven] = (),
    estate: Estate | None = None,
    audience: Audience | None = None,
    words: str = "",
    bring: str = "",
    place: str = "",
    responsible: StaffMember | None = None,
    by: Actor,
    now: datetime,
) -> Batch:
    """Nobody hears of it yet: people are invited by `invite`."""
    by.require(PLAN_BATCHES, on=Batch(node=node))
    said = _said(name=name, words=words, bring=bring, place=place)
    if estate is not None and estate.node_id != node.pk:
        raise Refused(_("This estate is looked after elsewhere."), field="estate")
    if responsible is not None:
        hold_staff(responsible.pk)
        _needs_planner(responsible, Batch(node=node), now=now)
    batch = Batch(node=node, estate=estate, kind=kind, responsible=responsible, made_at=now, **said)
    batch.audience = _checked(audience or Audience(), batch, by=by).as_json()
    batch.save()
    if slots:
        _add(batch, slots, now=now)
    record(events.BATCH_PLANNED, batch, by=by, now=now, facts={"slots": len(slots)})
    _tell_responsible(batch, by=by, now=now)
    return batch


@transaction.atomic
def change_batch(
    batch: Batch,
    *,
    name: str,
    words: str,
    bring: str,
    place: str,
    by: Actor,
    now: datetime,
    seen: int | None = None,
) -> Batch:
    """What it says. People who were invited already read the new words when they look again."""
    by.require(PLAN_BATCHES, on=batch)
    batch = standing(batch, seen=seen)
    for field, value in _said(name=name, words=words, bring=bring, place=place).items():
        setattr(batch, field, value)
    _save(batch, "name", "words", "bring", "place")
    record(events.BATCH_CHANGED, batch, by=by, now=now, facts={"fields": sorted(LENGTHS)})
    return batch


@transaction.atomic
def change_audience(
    batch: Batch, *, audience: Audience, by: Actor, now: datetime, seen: int | None = None
) -> Batch:
    """Whom it is for. Who was invited already stays invited; inviting again reaches those who are new."""
    by.require(PLAN_BATCHES, on=batch)
    batch = standing(batch, seen=seen)
    batch.audience = _checked(audience, batch, by=by).as_json()
    _save(batch, "audience")
    record(events.BATCH_CHANGED, batch, by=by, now=now, facts={"fields": ["audience"]})
    return batch


@transaction.atomic
def give_batch(batch: Batch, *, to: StaffMember, by: Actor, now: datetime) -> Batch:
    """Somebody else answers for it from now on."""
    by.require(PLAN_BATCHES, on=batch)
    hold_staff(to.pk)
    batch = standing(batch)
    _needs_planner(to, batch, now=now)
    before, batch.responsible = batch.responsible_id, to
    _save(batch, "responsible")
    record(events.BATCH_GIVEN, batch, by=by, now=now, facts={"from": before, "to": to.pk})
    _tell_responsible(batch, by=by, now=now)
    return batch


@transaction.atomic
def add_slots(batch: Batch, *, slots: Sequence[SlotGiven], by: Actor, now: datetime) -> list[Slot]:
    """More slots; one that is there already at that time and place is left as it is."""
    by.require(PLAN_BATCHES, on=batch)
    batch = standing(batch)
    made = _add(batch, slots, now=now)
    record(events.BATCH_CHANGED, batch, by=by, now=now, facts={"slots": len(made)})
    return made


def standing(batch: Batch, *, seen: int | None = None) -> Batch:
    """The batch, locked; Refused where it is over or cancelled."""
    batch = lock(batch, seen=seen, no_key=True)
    if not batch.is_standing:
        raise Refused(_("These appointments are over or cancelled."))
    return batch


def keep_span(batch: Batch) -> None:
    """When the first slot begins and the last one ends, after slots have changed."""
    span = batch.slots.standing().aggregate(first=Min("from_at"), last=Max("until_at"))
    batch.first_at, batch.last_at = span["first"], span["last"]
    _save(batch, "first_at", "last_at")


def record(event: Any, batch: Batch, *, by: Actor, now: datetime, facts: dict[str, Any]) -> None:
    """A fact about the batch."""
    journal.record(event, about=batch, by=by, at=now, facts=facts, node_path=batch.node.path)


def _add(batch: Batch, slots: Sequence[SlotGiven], *, now: datetime) -> list[Slot]:
    there = set(batch.slots.standing().values_list("from_at", "place"))
    made: list[Slot] = []
    for one in slots:
        check_slot(one, now=now)
        place = (one.place or batch.place).strip()[: LENGTHS["place"]]
        if (one.from_at, place) not in there:
            there.add((one.from_at, place))
            made.append(
                Slot(
                    batch=batch,
                    node_id=batch.node_id,
                    from_at=one.from_at,
                    until_at=one.until_at,
                    place=place,
                    capacity=one.capacity,
                )
            )
    if batch.slots.count() + len(made) > MOST_SLOTS:
        raise Refused(_("A batch has at most %(n)s slots.") % {"n": MOST_SLOTS}, field="days")
    Slot.objects.bulk_create(made)
    Seat.objects.bulk_create(
        (Seat(slot=slot, number=number) for slot in made for number in range(1, slot.capacity + 1)),
        batch_size=5_000,
    )
    keep_span(batch)
    return made


def _checked(audience: Audience, batch: Batch, *, by: Actor) -> Audience:
    """Buildings, phases and a segment that are there, at this place."""
    at = {"estate": batch.estate} if batch.estate_id else {"estate__node_id": batch.node_id}
    for model, ids, field in (
        (Building, audience.buildings, "buildings"),
        (Phase, audience.phases, "phases"),
    ):
        if ids and model.objects.filter(pk__in=ids, **at).count() != len(set(ids)):
            raise Refused(_("This choice does not exist."), field=field)
    segments = Segment.objects.visible_to(by)
    if audience.segment is not None and not segments.filter(pk=audience.segment).exists():
        raise Refused(_("This choice does not exist."), field="segment")
    return audience


def _said(**texts: str) -> dict[str, str]:
    said = {field: words.strip() for field, words in texts.items()}
    if not said["name"]:
        raise Refused(_("Give it a name that customers understand."), field="name")
    for field, words in said.items():
        if len(words) > LENGTHS[field]:
            raise Refused(_("Say it in at most %(n)s characters.") % {"n": LENGTHS[field]}, field=field)
    return said


def _needs_planner(to: StaffMember, batch: Batch, *, now: datetime) -> None:
    if not to.is_active:
        raise Refused(_("This colleague has left."), field="responsible")
    if not actor_for(to, now=now).may(PLAN_BATCHES, on=batch):
        raise Refused(
            _("%(name)s does not plan appointments there.") % {"name": to.name}, field="responsible"
        )


def _tell_responsible(batch: Batch, *, by: Actor, now: datetime) -> None:
    if batch.responsible is not None and (by.kind, by.id) != ("staff", batch.responsible_id):
        key = f"batch:{batch.pk}:{batch.version}:{batch.responsible_id}"
        notify(batch.responsible, notices.BATCH_IS_YOURS.kind, now=now, about=batch, once_key=key)


def _save(batch: Batch, *fields: str) -> None:
    batch.version += 1
    batch.save(update_fields=[*fields, "version"])


def zone_of(batch: Batch) -> ZoneInfo:
    """In whose local time its slots are told; `node` loaded."""
    return ZoneInfo(batch.node.zone)
