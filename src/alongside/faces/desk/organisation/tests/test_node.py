"""One node, and the acts on it."""

import pytest

from alongside.domain.organisation.actions import add_department
from alongside.domain.organisation.models import Calendar, Department, Node
from alongside.faces.desk.tests.admins import as_admin
from alongside.faces.desk.tests.pages import assert_queries, signed_in
from alongside.kernel.actor import SYSTEM


def url(node, act=""):
    return f"/desk/organisation/nodes/{node.pk}/{act}"


def test_shows_departments_people_and_inherited_hours(as_agent, house):
    """ORG-1, ORG-7."""
    page = as_agent.get(url(house.project))
    text = page.content.decode()
    assert "工程" in text
    assert "何建军" in text
    assert page.context["calendar"] == Calendar.objects.get(code="always")


def test_does_not_exist_for_the_stranger(client, house):
    """ORG-3."""
    as_stranger = signed_in(client, house.stranger)
    assert as_stranger.get(url(house.project)).status_code == 404
    assert as_stranger.get(url(house.other_project)).status_code == 200


@pytest.mark.parametrize("act", ["change/", "move/", "add-node/", "add-department/"])
def test_is_changed_only_by_who_may_there(client, house, act):
    assert signed_in(client, house.agent).get(url(house.project, act)).status_code == 403
    other = as_admin(client, house, house.other_project)
    assert other.get(url(house.project, act)).status_code == 404
    assert other.get(url(house.other_project, act)).status_code == 200


def test_gets_a_child_and_says_what_comes_next(client, house):
    """ORG-1."""
    page = as_admin(client, house).post(
        url(house.group, "add-node/"), {"kind": "city", "name": "杭州公司", "code": "hz"}, follow=True
    )
    made = Node.objects.get(code="HZ")
    assert made.parent == house.group
    assert page.redirect_chain[-1][0] == url(made)


def test_keeps_what_was_typed_when_the_code_is_taken(client, house):
    page = as_admin(client, house).post(
        url(house.group, "add-node/"), {"kind": "city", "name": "杭州公司", "code": "GLT"}
    )
    assert page.status_code == 422
    assert "杭州公司" in page.content.decode()


def test_gets_a_manager(client, house):
    """ORG-4."""
    sent = {
        "seen": 1,
        "name": "观澜庭",
        "zone": "Asia/Shanghai",
        "is_active": "on",
        "manager": house.supervisor.pk,
    }
    as_admin(client, house).post(url(house.project, "change/"), sent)
    house.project.refresh_from_db()
    assert house.project.manager == house.supervisor


def test_is_not_overwritten_by_who_saw_an_older_one(client, house):
    """CAS-16."""
    Node.objects.filter(pk=house.project.pk).update(version=7)
    sent = {"seen": 1, "name": "改名", "zone": "Asia/Shanghai", "is_active": "on"}
    assert as_admin(client, house).post(url(house.project, "change/"), sent).status_code == 409
    house.project.refresh_from_db()
    assert house.project.name == "观澜庭"


def test_moves_with_everything_below_it(client, house):
    """ORG-1."""
    browser = as_admin(client, house)
    browser.post(url(house.group, "add-node/"), {"kind": "city", "name": "杭州公司", "code": "HZ"})
    city = Node.objects.get(code="HZ")
    browser.post(url(house.project, "move/"), {"seen": 1, "parent": city.pk})
    house.project.refresh_from_db()
    assert house.project.path == f"{city.path}{house.project.pk}/"
    assert "同行集团" in browser.get(url(house.project)).content.decode()


def test_gets_a_department_once(client, house):
    browser = as_admin(client, house)
    assert browser.post(url(house.project, "add-department/"), {"code": "legal"}).status_code == 302
    assert browser.post(url(house.project, "add-department/"), {"code": "legal"}).status_code == 422
    assert Department.objects.filter(node=house.project, code="legal").count() == 1


def test_costs_the_same_for_three_departments(as_agent, house):
    def add_two():
        for code in ("legal", "finance"):
            add_department(house.project, code=code, by=SYSTEM, now=house.now)

    assert_queries(as_agent, url(house.project), 10, add_two=add_two)
