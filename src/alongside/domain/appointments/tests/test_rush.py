"""Two hundred people want the same slot at the same moment (JRN-7, HND-7)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from tests.cast import make_cast

from alongside.domain.appointments.actions.booking import book_slot
from alongside.domain.appointments.models import Invitation, Seat
from alongside.domain.appointments.samples import a_batch, first_slot
from alongside.domain.customers.models import Customer, CustomerActor
from alongside.domain.estates.models import Unit
from alongside.kernel.refusals import Refused

PEOPLE, PLACES, AT_ONCE = 200, 30, 25


@pytest.mark.django_db(transaction=True)
def test_no_place_is_sold_twice_in_a_rush() -> None:
    """JRN-7: each place once, everybody else is told what is still free."""
    cast = make_cast()
    homes = Unit.objects.bulk_create(
        Unit(
            node=cast.project, estate=cast.estate, building=cast.unit.building, number=f"9{n:03d}",
            label=f"8栋9{n:03d}", status="planned",
        )
        for n in range(PEOPLE)
    )  # fmt: skip
    people = Customer.objects.bulk_create(
        Customer(node=cast.project, name=f"业主{n}", created_at=cast.now) for n in range(PEOPLE)
    )
    batch = a_batch(cast.estate, now=cast.now, capacity=PLACES)
    type(batch).objects.filter(pk=batch.pk).update(state="open")
    invitations = Invitation.objects.bulk_create(
        Invitation(
            batch=batch, node=batch.node, customer=person, unit=home, planned_at=cast.now, state="invited"
        )
        for person, home in zip(people, homes, strict=True)
    )
    slot, start = first_slot(batch), Barrier(AT_ONCE)

    def book(some: list[Invitation]) -> list[object]:
        start.wait()
        answers: list[object] = []
        for one in some:
            try:
                book_slot(one, slot=slot, by=CustomerActor(one.customer), now=cast.now)
                answers.append("booked")
            except Refused as no:
                answers.append(no.facts["free"])
        connection.close()
        return answers

    shares = [invitations[n::AT_ONCE] for n in range(AT_ONCE)]
    with ThreadPoolExecutor(AT_ONCE) as crowd:
        answers = [answer for part in crowd.map(book, shares) for answer in part]
    assert answers.count("booked") == PLACES
    other = batch.slots.exclude(pk=slot.pk).get()
    assert all(answer == [other.pk] for answer in answers if answer != "booked")
    booked = Invitation.objects.filter(state="booked")
    assert booked.count() == booked.values("seat").distinct().count() == PLACES
    assert not Seat.objects.filter(slot=slot, is_free=True).exists()
