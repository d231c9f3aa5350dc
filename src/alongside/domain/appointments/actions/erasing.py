"""Somebody is erased: what was ahead of them is withdrawn, and their place goes to who waits for it (INF-4, JRN-7)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from alongside.domain.appointments.actions.booking import hold_slots, serve_waiting
from alongside.domain.appointments.models import Invitation, Seat, Slot


@transaction.atomic
def withdraw_erased(customer_ids: Sequence[int], *, now: datetime) -> int:
    """How many invitations it withdrew. That somebody came, or did not, stays without a name.

    A slot that takes place moves on as after a cancellation: the first in line gets the place, and hears of it.
    """
    ahead = Invitation.objects.filter(
        customer__in=customer_ids, state__in=("planned", "invited", "booked", "declined")
    )
    hold_slots(ahead.filter(seat__isnull=False).values_list("seat__slot", flat=True))
    locked = list(ahead.select_for_update(no_key=True).order_by("pk"))
    seats = [one.seat_id for one in locked if one.seat_id]
    Invitation.objects.filter(pk__in=[one.pk for one in locked]).update(
        state="withdrawn", seat=None, next_reminder_at=None, waits_for=None, waits_since=None
    )
    freed = Slot.objects.standing().filter(seats__in=seats).distinct().order_by("pk")
    for slot in freed:
        Seat.objects.filter(pk__in=seats, slot=slot).update(is_free=True)
        serve_waiting(slot, now=now)
    return len(locked)
