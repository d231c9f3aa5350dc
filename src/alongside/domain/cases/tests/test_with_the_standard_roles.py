"""A case goes from the first word to the rating with the roles of the standard pack, past every stranger."""

from __future__ import annotations

from datetime import timedelta

import pytest

from alongside.domain.cases.actions.handing_on import (
    accept_transfer,
    ask_cooperation,
    assign_case,
    offer_transfer,
    route_case,
)
from alongside.domain.cases.actions.handling import (
    acknowledge_case,
    agree_proposal,
    propose_solution,
    start_handling,
    start_investigation,
)
from alongside.domain.cases.actions.rating import rate_case
from alongside.domain.cases.actions.resolving import confirm_case, resolve_case
from alongside.domain.cases.actions.writing import reply_to_customer, write_as_customer
from alongside.domain.cases.models import Case, Category
from alongside.domain.cases.queries.board import board_of
from alongside.domain.cases.queries.listing import count_matching, page_of
from alongside.domain.cases.queries.parts import customer_part
from alongside.domain.cases.queries.story import story_of
from alongside.domain.cases.queries.work import TABS, work_of
from alongside.domain.cases.samples import a_case
from alongside.domain.work.actions import accept_task, finish_task
from alongside.domain.work.queries import tasks_of
from alongside.kernel.refusals import NotAllowed

pytestmark = pytest.mark.django_db


def _reported(cast, **but):
    given = {
        "node": cast.project,
        "now": cast.now,
        "by": cast.customer,
        "customer": cast.customer.customer,
        "unit": cast.unit,
        "category": Category.objects.filter(kind="complaint", parent__isnull=False).first(),
        "channel": "portal",
    }
    return a_case(**{**given, **but})


def test_everybody_can_do_their_part(cast):
    now = cast.now
    case = route_case(_reported(cast), now=now)
    assert case.owner in (cast.agent.staff, cast.colleague.staff)
    owner = cast.agent if case.owner == cast.agent.staff else cast.colleague
    other = cast.colleague if owner is cast.agent else cast.agent
    acknowledge_case(case, by=owner, now=now)
    start_investigation(case, by=owner, now=now)
    task = ask_cooperation(
        case,
        department=cast.engineer.staff.appointments.get().department,
        title="请看漏点",
        words="",
        due_at=now + timedelta(hours=4),
        by=owner,
        now=now,
    )
    assert task in tasks_of(cast.engineer, now=now)
    assert [one.pk for one in work_of(cast.engineer, "helping").rows] == [case.pk]
    accept_task(task, by=cast.engineer, now=now)
    finish_task(task, words="楼上地漏反水", by=cast.engineer, now=now)
    accept_transfer(
        offer_transfer(case, to=other.staff, reason="我明天休假", by=owner, now=now), by=other, now=now
    )
    reply_to_customer(case, words="明天上午上门。", by=other, now=now)
    write_as_customer(case, words="好的，我在家。", by=cast.customer, now=now)
    propose_solution(case, words="重做防水", by=other, now=now)
    agree_proposal(case, by=cast.customer, now=now)
    start_handling(case, by=other, now=now)
    resolve_case(case, words="已重做", by=other, now=now)
    confirm_case(case, by=cast.customer, now=now)
    rated = rate_case(case, rating=2, words="来得太慢", by=cast.customer, now=now)
    assert rated.state == "closed"
    assert [one.about_id for one in tasks_of(cast.supervisor, now=now)] == [case.pk]
    board_of(cast.project, cast.supervisor, now)
    board_of(cast.city, cast.city_manager, now)


def test_strangers_find_nothing_anywhere(cast):
    """ORG-3: another project, a contractor who takes no part, another customer, the administrators."""
    case = _reported(cast)
    assert Case.objects.visible_to(cast.agent).get() == case
    strangers = [
        cast.stranger,
        cast.other_supervisor,
        cast.contractor,
        cast.other_customer,
        cast.system_admin,
    ]
    for stranger in strangers:
        assert page_of(stranger, {}).rows == []
        assert page_of(stranger, {"q": case.number}).rows == []
        assert count_matching(stranger, {"q": "漏水"}) == (0, True)
        assert story_of(case, stranger).entries == []
        assert customer_part(cast.customer.customer, stranger).open_count == 0
        assert all(work_of(stranger, tab).rows == [] for tab in TABS)
        with pytest.raises(NotAllowed):
            reply_to_customer(case, words="x", by=stranger, now=cast.now)
        with pytest.raises(NotAllowed):
            acknowledge_case(case, by=stranger, now=cast.now)
        with pytest.raises(NotAllowed):
            board_of(cast.project, stranger, cast.now)


def test_a_customer_reports_only_in_their_own_name(cast):
    with pytest.raises(NotAllowed):
        _reported(cast, by=cast.other_customer)
    with pytest.raises(NotAllowed):
        _reported(cast, customer=None)


def test_a_supervisor_assigns_and_an_agent_does_not(cast):
    case = _reported(cast)
    with pytest.raises(NotAllowed):
        assign_case(case, to=cast.colleague.staff, by=cast.agent, now=cast.now)
    assert assign_case(case, to=cast.agent.staff, by=cast.supervisor, now=cast.now).owner == cast.agent.staff
