"""Who holds what, and what it allows."""

from alongside.domain.organisation.models import Role
from alongside.faces.desk.tests.admins import an_admin, as_admin
from alongside.faces.desk.tests.pages import assert_queries, signed_in

URL, MATRIX = "/desk/roles/", "/desk/roles/permissions/"


def counts_in(page):
    return {one["role"].code: one["count"] for one in page.context["rows"]}


def test_says_who_holds_each_role_and_where(client, house):
    """ORG-5."""
    Role.objects.filter(code="agent").update(sentence={"zh-hans": "首问负责到底。"})
    page = as_admin(client, house).get(URL)
    text = page.content.decode()
    assert "首问负责到底。" in text
    assert "林晓月" in text
    assert counts_in(page)["agent"] == 2


def test_counts_only_whom_the_viewer_may_see(client, house):
    """ORG-3: a number is a leak too."""
    page = signed_in(client, house.stranger).get(URL)
    assert counts_in(page)["agent"] == 1
    assert "林晓月" not in page.content.decode()


def test_matrix_shows_what_each_role_allows(client, house):
    """ORG-5."""
    rows = as_admin(client, house).get(MATRIX).context["rows"]
    allowed = {
        permission.code: {role.code for role, is_held in cells if is_held} for permission, cells in rows
    }
    assert "engineer" in allowed["help_with_case"]
    assert "engineer" not in allowed["manage_staff"]


def test_are_closed_to_who_may_not_see_the_organisation(client, house):
    browser = signed_in(client, house.engineer)
    assert browser.get(URL).status_code == 403
    assert browser.get(MATRIX).status_code == 403


def test_cost_the_same_for_three_as_for_one(client, house):
    browser = as_admin(client, house)
    assert_queries(browser, URL, 6, add_two=lambda: [an_admin(house), an_admin(house)])
    assert_queries(browser, MATRIX, 5, add_two=lambda: [an_admin(house), an_admin(house)])
