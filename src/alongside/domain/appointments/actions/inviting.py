"""The audience is invited: gathered at once, told in the background, each once (JRN-7).

The acts on many write what is to be told as rows (`Told`), which the database lets be there once; a job turns them into
letters, a batch a transaction. Killed anywhere, it goes on where it was.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from itertools import islice

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from alongside.domain.appointments import events
from alongside.domain.appointments.actions.planning import record, standing, zone_of
from alongside.domain.appointments.models import Batch, Invitation, Slot, Told
from alongside.domain.appointments.permissions import BOOK_FOR_CUSTOMERS, PLAN_BATCHES
from alongside.domain.appointments.queries.audience import audience_of, not_invited
from alongside.domain.appointments.queries.letters import letter_of
from alongside.domain.appointments.states import BATCH_STATES
from alongside.domain.conversations.actions import Addressed, write_letters
from alongside.domain.customers.models import Customer, UnitRelation
from alongside.domain.customers.queries import SERVICE
from alongside.domain.estates.models import Unit
from alongside.kernel.actor import Actor
from alongside.kernel.jobs import defer
from alongside.kernel.refusals import Refused

JOB = "alongside.domain.appointments.jobs.tell"
AT_ONCE = 1_000  # rows of one statement
LETTERS = 200  # of one transaction
MOST_INVITED = 50_000


@transaction.atomic
def invite(batch: Batch, *, by: Actor, now: datetime, seen: int | None = None) -> int:
    """Everybody of the audience who is not invited yet; how many. They can book from now on, and are told.

    Again it reaches those who have come to the audience since.
    """
    by.require(PLAN_BATCHES, on=batch)
    batch = standing(batch, seen=seen)
    if batch.last_at is None or batch.last_at <= now:
        raise Refused(_("There is no slot to come. Add slots before you invite."))
    batch.state = BATCH_STATES.check("invite", batch.state)
    new = not_invited(audience_of(batch, by, now=now), batch)
    pairs = new.order_by("unit_id", "customer_id").values_list("unit_id", "customer_id").distinct()
    if (count := pairs.count()) > MOST_INVITED:
        raise Refused(_("These are more than %(n)s people. Narrow it down.") % {"n": MOST_INVITED})
    rows = pairs.iterator(chunk_size=AT_ONCE)
    while part := list(islice(rows, AT_ONCE)):
        _gather(batch, part, now=now)
    batch.gathered_at = now
    batch.version += 1
    batch.save(update_fields=["state", "gathered_at", "version"])
    record(events.BATCH_OPENED, batch, by=by, now=now, facts={"count": count})
    tell_later(batch)
    return count


def _gather(batch: Batch, pairs: Iterable[tuple[int, int]], *, now: datetime) -> None:
    made = Invitation.objects.bulk_create(
        [
            Invitation(batch=batch, node_id=batch.node_id, customer_id=customer, unit_id=unit, planned_at=now)
            for unit, customer in pairs
        ]
    )
    will_tell(made, Told.What.INVITED, now=now)


@transaction.atomic
def invite_customer(
    batch: Batch, *, customer: Customer, unit: Unit | None = None, by: Actor, now: datetime
) -> Invitation:
    """One more person, with their home: who asked at the counter, or came with a friend."""
    by.require(BOOK_FOR_CUSTOMERS, on=batch)
    batch = standing(batch)
    if not Customer.objects.visible_to(by).filter(pk=customer.pk, erased_at__isnull=True).exists():
        raise Refused(_("This customer is not known."), field="customer")
    related = UnitRelation.objects.current(now.astimezone(zone_of(batch)).date()).filter(
        customer=customer, unit=unit
    )
    if unit is not None and not related.exists():
        raise Refused(_("This home is not theirs."), field="unit")
    invitation, is_new = Invitation.objects.get_or_create(
        batch=batch, customer=customer, unit=unit, defaults={"node_id": batch.node_id, "planned_at": now}
    )
    if is_new and batch.state == "open":
        will_tell([invitation], Told.What.INVITED, now=now)
        tell_later(batch)
    return invitation


def will_tell(
    invitations: Iterable[Invitation], what: str, *, now: datetime, about: int = 0, turn: int = 0
) -> None:
    """They hear of it: once, however often this is said. The job of `tell_later` writes the letters."""
    Told.objects.bulk_create(
        [
            Told(batch_id=one.batch_id, invitation=one, what=what, about=about, turn=turn, made_at=now)
            for one in invitations
        ],
        ignore_conflicts=True,
        batch_size=AT_ONCE,
    )


def tell_later(batch: Batch) -> None:
    """The letters of a batch are written in the background."""
    defer(JOB, queue="long", queueing_lock=f"tell_batch:{batch.pk}", batch_id=batch.pk)


def tell(batch_id: int, *, now: datetime) -> int:
    """Write every letter that waits; how many people were dealt with. Killed, called again it goes on."""
    dealt = 0
    while count := tell_some(batch_id, now=now):
        dealt += count
    return dealt


@transaction.atomic
def tell_some(batch_id: int, *, now: datetime) -> int:
    """The next letters, in one transaction with the note that they are written."""
    waiting = (
        Told.objects.filter(batch_id=batch_id, told_at__isnull=True)
        .select_for_update(skip_locked=True, of=("self",))
        .select_related("invitation__customer", "invitation__unit__estate", "invitation__seat__slot")
        .order_by("pk")
    )
    tellings = list(waiting[:LETTERS])
    if not tellings:
        return 0
    batch = Batch.objects.select_related("node", "kind", "estate").get(pk=batch_id)
    if batch.state == "open":
        invited = [one.invitation_id for one in tellings if one.what == Told.What.INVITED]
        rows = Invitation.objects.filter(pk__in=invited, state="planned")
        rows.update(state="invited", invited_at=now)
    slots = Slot.objects.in_bulk({one.about for one in tellings if one.about})
    mails = {one.pk: mail for one in tellings if (mail := _addressed(batch, one, slots.get(one.about)))}
    written: set[str] = set()
    for is_asking in (True, False):  # to what they have booked, the rest belongs
        some = [mails[one.pk] for one in tellings if one.pk in mails and one.is_asking == is_asking]
        purpose = batch.kind.purpose if is_asking else SERVICE
        written |= write_letters(some, now=now, purpose=purpose).keys() if some else set()
    for one in tellings:
        one.told_at, one.is_reached = now, one.pk in mails and mails[one.pk].once_key in written
    Told.objects.bulk_update(tellings, ["told_at", "is_reached"])
    return len(tellings)


def _addressed(batch: Batch, told: Told, slot: Slot | None) -> Addressed | None:
    """None for what is no longer so: who answers an invitation that was taken back?"""
    letter = letter_of(batch, told, slot)
    if letter is None:
        return None
    return Addressed(
        to=told.invitation.customer,
        letter=letter,
        once_key=f"appointment:{told.invitation_id}:{told.what}:{told.about}:{told.turn}",
        node=batch.node,
    )


def batches_to_tell() -> list[int]:
    """Those with letters that wait, for whom the job may have been lost."""
    waiting = Told.objects.filter(told_at__isnull=True)
    return list(waiting.order_by("batch_id").values_list("batch_id", flat=True).distinct()[:100])
