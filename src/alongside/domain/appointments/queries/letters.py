"""What the letters about appointments say, read from their rows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.formats import date_format

from alongside.domain.appointments.models import Batch, Invitation, Slot, Told
from alongside.domain.appointments.rules import letters
from alongside.domain.conversations.rules.letter import Letter

DAYS_NAMED = 3


def about(batch: Batch, invitation: Invitation, slot: Slot | None) -> letters.About:
    """`batch` with node and kind, `invitation` with customer and unit. Called in the reader's language."""
    zone = ZoneInfo(batch.node.zone)
    return letters.About(
        called=invitation.customer.called,
        what=batch.name,
        home=str(invitation.unit or ""),
        place=slot.place if slot and slot.place else batch.place,
        bring=batch.told_bring,
        words=batch.told_words,
        url=address_of(invitation),
        from_at=slot.from_at.astimezone(zone) if slot else None,
        until_at=slot.until_at.astimezone(zone) if slot else None,
    )


def address_of(invitation: Invitation) -> str:
    """Where the customer answers."""
    return f"{settings.PUBLIC_URL.rstrip('/')}/portal/appointments/{invitation.pk}/"


def letter_of(batch: Batch, told: Told, gone: Slot | None) -> Callable[[], Letter] | None:
    """The letter of what is to be told; None where it is no longer so. `gone`: the slot that it is about."""
    invitation = told.invitation
    if batch.state == "cancelled":
        if told.what != Told.What.BATCH_CANCELLED:
            return None
        return lambda: letters.batch_cancelled(about(batch, invitation, None), words=batch.end_words)
    if invitation.state == "withdrawn":
        return None
    if told.what == Told.What.INVITED:
        if invitation.state not in ("planned", "invited"):
            return None  # they have answered before we wrote
        return lambda: letters.invited(about(batch, invitation, None), days=days_of(batch))
    if told.what == Told.What.SLOT_CANCELLED:
        return lambda: letters.slot_cancelled(
            about(batch, invitation, gone), words=gone.words if gone else ""
        )
    slot = invitation.slot
    if told.what == Told.What.SLOT_MOVED and slot is not None and slot.pk == told.about:
        return lambda: letters.slot_moved(about(batch, invitation, slot))
    return None


def days_of(batch: Batch) -> str:
    """The first day, and the last one where there are several."""
    zone = ZoneInfo(batch.node.zone)
    days = [at.astimezone(zone) for at in (batch.first_at, batch.last_at) if at]
    return " – ".join(dict.fromkeys(_day(one) for one in days))


def _day(at: datetime) -> str:
    return date_format(at, "DATE_FORMAT")
