"""Answering what was handed to me (CAS-5)."""

from datetime import timedelta

import pytest

from alongside.domain.cases.actions.handing_on import ask_cooperation, offer_transfer
from alongside.domain.cases.models import Case
from alongside.domain.organisation.queries import actor_for
from alongside.domain.work.models import Task
from alongside.faces.desk.tests.pages import signed_in

URL = "/desk/handed-to-me/"


@pytest.fixture
def offer(house):
    by = actor_for(house.agent, now=house.now)
    return offer_transfer(
        house.case(title="电梯停运"), to=house.supervisor, reason="我休假", by=by, now=house.now
    )


@pytest.fixture
def task(house):
    by = actor_for(house.agent, now=house.now)
    until = house.now + timedelta(days=1)
    case = house.case(title="主卫渗水")
    return ask_cooperation(
        case, department=house.engineering, title="闭水检查", words="", due_at=until, by=by, now=house.now
    )


def test_an_offer_shows_its_reason_and_is_accepted(client, house, offer):
    signed_in(client, house.supervisor)
    assert "我休假" in client.get(URL).content.decode()
    client.post(f"{URL}transfers/{offer.pk}/accept_transfer/")
    assert Case.objects.get().owner == house.supervisor


def test_declining_needs_a_reason(client, house, offer):
    signed_in(client, house.supervisor)
    address = f"{URL}transfers/{offer.pk}/decline_transfer/"
    assert client.post(address, {"words": ""}).status_code == 422
    assert client.post(address, {"words": "我也休假"}).status_code == 302
    assert Case.objects.get().owner == house.agent


def test_nobody_answers_for_another(as_agent, client, house, offer):
    assert as_agent.post(f"{URL}transfers/{offer.pk}/accept_transfer/").status_code == 403
    assert (
        signed_in(client, house.stranger).post(f"{URL}transfers/{offer.pk}/accept_transfer/").status_code
        == 404
    )
    assert Case.objects.get().owner == house.agent


def test_a_task_of_the_department_is_accepted_and_finished(client, house, task):
    signed_in(client, house.engineer)
    assert "闭水检查" in client.get(URL).content.decode()
    client.post(f"{URL}tasks/{task.pk}/accept_task/")
    assert Task.objects.get().assignee == house.engineer
    client.post(f"{URL}tasks/{task.pk}/finish_task/", {"words": "防水失效"})
    assert Task.objects.get().state == "done"


def test_a_strangers_task_is_not_there(client, house, task):
    assert signed_in(client, house.stranger).get(f"{URL}tasks/{task.pk}/accept_task/").status_code == 404
    assert "闭水检查" not in client.get(URL).content.decode()


def test_says_what_will_stand_there(as_agent):
    assert "empty-state" in as_agent.get(URL).content.decode()
