"""Segments in words, with a count; needs, agents and cars on their pages; the gate's look-up."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from alongside.domain.customers.actions import add_vehicle, save_segment
from alongside.domain.customers.models import (
    AgentAuthority,
    Contribution,
    Introduction,
    Segment,
    UnitRelation,
    Vehicle,
)
from alongside.domain.customers.samples import a_customer
from alongside.domain.organisation.models import Role
from alongside.domain.organisation.queries import actor_for
from alongside.faces.desk.tests.pages import assert_queries, signed_in
from alongside.kernel.actor import SYSTEM

URL = "/desk/customers/"


@pytest.fixture
def zhou(house):
    return a_customer(node=house.project, now=house.now, unit=house.unit, name="钱小多", tier="standard")


def asked(house, **but):
    first = {"fact-0": "homes", "how-0": "at_least", "value-0": "1"}
    second = {"fact-1": "kind=person", "how-1": "at_least", "value-1": ""}
    return {"name": "有房的人", "node": house.project.pk, "is_any": "all", **first, **second, **but}


def test_counts_before_it_is_kept_and_says_it_in_words(as_agent, house, zhou):
    """CUS-4: readable, with a preview."""
    page = as_agent.post(f"{URL}segments/new/", asked(house, count="1"))
    assert page.context["counted"].number == 2
    assert "名下房屋 至少 1，且 个人或单位 是 个人" in page.content.decode()
    assert not Segment.objects.exists()


def test_a_kept_segment_narrows_the_list(as_agent, house, zhou):
    a_customer(node=house.project, now=house.now, name="无房的人", phone="", email="")
    answer = as_agent.post(f"{URL}segments/new/", asked(house))
    segment = Segment.objects.get()
    assert segment.conditions == [["homes", "at_least", "1"], ["kind", "is", "person"]]
    page = as_agent.get(answer["Location"])
    assert zhou in page.context["customers"]
    assert "无房的人" not in page.content.decode()
    assert "有房的人" in as_agent.get(f"{URL}segments/").content.decode()


def test_the_list_of_a_segment_costs_the_same_for_three_as_for_one(as_agent, house, zhou):
    """CUS-4."""
    as_agent.post(f"{URL}segments/new/", asked(house))

    def two_more():
        for number in (1, 2):
            a_customer(
                node=house.project, now=house.now, unit=house.unit, name=f"客户{number}", phone="", email=""
            )

    assert_queries(as_agent, f"{URL}?segment={Segment.objects.get().pk}", 9, add_two=two_more)


def test_a_condition_without_a_number_is_explained(as_agent, house):
    """INF-10."""
    page = as_agent.post(f"{URL}segments/new/", asked(house, **{"value-0": "viele"}))
    assert page.status_code == 422
    assert "请填写用来比较的数字" in page.content.decode()


def test_a_segment_is_changed_and_removed(as_agent, house):
    as_agent.post(f"{URL}segments/new/", asked(house))
    segment = Segment.objects.get()
    address = f"{URL}segments/{segment.pk}/"
    assert as_agent.get(address).context["counted"].number == 1
    as_agent.post(address, asked(house, name="业主", seen=segment.version))
    assert Segment.objects.get().name == "业主"
    assert as_agent.post(address, asked(house, seen=segment.version)).status_code == 409
    as_agent.post(f"{address}remove/")
    assert not Segment.objects.exists()


def test_a_segment_elsewhere_is_not_there(client, house):
    """ORG-3."""
    segment = save_segment(
        node=house.project,
        name="有房",
        is_any=False,
        conditions=[("homes", "at_least", "1")],
        by=SYSTEM,
        now=house.now,
    )
    as_stranger = signed_in(client, house.stranger)
    for address in (f"{URL}segments/{segment.pk}/", f"{URL}?segment={segment.pk}"):
        assert as_stranger.get(address).status_code == 404
    assert as_stranger.post(f"{URL}segments/{segment.pk}/remove/").status_code == 404
    assert "有房" not in as_stranger.get(f"{URL}segments/").content.decode()


def test_needs_are_written_down_and_shown(as_agent, zhou):
    """CUS-3."""
    sent = {"wish": "换房", "budget_lowest": "300", "budget_highest": "350", "budget": "", "schools": "小学"}
    assert as_agent.post(f"{URL}{zhou.pk}/needs/", sent)["Location"] == f"{URL}{zhou.pk}/"
    page = as_agent.get(f"{URL}{zhou.pk}/").content.decode()
    for told in ("基本需求", "300–350 万元", "附加需求", "小学"):
        assert told in page
    assert 'value="300"' in as_agent.get(f"{URL}{zhou.pk}/needs/").content.decode()
    assert as_agent.post(f"{URL}{zhou.pk}/needs/", {**sent, "budget_lowest": "400"}).status_code == 422


def test_an_agent_is_authorised_with_papers_and_flagged_when_they_run_out(as_agent, house, zhou):
    """CUS-1."""
    agent = a_customer(node=house.project, now=house.now, name="王律师", phone="13911110000", email="")
    relation = UnitRelation.objects.get(customer=zhou)
    paper = SimpleUploadedFile(
        "委托书.pdf", b"%PDF-1.4 1 0 obj <<>> endobj trailer <<>> %%EOF", "application/pdf"
    )
    sent = {
        "agent": "13911110000", "scopes": ["handover", "payment"], "from_on": "2020-01-01",
        "valid_until": "2020-12-31", "papers": paper,
    }  # fmt: skip
    assert as_agent.post(f"{URL}homes/{relation.pk}/authorise/", sent).status_code == 302
    authority = AgentAuthority.objects.get()
    assert authority.relation.customer == agent
    for customer in (zhou, agent):
        assert "过期" in as_agent.get(f"{URL}{customer.pk}/").content.decode()
    page = as_agent.get(f"{URL}authorities/{authority.pk}/")
    assert "收楼" in page.content.decode()
    file = page.context["files"][0]
    assert as_agent.get(f"{URL}authorities/{authority.pk}/{file.pk}/").status_code == 200


def test_papers_are_not_there_for_another_project(client, house, zhou):
    """ORG-3, INF-8."""
    relation = UnitRelation.objects.get(customer=zhou)
    authority = AgentAuthority.objects.create(
        relation=UnitRelation.objects.create(
            customer=house.customer, unit=house.unit, node=house.project, role="agent", from_on=house.now.date()
        ),
        node=house.project, principal=zhou, valid_until=house.now.date(), given_at=house.now,
    )  # fmt: skip
    vehicle = add_vehicle(zhou, plate="浙A8M321", by=SYSTEM, now=house.now)
    as_stranger = signed_in(client, house.stranger)
    for address in (
        f"authorities/{authority.pk}/", f"homes/{relation.pk}/authorise/", f"{zhou.pk}/needs/", f"{zhou.pk}/value/",
        f"{zhou.pk}/vehicles/new/", f"{zhou.pk}/portrait/", f"{zhou.pk}/portrait/picture/",
    ):  # fmt: skip
        assert as_stranger.get(f"{URL}{address}").status_code == 404, address
    assert as_stranger.post(f"{URL}vehicles/{vehicle.pk}/remove/").status_code == 404
    assert Vehicle.objects.exists()


def test_the_guard_finds_residents_and_nothing_more(client, house, zhou):
    """CUS-9: name, home, plate; not the phone, not the customer page."""
    add_vehicle(zhou, plate="浙A8M321", words="白色", by=SYSTEM, now=house.now)
    role = Role.objects.create(code="gate", name={"zh-hans": "门岗"}, permissions=["recognise_residents"])
    house.engineer.appointments.update(role=role)
    as_guard = signed_in(client, house.engineer)
    assert actor_for(house.engineer, now=house.now)
    page = as_guard.get("/desk/residents/", {"q": "M321"}).content.decode()
    for told in ("钱小多", "8栋1单元2102", "浙A8M321", "白色"):
        assert told in page
    assert "4420" not in page
    assert as_guard.get(f"{URL}{zhou.pk}/").status_code == 403
    assert "本小区没有这样的住户" in as_guard.get("/desk/residents/", {"q": "马骏"}).content.decode()


def test_the_look_up_costs_the_same_for_one_and_for_three(client, house, zhou):
    def two_more():
        for number in (1, 2):
            one = a_customer(
                node=house.project, now=house.now, name=f"钱小多{number}", phone="", email="", unit=house.unit
            )
            add_vehicle(one, plate=f"浙A8M32{number}", by=SYSTEM, now=house.now)

    add_vehicle(zhou, plate="浙A8M328", by=SYSTEM, now=house.now)
    assert_queries(signed_in(client, house.agent), "/desk/residents/?q=钱小多", 8, add_two=two_more)


def test_why_a_tier_is_what_it_is(as_agent, zhou):
    """CUS-4, CUS-5."""
    page = as_agent.get(f"{URL}{zhou.pk}/value/")
    assert page.status_code == 200


def test_notes_who_introduced_a_customer(client, as_agent, house):
    """CUS-5: found by phone or name, shown on both sides; the stranger finds neither."""
    brought = a_customer(node=house.project, now=house.now, name="方圆", phone="10013900012", email="")
    page = f"/desk/customers/{brought.pk}/introduced-by/"
    assert as_agent.post(page, {"introducer": "没有这个人"}).status_code == 422
    assert as_agent.post(page, {"introducer": house.customer.name}).status_code == 302
    made = Introduction.objects.get()
    for one in (brought, house.customer):
        text = as_agent.get(f"/desk/customers/{one.pk}/value/").content.decode()
        assert {brought.name in text, house.customer.name in text} == {True}
    away = f"/desk/customers/introductions/{made.pk}/take-back/"
    stranger = signed_in(client, house.stranger)
    assert {stranger.post(away).status_code, stranger.get(page).status_code} == {404}
    assert signed_in(client, house.agent).post(away).status_code == 302
    assert not Introduction.objects.exists()


def test_notes_what_a_customer_wrote_for_the_newsletter(client, as_agent, house):
    """CUS-5."""
    page = f"/desk/customers/{house.customer.pk}/newsletter/"
    assert as_agent.get(page).status_code == 200
    said = {"kind": "article", "title": "我家的阳台", "printed_on": house.now.date() - timedelta(days=3)}
    assert as_agent.post(page, said | {"title": " "}).status_code == 422
    assert as_agent.post(page, said).status_code == 302
    assert "我家的阳台" in as_agent.get(f"/desk/customers/{house.customer.pk}/value/").content.decode()
    away = f"/desk/customers/contributions/{Contribution.objects.get().pk}/take-back/"
    stranger = signed_in(client, house.stranger)
    assert {stranger.post(away).status_code, stranger.get(page).status_code} == {404}
    assert signed_in(client, house.agent).post(away).status_code == 302
    assert not Contribution.objects.exists()
