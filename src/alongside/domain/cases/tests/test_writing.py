"""What is said in a case."""

from __future__ import annotations

from datetime import timedelta

import pytest

from alongside.domain.cases.actions.closing import archive_case, withdraw_case
from alongside.domain.cases.actions.handling import acknowledge_case
from alongside.domain.cases.actions.waiting import pause_case, resume_case
from alongside.domain.cases.actions.writing import (
    add_note,
    record_attempt,
    record_customer_words,
    reply_to_customer,
    write_as_customer,
)
from alongside.domain.cases.models import Milestone
from alongside.kernel.models import JournalEntry
from alongside.kernel.refusals import NotAllowed, Refused

pytestmark = pytest.mark.django_db


def test_a_reply_meets_the_first_answer(a_case, people, now):
    """CAS-4: the first substantive answer is the first reply; the second changes nothing about it."""
    case = a_case()
    reply_to_customer(case, words="明天上午来看。", by=people.as_lin, now=now + timedelta(minutes=5))
    reply_to_customer(case, words="师傅已出发。", by=people.as_lin, now=now + timedelta(minutes=50))
    case.refresh_from_db()
    answer = case.deadlines.get(milestone=Milestone.ANSWER)
    assert answer.met_at == case.answered_at == now + timedelta(minutes=5)
    assert case.version == 3
    assert [one.body for one in case.conversation.messages.filter(direction="out")] == [
        "明天上午来看。",
        "师傅已出发。",
    ]


def test_a_reply_needs_words(a_case, people, now):
    with pytest.raises(Refused):
        reply_to_customer(a_case(), words="  ", by=people.as_lin, now=now)


def test_a_stranger_writes_nothing(a_case, people, now):
    """ORG-3: an agent of another project, another customer, and a contractor who takes no part."""
    case = a_case()
    for stranger in (people.as_sun, people.as_wu, people.as_contractor):
        with pytest.raises(NotAllowed):
            reply_to_customer(case, words="x", by=stranger, now=now)
        with pytest.raises(NotAllowed):
            write_as_customer(case, words="x", by=stranger, now=now)
        with pytest.raises(NotAllowed):
            add_note(case, words="x", by=stranger, now=now)
        with pytest.raises(NotAllowed):
            record_attempt(case, channel="phone", result="busy", by=stranger, now=now)
    assert case.conversation.messages.count() == 1


def test_staff_do_not_write_in_the_customers_name(a_case, people, now):
    with pytest.raises(NotAllowed):
        write_as_customer(a_case(), words="x", by=people.as_lin, now=now)


def test_the_customers_word_ends_the_waiting(a_case, people, now):
    """CAS-4: deadlines stand still only while waiting for the customer."""
    case = acknowledge_case(a_case(), by=people.as_lin, now=now)
    due = case.deadlines.get(milestone=Milestone.RESOLVE).due_at
    pause_case(case, reason="等照片", by=people.as_lin, now=now)
    write_as_customer(case, words="照片来了", by=people.as_zhou, now=now + timedelta(minutes=60))
    case.refresh_from_db()
    assert not case.is_waiting_for_customer
    assert case.deadlines.get(milestone=Milestone.RESOLVE).due_at == due + timedelta(minutes=60)
    assert JournalEntry.objects.filter(kind="case.resumed", about_id=case.pk).count() == 1


def test_words_over_the_phone_end_the_waiting_too(a_case, people, now):
    case = acknowledge_case(a_case(), by=people.as_lin, now=now)
    pause_case(case, reason="等照片", by=people.as_lin, now=now)
    message = record_customer_words(
        case, words="已发邮件", channel="phone", by=people.as_lin, now=now + timedelta(minutes=1)
    )
    case.refresh_from_db()
    assert not case.is_waiting_for_customer
    assert (message.direction, message.customer_id, message.staff_id) == ("in", people.zhou.pk, people.lin.pk)


def test_a_pause_can_be_ended_by_hand_and_only_once(a_case, people, now):
    case = acknowledge_case(a_case(), by=people.as_lin, now=now)
    with pytest.raises(Refused):
        resume_case(case, by=people.as_lin, now=now)
    pause_case(case, reason="等照片", by=people.as_lin, now=now)
    with pytest.raises(Refused):
        pause_case(case, reason="等照片", by=people.as_lin, now=now)
    resume_case(case, by=people.as_lin, now=now + timedelta(minutes=1))
    with pytest.raises(Refused):
        resume_case(case, by=people.as_lin, now=now)


def test_an_unacknowledged_case_cannot_wait(a_case, people, now):
    with pytest.raises(Refused):
        pause_case(a_case(), reason="等照片", by=people.as_lin, now=now)


def test_a_case_that_ends_waits_no_longer(a_case, people, now):
    case = acknowledge_case(a_case(), by=people.as_lin, now=now)
    pause_case(case, reason="等照片", by=people.as_lin, now=now)
    ended = withdraw_case(case, by=people.as_zhou, now=now + timedelta(minutes=1))
    assert not ended.is_waiting_for_customer
    assert ended.pauses.get().until_at == now + timedelta(minutes=1)


def test_an_archived_case_takes_no_more_words(a_case, people, now):
    case = withdraw_case(a_case(), by=people.as_zhou, now=now)
    write_as_customer(case, words="还是谢谢", by=people.as_zhou, now=now)
    archive_case(case, by=people.as_zhao, now=now)
    with pytest.raises(Refused):
        write_as_customer(case, words="喂?", by=people.as_zhou, now=now)


def test_an_attempt_says_how_it_went(a_case, people, now):
    with pytest.raises(Refused):
        record_attempt(a_case(), channel="phone", result="perhaps", by=people.as_lin, now=now)
