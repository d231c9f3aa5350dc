"""A batch is planned for an audience, and everybody of it hears of it once (JRN-7)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from alongside.domain.appointments.actions import inviting
from alongside.domain.appointments.actions.inviting import invite, invite_customer, tell, tell_some
from alongside.domain.appointments.actions.planning import add_slots, change_audience, give_batch
from alongside.domain.appointments.models import Batch, Invitation, Told
from alongside.domain.appointments.queries.audience import preview
from alongside.domain.appointments.rules.audience import Audience, handed_over_months_ago
from alongside.domain.appointments.rules.slots import SlotGiven
from alongside.domain.appointments.samples import a_batch
from alongside.domain.conversations.models import Delivery
from alongside.domain.customers.actions import relate_unit, save_segment
from alongside.domain.customers.samples import a_customer
from alongside.domain.estates.actions import add_building, add_unit
from alongside.kernel.actor import SYSTEM
from alongside.kernel.refusals import NotAllowed, Refused

pytestmark = pytest.mark.django_db
OWNERS = 7


@pytest.fixture
def owners(cast):
    """Seven owners in a building of their own; the first has two homes, handed over a year ago and lately."""
    building = add_building(cast.estate, name="21栋", by=SYSTEM, now=cast.now)
    made = []
    for n in range(OWNERS):
        on = cast.now.date() - timedelta(days=365 if n < 3 else 90)
        home = add_unit(
            building, number=f"{n + 1}01", status="occupied", handed_over_on=on, by=SYSTEM, now=cast.now
        )
        made.append(
            a_customer(
                node=cast.project, now=cast.now, unit=home, name=f"业主{n}", phone=f"1370000550{n}",
                email=f"o{n}@example.com" if n else "",
            )
        )  # fmt: skip
    second = add_unit(building, number="901", status="occupied", by=SYSTEM, now=cast.now)
    relate_unit(made[0], unit=second, role="owner", from_on=cast.now.date(), by=SYSTEM, now=cast.now)
    return made


@pytest.fixture
def batch(cast, owners) -> Batch:
    building = owners[0].unit_relations.first().unit.building_id
    return a_batch(cast.estate, now=cast.now, audience=Audience(buildings=(building,)), by=cast.supervisor)


def told(batch: Batch) -> int:
    return Delivery.objects.filter(once_key__contains=":invited:").count()


def test_everybody_is_told_once_however_often_the_worker_dies(cast, batch, owners, monkeypatch) -> None:
    """JRN-7: killed after each transaction, invited twice, told twice: as if it had gone through once."""
    monkeypatch.setattr(inviting, "LETTERS", 3)
    monkeypatch.setattr(inviting, "AT_ONCE", 4)
    assert preview(batch, cast.supervisor, now=cast.now).people == OWNERS + 1
    assert invite(batch, by=cast.supervisor, now=cast.now) == OWNERS + 1
    assert invite(batch, by=cast.supervisor, now=cast.now) == 0
    assert tell_some(batch.pk, now=cast.now) == 3
    assert batch.invitations.filter(state="invited").count() == 3
    tell(batch.pk, now=cast.now)
    assert tell(batch.pk, now=cast.now) == 0
    assert told(batch) == OWNERS - 1
    assert Told.objects.filter(batch=batch, is_reached=False, told_at__isnull=False).count() == 2
    assert set(batch.invitations.values_list("state", flat=True)) == {"invited"}


def test_who_came_to_the_audience_since_is_reached_by_inviting_again(cast, batch, owners) -> None:
    """JRN-7"""
    invite(batch, by=cast.supervisor, now=cast.now)
    home = batch.invitations.first().unit
    new = a_customer(node=cast.project, now=cast.now, unit=home, name="新业主", phone="13700006600", email="")
    seen = preview(batch, cast.supervisor, now=cast.now)
    assert (seen.people, seen.new) == (OWNERS + 2, 1)
    assert invite(batch, by=cast.supervisor, now=cast.now) == 1
    assert batch.invitations.filter(customer=new).exists()


def test_an_anniversary_reaches_the_homes_of_that_year(cast, batch, owners) -> None:
    """JRN-7: handed over twelve months ago, give or take half a month; and only who is in a segment."""
    begins, ends = handed_over_months_ago(12, cast.now.date())
    whom = Audience(handed_over_from=begins, handed_over_until=ends)
    batch = change_audience(batch, audience=whom, by=cast.supervisor, now=cast.now)
    homes = {one.unit.number for one in preview(batch, cast.supervisor, now=cast.now).some}
    assert homes == {"101", "201", "301"}
    segment = save_segment(
        node=cast.project, name="两套房", is_any=False, conditions=[("homes", "at_least", "2")], by=cast.supervisor,
        now=cast.now,
    )  # fmt: skip
    narrower = Audience(handed_over_from=begins, segment=segment.pk)
    batch = change_audience(batch, audience=narrower, by=cast.supervisor, now=cast.now)
    assert {one.customer for one in preview(batch, cast.supervisor, now=cast.now).some} == {owners[0]}


def test_only_who_plans_there_plans(cast, batch, owners) -> None:
    """ORG-3: nor is an audience taken from elsewhere, nor is it given to who may not plan."""
    for stranger in (cast.stranger, cast.agent, cast.other_supervisor, cast.customer):
        with pytest.raises(NotAllowed):
            a_batch(cast.estate, now=cast.now, by=stranger)
        with pytest.raises(NotAllowed):
            invite(batch, by=stranger, now=cast.now)
        with pytest.raises(NotAllowed):
            add_slots(batch, slots=[], by=stranger, now=cast.now)
    for wrong in (Audience(buildings=(cast.other_unit.building_id,)), Audience(segment=987_654)):
        with pytest.raises(Refused):
            change_audience(batch, audience=wrong, by=cast.supervisor, now=cast.now)
    with pytest.raises(Refused):
        give_batch(batch, to=cast.agent.staff, by=cast.supervisor, now=cast.now)
    given = give_batch(batch, to=cast.manager.staff, by=cast.supervisor, now=cast.now)
    assert given.responsible == cast.manager.staff
    assert cast.manager.staff.notices.filter(kind="batch.is_yours").count() == 1


def test_one_more_person_is_invited_with_a_home_of_theirs(cast, batch, owners) -> None:
    """JRN-7: once, and not with the home of others."""
    for _twice in range(2):
        one = invite_customer(
            batch, customer=cast.customer.customer, unit=cast.unit, by=cast.agent, now=cast.now
        )
    assert Invitation.objects.filter(batch=batch, customer=cast.customer.customer).get() == one
    with pytest.raises(Refused):
        invite_customer(
            batch, customer=cast.customer.customer, unit=cast.next_unit, by=cast.agent, now=cast.now
        )
    with pytest.raises(Refused):
        invite_customer(batch, customer=cast.other_customer.customer, by=cast.agent, now=cast.now)


def test_absurd_plans_are_refused(cast) -> None:
    """JRN-7"""
    at, hour = cast.now + timedelta(days=3), timedelta(hours=1)
    slots = (
        SlotGiven(at, at, 5),
        SlotGiven(at, at + 30 * hour, 5),
        SlotGiven(at, at + hour, 0),
        SlotGiven(at, at + hour, 501),
        SlotGiven(at + timedelta(days=999), at + timedelta(days=999) + hour, 5),
    )
    wrong = [{"slots": [slot]} for slot in slots]
    for one in (*wrong, {"name": " "}, {"name": "长" * 81}, {"node": cast.other_project}):
        with pytest.raises(Refused):
            a_batch(**{"estate": cast.estate, "now": cast.now, **one})
    with pytest.raises(Refused):
        invite(a_batch(cast.estate, now=cast.now, slots=[]), by=cast.supervisor, now=cast.now)
