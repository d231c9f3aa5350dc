"""Working off who may be the same person; merging, keeping apart, parting again."""

import pytest

from alongside.domain.cases.models import Case
from alongside.domain.customers.actions import merge_customers
from alongside.domain.customers.models import Customer, DuplicateSuggestion, MergeRecord
from alongside.domain.customers.samples import a_customer
from alongside.faces.desk.tests.pages import assert_queries, signed_in
from alongside.kernel.actor import SYSTEM

URL = "/desk/customers/"
LIST = f"{URL}duplicates/"


def zhou_again(house, **but):
    given = {"name": "钱小多", "phone": "138 1234 4420", "email": "", "node": house.project, **but}
    return a_customer(now=house.now, **given)


@pytest.fixture
def zhou(house):
    return zhou_again(house, unit=house.unit)


@pytest.fixture
def double(house, zhou):
    return zhou_again(house, name="钱 小多", words="怕狗", email="zhou@example.com")


def compare(one, other):
    return f"{URL}{one.pk}/same-as/{other.pk}/"


def sent(one, other, **but):
    return {"seen": one.version, "seen_merged": other.version, **but}


def test_the_list_names_both_and_what_speaks_for_it(as_agent, zhou, double):
    """CUS-6: with evidence, masked."""
    page = as_agent.get(LIST).content.decode()
    for told in ("钱小多 · 钱 小多", "电话相同", "138····4420", compare(zhou, double)):
        assert told in page
    assert "13812344420" not in page


def test_the_list_costs_the_same_for_one_pair_and_for_three(as_agent, house, zhou, double):
    assert_queries(
        as_agent,
        LIST,
        7,
        add_two=lambda: [zhou_again(house, name=name, phone="139 0000 1111") for name in ("甲", "乙", "丙")],
    )


def test_side_by_side_it_shows_what_differs_and_what_comes_along(as_agent, zhou, double):
    page = as_agent.get(compare(zhou, double))
    lines = {one.part: one for one in page.context["lines"]}
    assert lines["name"].is_a_choice
    assert lines["words"].comes_along
    assert "138····4420" in page.content.decode()


def test_merges_and_goes_on_to_the_next_pair(as_agent, house, zhou, double):
    """CUS-6: worked off one after the other."""
    third = zhou_again(house, name="李雷", phone="139 0000 1111")
    fourth = zhou_again(house, name="李雷", phone="139 0000 1111")
    case = house.case(customer=double)
    answer = as_agent.post(compare(zhou, double) + "?work=1", sent(zhou, double, take=["name"]))
    assert answer["Location"] == compare(third, fourth) + "?work=1"
    zhou.refresh_from_db()
    assert zhou.name == "钱 小多"
    assert Case.objects.get(pk=case.pk).customer == zhou
    assert MergeRecord.objects.get().reasons == ["phone"]


def test_two_people_stay_two_and_are_not_suggested_again(as_agent, zhou, double):
    answer = as_agent.post(compare(zhou, double) + "dismiss/?work=1")
    assert answer["Location"] == LIST
    assert "没有疑似重复" in as_agent.get(LIST).content.decode()
    assert Customer.objects.living().filter(pk=double.pk).exists()


def test_a_record_that_was_changed_meanwhile_is_not_merged(as_agent, zhou, double):
    """CAS-16."""
    Customer.objects.filter(pk=double.pk).update(version=double.version + 1)
    assert as_agent.post(compare(zhou, double), sent(zhou, double)).status_code == 409
    assert not MergeRecord.objects.exists()


def test_the_old_address_leads_to_the_survivor(as_agent, zhou, double):
    """CUS-6: old ids and links."""
    merge_customers(zhou, double, by=SYSTEM, now=zhou.created_at)
    assert as_agent.get(f"{URL}{double.pk}/")["Location"] == f"{URL}{zhou.pk}/"
    assert as_agent.get(f"{URL}{double.pk}/change/").status_code == 404


def test_a_merge_is_undone_from_the_customers_page(as_agent, zhou, double):
    record = merge_customers(zhou, double, by=SYSTEM, now=zhou.created_at)
    undo = f"{URL}merges/{record.pk}/undo/"
    assert undo in as_agent.get(f"{URL}{zhou.pk}/").content.decode()
    assert as_agent.get(undo).status_code == 200
    assert as_agent.post(undo)["Location"] == f"{URL}{double.pk}/"
    assert as_agent.get(undo).status_code == 404


def test_nothing_tells_of_a_double_elsewhere(client, house, zhou):
    """ORG-3: neither list, nor comparison, nor the customer's page, nor an old address."""
    away = zhou_again(house, node=house.other_project)
    assert DuplicateSuggestion.objects.open().count() == 1
    as_stranger = signed_in(client, house.stranger)
    assert as_stranger.get(LIST).context["pairs"] == []
    for address in (compare(away, zhou), compare(zhou, away)):
        assert as_stranger.get(address).status_code == 404
        assert as_stranger.post(address + "dismiss/").status_code == 404
    assert str(zhou.pk) not in str(as_stranger.get(f"{URL}{away.pk}/").context["same"])
    double = zhou_again(house)
    record = merge_customers(zhou, double, by=SYSTEM, now=house.now)
    assert as_stranger.get(f"{URL}{double.pk}/").status_code == 404
    assert as_stranger.get(f"{URL}merges/{record.pk}/undo/").status_code == 404
