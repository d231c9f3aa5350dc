"""Opening a case in under a minute (CAS-2)."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from alongside.domain.cases.models import Case
from alongside.faces.desk.tests.pages import signed_in

URL = "/desk/cases/new/"


@pytest.fixture
def given(house):
    return {
        "node": house.project.pk, "kind": "complaint", "channel": "phone", "title": "主卫顶板渗水",
        "words": "又滴水了", "category": house.category.pk, "severity": 3,
    }  # fmt: skip


@pytest.mark.parametrize("who", ["周敏", "周", "2102"])
def test_finds_who_is_calling_by_name_or_room(as_agent, house, who):
    """CAS-2: who is calling is known."""
    page = as_agent.get(f"{URL}?who={who}").content.decode()
    assert "周敏" in page
    assert f"customer={house.customer.pk}&amp;unit={house.unit.pk}" in page


def test_does_not_find_customers_of_other_projects(client, house):
    """ORG-3."""
    assert "周敏" not in signed_in(client, house.stranger).get(f"{URL}?who=周敏").content.decode().replace(
        'value="周敏"', ""
    )


def test_the_only_home_is_chosen_by_itself_and_open_cases_are_shown(as_agent, house):
    """CAS-2: the unit is one click, the customer's open cases are shown before saving."""
    house.case(title="入户门异响")
    page = as_agent.get(f"{URL}?customer={house.customer.pk}").content.decode()
    assert "8栋1单元2102" in page
    assert "入户门异响" in page


def test_opens_it_for_the_customer_and_the_home(as_agent, house, given):
    address = f"{URL}?customer={house.customer.pk}&unit={house.unit.pk}"
    answer = as_agent.post(address, given)
    case = Case.objects.get()
    assert answer.url == f"/desk/cases/{case.number}/"
    assert (case.customer, case.unit, case.owner) == (house.customer, house.unit, None)
    assert case.first_contact == house.agent


def test_keeps_pictures_with_the_first_words(as_agent, house, given):
    letter = SimpleUploadedFile("信.txt", "漏水".encode(), content_type="text/plain")
    answer = as_agent.post(URL, given | {"take_it": "on", "files": [letter]})
    assert answer.status_code == 302
    assert "信.txt" in as_agent.get(answer.url).content.decode()
    assert Case.objects.get().owner == house.agent


def test_keeps_what_was_typed_when_something_is_missing(as_agent, house, given):
    """CAS-1: a complaint needs a category."""
    answer = as_agent.post(URL, given | {"category": ""})
    assert answer.status_code == 422
    assert "又滴水了" in answer.content.decode()
    assert not Case.objects.exists()


def test_a_project_out_of_reach_cannot_be_chosen(client, house, given):
    """ORG-3."""
    assert signed_in(client, house.stranger).post(URL, given).status_code == 422
    assert not Case.objects.exists()


def test_shows_similar_cases_while_typing(as_agent, house):
    house.case(title="主卫顶板渗水")
    page = as_agent.get(
        f"{URL}?unit={house.unit.pk}&title=渗水", headers={"HX-Request": "true", "HX-Target": "similar"}
    ).content.decode()
    assert "主卫顶板渗水" in page
    assert "<html" not in page
