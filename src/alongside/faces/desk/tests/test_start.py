"""Where each person begins, and what they find where there is nothing for them."""

from __future__ import annotations

import pytest

from alongside.faces.desk.tests.admins import as_admin
from alongside.faces.desk.tests.pages import signed_in


@pytest.mark.parametrize(
    ("held", "url"),
    [
        (["handle_case", "supervise_cases"], "/desk/waiting/"),
        (["walk_journey", "see_journeys"], "/desk/waiting/"),
        (["supervise_cases", "see_figures"], "/desk/board/"),
        (["read_journal"], "/desk/journal/"),
        (["manage_system"], "/desk/system/"),
        (["manage_staff", "see_organisation"], "/desk/organisation/staff/"),
        (["see_cases", "see_figures"], "/desk/figures/"),
        (["see_estates"], "/desk/estates/"),
        (["see_estates", "recognise_residents"], "/desk/residents/"),
        (["see_organisation"], "/desk/waiting/"),
    ],
)
def test_begins_where_their_work_is(client, house, held, url):
    answer = as_admin(client, house, None, *held).get("/desk/")
    assert answer.url == url
    assert client.get(url).status_code == 200


def test_what_is_not_there_is_said_within_the_desk_with_ways_onwards(as_agent, house):
    """ORG-3: the same for what was never there and for what is somebody else's."""
    page = as_agent.get("/desk/cases/GLT-0000-0000/")
    assert page.status_code == 404
    text = page.content.decode()
    assert 'name="q"' in text
    assert 'href="/desk/customers/"' in text


def test_a_refusal_leads_on_to_what_is_allowed(client, house):
    page = as_admin(client, house, None, "see_estates").get("/desk/board/")
    assert page.status_code == 403
    assert page.content.decode().count('href="/desk/estates/"') == 2  # the rail and the way onwards


def test_a_stranger_signs_in_first(client, db):
    assert client.get("/desk/").url.startswith("/sign-in/")


def test_one_who_may_nothing_is_told_so_kindly(client, house):
    page = signed_in(client, house.engineer).get("/desk/my-work/")
    assert page.status_code == 200
