"""The supervisor's board."""

import html
import re
from datetime import timedelta

import pytest

from alongside.domain.cases.actions.handing_on import offer_transfer
from alongside.domain.cases.actions.handling import acknowledge_case
from alongside.domain.cases.actions.resolving import resolve_case
from alongside.domain.cases.actions.waiting import pause_case
from alongside.domain.cases.models import Case
from alongside.domain.organisation.models import Appointment, StaffMember
from alongside.domain.organisation.queries import actor_for
from alongside.faces.desk.tests.pages import assert_queries, signed_in

URL = "/desk/board/"


@pytest.fixture
def as_supervisor(client, house):
    return signed_in(client, house.supervisor)


def test_shows_load_by_person_and_what_nobody_took(as_supervisor, house):
    """CAS-5, CAS-6."""
    house.case(title="电梯停运")
    nobodys = house.case(title="楼道灯不亮", owner=None)
    page = as_supervisor.get(URL).content.decode()
    assert "林晓月" in page
    assert nobodys.title in page
    assert f'name="chosen" value="{nobodys.number}:{nobodys.version}"' in page


def test_assigns_the_chosen_cases_and_says_so(as_supervisor, house):
    case = house.case(owner=None)
    answer = as_supervisor.post(
        URL, {"to": house.agent.pk, "chosen": [f"{case.number}:{case.version}"]}, follow=True
    )
    assert "林晓月" in answer.content.decode()
    case.refresh_from_db()
    assert case.owner == house.agent


def test_tells_of_a_case_that_moved_on_meanwhile(as_supervisor, house):
    """CAS-16."""
    case = house.case(owner=None)
    Case.objects.filter(pk=case.pk).update(version=case.version + 1)
    page = as_supervisor.post(
        URL, {"to": house.agent.pk, "chosen": [f"{case.number}:{case.version}"]}, follow=True
    )
    assert f"{case.number}:" in page.content.decode()
    case.refresh_from_db()
    assert case.owner is None


def test_shows_an_offer_that_nobody_accepted(as_supervisor, house):
    """CAS-5."""
    other = StaffMember.objects.create(username="wu", name="吴桐", created_at=house.now)
    role = Appointment.objects.get(staff=house.agent).role
    Appointment.objects.create(
        staff=other, role=role, node=house.project, position="客服", from_at=house.now - timedelta(days=1)
    )
    case = house.case()
    offer_transfer(
        case, to=other, reason="熟悉这栋楼", by=actor_for(house.agent, now=house.now), now=house.now
    )
    page = as_supervisor.get(URL).content.decode()
    assert "熟悉这栋楼" in page


def test_names_a_place_without_a_manager_as_a_fault(as_supervisor, house):
    """ORG-4."""
    page = as_supervisor.get(URL)
    assert house.project in page.context["faults"]
    for node in (house.project, house.other_project, house.group):
        node.manager = house.supervisor
        node.save()
    assert as_supervisor.get(URL).context["faults"] == []


def links_of(page) -> list[tuple[int, str]]:
    """Each number of the page with the address it leads to."""
    found = re.findall(r'<a class="counted [^"]*" href="([^"]+)">([0-9,]+)</a>', page.content.decode())
    return [(int(number), html.unescape(url)) for url, number in found]


def test_each_number_opens_exactly_the_cases_that_it_counts(as_supervisor, house):
    """CAS-14, INS-2: also escalated, waiting too long, and a person's to do, waiting and resolved."""
    by = actor_for(house.agent, now=house.now)
    ago = house.now - timedelta(days=9)
    enquiry = {"kind": "enquiry", "category": None}
    house.case(owner=None)
    house.case(now=house.now - timedelta(hours=9))  # late
    waiting = acknowledge_case(house.case(now=ago, **enquiry), by=by, now=ago)
    pause_case(waiting, reason="照片", by=by, now=ago)
    lately = acknowledge_case(house.case(**enquiry), by=by, now=house.now)
    pause_case(lately, reason="照片", by=by, now=house.now)
    solved = acknowledge_case(house.case(**enquiry), by=by, now=house.now)
    resolve_case(solved, words="已修好", by=by, now=house.now)
    escalated = house.case(now=house.now - timedelta(hours=2))
    escalated.deadlines.filter(milestone="acknowledge").update(escalation_level=1)
    met = acknowledge_case(house.case(now=house.now - timedelta(hours=2)), by=by, now=house.now)
    met.deadlines.filter(milestone="acknowledge").update(escalation_level=1)  # but done since
    Case.objects.filter(pk=escalated.pk).update(transfer_count=2)
    offer_transfer(house.case(), to=house.supervisor, reason="熟悉", by=by, now=house.now)
    elsewhere = actor_for(house.stranger, now=house.now)
    house.case(node=house.other_project, owner=None, customer=None, unit=None, by=elsewhere)
    page = as_supervisor.get(URL)
    board = page.context["board"]
    assert (board.escalated, board.waiting_too_long, board.wandering, board.offered) == (1, 1, 1, 1)
    numbers = links_of(page)
    assert len(numbers) >= 14
    for number, url in numbers:
        listed = as_supervisor.get(url)
        assert (number, url) == (len(listed.context["rows"]), url)
        assert listed.context["count"] == str(number)


def test_is_closed_to_who_does_not_supervise(as_agent):
    assert as_agent.get(URL).status_code == 403


def test_shows_a_supervisor_of_another_project_nothing_of_this_one(client, house):
    """ORG-3: neither the case, nor its place, nor a number that counts it."""
    house.case(title="电梯停运", owner=None)
    role = Appointment.objects.get(staff=house.supervisor).role
    Appointment.objects.filter(staff=house.stranger).update(role=role)
    as_stranger = signed_in(client, house.stranger)
    page = as_stranger.get(URL)
    assert "电梯停运" not in page.content.decode()
    assert (page.context["board"].open, page.context["board"].unassigned) == (0, 0)
    assert as_stranger.get(f"{URL}?node={house.project.pk}").status_code == 404


def test_cannot_be_used_to_assign_a_case_out_of_sight(client, house):
    """ORG-3."""
    case = house.case(owner=None)
    role = Appointment.objects.get(staff=house.supervisor).role
    Appointment.objects.filter(staff=house.stranger).update(role=role)
    signed_in(client, house.stranger).post(URL, {"to": house.stranger.pk, "chosen": [f"{case.number}:1"]})
    case.refresh_from_db()
    assert case.owner is None


def test_costs_the_same_for_three_as_for_one(as_supervisor, house):
    house.case(owner=None)
    assert_queries(as_supervisor, URL, 13, add_two=lambda: [house.case(owner=None), house.case()])
