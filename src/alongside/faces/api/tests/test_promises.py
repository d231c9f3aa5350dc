"""Promises over the API (SAL-4)."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone


def test_a_program_enters_a_promise_and_keeps_it(company):
    """SAL-4, CAS-16: in the name of who promised; the same key is the same promise; absurd days are refused."""
    ask, customer = company.ask, company.things["customers"]
    day = (timezone.localdate() + timedelta(days=3)).isoformat()
    body = {
        "node": "GLT", "customer": customer, "kind": "other", "words": "周五前回电", "due_on": day, "promised_by": "lin",
    }  # fmt: skip
    made = [ask.post("/promises", body, Idempotency_Key="p1") for _time in range(2)]
    assert {one.status_code for one in made} == {201}
    assert len({one.json()["id"] for one in made}) == 1
    url = f"/promises/{made[0].json()['id']}"
    for wrong, field in (
        ({"due_on": "2020-01-01"}, "due_on"),
        ({"due_on": "8999-01-01"}, "due_on"),
        ({"words": " "}, "words"),
        ({"kind": "moon"}, "kind"),
        ({"customer": 2**40}, "customer"),
    ):
        assert ask.post("/promises", body | wrong).json()["field"] == field
    kept = ask.post(f"{url}/keep_promise", {"words": "已回电"}, If_Match='"1"')
    assert (kept.json()["state"], kept.json()["result"]) == ("kept", "已回电")
    assert ask.post(f"{url}/break_promise", {"words": "x"}, If_Match='"1"').status_code == 409
    assert (
        ask.get("/promises", {"customer": customer, "state": "kept"}).json()["items"][0]["id"]
        == kept.json()["id"]
    )
    first = ask.get("/promises", {"limit": 1}).json()
    assert (
        ask.get("/promises", {"limit": 1, "after": first["next"]}).json()["items"][0]["id"]
        != first["items"][0]["id"]
    )
    assert ask.get("/promises", {"after": "zzz"}).status_code == 422
    assert company.house.client_of("GLT", "reader").post(f"{url}/keep_promise", {}).status_code in (403, 404)
