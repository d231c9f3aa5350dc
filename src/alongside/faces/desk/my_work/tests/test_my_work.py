"""My work."""

from alongside.faces.desk.tests.pages import assert_queries, signed_in

URL = "/desk/my-work/"


def test_shows_what_i_own_with_its_time_left(as_agent, house):
    """CAS-4: time left, everywhere."""
    case = house.case(title="电梯停运")
    page = as_agent.get(URL).content.decode()
    assert "电梯停运" in page
    assert "周敏" in page
    assert case.number in page
    assert "chip-time" in page


def test_hides_the_cases_of_other_projects(client, house):
    """ORG-3."""
    house.case(title="电梯停运")
    assert "电梯停运" not in signed_in(client, house.stranger).get(URL).content.decode()


def test_costs_the_same_for_three_as_for_one(as_agent, house):
    house.case()
    assert_queries(as_agent, URL, 6, add_two=lambda: [house.case(), house.case()])


def test_says_what_to_do_when_nothing_waits(as_agent):
    assert "empty-state" in as_agent.get(URL).content.decode()


def test_the_list_alone_is_drawn_anew_when_something_arrives(as_agent, house):
    """CAS-5: what arrives shows without reloading; the rest of the page stays."""
    case = house.case()
    part = as_agent.get("/desk/my-work/?tab=mine", headers={"HX-Request": "true", "HX-Target": "list"})
    text = part.content.decode()
    assert f'id="row-{case.number}"' in text
    assert "<html" not in text


def test_offers_a_new_case_only_to_who_may_open_one(as_agent, client, house):
    """ORG-3: a button never leads to a refusal."""
    assert "/desk/cases/new/" in as_agent.get(URL).content.decode()
    assert "/desk/cases/new/" not in signed_in(client, house.engineer).get(URL).content.decode()
