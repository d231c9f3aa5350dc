"""The way of a journey: begun with the relation, followed with the home, ended with either (JRN-1, JRN-3)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from alongside.domain.customers.actions import (
    end_unit_relation,
    merge_customers,
    relate_unit,
    unmerge_customers,
)
from alongside.domain.customers.models import MergeRecord
from alongside.domain.customers.queries.segments import customers_meeting
from alongside.domain.customers.samples import a_customer
from alongside.domain.estates.actions import add_unit, move_delivery
from alongside.domain.journeys.actions.stepping import do_step, waive_step
from alongside.domain.journeys.actions.sweeping import sweep_journeys
from alongside.domain.journeys.actions.taking_in import take_in_owners
from alongside.domain.journeys.actions.walking import (
    begin_journey,
    end_journey,
    give_journey,
    record_happening,
    withdraw_happening,
)
from alongside.domain.journeys.models import Journey, Step
from alongside.domain.journeys.reactions.following import follow_home, stop_walking, walk_with_them
from alongside.domain.journeys.samples import a_journey
from alongside.domain.organisation.samples import a_staff_member, an_appointment
from alongside.domain.work.models import Notice
from alongside.kernel.actor import SYSTEM
from alongside.kernel.models import JournalEntry
from alongside.kernel.refusals import NotAllowed, Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def buyer(cast):
    return a_customer(node=cast.project, now=cast.now, name="顾言", phone="13800001177")


@pytest.fixture
def home(cast):
    """A home that has been subscribed, promised for next summer."""
    move_delivery(cast.unit.building, on=date(2027, 6, 30), words="按合同", by=SYSTEM, now=cast.now)
    return add_unit(
        cast.unit.building, number="2301", entrance="1单元", status="subscribed", by=SYSTEM, now=cast.now
    )


@pytest.fixture
def journey(cast, buyer, home):
    return a_journey(buyer, home, now=cast.now, keeper=cast.agent.staff)


def open_codes(journey: Journey) -> set[str]:
    return set(journey.steps.to_do().values_list("code", flat=True))


def facts_of(kind: str) -> list[JournalEntry]:
    return list(JournalEntry.objects.filter(kind=kind).order_by("id"))


def test_signing_brings_the_first_contact_within_24_hours_to_who_walks_with_them(cast, journey) -> None:
    """JRN-4: and the home goes on with the same act (EST-2)."""
    record_happening(journey, event="signed", at=cast.now, by=cast.agent, now=cast.now)
    step = journey.steps.get(code="first_contact")
    assert step.due_at == cast.now + timedelta(hours=24)
    assert step.assignee == cast.agent.staff
    journey.refresh_from_db()
    assert journey.stage == "close_contact"
    journey.unit.refresh_from_db()
    assert journey.unit.status == "contracted"


def test_being_told_twice_changes_nothing(cast, journey) -> None:
    """JRN-3"""
    first = record_happening(journey, event="signed", at=cast.now, by=cast.agent, now=cast.now)
    steps = set(journey.steps.values_list("pk", "due_at"))
    later = cast.now + timedelta(hours=3)
    again = record_happening(journey, event="signed", at=later, by=SYSTEM, now=later, moves_unit=False)
    assert again == first
    assert set(journey.steps.values_list("pk", "due_at")) == steps


def test_a_signing_entered_in_the_homes_file_happens_on_the_journey(cast, journey) -> None:
    """JRN-3: by the reaction, which may run twice."""
    relate_unit(
        journey.customer,
        unit=journey.unit,
        role="buyer",
        from_on=cast.now.date(),
        by=cast.agent,
        now=cast.now,
    )
    record_happening(journey, event="signed", at=cast.now, by=cast.agent, now=cast.now)
    moved = facts_of("unit.moved")[-1]
    follow_home(moved)
    follow_home(moved)
    assert journey.facts.filter(event="signed").count() == 1


def test_a_new_owner_begins_where_the_home_stands(cast, home) -> None:
    """JRN-3: what happened to the home before is behind them, and nothing that lies long ago is asked for again."""
    second = a_customer(node=cast.project, now=cast.now, name="顾盼", phone="13800001178")
    relate_unit(second, unit=home, role="owner", from_on=cast.now.date(), by=cast.agent, now=cast.now)
    fact = facts_of("customer.unit_related")[-1]
    walk_with_them(fact)
    walk_with_them(fact)
    assert Journey.objects.walking().filter(customer=second, unit=home).count() == 1


def test_a_relation_that_ends_ends_the_journey_and_its_open_steps(cast, journey) -> None:
    """JRN-3"""
    relation = relate_unit(
        journey.customer,
        unit=journey.unit,
        role="buyer",
        from_on=cast.now.date(),
        by=cast.agent,
        now=cast.now,
    )
    record_happening(journey, event="signed", at=cast.now, by=cast.agent, now=cast.now)
    end_unit_relation(relation, on=cast.now.date(), by=cast.agent, now=cast.now)
    stop_walking(facts_of("customer.unit_relation_ended")[-1])
    journey.refresh_from_db()
    assert (journey.state, journey.end_reason) == ("ended", "relation_ended")
    assert not open_codes(journey)


def test_a_mistake_taken_back_takes_its_open_steps_and_leaves_what_was_done(cast, journey) -> None:
    """JRN-3"""
    fact = record_happening(journey, event="visited", at=cast.now, by=cast.agent, now=cast.now)
    done = journey.steps.get(code="first_reception")
    do_step(done, said="讲了项目和不利因素。", by=cast.agent, now=cast.now)
    withdraw_happening(fact, by=cast.agent, now=cast.now)
    assert not open_codes(journey)
    assert journey.steps.get(code="first_reception").state == "done"
    record_happening(journey, event="visited", at=cast.now, by=cast.agent, now=cast.now)
    assert journey.steps.get(code="thank_visit").state == "planned"
    assert journey.steps.filter(code="first_reception").count() == 1


def test_a_step_done_brings_the_next_of_its_kind(cast, journey) -> None:
    """JRN-4, JRN-5: with the day that the customer wished."""
    record_happening(journey, event="signed", at=cast.now, by=cast.agent, now=cast.now)
    wished = cast.now + timedelta(days=5)
    do_step(
        journey.steps.get(code="waiting_follow_up"),
        said="问了装修的事，答应周三回复。",
        feedback="希望多发工地照片",
        next_at=wished,
        by=cast.agent,
        now=cast.now,
    )
    following = journey.steps.to_do().get(code="waiting_follow_up")
    assert (following.turn, following.due_at) == (2, wished)


def test_whoever_was_not_reached_is_still_to_be_reached_in_time(cast, journey) -> None:
    """JRN-5"""
    record_happening(journey, event="signed", at=cast.now, by=cast.agent, now=cast.now)
    step = journey.steps.get(code="first_contact")
    again = do_step(step, said="无人接听", result="not_reached", by=cast.agent, now=cast.now)
    assert (again.state, again.due_at) == ("planned", step.due_at)
    assert "无人接听" in again.said


def test_leaving_out_a_step_is_for_supervisors_and_says_why(cast, journey) -> None:
    """JRN-5"""
    record_happening(journey, event="signed", at=cast.now, by=cast.agent, now=cast.now)
    step = journey.steps.get(code="progress_report")
    with pytest.raises(NotAllowed):
        waive_step(step, reason="客户在工地上班", by=cast.agent, now=cast.now)
    with pytest.raises(Refused):
        waive_step(step, reason=" ", by=cast.supervisor, now=cast.now)
    assert waive_step(step, reason="客户在工地上班", by=cast.supervisor, now=cast.now).state == "waived"


@pytest.mark.parametrize("who", ["stranger", "contractor"])
def test_a_stranger_neither_sees_nor_does_it(cast, journey, who) -> None:
    """ORG-3"""
    stranger = getattr(cast, who)
    assert not Journey.objects.visible_to(stranger).exists()
    assert not Step.objects.visible_to(stranger).exists()
    with pytest.raises(NotAllowed):
        record_happening(journey, event="signed", at=cast.now, by=stranger, now=cast.now)
    with pytest.raises(NotAllowed):
        begin_journey(journey.customer, node=journey.node, by=stranger, now=cast.now)


@pytest.mark.parametrize(
    ("event", "days"), [("signed", 1), ("delivery", 0), ("married", 0), ("visited", -366 * 60)]
)
def test_what_cannot_have_happened_is_refused(cast, journey, event, days) -> None:
    """INF-10"""
    with pytest.raises(Refused):
        record_happening(
            journey, event=event, at=cast.now + timedelta(days=days), by=cast.agent, now=cast.now
        )


def test_an_overdue_step_goes_to_the_deputy_then_up(cast, journey) -> None:
    """JRN-5, ORG-4: each hears of it once, whatever the worker does."""
    deputy = cast.colleague.staff
    cast.agent.staff.presence, cast.agent.staff.deputy = "away", deputy
    cast.agent.staff.save()
    record_happening(journey, event="signed", at=cast.now, by=cast.agent, now=cast.now)
    step = journey.steps.get(code="first_contact")
    late = step.due_at + timedelta(minutes=1)
    sweep_journeys(now=late)
    sweep_journeys(now=late)
    heard = Notice.objects.filter(kind="journey.step_overdue", facts__step=step.pk).values_list(
        "staff", flat=True
    )
    assert sorted(heard) == sorted([cast.agent.staff.pk, deputy.pk])
    much_later = late + timedelta(days=4)
    sweep_journeys(now=much_later)
    sweep_journeys(now=much_later)
    up = Notice.objects.filter(kind="journey.step_escalated", facts__step=step.pk).values_list(
        "staff", flat=True
    )
    assert list(up) == [cast.supervisor.staff.pk]


def test_time_alone_takes_a_journey_to_its_next_stage(cast, journey) -> None:
    """JRN-2: three months after the handover we come and ask."""
    for event in ("signed", "handed_over"):
        record_happening(journey, event=event, at=cast.now, by=SYSTEM, now=cast.now, moves_unit=False)
    sweep_journeys(now=cast.now + timedelta(days=93))
    journey.refresh_from_db()
    assert journey.stage == "asking_after"


def test_another_keeper_takes_the_steps_along(cast, journey) -> None:
    """ORG-6"""
    record_happening(journey, event="signed", at=cast.now, by=cast.agent, now=cast.now)
    give_journey(journey, keeper=cast.colleague.staff, by=cast.supervisor, now=cast.now)
    assert not journey.steps.to_do().filter(assignee=cast.agent.staff).exists()


def test_a_position_that_nobody_holds_falls_to_the_named_manager(cast, journey) -> None:
    """JRN-2, ORG-4: until somebody is appointed."""
    record_happening(journey, event="visited", at=cast.now, by=cast.agent, now=cast.now)
    assert journey.steps.get(code="thank_visit").assignee == cast.manager.staff
    consultant = a_staff_member(now=cast.now, name="许诺", username="xu")
    an_appointment(staff=consultant, role="sales_consultant", node=cast.project, now=cast.now)
    record_happening(journey, event="visited", at=cast.now - timedelta(hours=1), by=cast.agent, now=cast.now)
    assert journey.steps.get(code="second_follow_up").assignee == consultant


def test_ending_twice_is_refused_and_a_second_journey_may_begin(cast, journey) -> None:
    """JRN-1"""
    with pytest.raises(Refused):
        begin_journey(journey.customer, node=journey.node, unit=journey.unit, by=cast.agent, now=cast.now)
    end_journey(journey, reason="bought_elsewhere", by=cast.agent, now=cast.now)
    with pytest.raises(Refused):
        end_journey(journey, reason="bought_elsewhere", by=cast.agent, now=cast.now)
    assert begin_journey(
        journey.customer, node=journey.node, unit=journey.unit, by=cast.agent, now=cast.now
    ).pk


def test_those_who_live_here_already_are_taken_in_together(cast, django_assert_max_num_queries) -> None:
    """JRN-1, EST-7: from where their homes stand; again it finds nothing to do."""
    for number in range(3):
        home = add_unit(
            cast.unit.building, number=f"25{number}1", entrance="1单元", status="occupied", by=SYSTEM, now=cast.now,
            handed_over_on=date(2025, 9, 1),
        )  # fmt: skip
        owner = a_customer(node=cast.project, now=cast.now, name=f"住户{number}", phone=f"1380000330{number}")
        relate_unit(owner, unit=home, role="owner", from_on=date(2025, 9, 1), by=SYSTEM, now=cast.now)
    with django_assert_max_num_queries(40):
        assert take_in_owners(cast.group, by=SYSTEM, now=cast.now) >= 3
    assert take_in_owners(cast.group, by=SYSTEM, now=cast.now) == 0
    taken = Journey.objects.filter(unit__number__startswith="25")
    assert set(taken.values_list("stage", flat=True)) == {"standing_by"}
    assert (
        not Step.objects.to_do().filter(journey__in=taken, due_at__lt=cast.now - timedelta(days=30)).exists()
    )


def test_segments_ask_where_somebody_stands(cast, journey) -> None:
    """CUS-4: within what the viewer may see."""
    record_happening(journey, event="signed", at=cast.now, by=cast.agent, now=cast.now)
    later = cast.now + timedelta(days=2)
    for condition in (["journey_stage", "is", "close_contact"], ["late_steps", "at_least", "1"]):
        found = customers_meeting([condition], cast.supervisor, is_any=False, now=later)
        assert list(found) == [journey.customer]
        assert not customers_meeting([condition], cast.other_supervisor, is_any=False, now=later)
    elsewhere = customers_meeting(
        [["journey_stage", "is", "four_years"]], cast.supervisor, is_any=False, now=later
    )
    assert not elsewhere


def test_two_who_look_without_a_home_yet_can_turn_out_to_be_one(cast, buyer):
    """CUS-6, JRN-3: of two journeys without a home the survivor's own goes on, and the other is back when parted."""
    twin = a_customer(node=cast.project, now=cast.now, name="顾言", phone="")
    for one in (buyer, twin):
        begin_journey(one, node=cast.project, unit=None, by=SYSTEM, now=cast.now)
    merge_customers(buyer, twin, by=cast.supervisor, now=cast.now)
    assert Journey.objects.filter(customer=buyer).count() == 1
    unmerge_customers(MergeRecord.objects.get(), by=cast.supervisor, now=cast.now)
    assert set(Journey.objects.values_list("customer", flat=True)) == {buyer.pk, twin.pk}
