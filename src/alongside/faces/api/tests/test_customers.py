"""Customers in depth, for programs: what they need, who belongs to them, what they agreed to, what they are worth."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from alongside.domain.customers.actions import revalue_customers
from alongside.domain.customers.models import Customer, ValueRule
from alongside.kernel.models import AccessLine


@pytest.fixture
def who(company):
    """The address of 周敏, and how to ask about her."""
    return f"/customers/{company.things['customers']}"


def test_a_need_is_read_recorded_and_ended(company, who):
    """CUS-3: by topic; what is not named stays, and a topic of which nothing is said ends."""
    ask = company.ask
    said = {
        "needs": [
            {"topic": "budget", "lowest": 300, "highest": 350},
            {"topic": "schools", "words": "步行可达"},
        ]
    }
    assert ask.post(f"{who}/describe_needs", said).status_code == 200
    found = {one["topic"]: one for one in ask.get(f"{who}/needs").json()["items"]}
    assert set(found) == {"rooms", "budget", "schools"}
    assert (found["budget"]["lowest"], found["budget"]["kind"]) == ("300.00", "basic")
    left = ask.post(f"{who}/describe_needs", {"needs": [{"topic": "budget"}]}).json()["items"]
    assert {one["topic"] for one in left} == {"rooms", "schools"}
    wrong = ask.post(f"{who}/describe_needs", {"needs": [{"topic": "budget", "lowest": 9, "highest": 1}]})
    assert (wrong.status_code, wrong.json()["field"]) == (422, "budget")


def test_a_household_names_only_whom_the_client_sees(company, who):
    """CUS-1, ORG-3"""
    ask, house = company.ask, company.house
    away = house.customers["YQF"].pk
    refused = ask.post(f"{who}/describe_household", {"words": "夫妻", "together_with": [away]})
    assert (refused.status_code, refused.json()["field"]) == (422, "together_with")
    made = ask.post(f"{who}/describe_household", {"words": "夫妻、老人 1", "elders": 1}).json()
    assert [one["id"] for one in made["members"]] == [company.things["customers"]]
    Customer.objects.filter(pk=away).update(
        household=Customer.objects.get(pk=company.things["customers"]).household
    )
    again = ask.get(f"{who}/household").json()
    assert (again["elders"], [one["id"] for one in again["members"]]) == (1, [company.things["customers"]])


def test_an_agent_acts_with_papers_until_it_is_ended(company, who):
    """CUS-1: refused without the paper; ending the relation ends it."""
    ask, unit = company.ask, company.house.units["GLT"].pk
    agent = ask.post("/customers", {"node": "GLT", "name": "吴凡"}).json()["id"]
    body = {
        "agent": agent,
        "unit": unit,
        "scopes": ["repair"],
        "from_on": "2026-11-01",
        "valid_until": "2099-01-01",
    }
    assert ask.post(f"{who}/authorise_agent", body).json()["field"] == "files"
    paper = SimpleUploadedFile("授权.txt", "授权吴凡".encode(), content_type="text/plain")
    made = ask.upload(f"{who}/authorise_agent", body, paper)
    assert made.status_code == 201, made.content.decode()
    assert (made.json()["agent"]["id"], made.json()["file_count"]) == (agent, 1)
    assert [one["id"] for one in ask.get(f"/customers/{agent}/authorities").json()["items"]] == [
        made.json()["id"]
    ]
    today = timezone.localdate().isoformat()
    ask.post(f"/unit_relations/{made.json()['relation']}/end_unit_relation", {"on": today})
    assert ask.get(f"{who}/authorities").json()["items"] == []


def test_consent_is_given_in_the_words_of_a_version_and_withdrawn_at_once(company, who):
    """CUS-7: and whoever asks before calling is told."""
    ask = company.ask
    may = {"purpose": "survey", "channel": "phone"}
    assert ask.get(f"{who}/may_contact", may).json()["why"] == "no_consent"
    body = {"purpose": "survey", "version": "2026-1", "channel": "phone", "evidence": "录音 1"}
    assert ask.post(f"{who}/give_consent", body | {"version": "2025-1"}).status_code == 422
    assert ask.post(f"{who}/give_consent", body | {"evidence": ""}).json()["field"] == "evidence"
    [state] = ask.post(f"{who}/give_consent", body).json()["purposes"]
    assert (state["is_on"], state["version"]) == (True, "2026-1")
    assert ask.get(f"{who}/may_contact", may).json()["allowed"]
    gone = ask.post(f"{who}/withdraw_consent", {"purpose": "survey", "channel": "wechat"}).json()
    assert (gone["purposes"][0]["is_on"], gone["items"][0]["withdrawn_over"]) == (False, "wechat")
    assert gone["items"][0]["given_by"] == "client"
    assert not ask.get(f"{who}/may_contact", may).json()["allowed"]
    assert ask.get(f"{who}/may_contact", {"purpose": "nothing"}).json()["why"] == "unknown_purpose"
    assert ask.get(f"{who}/may_contact").json()["field"] == "purpose"


def test_a_car_is_told_masked(company, who):
    """CUS-9, INF-1"""
    ask = company.ask
    made = ask.post(f"{who}/add_vehicle", {"plate": "浙A·8M555", "words": "白色"})
    assert "8M555" not in made.content.decode()
    assert [one["masked"] for one in ask.get(f"{who}/vehicles").json()["items"]][1].endswith("555")
    [resident] = ask.get("/residents", {"q": "浙A8M555"}).json()["items"]
    assert (resident["homes"][0]["role"], len(resident["vehicles"])) == ("owner", 2)
    assert "phone" not in resident
    assert company.things["customers"] in AccessLine.objects.order_by("-pk")[0].person_ids
    assert ask.delete(f"/vehicles/{made.json()['id']}").status_code == 204
    assert ask.delete(f"/vehicles/{made.json()['id']}").status_code == 404
    reader = company.house.client_of("GLT", "reader")
    assert reader.get("/residents", {"q": "周敏"}).status_code == 403


def test_a_segment_is_counted_named_and_listed(company):
    """CUS-4, ORG-3: whoever is elsewhere is in no count."""
    ask, stranger = company.ask, company.stranger
    owners = {"conditions": [{"fact": "role", "how": "is", "value": "owner"}]}
    assert ask.post("/count_customers", owners).json()["number"] == 1
    assert stranger.post("/count_customers", owners).json()["number"] == 0
    facts = {one["code"]: one for one in ask.get("/segment_facts").json()["items"]}
    assert {"value": "owner", "label": "Owner"} in facts["role"]["choices"]
    assert facts["homes"]["choices"] == []
    made = ask.post("/segments", {"node": "GLT", "name": "业主", **owners})
    assert (made.status_code, made.headers["ETag"]) == (201, '"1"')
    address = f"/segments/{made.json()['id']}"
    members = ask.get(f"{address}/customers", {"limit": 1}).json()
    assert ([one["id"] for one in members["items"]], members["next"]) == ([company.things["customers"]], "")
    other = {"node": "GLT", "name": "业主们", **owners}
    assert ask.patch(address, other, If_Match='"1"').json()["version"] == 2
    assert ask.patch(address, other, If_Match='"1"').status_code == 409
    wrong = {"conditions": [{"fact": "homes", "how": "at_least", "value": "many"}]}
    assert ask.post("/count_customers", wrong).json()["field"] == "conditions"
    assert ask.delete(address).status_code == 204


def test_the_value_explains_itself(company, who):
    """CUS-5: reasons with points, and how the tier came to be."""
    ValueRule.objects.create(code="homes", fact="homes", points=20, most=60, sentence={"en": "{n} homes"})
    revalue_customers(now=timezone.now())
    value = company.ask.get(f"{who}/value").json()
    assert value["reasons"] == [{"words": "1 homes", "points": 20}]
    assert value["score"] == 20


def test_a_pair_is_told_with_its_evidence_and_a_merge_can_be_found_again(company, who):
    """CUS-6: evidence masked."""
    ask = company.ask
    [pair, *_rest] = ask.get("/duplicates").json()["items"]
    told = ask.get(f"/duplicates/{pair['id']}").json()
    phone = next(one for one in told["evidence"] if one["reason"] == "phone")
    assert phone["shown"].endswith("4420") and "13812344420" not in str(told)
    [merge] = ask.get(f"{who}/merges").json()["items"]
    assert ask.post(f"/merges/{merge['id']}/unmerge_customers").status_code == 200
    assert ask.get(f"{who}/merges").json()["items"] == []


def test_alerts_of_the_past_are_listed(company, who):
    """CUS-8"""
    ask = company.ask
    alert = company.things["alerts"]
    ask.post(f"/alerts/{alert}/lift_alert")
    found = {one["id"]: one["lifted_at"] for one in ask.get(f"{who}/alerts").json()["items"]}
    assert found[alert]
    assert alert not in [one["id"] for one in ask.get(who).json()["alerts"]]


def test_an_answer_given_again_is_another_line_of_the_access_log(company):
    """INF-3: the kept answer of a revealed number shows it again, for the same reason."""
    ask, point = company.ask, company.things["contact_points"]
    given = (f"/contact_points/{point}/reveal_contact", {"reason": "visit"})
    first = ask.post(*given, Idempotency_Key="r-1")
    lines = AccessLine.objects.filter(act="reveal")
    before = lines.count()
    again = ask.post(*given, Idempotency_Key="r-1")
    assert again.json() == first.json() == {"value": "+8613812344420"}
    assert lines.count() == before + 1
    line = lines.order_by("-pk").first()
    assert (list(line.person_ids), line.reason) == ([company.things["customers"]], "visit")
    assert timezone.now() - line.at < timedelta(minutes=1)
