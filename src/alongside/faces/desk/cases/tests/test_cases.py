"""The list of cases, its views, bulk acts and export."""

import pytest

from alongside.domain.cases.models import Case, SavedView
from alongside.faces.desk.tests.pages import assert_queries, signed_in

URL = "/desk/cases/"


def test_begins_with_open_cases_due_first(as_agent, house):
    house.case(title="电梯停运")
    page = as_agent.get(URL).content.decode()
    assert "电梯停运" in page
    assert 'aria-current="page"' in page


def test_hides_the_cases_of_other_projects_and_their_count(client, house):
    """ORG-3."""
    house.case(title="电梯停运")
    page = signed_in(client, house.stranger).get(f"{URL}?order=newest").content.decode()
    assert "电梯停运" not in page
    assert "empty-state" in page


def test_costs_the_same_for_three_as_for_one(as_agent, house):
    """CAS-16."""
    house.case()
    assert_queries(as_agent, URL, 8, add_two=lambda: [house.case(), house.case()])


def test_narrows_by_words_and_kind(as_agent, house):
    house.case(title="电梯停运")
    house.case(title="表扬管家", kind="praise", category=None)
    page = as_agent.get(f"{URL}?q=电梯").content.decode()
    assert "电梯停运" in page
    assert "表扬管家" not in page
    page = as_agent.get(f"{URL}?kind=praise").content.decode()
    assert "表扬管家" in page
    assert "电梯停运" not in page


def test_says_what_no_filter_shows_and_keeps_it_when_one_changes(as_agent, house):
    """INS-2: a list opened from a number says why it is so short; each reason can be taken away."""
    house.case()
    page = as_agent.get(
        f"{URL}?owner={house.agent.pk}&node={house.project.pk}&figure=waiting_over:3&kind=complaint&open=1"
    )
    words = [said for said, _url in page.context["narrowed"]]
    assert words == ["未结", "观澜庭", "负责人：林晓月", "等待客户超过 3 天"]
    assert ("owner", house.agent.pk) not in page.context["kept"]  # as text, as it came
    assert {("owner", str(house.agent.pk)), ("figure", "waiting_over:3"), ("open", "1")} <= set(
        page.context["kept"]
    )
    without = dict(page.context["narrowed"])["负责人：林晓月"]
    assert "owner" not in without
    assert "figure=waiting_over%3A3" in without


def test_tells_nothing_of_a_place_or_person_out_of_sight(client, house):
    """ORG-3"""
    browser = signed_in(client, house.stranger)
    page = browser.get(f"{URL}?node={house.project.pk}&customer={house.customer.pk}&open=1").content.decode()
    assert "观澜庭" not in page
    assert "周敏" not in page


def test_says_what_it_cannot_read_in_an_address(as_agent, house):
    answer = as_agent.get(f"{URL}?node=everywhere")
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()


def test_keeps_a_list_under_a_name_and_drops_it(as_agent, house):
    as_agent.post(f"{URL}views/save/?kind=praise", {"name": "表扬墙"})
    view = SavedView.objects.get(name="表扬墙")
    assert view.conditions == {"kind": ["praise"]}
    assert "表扬墙" in as_agent.get(URL).content.decode()
    as_agent.post(f"{URL}views/{view.pk}/delete/")
    assert not SavedView.objects.exists()


def test_nobody_drops_the_view_of_another(as_agent, client, house):
    as_agent.post(f"{URL}views/save/?kind=praise", {"name": "表扬墙"})
    view = SavedView.objects.get()
    assert signed_in(client, house.supervisor).post(f"{URL}views/{view.pk}/delete/").status_code == 404


@pytest.fixture
def two(house):
    return [house.case(), house.case()]


def test_acknowledges_many_and_says_which_were_refused(as_agent, two):
    chosen = {"act": "acknowledge_case", "chosen": [one.number for one in two]}
    as_agent.post(f"{URL}{two[0].number}/acknowledge_case/", {"seen": two[0].version})
    page = as_agent.post(f"{URL}bulk/?open=1", chosen, follow=True).content.decode()
    assert set(Case.objects.values_list("state", flat=True)) == {"acknowledged"}
    assert f"<p>{two[0].number}" in page


def test_assigns_many_after_asking_to_whom(client, house, two):
    signed_in(client, house.supervisor)
    chosen = {"act": "assign_case", "chosen": [one.number for one in two]}
    assert "<select" in client.post(f"{URL}bulk/", chosen).content.decode()
    client.post(f"{URL}bulk/", chosen | {"sure": 1, "to": house.supervisor.pk})
    assert set(Case.objects.values_list("owner", flat=True)) == {house.supervisor.pk}


def test_bulk_leaves_alone_what_one_may_not_see(client, house, two):
    """ORG-3."""
    signed_in(client, house.stranger)
    client.post(f"{URL}bulk/", {"act": "acknowledge_case", "chosen": [one.number for one in two]})
    assert set(Case.objects.values_list("state", flat=True)) == {"received"}


def test_leads_to_the_export_of_what_the_list_shows(as_agent, two):
    """CAS-16, CUS-10"""
    assert "/desk/exports/new/cases/?kind=complaint" in as_agent.get(f"{URL}?kind=complaint").content.decode()
