"""The shared inbox over the API (CHN-1)."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from alongside.domain.conversations.models import Delivery, Message


def test_a_program_finds_answers_and_hands_on(company):
    """CHN-1, CHN-2, CAS-16: found by its words, answered once for one key in a person's name, told who was faster."""
    ask, pk = company.ask, company.things["conversations"]
    url = f"/conversations/{pk}"
    [inlet] = [one for one in ask.get("/inlets").json()["items"] if one["channel"] == "email"]
    assert inlet["waiting"] == 1
    for found in ({"q": "几点 上班"}, {"state": "open", "waiting": True, "mailbox": inlet["mailbox"]}):
        assert [one["id"] for one in ask.get("/conversations", found).json()["items"]] == [pk]
    for missed in (
        {"q": "漏水"},
        {"state": "done"},
        {"channel": "sms"},
        {"staff": "lin"},
        {"waiting": False},
    ):
        assert pk not in [one["id"] for one in ask.get("/conversations", missed).json()["items"]]
    was = ask.get(url).json()
    assert (was["sender"], was["messages"][0]["words"]) == ("w···@example.test", "请问几点上班？")

    body = {"staff": "lin", "words": "九点到六点。"}
    sent = [ask.post(f"{url}/answer_thread", body, Idempotency_Key="a1") for _time in range(2)]
    assert {one.status_code for one in sent} == {200} and sent[0].content == sent[1].content
    assert (sent[0].json()["waits_since"], sent[0].json()["messages"][-1]["delivery"]) == (None, "queued")
    assert Delivery.objects.filter(conversation=pk).count() == 1
    assert ask.post(f"{url}/finish_thread", {}, If_Match=f'"{was["version"]}"').status_code == 409
    assert ask.post(f"{url}/note_in_thread", {"staff": "lin", "words": "老客户"}).status_code == 200
    assert ask.post(f"{url}/assign_thread", {"to": "xu"}).json()["assigned_to"] == "xu"
    later = (timezone.now() + timedelta(days=1)).isoformat()
    assert ask.post(f"{url}/snooze_thread", {"until": later}).json()["state"] == "snoozed"
    assert ask.post(f"{url}/reopen_thread", {}).json()["state"] == "open"
    assert ask.post(f"{url}/finish_thread", {}).json()["state"] == "done"
    by = list(
        Message.objects.filter(conversation=pk).order_by("id").values_list("direction", "staff__username")
    )
    assert by == [("in", None), ("out", "lin"), ("internal", "lin")]


def test_becomes_joins_and_leaves_a_case(company):
    """CHN-1, ORG-3: each in one act; a case of elsewhere reads like none."""
    ask, house = company.ask, company.house
    url = f"/conversations/{company.things['conversations']}"
    customer = company.things["customers"]
    assert ask.post(f"{url}/tie_thread", {"customer": customer}).json()["customer"]["id"] == customer
    for number in (house.case("YQF").number, "GLT-2611-9999"):
        refused = ask.post(f"{url}/join_case", {"case": number})
        assert (refused.status_code, refused.json()["field"]) == (422, "case")
    joined = ask.post(f"{url}/join_case", {"case": company.things["cases"]}).json()
    assert (joined["state"], joined["case"], joined["messages"]) == ("in_case", company.things["cases"], [])
    assert ask.get("/conversations", {"q": "几点上班"}).json()["items"][0]["case"] == joined["case"]
    assert ask.post(f"{url}/leave_case", {}).json()["case"] is None
    assert ask.post(f"{url}/leave_case", {}).status_code == 422
    made = ask.post(f"{url}/open_case_from_thread", {"kind": "enquiry", "title": "几点上班"})
    assert made.status_code == 201
    case = ask.get(f"/cases/{made.json()['case']}").json()
    assert case["story"]["entries"][0]["words"] == "请问几点上班？"
