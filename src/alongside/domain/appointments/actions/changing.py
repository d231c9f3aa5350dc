"""A slot changes or is cancelled, a batch is cancelled or over: everybody concerned is told, once (JRN-7)."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from alongside.domain.appointments import events
from alongside.domain.appointments.actions.booking import serve_waiting
from alongside.domain.appointments.actions.inviting import tell_later, will_tell
from alongside.domain.appointments.actions.planning import keep_span, record, standing
from alongside.domain.appointments.models import Batch, Invitation, Seat, Slot, Told
from alongside.domain.appointments.permissions import PLAN_BATCHES
from alongside.domain.appointments.rules.slots import SlotGiven, check_slot, next_reminder
from alongside.domain.appointments.states import BATCH_STATES
from alongside.kernel.actor import SYSTEM, Actor
from alongside.kernel.concurrency import lock
from alongside.kernel.refusals import Refused

WORDS_CHARACTERS = 300
OVER_AFTER = timedelta(hours=24)  # until then attendance is noted
AT_ONCE = 100


@transaction.atomic
def change_slot(slot: Slot, *, to: SlotGiven, by: Actor, now: datetime, seen: int | None = None) -> Slot:
    """Another time, place or number of places. Who has booked keeps their place, and is told of a new time or place.

    Refused for fewer places than are booked.
    """
    by.require(PLAN_BATCHES, on=slot)
    batch = standing(Batch(pk=slot.batch_id))
    slot = _open(slot, seen=seen)
    check_slot(to, now=now)
    place = to.place.strip()[:120]
    others = batch.slots.standing().exclude(pk=slot.pk)
    if others.filter(from_at=to.from_at, place=place).exists():
        raise Refused(_("There is a slot at that time and place already."), field="from_at")
    is_elsewhen = (slot.from_at, slot.until_at, slot.place) != (to.from_at, to.until_at, place)
    _resize(slot, to.capacity)
    slot.from_at, slot.until_at, slot.place, slot.capacity = to.from_at, to.until_at, place, to.capacity
    slot.version += 1
    slot.save()
    if is_elsewhen:
        booked = Invitation.objects.filter(seat__slot=slot, state="booked")
        will_tell(booked, Told.What.SLOT_MOVED, now=now, about=slot.pk, turn=slot.version)
        booked.update(next_reminder_at=next_reminder(slot.from_at, now, ZoneInfo(batch.node.zone)))
        tell_later(batch)
    serve_waiting(slot, now=now)
    keep_span(batch)
    facts = {"slot": slot.pk, "capacity": slot.capacity, "from": slot.from_at.isoformat()}
    record(events.SLOT_CHANGED, batch, by=by, now=now, facts=facts)
    return slot


def _resize(slot: Slot, capacity: int) -> None:
    """More places, or fewer of those that are free and that nobody is just taking."""
    numbers = set(slot.seats.values_list("number", flat=True))
    if capacity > len(numbers):
        wanted = (number for number in range(1, capacity + len(numbers) + 1) if number not in numbers)
        Seat.objects.bulk_create(
            Seat(slot=slot, number=next(wanted)) for _one in range(capacity - len(numbers))
        )
    elif surplus := len(numbers) - capacity:
        free = slot.seats.filter(is_free=True).order_by("-number").select_for_update(skip_locked=True)
        ids = list(free.values_list("pk", flat=True)[:surplus])
        if len(ids) < surplus:
            booked = len(numbers) - len(ids)
            raise Refused(
                _("%(n)s places are booked; the slot cannot have fewer.") % {"n": booked}, field="capacity"
            )
        Seat.objects.filter(pk__in=ids).delete()


@transaction.atomic
def cancel_slot(slot: Slot, *, words: str, by: Actor, now: datetime, seen: int | None = None) -> int:
    """It does not take place. Who booked it is told why and asked to book anew; how many."""
    by.require(PLAN_BATCHES, on=slot)
    batch = standing(Batch(pk=slot.batch_id))
    slot = _open(slot, seen=seen)
    if slot.until_at <= now:
        raise Refused(_("This time is past."))
    slot.cancelled_at, slot.words = now, _why(words)
    slot.version += 1
    slot.save(update_fields=["cancelled_at", "words", "version"])
    Invitation.objects.filter(waits_for=slot).update(waits_for=None, waits_since=None)
    booked = list(
        Invitation.objects.select_for_update(no_key=True, of=("self",))
        .filter(seat__slot=slot, state="booked")
        .order_by("pk")
    )
    will_tell(booked, Told.What.SLOT_CANCELLED, now=now, about=slot.pk)
    Invitation.objects.filter(pk__in=[one.pk for one in booked]).update(
        state="invited", seat=None, asks_anew=True, next_reminder_at=None, version=F("version") + 1
    )
    slot.seats.update(is_free=False)
    keep_span(batch)
    tell_later(batch)
    record(events.SLOT_CANCELLED, batch, by=by, now=now, facts={"slot": slot.pk, "booked": len(booked)})
    return len(booked)


@transaction.atomic
def cancel_batch(batch: Batch, *, words: str, by: Actor, now: datetime, seen: int | None = None) -> int:
    """Nothing of it takes place. Who has booked, or heard of it and has not said no, is told why; how many."""
    by.require(PLAN_BATCHES, on=batch)
    batch = standing(batch, seen=seen)
    batch.state = BATCH_STATES.check("cancel_batch", batch.state)
    batch.ended_at, batch.end_words = now, _why(words)
    batch.version += 1
    batch.save(update_fields=["state", "ended_at", "end_words", "version"])
    heard = Told.objects.filter(batch=batch, what=Told.What.INVITED, is_reached=True)
    list(batch.slots.select_for_update(no_key=True).order_by("pk"))  # nobody is just booking
    concerned = list(
        Invitation.objects.select_for_update(no_key=True)
        .filter(Q(state="booked") | Q(state="invited", pk__in=heard.values("invitation")), batch=batch)
        .order_by("pk")
    )
    will_tell(concerned, Told.What.BATCH_CANCELLED, now=now)
    Invitation.objects.filter(batch=batch, state__in=("planned", "invited", "booked", "declined")).update(
        state="withdrawn",
        seat=None,
        asks_anew=False,
        next_reminder_at=None,
        waits_for=None,
        waits_since=None,
        version=F("version") + 1,
    )
    Seat.objects.filter(slot__batch=batch).update(is_free=False)
    tell_later(batch)
    record(events.BATCH_CANCELLED, batch, by=by, now=now, facts={"told": len(concerned)})
    return len(concerned)


@transaction.atomic
def close_over(*, now: datetime) -> int:
    """Batches whose last slot is a day past are over; how many."""
    past = Batch.objects.filter(state="open", last_at__lte=now - OVER_AFTER).order_by("last_at")
    over = list(past.select_for_update(skip_locked=True, of=("self",)).select_related("node")[:AT_ONCE])
    for batch in over:
        batch.state, batch.ended_at = BATCH_STATES.check("close_batch", batch.state), now
        batch.version += 1
        batch.save(update_fields=["state", "ended_at", "version"])
        record(events.BATCH_OVER, batch, by=SYSTEM, now=now, facts={})
    return len(over)


def _open(slot: Slot, *, seen: int | None) -> Slot:
    slot = lock(slot, seen=seen, no_key=True)
    if slot.cancelled_at is not None:
        raise Refused(_("This time was cancelled already."))
    return slot


def _why(words: str) -> str:
    words = words.strip()
    if not words or len(words) > WORDS_CHARACTERS:
        raise Refused(
            _("Say why, in at most %(n)s characters; the customers read it.") % {"n": WORDS_CHARACTERS},
            field="words",
        )
    return words
