"""One search for cases, customers and homes."""

import pytest

from alongside.faces.desk.tests.pages import signed_in


@pytest.fixture
def case(house):
    return house.case(title="电梯停运")


@pytest.mark.parametrize("asked", ["电梯", "周敏", "2102", "不是他家"])
def test_finds_by_words_name_or_room(as_agent, case, asked):
    assert (
        "list-row" in (page := as_agent.get(f"/desk/search/?q={asked}").content.decode())
        or "choice-row" in page
    )


def test_finds_by_number_whole_or_spoken(as_agent, case):
    assert "电梯停运" in as_agent.get(f"/desk/search/?q={case.number}").content.decode()
    assert "电梯停运" in as_agent.get(f"/desk/search/?q={case.number.removeprefix('GLT-')}").content.decode()


@pytest.mark.parametrize("asked", ["电梯", "周敏", "2102"])
def test_finds_nothing_of_other_projects(client, house, case, asked):
    """ORG-3."""
    page = signed_in(client, house.stranger).get(f"/desk/search/?q={asked}").content.decode()
    assert "list-row" not in page
    assert "choice-row" not in page
    assert client.get(f"/desk/search/palette/?q={asked}").json() == {"items": []}


def test_the_palette_leads_to_cases_people_and_acts(as_agent, case):
    found = as_agent.get("/desk/search/palette/?q=电梯").json()["items"]
    assert [one["url"] for one in found] == [f"/desk/cases/{case.number}/"]
    assert as_agent.get("/desk/search/palette/?q=新").json()["items"]


def test_says_that_a_search_is_too_long(as_agent, house):
    assert as_agent.get(f"/desk/search/?q={'漏' * 200}").status_code == 422
