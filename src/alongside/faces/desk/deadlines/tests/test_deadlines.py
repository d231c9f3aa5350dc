"""The calendar of deadlines."""

from datetime import timedelta

import pytest
from django.utils import timezone

from alongside.domain.cases.models import Deadline
from alongside.domain.organisation.models import Appointment
from alongside.faces.desk.tests.pages import assert_queries, signed_in

URL = "/desk/deadlines/"


def shown(page):
    return [one.case.title for day in page.context["days"] for one in day.deadlines]


def test_shows_what_is_due_on_its_day(as_agent, house):
    """CAS-4."""
    case = house.case(title="电梯停运")
    due_on = timezone.localdate(house.now + timedelta(days=9))
    Deadline.objects.filter(case=case, milestone="resolve").update(
        due_at=timezone.localtime(house.now + timedelta(days=9)).replace(hour=15, minute=30)
    )
    page = as_agent.get(f"{URL}?week={due_on}")
    day = next(day for day in page.context["days"] if day.deadlines)
    assert day.on == due_on
    assert shown(page) == ["电梯停运"]
    assert "15:30" in page.content.decode()


def test_puts_first_what_is_late(as_agent, house):
    """CAS-4."""
    case = house.case(now=house.now - timedelta(hours=3))
    page = as_agent.get(URL)
    assert {one.case for one in page.context["agenda"].late} == {case}
    assert page.content.decode().index("due-late") < page.content.decode().index('class="week"')


def test_leaves_out_what_was_met(as_agent, house):
    case = house.case(now=house.now - timedelta(hours=3))
    Deadline.objects.filter(case=case).update(met_at=house.now)
    assert as_agent.get(URL).context["agenda"].late == []


def test_shows_only_mine_until_the_team_is_asked_for(client, house):
    house.case(now=house.now - timedelta(hours=3))
    as_supervisor = signed_in(client, house.supervisor)
    assert as_supervisor.get(URL).context["agenda"].late == []
    assert len(as_supervisor.get(f"{URL}?of=team").context["agenda"].late) > 0


@pytest.mark.parametrize("address", ["", "?of=team"])
def test_shows_nothing_of_another_project(client, house, address):
    """ORG-3."""
    house.case(now=house.now - timedelta(hours=3))
    role = Appointment.objects.get(staff=house.supervisor).role
    Appointment.objects.filter(staff=house.stranger).update(role=role)
    page = signed_in(client, house.stranger).get(URL + address)
    assert page.context["agenda"].late == []
    assert shown(page) == []


def test_opens_this_week_for_a_week_that_makes_no_sense(as_agent):
    assert as_agent.get(f"{URL}?week=soon").context["is_this_week"] is True


def test_costs_the_same_for_three_as_for_one(as_agent, house):
    house.case()
    assert_queries(as_agent, URL, 5, add_two=lambda: [house.case(), house.case()])
