"""A slot is booked, moved, cancelled; no place is sold twice (JRN-7)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from alongside.domain.appointments.actions.attending import CAME, MISSED, UNDONE, mark_attendance
from alongside.domain.appointments.actions.booking import (
    book_slot,
    cancel_booking,
    decline,
    move_booking,
    wait_for_slot,
)
from alongside.domain.appointments.actions.changing import cancel_batch, cancel_slot, change_slot
from alongside.domain.appointments.actions.inviting import tell
from alongside.domain.appointments.actions.sweeping import sweep_appointments
from alongside.domain.appointments.models import Invitation, Seat
from alongside.domain.appointments.rules.slots import SlotGiven
from alongside.domain.appointments.samples import a_batch, first_slot, their_invitation
from alongside.domain.conversations.models import Delivery
from alongside.domain.customers.models import CustomerActor
from alongside.domain.customers.samples import a_customer
from alongside.domain.estates.actions import add_unit
from alongside.domain.privacy.hooks import ERASE, Erasing
from alongside.domain.privacy.rules.redacting import PersonalValues, Redactor
from alongside.kernel.actor import SYSTEM
from alongside.kernel.models import JournalEntry
from alongside.kernel.refusals import Conflict, NotAllowed, Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def neighbours(cast):
    """Two more owners in 8栋."""
    made = []
    for place in range(2):
        home = add_unit(
            cast.unit.building,
            number=f"{place + 1}101",
            entrance="2单元",
            status="occupied",
            by=SYSTEM,
            now=cast.now,
        )
        made.append(
            a_customer(
                node=cast.project, now=cast.now, unit=home, name=f"邻居{place}", phone=f"1370000330{place}",
                email=f"n{place}@example.com",
            )
        )  # fmt: skip
    return made


@pytest.fixture
def batch(cast, neighbours):
    """Two slots of one place each; three owners are invited."""
    return a_batch(cast.estate, now=cast.now, capacity=1, is_open=True)


@pytest.fixture
def mine(cast, batch) -> Invitation:
    return their_invitation(batch, cast.customer.customer)


def of(batch, customer) -> Invitation:
    return their_invitation(batch, customer)


def letters(invitation: Invitation) -> list[str]:
    found = Delivery.objects.filter(once_key__startswith=f"appointment:{invitation.pk}:").order_by("id")
    return [one.once_key.split(":")[2] for one in found]


def test_a_customer_books_and_is_told(cast, batch, mine) -> None:
    """JRN-7: and doing it twice changes nothing."""
    for _twice in range(2):
        mine = book_slot(
            mine, slot=first_slot(batch), party=2, words="带老人", by=cast.customer, now=cast.now
        )
    assert (mine.state, mine.party, mine.words, mine.slot) == ("booked", 2, "带老人", first_slot(batch))
    assert letters(mine) == ["invited", "booked"]
    assert JournalEntry.objects.filter(kind="invitation.booked", about_id=mine.pk).count() == 1


def test_a_full_slot_says_which_are_free(cast, batch, mine, neighbours) -> None:
    """JRN-7"""
    first, second = batch.slots.order_by("from_at")
    book_slot(of(batch, neighbours[0]), slot=first, by=cast.agent, now=cast.now)
    with pytest.raises(Refused) as no:
        book_slot(mine, slot=first, by=cast.customer, now=cast.now)
    assert "11:00–12:00" in str(no.value)
    assert no.value.facts["free"] == [second.pk]
    book_slot(of(batch, neighbours[1]), slot=second, by=cast.agent, now=cast.now)
    with pytest.raises(Refused) as no:
        book_slot(mine, slot=second, by=cast.customer, now=cast.now)
    assert no.value.facts["free"] == []


def test_moving_and_cancelling_give_the_place_back(cast, batch, mine, neighbours) -> None:
    """JRN-7"""
    first, second = batch.slots.order_by("from_at")
    other = of(batch, neighbours[0])
    with pytest.raises(Refused):
        move_booking(mine, slot=second, by=cast.customer, now=cast.now)
    book_slot(mine, slot=first, by=cast.customer, now=cast.now)
    move_booking(mine, slot=second, by=cast.customer, now=cast.now)
    other = book_slot(other, slot=first, by=CustomerActor(neighbours[0]), now=cast.now)
    cancel_booking(other, by=CustomerActor(neighbours[0]), now=cast.now)
    with pytest.raises(Refused):
        cancel_booking(other, by=CustomerActor(neighbours[0]), now=cast.now)
    assert first.seats.get().is_free
    other = decline(other, words="出差", by=CustomerActor(neighbours[0]), now=cast.now)
    assert (other.state, other.words) == ("declined", "出差")
    assert book_slot(other, slot=first, by=CustomerActor(neighbours[0]), now=cast.now).state == "booked"


def test_who_waits_gets_the_place_that_becomes_free(cast, batch, mine, neighbours) -> None:
    """JRN-7: the first in line, once, and hears of it."""
    first = first_slot(batch)
    holder, second_in_line = of(batch, neighbours[0]), of(batch, neighbours[1])
    with pytest.raises(Refused):
        wait_for_slot(mine, slot=first, by=cast.customer, now=cast.now)
    holder = book_slot(holder, slot=first, by=cast.agent, now=cast.now)
    wait_for_slot(mine, slot=first, by=cast.customer, now=cast.now)
    wait_for_slot(second_in_line, slot=first, by=cast.agent, now=cast.now + timedelta(minutes=1))
    cancel_booking(holder, by=cast.agent, now=cast.now)
    mine.refresh_from_db()
    second_in_line.refresh_from_db()
    assert (mine.state, mine.slot, mine.waits_for) == ("booked", first, None)
    assert second_in_line.waits_for == first
    assert letters(mine) == ["invited", "booked"]
    change_slot(
        first, to=SlotGiven(first.from_at, first.until_at, 2, first.place), by=cast.supervisor, now=cast.now
    )
    second_in_line.refresh_from_db()
    assert second_in_line.state == "booked"


def test_the_place_of_who_is_erased_goes_to_who_waits(cast, batch, mine, neighbours) -> None:
    """INF-4, JRN-7: as after a cancellation, and the line does not stop at somebody who is gone."""
    first = first_slot(batch)
    gone, also_gone = of(batch, neighbours[0]), of(batch, neighbours[1])
    book_slot(gone, slot=first, by=cast.agent, now=cast.now)
    wait_for_slot(also_gone, slot=first, by=cast.agent, now=cast.now)
    wait_for_slot(mine, slot=first, by=cast.customer, now=cast.now + timedelta(minutes=1))
    ids = [one.pk for one in neighbours]
    with transaction.atomic():
        said = ERASE.ask(
            Erasing(customer_ids=ids, redact=Redactor(PersonalValues(names=["邻居0", "邻居1"])), now=cast.now)
        )
    assert [one.deleted["invitations"] for one in said if "invitations" in one.deleted] == [2]
    for one in (gone, also_gone, mine):
        one.refresh_from_db()
    assert (gone.state, also_gone.state, also_gone.waits_for) == ("withdrawn", "withdrawn", None)
    assert (mine.state, mine.slot) == ("booked", first)
    assert letters(mine) == ["invited", "booked"]
    assert not first.seats.get().is_free


def test_nobody_books_for_another_home(cast, batch, mine) -> None:
    """ORG-3: neither another customer nor a colleague of another project; nor does the family book twice."""
    slot = first_slot(batch)
    for stranger in (cast.other_customer, cast.stranger, cast.contractor):
        for act in (
            lambda by: book_slot(mine, slot=slot, by=by, now=cast.now),
            lambda by: decline(mine, by=by, now=cast.now),
            lambda by: cancel_booking(mine, by=by, now=cast.now),
            lambda by: wait_for_slot(mine, slot=slot, by=by, now=cast.now),
        ):
            with pytest.raises(NotAllowed):
                act(stranger)
    book_slot(mine, slot=slot, by=cast.customer, now=cast.now)
    wife = a_customer(
        node=cast.project, now=cast.now, unit=cast.unit, name="周家人", phone="13700004400", email=""
    )
    hers = Invitation.objects.create(
        batch=batch, node=batch.node, customer=wife, unit=cast.unit, planned_at=cast.now, state="invited"
    )
    with pytest.raises(Refused, match="."):
        book_slot(hers, slot=batch.slots.last(), by=CustomerActor(wife), now=cast.now)


def test_the_database_itself_sells_no_place_twice(cast, batch, mine, neighbours) -> None:
    """JRN-7: a place is a row that one invitation may name."""
    mine = book_slot(mine, slot=first_slot(batch), by=cast.customer, now=cast.now)
    other = Invitation.objects.filter(pk=of(batch, neighbours[0]).pk)
    for wrong in ({"seat": mine.seat, "state": "booked"}, {"state": "booked"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            other.update(**wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        Seat.objects.create(slot=first_slot(batch), number=1)


def test_what_makes_no_sense_is_refused(cast, batch, mine) -> None:
    """JRN-7: slots of others, past ones, too many people, an old page."""
    elsewhere = a_batch(cast.estate, now=cast.now, name="别的", is_open=True)
    slot = first_slot(batch)
    for wrong in (
        {"slot": first_slot(elsewhere)},
        {"slot": slot, "party": 0},
        {"slot": slot, "party": 21},
        {"slot": slot, "words": "长" * 301},
        {"slot": slot, "now": slot.from_at},
    ):
        with pytest.raises(Refused):
            book_slot(mine, **{"by": cast.customer, "now": cast.now, **wrong})
    book_slot(mine, slot=slot, by=cast.customer, now=cast.now)
    with pytest.raises(Conflict):
        cancel_booking(mine, by=cast.customer, now=cast.now, seen=mine.version)


def test_a_slot_has_never_fewer_places_than_are_booked(cast, batch, mine, neighbours) -> None:
    """JRN-7: and who has booked is told of another time, once."""
    slot = first_slot(batch)
    later = SlotGiven(slot.from_at + timedelta(minutes=30), slot.until_at + timedelta(minutes=30), 3, "北门")
    slot = change_slot(slot, to=later, by=cast.supervisor, now=cast.now)
    for one in (mine, of(batch, neighbours[0])):
        book_slot(one, slot=slot, by=cast.agent, now=cast.now)
    with pytest.raises(Refused, match="2"):
        change_slot(
            slot, to=SlotGiven(slot.from_at, slot.until_at, 1, "北门"), by=cast.supervisor, now=cast.now
        )
    with pytest.raises(NotAllowed):
        change_slot(slot, to=later, by=cast.agent, now=cast.now)
    moved = SlotGiven(slot.from_at + timedelta(minutes=10), slot.until_at, 2, "北门")
    slot = change_slot(slot, to=moved, by=cast.supervisor, now=cast.now)
    assert slot.seats.count() == 2
    for _twice in range(2):
        tell(batch.pk, now=cast.now)
    assert letters(mine) == ["invited", "booked", "slot_moved"]


def test_a_cancelled_slot_asks_everybody_anew_once(cast, batch, mine, neighbours) -> None:
    """JRN-7"""
    first, second = batch.slots.order_by("from_at")
    book_slot(mine, slot=first, by=cast.customer, now=cast.now)
    with pytest.raises(Refused):
        cancel_slot(first, words=" ", by=cast.supervisor, now=cast.now)
    assert cancel_slot(first, words="台风", by=cast.supervisor, now=cast.now) == 1
    with pytest.raises(Refused):
        cancel_slot(first, words="台风", by=cast.supervisor, now=cast.now)
    for _twice in range(2):
        tell(batch.pk, now=cast.now)
    mine.refresh_from_db()
    assert (mine.state, mine.seat, mine.asks_anew) == ("invited", None, True)
    assert letters(mine) == ["invited", "booked", "slot_cancelled"]
    assert letters(of(batch, neighbours[0])) == ["invited"]
    with pytest.raises(Refused):
        book_slot(mine, slot=first, by=cast.customer, now=cast.now)
    assert not book_slot(mine, slot=second, by=cast.customer, now=cast.now).asks_anew


def test_a_cancelled_batch_is_told_once_and_takes_no_more(cast, batch, mine, neighbours) -> None:
    """JRN-7: who said no hears nothing of it."""
    decline(of(batch, neighbours[0]), by=cast.agent, now=cast.now)
    book_slot(mine, slot=first_slot(batch), by=cast.customer, now=cast.now)
    with pytest.raises(NotAllowed):
        cancel_batch(batch, words="塔吊检修", by=cast.other_supervisor, now=cast.now)
    assert cancel_batch(batch, words="塔吊检修", by=cast.supervisor, now=cast.now) == 2
    for _twice in range(2):
        tell(batch.pk, now=cast.now)
    mine.refresh_from_db()
    assert (mine.state, mine.seat) == ("withdrawn", None)
    assert letters(mine) == ["invited", "booked", "batch_cancelled"]
    assert letters(of(batch, neighbours[0])) == ["invited"]
    assert sweep_appointments(now=cast.now + timedelta(days=8)) == 0
    with pytest.raises(Refused):
        book_slot(mine, slot=first_slot(batch), by=cast.agent, now=cast.now)


def test_reminders_come_twice_and_are_made_up_for(cast, batch, mine, neighbours) -> None:
    """JRN-7: the day before and two hours before; after a pause only what still makes sense, never again."""
    slot = first_slot(batch)
    book_slot(mine, slot=slot, by=cast.customer, now=cast.now)
    other = book_slot(of(batch, neighbours[0]), slot=batch.slots.last(), by=cast.agent, now=cast.now)
    day, hours = slot.from_at - timedelta(hours=24), slot.from_at - timedelta(hours=2)
    assert sweep_appointments(now=day - timedelta(minutes=1)) == 0
    assert sweep_appointments(now=day) == 2
    cancel_booking(other, by=cast.agent, now=day)
    assert sweep_appointments(now=day + timedelta(minutes=1)) == 0
    assert sweep_appointments(now=hours + timedelta(minutes=40)) == 1
    assert sweep_appointments(now=slot.from_at + timedelta(days=2)) == 0
    assert letters(mine) == ["invited", "booked", "day", "hours"]
    assert letters(of(batch, neighbours[0])) == ["invited", "booked", "day"]
    batch.refresh_from_db()
    assert batch.state == "over"


def test_the_worker_was_down_all_day(cast, batch, mine) -> None:
    """JRN-7: one reminder instead of two, and none for what has begun."""
    slot = first_slot(batch)
    book_slot(mine, slot=slot, by=cast.customer, now=cast.now)
    sweep_appointments(now=slot.from_at - timedelta(hours=3))
    sweep_appointments(now=slot.from_at - timedelta(hours=1))
    assert letters(mine) == ["invited", "booked", "hours"]


def test_attendance_is_noted_in_bulk_and_mended(
    cast, batch, mine, neighbours, django_assert_max_num_queries
) -> None:
    """JRN-7: one with a booking, one without; a slip of the finger is undone."""
    slot = first_slot(batch)
    book_slot(mine, slot=slot, by=cast.customer, now=cast.now)
    ids = [mine.pk, of(batch, neighbours[0]).pk]
    with pytest.raises(Refused):
        mark_attendance(batch, invitations=ids, came=CAME, by=cast.engineer, now=cast.now)
    for stranger in (cast.stranger, cast.contractor):
        with pytest.raises(NotAllowed):
            mark_attendance(batch, invitations=ids, came=CAME, by=stranger, now=slot.from_at)
    with django_assert_max_num_queries(12):
        assert mark_attendance(batch, invitations=ids, came=CAME, by=cast.engineer, now=slot.from_at) == 2
    assert mark_attendance(batch, invitations=ids, came=CAME, by=cast.engineer, now=slot.from_at) == 0
    assert JournalEntry.objects.filter(kind="invitation.attended").count() == 2
    assert mark_attendance(batch, invitations=[mine.pk], came=MISSED, by=cast.engineer, now=slot.from_at) == 1
    assert mark_attendance(batch, invitations=ids, came=UNDONE, by=cast.engineer, now=slot.from_at) == 2
    assert set(batch.invitations.values_list("state", flat=True)) == {"booked", "invited"}
