"""Many cases on one matter: told once, resolved together, confirmed each (CAS-11, CAS-19)."""

from __future__ import annotations

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from alongside.domain.cases import permissions as may
from alongside.domain.cases.actions.group.answering import TELL_FOLLOWER, answer_group, tell_follower
from alongside.domain.cases.actions.group.gathering import gather_under, join_group, leave_group
from alongside.domain.cases.actions.group.resolving import RESOLVE_FOLLOWER, resolve_follower, resolve_group
from alongside.domain.cases.actions.resolving import confirm_case, report_not_solved
from alongside.domain.cases.models import Case, Kind
from alongside.domain.cases.reactions.grouping import follow_the_last
from alongside.domain.cases.tests.house import House, build_house
from alongside.domain.conversations.models import Message
from alongside.domain.customers.models import CustomerActor
from alongside.domain.organisation.models import Role
from alongside.kernel.models import JournalEntry
from alongside.kernel.refusals import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def house() -> House:
    made = build_house()
    for role in Role.objects.filter(code="agent"):
        role.permissions = [*role.permissions, may.REPLY_TO_CUSTOMER.code]
        role.save()
    return made


@pytest.fixture
def lead(house):
    return house.case(kind=Kind.ENQUIRY, customer=None)


@pytest.fixture
def callers(house, lead):
    cases = [house.case(kind=Kind.ENQUIRY) for _one in range(3)]
    gather_under(lead, cases, by=house.lin, now=house.now)
    return cases


def work(name, **known):
    """Do each job of that name twice, as a worker that was killed would."""
    for args in list(ProcrastinateJob.objects.filter(task_name=name).values_list("args", flat=True)):
        for _twice in range(2):
            known["act"](**args, now=known["now"])


def test_each_open_case_hears_the_answer_once_and_a_later_one_the_standing_answer(house, lead, callers):
    """CAS-11, CAS-19"""
    answer_group(lead, words="今晚八点来电。", is_standing=True, by=house.lin, now=house.now)
    late = house.case(kind=Kind.ENQUIRY)
    join_group(late, number=lead.number, by=house.lin, now=house.now)
    work(TELL_FOLLOWER, act=lambda telling_id, now: tell_follower(telling_id, now=now), now=house.now)
    told = Message.objects.filter(body="今晚八点来电。").values_list("conversation__case", flat=True)
    assert sorted(told) == sorted(one.pk for one in [*callers, late])


def test_who_left_is_not_resolved_with_the_others_and_who_is_not_content_goes_on_alone(house, lead, callers):
    """CAS-19: all ended together, each confirmed; the lead case ends with the last of them."""
    leave_group(callers[0], by=house.lin, now=house.now)
    resolve_group(lead, words="线路已更换。", by=house.lin, now=house.now)
    work(RESOLVE_FOLLOWER, act=resolve_follower, now=house.now)
    states = dict(Case.objects.values_list("pk", "state"))
    assert [states[one.pk] for one in callers] == ["received", "resolved", "resolved"]
    content, other = (Case.objects.get(pk=one.pk) for one in callers[1:])
    confirm_case(content, by=CustomerActor(content.customer), now=house.now)
    report_not_solved(other, words="还是没电", by=CustomerActor(other.customer), now=house.now)
    _react()
    assert Case.objects.get(pk=lead.pk).state == "resolved"
    resolve_group(lead, words="又查了一遍。", by=house.lin, now=house.now)
    work(RESOLVE_FOLLOWER, act=resolve_follower, now=house.now)
    again = Case.objects.get(pk=other.pk)
    confirm_case(again, by=CustomerActor(again.customer), now=house.now)
    _react()
    assert Case.objects.get(pk=lead.pk).state == "closed"


def test_a_group_of_none_is_neither_told_nor_resolved(house, lead):
    with pytest.raises(Refused):
        answer_group(lead, words="x", by=house.lin, now=house.now)
    with pytest.raises(Refused):
        resolve_group(lead, words="x", by=house.lin, now=house.now)
    with pytest.raises(Refused):
        join_group(house.case(), number="nothing", by=house.lin, now=house.now)


def _react():
    for entry in JournalEntry.objects.filter(kind="case.closed"):
        follow_the_last(entry)
