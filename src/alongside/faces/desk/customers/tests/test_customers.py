"""Finding customers, the customer page, and the acts on it."""

import pytest
from django.utils import timezone

from alongside.domain.cases.models import Case
from alongside.domain.conversations.models import Message
from alongside.domain.customers.actions import (
    Said,
    add_contact_point,
    add_customer,
    add_vehicle,
    describe_household,
    describe_needs,
    merge_customers,
    relate_unit,
)
from alongside.domain.customers.models import Alert, ContactPoint, Customer, UnitRelation
from alongside.domain.customers.queries import page_by_name
from alongside.domain.customers.samples import a_customer
from alongside.domain.estates.actions import add_unit
from alongside.domain.estates.models import Building
from alongside.domain.organisation.queries import actor_for
from alongside.faces.desk.tests.pages import assert_queries, signed_in
from alongside.kernel.actor import SYSTEM
from alongside.kernel.models import JournalEntry

URL = "/desk/customers/"


@pytest.fixture
def zhou(house):
    return a_customer(node=house.project, now=house.now, unit=house.unit, name="周敏", phone="138 1234 4420")


@pytest.fixture
def phone(zhou):
    return ContactPoint.objects.get(customer=zhou, kind="phone")


def page_of(customer):
    return f"{URL}{customer.pk}/"


@pytest.mark.parametrize("asked", ["周敏", "zhoumin", "zm", "13812344420", "4420", "2102"])
def test_finds_a_customer_however_they_are_asked_for(as_agent, zhou, asked):
    """CUS-2."""
    page = as_agent.get(URL, {"q": asked})
    assert zhou in page.context["customers"]
    assert "138····4420" in page.content.decode()


def test_shows_everything_in_one_scroll(as_agent, house, zhou):
    """CUS-2."""
    case = house.case(customer=zhou, title="电梯停运")
    Alert.objects.create(
        customer=zhou,
        kind="other",
        words="请先道歉",
        owner=house.agent,
        raised_at=house.now,
        expires_on=timezone.localdate(house.now),
    )
    page = as_agent.get(page_of(zhou)).content.decode()
    for told in ("周敏", "138····4420", "8栋1单元2102", case.title, "今天早上又滴水了", "请先道歉"):
        assert told in page
    assert "13812344420" not in page


def test_is_not_there_for_another_project(client, house, zhou, phone):
    """ORG-3: neither page, nor list, nor any act."""
    as_stranger = signed_in(client, house.stranger)
    assert "周敏" not in as_stranger.get(URL, {"q": "周敏"}).content.decode().replace('value="周敏"', "")
    assert zhou not in as_stranger.get(URL).context["customers"]
    relation = UnitRelation.objects.get(customer=zhou)
    for address in (
        page_of(zhou), f"{page_of(zhou)}change/", f"{page_of(zhou)}contact-points/new/", f"{page_of(zhou)}homes/new/",
        f"{page_of(zhou)}alerts/new/", f"{URL}contact-points/{phone.pk}/reveal/", f"{URL}homes/{relation.pk}/end/",
    ):  # fmt: skip
        assert as_stranger.get(address).status_code == 404, address


def test_does_not_show_the_cases_of_a_customer_in_another_project(client, house, zhou):
    """ORG-3: a customer known to both is seen by both, each with their own cases."""
    house.case(customer=zhou, title="电梯停运")
    zhou.nodes.create(node=house.other_project)
    page = signed_in(client, house.stranger).get(page_of(zhou))
    assert page.status_code == 200
    assert page.context["part"].open_count == 0
    assert "电梯停运" not in page.content.decode()


def test_adds_a_customer_and_opens_their_page(as_agent, house):
    answer = as_agent.post(
        f"{URL}new/",
        {
            "name": "吴迪",
            "kind": "person",
            "tier": "standard",
            "node": house.project.pk,
            "phone": "13900001111",
        },
    )
    assert answer["Location"] == page_of(Customer.objects.get(name="吴迪"))


def test_says_that_the_phone_is_known_already(as_agent, house, zhou):
    """CUS-6."""
    given = {
        "name": "周小敏",
        "kind": "person",
        "tier": "standard",
        "node": house.project.pk,
        "phone": "13812344420",
    }
    assert as_agent.post(f"{URL}new/", given).status_code == 422
    assert as_agent.post(f"{URL}new/", given | {"although_known": "on"}).status_code == 302


def test_a_change_on_a_stale_page_is_told_and_not_lost(as_agent, zhou):
    """CAS-16."""
    Customer.objects.filter(pk=zhou.pk).update(version=zhou.version + 1)
    given = {"name": "周敏敏", "kind": "person", "tier": "gold", "seen": zhou.version}
    page = as_agent.post(f"{page_of(zhou)}change/", given)
    assert page.status_code == 409
    assert "周敏敏" in page.content.decode()


def test_shows_a_number_in_full_for_a_reason_that_is_kept(as_agent, phone):
    """INF-2."""
    address = f"{URL}contact-points/{phone.pk}/reveal/"
    assert as_agent.post(address, {"reason": ""}).status_code == 422
    answer = as_agent.post(address, {"reason": "call"})
    assert "+8613812344420" in answer.content.decode()
    assert answer["Cache-Control"] == "no-store"
    assert JournalEntry.objects.get(kind="customer.contact_revealed").facts["reason"] == "call"


def test_adds_verifies_and_removes_a_contact_point(as_agent, zhou):
    as_agent.post(f"{page_of(zhou)}contact-points/new/", {"kind": "email", "value": "a@b.cn"})
    point = ContactPoint.objects.get(customer=zhou, value_hash__gt="", kind="email", masked="a···@b.cn")
    as_agent.post(f"{URL}contact-points/{point.pk}/verify/")
    point.refresh_from_db()
    assert point.verified_at is not None
    as_agent.post(f"{URL}contact-points/{point.pk}/remove/")
    assert not ContactPoint.objects.filter(pk=point.pk).exists()


def test_relates_a_home_as_people_say_it_and_ends_it(as_agent, house):
    he = add_customer(node=house.project, name="何静", by=SYSTEM, now=house.now)
    building = Building.objects.get(name="8栋")
    unit = add_unit(building, entrance="1", number="2202", by=SYSTEM, now=house.now)
    given = {"home": "8栋1单元2202", "role": "tenant", "from_on": "2026-01-01"}
    assert as_agent.post(f"{page_of(he)}homes/new/", given | {"home": "99栋1"}).status_code == 422
    as_agent.post(f"{page_of(he)}homes/new/", given)
    relation = UnitRelation.objects.get(customer=he, unit=unit, role="tenant")
    as_agent.post(f"{URL}homes/{relation.pk}/end/", {"on": "2026-06-30"})
    relation.refresh_from_db()
    assert str(relation.until_on) == "2026-06-30"


def test_raises_an_alert_and_lifts_it(as_agent, house, zhou):
    """CUS-8: owner and expiry, always."""
    given = {"kind": "other", "words": "请先道歉", "expires_on": timezone.localdate(house.now)}
    as_agent.post(f"{page_of(zhou)}alerts/new/", given)
    alert = Alert.objects.get(customer=zhou)
    assert alert.owner == house.agent
    as_agent.post(f"{URL}alerts/{alert.pk}/lift/")
    alert.refresh_from_db()
    assert alert.lifted_at is not None


def test_the_list_costs_the_same_for_three_as_for_one(as_agent, house, zhou):
    def two_more():
        for number in (1, 2):
            a_customer(
                node=house.project, now=house.now, name=f"客户{number}", phone=f"1390000000{number}", email=""
            )

    assert_queries(as_agent, URL, 8, add_two=two_more)


def test_a_search_costs_the_same_for_three_as_for_one(as_agent, house, zhou):
    """CUS-2."""

    def two_more():
        for number in (1, 2):
            a_customer(node=house.project, now=house.now, name="周敏", phone=f"1390000000{number}", email="")

    assert_queries(as_agent, f"{URL}?q=zm", 7, add_two=two_more)


@pytest.mark.parametrize("few", [0, 5_000])
def test_the_list_goes_on_behind_the_last_of_a_name(house, zhou, few):
    """CUS-2: nobody twice and nobody left out, though several have one name; whoever serves few or many."""
    for name in ("周敏", "周敏", "吴迪", "郑和"):
        a_customer(node=house.project, now=house.now, name=name, phone="", email="")
    viewer = actor_for(house.agent, now=house.now)
    everybody = Customer.objects.visible_to(viewer)
    shown, after = [], None
    while page := list(page_by_name(everybody, viewer, few=few, most=2, after=after)):
        shown += page
        after = (page[-1].name_sort_key, page[-1].pk)
    assert shown == list(everybody.order_by("name_sort_key", "id"))
    assert len(shown) == everybody.count() >= 5


def test_the_page_costs_the_same_for_three_as_for_one(as_agent, house, zhou):
    """CUS-2: under fifteen."""
    house.case(customer=zhou)

    def two_more():
        for number in (1, 2):
            house.case(customer=zhou)
            add_contact_point(zhou, kind="phone", value=f"1390000000{number}", by=SYSTEM, now=house.now)
        relate_unit(
            zhou,
            unit=house.unit,
            role="family",
            from_on=timezone.localdate(house.now),
            by=SYSTEM,
            now=house.now,
        )

    assert_queries(as_agent, page_of(zhou), 14, add_two=two_more)


def test_a_long_history_costs_no_more(as_agent, house, zhou):
    """CUS-2: three homes, forty cases, two hundred messages, a household, needs, cars, an agent, doubles: 14 queries."""
    building = Building.objects.get(name="8栋")
    for number in ("2301", "2302"):
        unit = add_unit(building, entrance="1", number=number, by=SYSTEM, now=house.now)
        relate_unit(
            zhou, unit=unit, role="owner", from_on=timezone.localdate(house.now), by=SYSTEM, now=house.now
        )
    for number in range(40):
        case = house.case(customer=zhou)
        Message.objects.bulk_create(
            Message(
                conversation=case.conversation, node=house.project, channel="phone", direction="in", body=f"第 {one} 句",
                sent_at=house.now,
            )
            for one in range(5)
        )  # fmt: skip
        if number % 2:
            Case.objects.filter(pk=case.pk).update(is_open=False, state="closed", next_due_at=None, rating=4)
    wife = a_customer(node=house.project, now=house.now, name="李琴", phone="13812344420", email="")
    describe_household(zhou, words="夫妻", together_with=[wife], children=1, by=SYSTEM, now=house.now)
    describe_needs(zhou, {"wish": Said("换房"), "budget": Said("", 300, 350)}, by=SYSTEM, now=house.now)
    add_vehicle(zhou, plate="浙A8M321", by=SYSTEM, now=house.now)
    double = a_customer(node=house.project, now=house.now, name="周敏", phone="", email="")
    merge_customers(zhou, double, by=SYSTEM, now=house.now)
    assert_queries(as_agent, page_of(zhou), 14, add_two=lambda: house.case(customer=zhou))
    page = as_agent.get(page_of(zhou)).content.decode()
    for told in ("300–350 万元", "浙A··321", "李琴", "疑似同一人", "并入的档案", "换房"):
        assert told in page
    assert "浙A8M321" not in page
