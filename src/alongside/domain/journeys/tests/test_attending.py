"""Coming to an open day does the step that it stands for (JRN-5, JRN-7)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from alongside.domain.appointments.actions.attending import CAME, mark_attendance
from alongside.domain.appointments.actions.booking import book_slot
from alongside.domain.appointments.actions.inviting import invite_customer
from alongside.domain.appointments.samples import a_batch, first_slot
from alongside.domain.customers.actions import relate_unit
from alongside.domain.customers.samples import a_customer
from alongside.domain.estates.actions import add_unit, move_delivery
from alongside.domain.journeys.reactions.attending import do_what_they_came_for
from alongside.domain.journeys.samples import a_journey
from alongside.kernel.actor import SYSTEM
from alongside.kernel.models import JournalEntry

pytestmark = pytest.mark.django_db


def test_the_step_is_done_once_and_no_other(cast) -> None:
    """JRN-7: followed twice, as if once; of the home they came for."""
    building, now = cast.unit.building, cast.now
    move_delivery(building, on=(now + timedelta(days=200)).date(), words="按合同", by=SYSTEM, now=now)
    homes = [
        add_unit(building, number=number, status="contracted", by=SYSTEM, now=now)
        for number in ("2301", "2302")
    ]
    customer = a_customer(node=cast.project, now=now, name="顾言", phone="13800001177")
    for home in homes:
        relate_unit(customer, unit=home, role="buyer", from_on=now.date(), by=SYSTEM, now=now)
    walked, other = (a_journey(customer, home, now=now, happened={"signed": now}) for home in homes)
    batch = a_batch(cast.estate, now=now, days=1)
    invitation = invite_customer(batch, customer=customer, unit=homes[0], by=SYSTEM, now=now)
    slot = first_slot(batch)
    book_slot(invitation, slot=slot, by=SYSTEM, now=now)
    mark_attendance(batch, invitations=[invitation.pk], came=CAME, by=cast.engineer, now=slot.from_at)
    fact = JournalEntry.objects.get(kind="invitation.attended")
    for _twice in range(2):
        do_what_they_came_for(fact)
    done = walked.steps.get(code="open_day")
    assert (done.state, done.channel, done.closed_at) == ("done", "visit", slot.from_at)
    assert batch.name in done.said
    assert walked.steps.filter(state="done").count() == 1
    assert other.steps.get(code="open_day").state == "planned"
