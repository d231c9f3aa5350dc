"""Journeys over the API (JRN-1, JRN-3, JRN-5): begun, told what happened, their steps done."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from alongside.domain.journeys.models import Journey


@pytest.fixture
def journey(company) -> str:
    return f"/journeys/{company.things['journeys']}"


def test_a_journey_tells_where_it_is_and_what_follows(company, journey):
    """JRN-1: with the names of the reader's language."""
    found = company.ask.get(journey).json()
    assert (found["template"], found["state"], found["keeper"]) == ("six_plus_two", "walking", "xu")
    assert [one["event"] for one in found["happened"]] == ["signed"]
    assert {one["code"] for one in found["steps"]} >= {"first_contact", "waiting_follow_up"}
    listed = company.ask.get(f"/journeys?customer={found['customer']}&state=walking").json()["items"]
    assert [one["id"] for one in listed] == [found["id"]]
    theirs = company.ask.get(f"/customers/{found['customer']}/journeys").json()["items"]
    assert [one["id"] for one in theirs] == [found["id"]]


def test_what_happened_is_told_once_however_often(company, journey):
    """JRN-3: what lies ahead is refused, and so is a day that is only promised."""
    at = timezone.now() - timedelta(minutes=1)
    for _time in range(2):
        told = company.ask.post(
            f"{journey}/record_happening", {"event": "papers_complete", "at": at.isoformat()}
        )
        assert [one["event"] for one in told.json()["happened"]].count("papers_complete") == 1
    ahead = {"event": "loan_granted", "at": (at + timedelta(days=2)).isoformat()}
    assert company.ask.post(f"{journey}/record_happening", ahead).json()["field"] == "at"
    promised = {"event": "delivery", "at": at.isoformat()}
    assert company.ask.post(f"{journey}/record_happening", promised).status_code == 422


def test_a_step_is_done_in_somebodys_name(company, journey):
    """JRN-5: signed by a person, against what was seen."""
    ask = company.ask
    steps = ask.get(f"/steps?journey={company.things['journeys']}&limit=100").json()["items"]
    step = next(one for one in steps if one["code"] == "waiting_follow_up")
    done = {"staff": "lin", "said": "客户问进度，已告知。", "channel": "phone"}
    assert ask.post(f"/steps/{step['id']}/do_step", done, If_Match='"9"').status_code == 409
    answer = ask.post(f"/steps/{step['id']}/do_step", done, If_Match=f'"{step["version"]}"').json()
    assert (answer["state"], answer["channel"]) == ("done", "phone")
    again = ask.get(f"/steps?journey={company.things['journeys']}&state=done").json()["items"]
    assert [one["code"] for one in again] == ["waiting_follow_up"]


def test_a_journey_begins_and_ends_from_outside(company):
    """JRN-1: once with each home."""
    house, ask = company.house, company.ask
    body = {"customer": house.customers["GLT"].pk, "node": "GLT"}
    begun = ask.post("/journeys", body)
    assert (begun.status_code, begun.json()["unit"]) == (201, None)
    assert ask.post("/journeys", body).status_code == 422
    ended = ask.post(f"/journeys/{begun.json()['id']}/end_journey", {"reason": "bought_elsewhere"}).json()
    assert (ended["state"], Journey.objects.get(pk=ended["id"]).end_reason) == ("ended", "bought_elsewhere")


def test_what_is_written_is_read_in_the_readers_language(company):
    """JRN-1: read only."""
    templates = company.ask.get("/journey_templates").json()["items"]
    six = next(one for one in templates if one["code"] == "six_plus_two")
    assert (six["is_shipped"], len(six["stages"])) == (True, 8)
    steps = {step["code"]: step for stage in six["stages"] for step in stage["steps"]}
    assert (steps["first_contact"]["after"], steps["first_contact"]["due"]) == ("signed", "24h")
