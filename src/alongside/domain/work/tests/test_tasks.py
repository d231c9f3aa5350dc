"""Tasks between departments (ORG-10), about a thing that nobody above answers for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from alongside.domain.organisation.models import Appointment, Department, Node, Role, StaffMember
from alongside.domain.organisation.queries import actor_for
from alongside.domain.work.actions import accept_task, ask_task, finish_task, return_task, withdraw_task
from alongside.domain.work.queries import tasks_of
from alongside.kernel.actor import SYSTEM
from alongside.kernel.refusals import Conflict, NotAllowed, Refused

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


@pytest.fixture
def node():
    node = Node.objects.create(kind="group", name="集团", code="G")
    Node.objects.filter(pk=node.pk).update(path=f"{node.pk}/")
    node.refresh_from_db()
    return node


@pytest.fixture
def engineering(node):
    return Department.objects.create(node=node, code="engineering")


@pytest.fixture
def staff(node, engineering):
    role = Role.objects.create(code="any", permissions=[])
    found = {}
    for username, department in (("lin", None), ("he", engineering), ("fang", engineering)):
        found[username] = StaffMember.objects.create(username=username, name=username, created_at=NOW)
        Appointment.objects.create(
            staff=found[username], position="x", role=role, node=node, department=department, from_at=NOW
        )
    return found


@pytest.fixture
def ask(node, engineering, staff):
    def build(**but):
        given = {
            "node": node,
            "about": node,
            "title": "请看漏点",
            "words": "",
            "due_at": NOW + timedelta(hours=3),
            "asked_by": staff["lin"],
            "department": engineering,
            "by": SYSTEM,
            "now": NOW,
        }
        return ask_task(**{**given, **but})

    return build


def _as(staff):
    return actor_for(staff, now=NOW)


def test_whoever_of_the_department_accepts_has_it(ask, staff):
    task = ask()
    assert [tasks_of(_as(one), now=NOW).count() for one in staff.values()] == [0, 1, 1]
    accept_task(task, by=_as(staff["he"]), now=NOW)
    assert [tasks_of(_as(one), now=NOW).count() for one in staff.values()] == [0, 1, 0]
    with pytest.raises(NotAllowed):
        finish_task(task, words="x", by=_as(staff["fang"]), now=NOW)
    assert finish_task(task, words="修好了", by=_as(staff["he"]), now=NOW).result == "修好了"
    assert tasks_of(_as(staff["he"]), now=NOW).count() == 0


def test_a_returned_task_says_why_and_can_only_be_taken_back(ask, staff):
    task = ask(assignee=staff["he"], department=None)
    with pytest.raises(Refused):
        return_task(task, words=" ", by=_as(staff["he"]), now=NOW)
    return_task(task, words="不归我们", by=_as(staff["he"]), now=NOW)
    with pytest.raises(Refused):
        accept_task(task, by=_as(staff["he"]), now=NOW)
    with pytest.raises(NotAllowed):
        withdraw_task(task, by=_as(staff["fang"]), now=NOW)
    assert withdraw_task(task, by=_as(staff["lin"]), now=NOW).state == "withdrawn"


def test_the_later_of_two_is_refused(ask, staff):
    """CAS-16."""
    task = ask()
    accept_task(task, by=_as(staff["he"]), now=NOW, seen=1)
    with pytest.raises(Conflict):
        accept_task(task, by=SYSTEM, now=NOW, seen=1)


@pytest.mark.parametrize(
    ("but", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "长" * 201}, "title"),
        ({"department": None}, "department"),
        ({"due_at": NOW}, "due_at"),
    ],
)
def test_a_task_says_what_whom_and_until_when(ask, but, field):
    with pytest.raises(Refused) as refused:
        ask(**but)
    assert refused.value.field == field
