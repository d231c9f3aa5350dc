"""Tasks between departments, about anything, on the desk: asked, answered, noted, asked again, late (ORG-10)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from alongside.domain.work.actions import ask_department
from alongside.domain.work.actions.reminding import remind_of_late_tasks
from alongside.domain.work.models import Notice, Task
from alongside.domain.work.queries import tasks_asked, tasks_received
from alongside.domain.work.reactions import tell_of_asked_task
from alongside.faces.desk.tests.pages import assert_queries, signed_in
from alongside.kernel.models import JournalEntry
from alongside.kernel.refusals import NotAllowed, Refused

pytestmark = pytest.mark.django_db
URL = "/desk/tasks/"


@pytest.fixture
def engineering(cast):
    return cast.project.departments.get(code="engineering")


@pytest.fixture
def asked(cast, engineering):
    def build(**but):
        given = {
            "node": cast.project, "about": cast.customer.customer, "title": "上门查漏", "words": "业主周末在家",
            "due_at": cast.now + timedelta(hours=4), "by": cast.agent, "now": cast.now,
        }  # fmt: skip
        return ask_department(engineering, **{**given, **but})

    return build


def test_is_asked_from_a_customer_answered_and_told_of(cast, engineering, client):
    """ORG-10: the whole way through the pages, both sides."""
    agent = signed_in(client, cast.agent.staff)
    ask = f"{URL}ask/?about=customer:{cast.customer.id}"
    assert ask.replace("&", "&amp;") in agent.get(f"/desk/customers/{cast.customer.id}/").content.decode()
    due = timezone.localtime(timezone.now() + timedelta(hours=5)).strftime("%Y-%m-%dT%H:%M")
    sent = {"department": engineering.pk, "title": "上门查漏", "words": "业主周末在家", "due_at": due}
    assert agent.post(ask, {**sent, "due_at": "2020-01-01T10:00"}).status_code == 422
    made = agent.post(ask, sent)
    assert made.status_code == 302, made.content.decode()
    task = Task.objects.get()
    assert (task.about_kind, task.about_id, task.asked_by_id) == ("customer", cast.customer.id, cast.agent.id)
    one = f"{URL}{task.pk}/"
    assert agent.post(f"{one}note/", {"words": "可以改到周日"}).status_code == 302
    engineer = signed_in(client, cast.engineer.staff)
    assert "上门查漏" in engineer.get(URL).content.decode()
    assert one in engineer.get("/desk/waiting/").content.decode()
    page = engineer.get(one).content.decode()
    assert "可以改到周日" in page and "周敏" not in page  # who may not see the customer reads the task alone
    engineer.post(f"/desk/handed-to-me/tasks/{task.pk}/return_task/", {"words": "是空调漏水，请找物业"})
    again = signed_in(client, cast.agent.staff)
    assert "是空调漏水，请找物业" in again.get(one).content.decode()
    assert task.title in again.get(f"{URL}?side=asked&state=returned").content.decode()
    assert (
        signed_in(client, cast.engineer.staff).get(f"{one}ask-again/").status_code == 403
    )  # who did not ask
    again = signed_in(client, cast.agent.staff)
    assert again.get(f"{one}ask-again/").status_code == 200
    assert again.post(f"{one}ask-again/", {"words": "已确认是结构渗水", "due_at": due}).status_code == 302
    assert again.get(f"{one}ask-again/").status_code == 422  # it is asked already
    task.refresh_from_db()
    assert (task.state, task.words, task.assignee_id) == ("asked", "已确认是结构渗水", None)
    back = signed_in(client, cast.engineer.staff)
    back.post(f"/desk/handed-to-me/tasks/{task.pk}/accept_task/")
    back.post(f"/desk/handed-to-me/tasks/{task.pk}/finish_task/", {"words": "已修复"})
    assert "已修复" in signed_in(client, cast.agent.staff).get(one).content.decode()


def test_is_not_there_for_strangers(cast, asked, client):
    """ORG-3"""
    task = asked()
    for one in (cast.stranger, cast.other_supervisor, cast.contractor):
        browser = signed_in(client, one.staff)
        assert browser.get(f"{URL}{task.pk}/").status_code == 404
        assert browser.post(f"{URL}{task.pk}/note/", {"words": "x"}).status_code == 404
    assert signed_in(client, cast.supervisor.staff).get(f"{URL}{task.pk}/").status_code == 200
    about = f"{URL}ask/?about=customer:{cast.other_customer.id}"
    assert signed_in(client, cast.agent.staff).get(about).status_code == 404
    for nonsense in ("customer:x", "house:1", "customer:99999999999999999999"):
        assert signed_in(client, cast.agent.staff).get(f"{URL}ask/?about={nonsense}").status_code == 404


def test_nobody_is_asked_who_could_not_answer(cast, asked, engineering):
    """ORG-4, ORG-10"""
    with pytest.raises(NotAllowed):
        asked(by=cast.stranger)
    with pytest.raises(NotAllowed):
        asked(by=cast.contractor)
    with pytest.raises(Refused):
        asked(assignee=cast.colleague.staff)
    cast.engineer.staff.appointments.update(until_at=cast.now, from_at=cast.now - timedelta(days=3))
    with pytest.raises(Refused):
        asked()


def test_each_side_sees_its_tasks_on_its_board(cast, asked):
    """ORG-10: what I or my colleagues asked; what my department was asked, whoever has it."""
    task = asked()
    assert [list(tasks_asked(one, now=cast.now)) for one in (cast.agent, cast.supervisor, cast.engineer)] == [
        [task], [task], [],
    ]  # fmt: skip
    assert list(tasks_received(cast.engineer, now=cast.now)) == [task]
    assert not tasks_received(cast.stranger, now=cast.now).exists()


def test_who_is_asked_hears_of_it_once(cast, asked):
    """ORG-10: the reaction may run twice."""
    asked()
    entry = JournalEntry.objects.filter(kind="task.asked").get()
    tell_of_asked_task(entry)
    tell_of_asked_task(entry)
    assert [one.staff_id for one in Notice.objects.filter(kind="task.asked")] == [cast.engineer.id]


def test_what_is_late_climbs_to_a_named_person_each_rung_once(cast, asked):
    """ORG-4, ORG-10: the asker and who was asked, who leads there, then the place's manager."""
    task = asked()
    late = task.due_at
    told = lambda: set(Notice.objects.filter(kind="task.overdue").values_list("staff_id", flat=True))  # noqa: E731
    assert remind_of_late_tasks(now=late - timedelta(seconds=1)) == 0
    assert (remind_of_late_tasks(now=late), remind_of_late_tasks(now=late)) == (1, 0)
    assert {cast.agent.id, cast.engineer.id} <= told() and cast.manager.id not in told()
    assert remind_of_late_tasks(now=late + timedelta(days=1)) == 1
    assert cast.manager.id in told()
    assert remind_of_late_tasks(now=late + timedelta(days=2)) == 1
    assert remind_of_late_tasks(now=late + timedelta(days=9)) == 0


def test_costs_the_same_for_three_as_for_one(cast, asked, client):
    """CAS-16"""
    asked()
    assert_queries(signed_in(client, cast.engineer.staff), URL, 5, add_two=lambda: [asked(), asked()])
