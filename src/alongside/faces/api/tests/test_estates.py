"""Estates, homes and listings' owners over the API (EST-1, 2, 6, 8)."""

from __future__ import annotations

import pytest
from django.utils import timezone

from alongside.domain.estates.actions import move_unit
from alongside.domain.listings import rules
from alongside.kernel.actor import SYSTEM
from alongside.kernel.models import AccessLine, JournalEntry

FACT = {"kind": "adverse_outside", "name": "变电站", "on": "2026-03-01", "source": "规划公示"}


@pytest.fixture
def unit(company):
    return f"/units/{company.house.units['GLT'].pk}"


def test_an_estate_tells_what_is_known_of_it(company):
    """EST-1: dated and with a source; the delivery standard by room and component."""
    ask, estate = company.ask, f"/estates/{company.things['estates']}"
    standard = [{"room": "主卧", "component": "外墙窗", "promised": "断桥铝"}]
    changed = ask.patch(estate, {"delivery_standard": standard}, If_Match='"1"')
    assert (changed.json()["delivery_standard"], changed.headers["ETag"]) == (standard, '"2"')
    assert ask.patch(estate, {"developer": "同行置业"}, If_Match='"1"').status_code == 409
    fact = ask.post(f"{estate}/add_estate_fact", FACT)
    assert fact.status_code == 201
    assert ask.post(f"{estate}/add_estate_fact", FACT | {"source": " "}).json()["field"] == "source"
    found = ask.get(estate).json()
    assert {one["kind"] for one in found["facts"]} == {"adverse_outside", "nearby"}
    assert [one["name"] for one in found["buildings"]] == ["8栋"]
    address = f"/estate_facts/{fact.json()['id']}"
    assert ask.patch(address, FACT | {"name": "变电站（已迁）"}).json()["name"] == "变电站（已迁）"
    assert ask.delete(address).status_code == 204
    assert company.house.client_of("GLT", "reader").patch(estate, {"name": "x"}).status_code == 403


def test_a_home_tells_by_which_acts_it_came_to_its_status(company, unit):
    """EST-2: the status is no field that a program sets."""
    now = timezone.now()
    for act in ("put_on_sale", "reserve"):
        move_unit(company.house.units["GLT"], act=act, on=now.date(), by=SYSTEM, now=now)
    acts = company.ask.get(f"{unit}/acts").json()["items"]
    assert [(one["act"], one["to_status"]) for one in acts] == [
        ("reserve", "reserved"),
        ("put_on_sale", "on_sale"),
    ]
    assert company.ask.patch(unit, {"status": "let"}).status_code == 422
    changed = company.ask.patch(unit, {"layout": "3室2厅"}).json()
    assert (changed["layout"], changed["status"]) == ("3室2厅", "reserved")


def test_prices_are_for_who_may_see_them(company, unit):
    """EST-2: a line is never changed."""
    ask = company.ask
    line = {"list_amount": "2390000.00", "from_on": "2026-01-01", "reason": "开盘"}
    assert ask.post(f"{unit}/set_unit_price", line).status_code == 201
    assert ask.post(f"{unit}/set_unit_price", line).json()["field"] == "from_on"
    assert ask.get(f"{unit}/prices").json()["items"] == [line]
    reader = company.house.client_of("GLT", "reader")
    assert reader.get(unit).status_code == 200
    assert reader.get(f"{unit}/prices").status_code == 403


def test_the_matrix_of_a_building_leaves_out_what_a_client_may_not_see(company):
    """EST-8, ORG-3"""
    where = f"/buildings/{company.things['buildings']}/matrix"
    [home] = company.ask.get(where).json()["items"]
    assert (home["number"], home["open_cases"], home["offered_as"]) == ("2102", 2, "")
    [home] = company.house.client_of("GLT", "reader").get(where).json()["items"]
    assert (home["open_cases"], home["offered_as"]) == (2, None)


def test_whose_a_listing_is_is_told_for_a_reason_and_so_often(company, monkeypatch):
    """EST-6: masked, then in full with a line in the journal and in the access log, so many times a day."""
    ask, listing = company.ask, f"/listings/{company.things['listings']}"
    assert ask.get(listing).json()["owner"] == {"called": "王··", "masked": "137····9911"}
    assert "owner" not in ask.get("/listings").json()["items"][0]
    assert ask.post(f"{listing}/reveal_owner", {}).status_code == 422
    monkeypatch.setattr(rules, "REVEALS_A_DAY", 1)
    told = ask.post(f"{listing}/reveal_owner", {"reason": "deal"}).json()
    assert told == {"name": "王强", "phone": "+8613700009911"}
    entry = JournalEntry.objects.filter(kind="listing.owner_revealed").get()
    assert (entry.by_kind, entry.facts["reason"]) == ("client", "deal")
    line = AccessLine.objects.filter(act="reveal", about_kind="listing").get()
    assert line.reason == "deal"
    assert "within a day" in ask.post(f"{listing}/reveal_owner", {"reason": "deal"}).json()["detail"]
    assert company.house.client_of("GLT", "reader").post(f"{listing}/reveal_owner", {}).status_code in (
        404,
        422,
    )
    other = ask.post(
        f"{listing}/change_owner", {"name": "李敏", "phone": "13700002222", "why": "过户"}
    ).json()
    assert other == {"called": "李··", "masked": "137····2222"}
