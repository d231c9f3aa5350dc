"""Who came: noted at the gate, one by one on a phone or many at once (JRN-7)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from alongside.domain.appointments import events
from alongside.domain.appointments.models import Batch, Invitation
from alongside.domain.appointments.permissions import MARK_ATTENDANCE
from alongside.kernel import journal
from alongside.kernel.actor import Actor
from alongside.kernel.refusals import Refused

MOST_AT_ONCE = 1_000
EARLIEST = timedelta(hours=12)  # before the first slot nobody can have come
CAME, MISSED, UNDONE = "attended", "no_show", "undone"
SOURCES = {
    CAME: ("planned", "invited", "declined", "booked", "no_show"),
    MISSED: ("booked", "attended"),
    UNDONE: ("attended", "no_show"),
}


@transaction.atomic
def mark_attendance(
    batch: Batch, *, invitations: Collection[int], came: str, by: Actor, now: datetime
) -> int:
    """These came, or did not, or that was a mistake; how many it changed. Said again it changes nothing.

    A few statements however many they are. Who comes without a booking is welcome: they came, without a place.
    """
    by.require(MARK_ATTENDANCE, on=batch)
    if came not in SOURCES:
        raise Refused(_("Say whether they came."), field="came")
    if len(invitations) > MOST_AT_ONCE:
        raise Refused(_("At most %(n)s at once.") % {"n": MOST_AT_ONCE})
    if batch.state == "cancelled":
        raise Refused(_("These appointments were cancelled."))
    if batch.first_at is None or now < batch.first_at - EARLIEST:
        raise Refused(_("It has not begun yet."))
    rows = (
        Invitation.objects.filter(batch=batch, pk__in=invitations, state__in=SOURCES[came])
        .select_for_update(no_key=True)
        .order_by("pk")
    )
    changed = list(rows)
    ids = [one.pk for one in changed]
    staff = by.id if by.kind == "staff" else None
    marks = {"marked_at": now, "marked_by_id": staff, "next_reminder_at": None, "version": F("version") + 1}
    mine = Invitation.objects.filter(pk__in=ids)
    if came == UNDONE:
        undone = {**marks, "marked_at": None, "marked_by_id": None}
        mine.filter(seat__isnull=False).update(state="booked", **undone)
        mine.filter(seat__isnull=True).update(state="invited", **undone)
        return len(ids)
    mine.update(state=came, waits_for=None, waits_since=None, **marks)
    event = events.INVITATION_ATTENDED if came == CAME else events.INVITATION_MISSED
    facts = [
        journal.Fact(
            event,
            one,
            {"batch": batch.pk, "kind": batch.kind.code, "customer": one.customer_id, "unit": one.unit_id},
            batch.node.path,
        )
        for one in changed
    ]
    journal.record_many(facts, by=by, at=now)
    return len(ids)
