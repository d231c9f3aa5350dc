"""The worker's round: reminders, batches that are over, letters whose job was lost (JRN-7).

What is due stands in the rows, so a round that was missed is made up by the next one, and nobody hears it twice.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from alongside.domain.appointments.actions.changing import close_over
from alongside.domain.appointments.actions.inviting import batches_to_tell, tell_later
from alongside.domain.appointments.models import Batch, Invitation
from alongside.domain.appointments.queries.letters import about
from alongside.domain.appointments.rules import letters
from alongside.domain.appointments.rules.slots import next_reminder
from alongside.domain.conversations.actions import Addressed, write_letters

AT_ONCE = 200
SOON = timedelta(hours=6)  # less ahead than this, it is not "tomorrow" any more


def sweep_appointments(*, now: datetime) -> int:
    """Everything that time alone has brought about; how many people were reminded."""
    reminded = 0
    while count := _remind(now=now):
        reminded += count
    while close_over(now=now):
        pass
    for batch_id in batches_to_tell():
        tell_later(Batch(pk=batch_id))
    return reminded


@transaction.atomic
def _remind(*, now: datetime) -> int:
    """The next of those whose reminder is due; what has begun already needs none. The note is in the same transaction."""
    due = list(
        Invitation.objects.filter(state="booked", next_reminder_at__lte=now)
        .select_for_update(skip_locked=True, of=("self",), no_key=True)
        .select_related("customer", "unit", "seat__slot", "batch__node", "batch__kind")
        .order_by("next_reminder_at", "pk")[:AT_ONCE]
    )
    write_letters([_addressed(one, now=now) for one in due if one.slot and one.slot.from_at > now], now=now)
    for one in due:
        zone = ZoneInfo(one.batch.node.zone)
        one.next_reminder_at = next_reminder(one.slot.from_at, now, zone) if one.slot else None
    Invitation.objects.bulk_update(due, ["next_reminder_at"])
    return len(due)


def _addressed(one: Invitation, *, now: datetime) -> Addressed:
    slot = one.slot
    ahead = slot.from_at - now if slot else SOON
    is_tomorrow = ahead > SOON
    at = f"{slot.from_at:%Y%m%d%H%M}" if slot else ""
    return Addressed(
        to=one.customer,
        letter=lambda: letters.reminder(about(one.batch, one, slot), is_tomorrow=is_tomorrow),
        once_key=f"appointment:{one.pk}:{'day' if is_tomorrow else 'hours'}:{at}",
        node=one.batch.node,
    )
