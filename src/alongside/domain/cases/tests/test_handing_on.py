"""Who has the case, and how it changes hands (CAS-5)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from alongside.domain.cases.actions.closing import withdraw_case
from alongside.domain.cases.actions.handing_on import (
    accept_transfer,
    ask_cooperation,
    assign_case,
    decline_transfer,
    offer_transfer,
    withdraw_transfer,
)
from alongside.domain.cases.models import Case, Transfer
from alongside.domain.cases.reactions.helping import record_answered_help
from alongside.domain.work.actions import accept_task, finish_task, return_task, withdraw_task
from alongside.kernel.models import JournalEntry
from alongside.kernel.refusals import Conflict, NotAllowed, Refused

pytestmark = pytest.mark.django_db


def test_an_offered_case_stays_with_the_sender_until_accepted(a_case, people, now):
    """CAS-5."""
    case = a_case()
    transfer = offer_transfer(case, to=people.wang, reason="我明天休假", by=people.as_lin, now=now)
    case.refresh_from_db()
    assert (case.owner, case.transfer_count) == (people.lin, 0)
    accept_transfer(transfer, by=people.as_wang, now=now)
    case.refresh_from_db()
    assert (case.owner, case.transfer_count) == (people.wang, 1)
    assert list(case.participants.filter(role="owner").values_list("staff__name", flat=True)) == ["王磊"]


def test_a_transfer_needs_a_reason(a_case, people, now):
    with pytest.raises(Refused) as refused:
        offer_transfer(a_case(), to=people.wang, reason=" ", by=people.as_lin, now=now)
    assert refused.value.field == "reason"


def test_only_who_can_handle_the_case_there_receives_it(a_case, people, now):
    case = a_case()
    for stranger in (people.sun, people.he, people.contractor):
        with pytest.raises(Refused) as refused:
            offer_transfer(case, to=stranger, reason="x", by=people.as_lin, now=now)
        assert refused.value.field == "to"
    assert not case.transfers.exists()


def test_only_the_receiver_answers_and_only_the_sender_withdraws(a_case, people, now):
    transfer = offer_transfer(a_case(), to=people.wang, reason="x", by=people.as_lin, now=now)
    for somebody in (people.as_lin, people.as_zhao, people.as_sun):
        with pytest.raises(NotAllowed):
            accept_transfer(transfer, by=somebody, now=now)
    with pytest.raises(NotAllowed):
        withdraw_transfer(transfer, by=people.as_wang, now=now)
    withdraw_transfer(transfer, by=people.as_lin, now=now)
    with pytest.raises(Refused):
        accept_transfer(transfer, by=people.as_wang, now=now)


def test_a_declined_case_stays_and_can_be_offered_again(a_case, people, now):
    case = a_case()
    transfer = offer_transfer(case, to=people.wang, reason="x", by=people.as_lin, now=now)
    with pytest.raises(Refused):
        offer_transfer(case, to=people.zhao, reason="x", by=people.as_lin, now=now)
    decline_transfer(transfer, words="我手上太多了", by=people.as_wang, now=now)
    offer_transfer(case, to=people.zhao, reason="x", by=people.as_lin, now=now)
    case.refresh_from_db()
    assert case.owner == people.lin


def test_the_second_transfer_says_that_it_is_the_second(a_case, people, now):
    """CAS-5: the supervisor is alerted on this."""
    case = a_case()
    first = offer_transfer(case, to=people.wang, reason="x", by=people.as_lin, now=now)
    accept_transfer(first, by=people.as_wang, now=now)
    second = offer_transfer(case, to=people.lin, reason="y", by=people.as_wang, now=now)
    accept_transfer(second, by=people.as_lin, now=now)
    said = JournalEntry.objects.filter(about_id=case.pk, kind__startswith="case.transfer_").order_by("id")
    assert [(one.kind, one.facts["second"]) for one in said] == [
        ("case.transfer_offered", False),
        ("case.transfer_accepted", False),
        ("case.transfer_offered", True),
        ("case.transfer_accepted", True),
    ]


def test_nobody_offers_a_colleagues_case_except_who_leads(a_case, people, now):
    case = a_case()
    with pytest.raises(NotAllowed):
        offer_transfer(case, to=people.wang, reason="x", by=people.as_wang, now=now)
    transfer = offer_transfer(case, to=people.wang, reason="x", by=people.as_zhao, now=now)
    assert transfer.sender == people.lin


def test_a_case_that_ends_takes_its_offer_along(a_case, people, now):
    case = a_case()
    transfer = offer_transfer(case, to=people.wang, reason="x", by=people.as_lin, now=now)
    withdraw_case(case, by=people.as_zhou, now=now)
    transfer.refresh_from_db()
    assert transfer.state == Transfer.State.WITHDRAWN


def test_an_assigned_case_takes_its_offer_along(a_case, people, now):
    case = a_case()
    transfer = offer_transfer(case, to=people.wang, reason="x", by=people.as_lin, now=now)
    assign_case(case, to=people.zhao, by=people.as_zhao, now=now)
    with pytest.raises(Refused):
        accept_transfer(transfer, by=people.as_wang, now=now)
    case.refresh_from_db()
    assert case.owner == people.zhao


def test_agents_take_unowned_cases_and_assign_no_others(a_case, people, now):
    case = a_case(owner=None)
    with pytest.raises(NotAllowed):
        assign_case(case, to=people.lin, by=people.as_wang, now=now)
    with pytest.raises(NotAllowed):
        assign_case(case, to=people.sun, by=people.as_sun, now=now)
    assign_case(case, to=people.wang, by=people.as_wang, now=now)
    with pytest.raises(NotAllowed):
        assign_case(case, to=people.lin, by=people.as_lin, now=now)


def test_who_looked_before_it_was_taken_is_told(a_case, people, now):
    """CAS-16: the later of two is told what changed."""
    case = a_case(owner=None)
    assign_case(case, to=people.wang, by=people.as_wang, now=now, seen=case.version)
    with pytest.raises(Conflict) as conflict:
        assign_case(case, to=people.lin, by=people.as_zhao, now=now, seen=case.version)
    assert conflict.value.facts["changes"] == ["case.assigned"]


def test_whoever_is_asked_to_help_sees_the_case_and_the_owner_stays(a_case, place, people, now):
    """CAS-5: cooperation tasks go to other departments while the owner stays."""
    case = a_case()
    assert not Case.objects.visible_to(people.as_he).exists()
    ask_cooperation(
        case,
        department=place.engineering,
        title="请看漏点",
        words="卫生间",
        due_at=now + timedelta(hours=3),
        by=people.as_lin,
        now=now,
    )
    assert Case.objects.visible_to(people.as_he).get() == case
    assert not Case.objects.visible_to(people.as_contractor).exists()
    case.refresh_from_db()
    assert case.owner == people.lin


def test_a_task_is_answered_by_who_was_asked(a_case, place, people, now):
    """CAS-5: a helper of the node, or the assignee; nobody from elsewhere, nor the customer."""
    task = ask_cooperation(
        a_case(),
        department=place.engineering,
        title="请看漏点",
        words="",
        due_at=now + timedelta(hours=3),
        by=people.as_lin,
        now=now,
    )
    for stranger in (people.as_contractor, people.as_sun, people.as_zhou, people.as_wang):
        with pytest.raises(NotAllowed):
            accept_task(task, by=stranger, now=now)
    accepted = accept_task(task, by=people.as_he, now=now)
    assert (accepted.assignee, accepted.state) == (people.he, "accepted")
    done = finish_task(task, words="换了地漏", by=people.as_he, now=now)
    with pytest.raises(Refused):
        return_task(done, words="x", by=people.as_he, now=now)


def test_what_came_of_help_is_a_fact_of_the_case_once(a_case, place, people, now):
    case = a_case()
    task = ask_cooperation(
        case,
        department=None,
        assignee=people.contractor,
        title="请看漏点",
        words="",
        due_at=now + timedelta(hours=3),
        by=people.as_lin,
        now=now,
    )
    return_task(task, words="不是我们的", by=people.as_contractor, now=now)
    entry = JournalEntry.objects.get(kind="task.returned")
    record_answered_help(entry)
    record_answered_help(entry)
    fact = JournalEntry.objects.get(kind="case.cooperation_answered")
    assert (fact.about_id, fact.facts["answer"]) == (case.pk, "returned")


def test_a_request_for_help_is_taken_back_by_who_asked_or_owns(a_case, place, people, now):
    task = ask_cooperation(
        a_case(),
        department=place.engineering,
        title="请看漏点",
        words="",
        due_at=now + timedelta(hours=3),
        by=people.as_zhao,
        now=now,
    )
    with pytest.raises(NotAllowed):
        withdraw_task(task, by=people.as_he, now=now)
    with pytest.raises(NotAllowed):
        withdraw_task(task, by=people.as_wang, now=now)
    assert withdraw_task(task, by=people.as_lin, now=now).state == "withdrawn"
