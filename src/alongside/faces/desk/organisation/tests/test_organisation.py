"""The tree with its people, and its faults."""

from alongside.domain.organisation.actions import add_node
from alongside.faces.desk.tests.admins import as_admin
from alongside.faces.desk.tests.pages import assert_queries, signed_in
from alongside.kernel.actor import SYSTEM

URL = "/desk/organisation/"


def names_in(page):
    return {one.node.name for one in page.context["branches"]}


def test_shows_every_node_with_its_people(client, house):
    """ORG-1."""
    page = as_admin(client, house).get(URL)
    assert names_in(page) == {"同行集团", "观澜庭", "云栖府"}
    text = page.content.decode()
    assert "林晓月" in text
    assert "陈立" in text


def test_names_a_node_without_a_manager_as_a_fault(client, house):
    """ORG-4: none named, or one who has left."""
    house.project.manager = house.supervisor
    house.project.save()
    browser = as_admin(client, house)
    assert {one.node.name for one in browser.get(URL).context["faults"]} == {"同行集团", "云栖府"}
    house.supervisor.is_active = False
    house.supervisor.save()
    assert house.project.name in {one.node.name for one in browser.get(URL).context["faults"]}


def test_shows_the_stranger_only_their_own_part(client, house):
    """ORG-3: nor a fault, nor a person of elsewhere."""
    page = signed_in(client, house.stranger).get(URL)
    assert names_in(page) == {"云栖府"}
    assert "林晓月" not in page.content.decode()
    assert [one.node.name for one in page.context["faults"]] == ["云栖府"]
    assert [one.people_count for one in page.context["branches"]] == [1]


def test_is_closed_to_who_may_not_see_the_organisation(client, house):
    assert signed_in(client, house.engineer).get(URL).status_code == 403


def test_costs_the_same_for_three_more_nodes(client, house):
    def add_two():
        for code in ("A1", "A2"):
            add_node(parent=house.group, kind="project", name=code, code=code, by=SYSTEM, now=house.now)

    assert_queries(as_admin(client, house), URL, 5, add_two=add_two)
