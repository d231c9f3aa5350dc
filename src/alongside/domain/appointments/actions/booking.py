"""A slot is booked, moved, cancelled; who does not come says so (JRN-7). By the customer, or by staff for them.

No place is sold twice: a place is a row, an invitation names it, and the database lets no second one name it. Free places
are taken without waiting for each other; only when none seems left does one wait for those who are just taking theirs.

Locks are taken in one order: slots (shared: many book at once, but none while the slot is changed), invitation, seat.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from alongside.domain.appointments import events
from alongside.domain.appointments.models import Batch, Invitation, Seat, Slot
from alongside.domain.appointments.permissions import BOOK_FOR_CUSTOMERS
from alongside.domain.appointments.queries.letters import about
from alongside.domain.appointments.queries.slots import free_slots, told_free
from alongside.domain.appointments.rules import letters
from alongside.domain.appointments.rules.slots import next_reminder
from alongside.domain.appointments.states import INVITATION_STATES
from alongside.domain.conversations.actions import write_letter
from alongside.kernel import journal
from alongside.kernel.actor import SYSTEM, Actor
from alongside.kernel.concurrency import lock
from alongside.kernel.refusals import Conflict, NotAllowed, Refused

WORDS_CHARACTERS = 300
MOST_PARTY = 20


@transaction.atomic
def book_slot(
    invitation: Invitation,
    *,
    slot: Slot,
    by: Actor,
    now: datetime,
    party: int = 1,
    words: str | None = None,
    seen: int | None = None,
) -> Invitation:
    """They come then, so many of them. Refused with the next free slots when it is full.

    Booked already for another slot, they move there; for this one, nothing changes. `words` None: as they were.
    """
    invitation, batch = _held(invitation, by, slot=slot, seen=seen)
    slot = _bookable(slot, batch, by=by, now=now)
    if not 1 <= party <= MOST_PARTY:
        raise Refused(_("Say how many people come, at most %(n)s.") % {"n": MOST_PARTY}, field="party")
    said = invitation.words if words is None else words.strip()
    if len(said) > WORDS_CHARACTERS:
        raise Refused(_("Say it in at most %(n)s characters.") % {"n": WORDS_CHARACTERS}, field="words")
    old = invitation.seat
    is_moving = invitation.state == "booked"
    INVITATION_STATES.check("move_booking" if is_moving else "book_slot", invitation.state)
    invitation.party, invitation.words = party, said
    if old is not None and old.slot_id == slot.pk:
        _save(invitation, "party", "words")
        return invitation
    _needs_free_home(invitation)
    seat = _take_seat(slot, now=now)
    _sit(invitation, seat, slot, batch, now=now)
    if old is not None:
        _free(old, now=now)
    event = events.BOOKING_MOVED if is_moving else events.SLOT_BOOKED
    _record(event, invitation, batch, by=by, now=now, facts={"slot": slot.pk, "party": party})
    _confirm(invitation, batch, slot, now=now)
    return invitation


@transaction.atomic
def move_booking(invitation: Invitation, *, slot: Slot, by: Actor, now: datetime) -> Invitation:
    """To another slot; the place in the old one is free again. Refused where nothing is booked."""
    fresh = Invitation.objects.get(pk=invitation.pk)
    INVITATION_STATES.check("move_booking", fresh.state)
    return book_slot(fresh, slot=slot, party=fresh.party, by=by, now=now)


@transaction.atomic
def cancel_booking(
    invitation: Invitation, *, by: Actor, now: datetime, seen: int | None = None
) -> Invitation:
    """The place is free again, for the first who waits for it; they may choose another time."""
    invitation, batch = _held(invitation, by, seen=seen)
    _not_begun(invitation, by, now=now)
    invitation.state = INVITATION_STATES.check("cancel_booking", invitation.state)
    _stand_up(invitation, batch, by=by, now=now, event=events.BOOKING_CANCELLED)
    return invitation


@transaction.atomic
def decline(
    invitation: Invitation, *, words: str = "", by: Actor, now: datetime, seen: int | None = None
) -> Invitation:
    """They do not come. What they say to it is kept; a place they had is free again. They may change their mind."""
    invitation, batch = _held(invitation, by, seen=seen)
    _not_begun(invitation, by, now=now)
    words = words.strip()
    if len(words) > WORDS_CHARACTERS:
        raise Refused(_("Say it in at most %(n)s characters.") % {"n": WORDS_CHARACTERS}, field="words")
    invitation.state = INVITATION_STATES.check("decline", invitation.state)
    invitation.words = words or invitation.words
    invitation.asks_anew, invitation.waits_for, invitation.waits_since = False, None, None
    _stand_up(invitation, batch, by=by, now=now, event=events.INVITATION_DECLINED)
    return invitation


@transaction.atomic
def wait_for_slot(invitation: Invitation, *, slot: Slot, by: Actor, now: datetime) -> Invitation:
    """In line for a slot that is full: whose turn it is gets the next place that becomes free, and hears of it."""
    invitation, batch = _held(invitation, by, slot=slot)
    slot = _bookable(slot, batch, by=by, now=now)
    if invitation.state not in ("invited", "declined", "planned"):
        raise Refused(_("You have an appointment already. Move it, or cancel it first."))
    _needs_free_home(invitation)
    if slot.seats.filter(is_free=True).exists():
        raise Refused(_("There is a free place in it. Book it."))
    if invitation.waits_for_id != slot.pk:
        invitation.waits_for, invitation.waits_since = slot, now
        _save(invitation, "waits_for", "waits_since")
    return invitation


def _held(
    invitation: Invitation, by: Actor, *, slot: Slot | None = None, seen: int | None = None
) -> tuple[Invitation, Batch]:
    """The invitation, locked, and its batch; theirs, or of a node at which the actor books for customers.

    Its slot, and the one that is wanted, are held, so that neither changes meanwhile.
    """
    if by.kind == "customer":
        if invitation.customer_id != by.id:
            raise NotAllowed(_("This invitation is for somebody else."))
    else:
        by.require(BOOK_FOR_CUSTOMERS, on=invitation)
    sits_in = Seat.objects.filter(invitation=invitation.pk).values_list("slot_id", flat=True).first()
    held = {one for one in (sits_in, slot.pk if slot else None) if one is not None}
    hold_slots(held)
    invitation = lock(invitation, seen=seen, no_key=True)
    if invitation.seat_id:
        invitation.seat = Seat.objects.select_related("slot").get(pk=invitation.seat_id)
        if invitation.seat.slot_id not in held:
            raise Conflict(_("The appointment was moved at this moment. Look again."))
    batch = Batch.objects.select_related("node", "kind").get(pk=invitation.batch_id)
    if not batch.is_standing:
        raise Refused(_("These appointments are over or cancelled."))
    return invitation, batch


def hold_slots(ids: Iterable[int]) -> None:
    """Nobody changes or cancels them meanwhile; whoever books does not wait."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM appointments_slot WHERE id = ANY(%s) ORDER BY id FOR SHARE", [sorted(ids)]
        )


def _bookable(slot: Slot, batch: Batch, *, by: Actor, now: datetime) -> Slot:
    if slot.batch_id != batch.pk:
        raise Refused(_("This time does not belong to this invitation."), field="slot")
    fresh = Slot.objects.get(pk=slot.pk)
    if fresh.cancelled_at is not None:
        raise Refused(_("This time was cancelled. Please choose another one."), field="slot")
    if (fresh.from_at if by.kind == "customer" else fresh.until_at) <= now:
        raise Refused(_("This time is past."), field="slot")
    if by.kind == "customer" and batch.state != "open":
        raise Refused(_("Booking has not begun yet."), field="slot")
    return fresh


def _not_begun(invitation: Invitation, by: Actor, *, now: datetime) -> None:
    slot = invitation.slot
    if slot is not None and slot.from_at <= now and by.kind == "customer":
        raise Refused(_("This time has begun already. Please call us."))


def _needs_free_home(invitation: Invitation) -> None:
    """One appointment a home: the family comes together."""
    others = Invitation.objects.filter(
        batch_id=invitation.batch_id, unit_id=invitation.unit_id, seat__isnull=False
    ).exclude(pk=invitation.pk)
    if invitation.unit_id and others.exists():
        raise Refused(_("This home has an appointment already: somebody of the family has booked."))


def _take_seat(slot: Slot, *, now: datetime) -> Seat:
    """The first free place: of those that nobody is just taking, else of those that are left after all."""
    free = Seat.objects.filter(slot=slot, is_free=True).order_by("number")
    seat = free.select_for_update(skip_locked=True, no_key=True).first()
    seat = seat or free.select_for_update(no_key=True).first()
    if seat is None:
        others = free_slots(slot.batch_id, now=now, instead_of=slot)
        zone = ZoneInfo(slot.node.zone)
        raise Refused(told_free(others, zone=zone), field="slot", facts={"free": [one.pk for one in others]})
    seat.is_free = False
    seat.save(update_fields=["is_free"])
    return seat


def _sit(invitation: Invitation, seat: Seat, slot: Slot, batch: Batch, *, now: datetime) -> None:
    invitation.seat, invitation.state = seat, "booked"
    invitation.answered_at, invitation.asks_anew = now, False
    invitation.waits_for, invitation.waits_since = None, None
    invitation.next_reminder_at = next_reminder(slot.from_at, now, ZoneInfo(batch.node.zone))
    _save(
        invitation, "seat", "state", "party", "words", "answered_at", "asks_anew", "waits_for", "waits_since",
        "next_reminder_at",
    )  # fmt: skip


def _stand_up(invitation: Invitation, batch: Batch, *, by: Actor, now: datetime, event: Any) -> None:
    seat, invitation.seat = invitation.seat, None
    invitation.answered_at, invitation.next_reminder_at = now, None
    _save(
        invitation, "seat", "state", "words", "answered_at", "asks_anew", "waits_for", "waits_since",
        "next_reminder_at",
    )  # fmt: skip
    if seat is not None:
        _free(seat, now=now)
    _record(event, invitation, batch, by=by, now=now, facts={"slot": seat.slot_id if seat else None})


def _free(seat: Seat, *, now: datetime) -> None:
    """The place goes to the first who waits for it, else whoever comes. Of a slot that was cancelled none is free."""
    slot = Slot.objects.select_related("node").get(pk=seat.slot_id)
    if slot.cancelled_at is None:
        Seat.objects.filter(pk=seat.pk).update(is_free=True)
        serve_waiting(slot, now=now)


def serve_waiting(slot: Slot, *, now: datetime) -> int:
    """Within the caller's transaction: those in line get the places that are free, first come first served; how many."""
    served = 0
    if slot.from_at <= now:
        return served
    in_line = Invitation.objects.filter(waits_for=slot).order_by("waits_since", "pk")
    free = Seat.objects.filter(slot=slot, is_free=True).order_by("number")
    while True:
        seat = free.select_for_update(skip_locked=True, no_key=True).first()
        first = in_line.select_for_update(skip_locked=True, of=("self",), no_key=True).first()
        if seat is None or first is None:
            return served
        if _may_have_it(first):
            Seat.objects.filter(pk=seat.pk).update(is_free=False)
            _pass_on(first, seat, slot, now=now)
            served += 1


def _may_have_it(invitation: Invitation) -> bool:
    """Not when the family has booked meanwhile: then they are no longer in line."""
    taken = Invitation.objects.filter(
        batch_id=invitation.batch_id, unit_id=invitation.unit_id, seat__isnull=False
    )
    if invitation.unit_id and taken.exists():
        invitation.waits_for, invitation.waits_since = None, None
        _save(invitation, "waits_for", "waits_since")
        return False
    return True


def _pass_on(invitation: Invitation, seat: Seat, slot: Slot, *, now: datetime) -> None:
    batch = Batch.objects.select_related("node", "kind").get(pk=invitation.batch_id)
    _sit(invitation, seat, slot, batch, now=now)
    facts = {"slot": slot.pk, "party": invitation.party}
    _record(events.SLOT_BOOKED, invitation, batch, by=SYSTEM, now=now, facts=facts)
    _confirm(invitation, batch, slot, now=now, letter=letters.took_place)


def _confirm(
    invitation: Invitation, batch: Batch, slot: Slot, *, now: datetime, letter: Any = letters.booked
) -> None:
    write_letter(
        to=invitation.customer,
        letter=lambda: letter(about(batch, invitation, slot)),
        once_key=f"appointment:{invitation.pk}:booked:{invitation.version}",
        node=batch.node,
        now=now,
    )


def _save(invitation: Invitation, *fields: str) -> None:
    invitation.version += 1
    invitation.save(update_fields=[*fields, "version"])


def _record(
    event: Any, invitation: Invitation, batch: Batch, *, by: Actor, now: datetime, facts: dict[str, Any]
) -> None:
    facts = {"batch": batch.pk, **facts}
    journal.record(event, about=invitation, by=by, at=now, facts=facts, node_path=batch.node.path)
