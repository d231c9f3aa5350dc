"""Journeys as staff and owners walk them: board, journey, follow-up, editor, what kept to the standard (JRN-1 to JRN-8)."""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

import pytest
from django.test import Client
from playwright.sync_api import expect
from tests.browser.conftest import PHONE

from alongside.domain.customers.models import Customer
from alongside.domain.customers.samples import a_customer
from alongside.domain.estates.actions import add_unit
from alongside.domain.journeys.actions.templates import choose_template, copy_template, publish_version
from alongside.domain.journeys.models import Journey, JourneyTemplate
from alongside.domain.journeys.samples import a_journey, shipped_journeys
from alongside.faces.desk.tests.house import House, build_house
from alongside.faces.portal.tests.house import signed_in
from alongside.kernel.actor import SYSTEM


class Walked(NamedTuple):
    """A small company, its own journey, and somebody on it."""

    house: House
    ours: JourneyTemplate
    buyer: Customer
    journey: Journey


@pytest.fixture
def walked(transactional_db) -> Walked:
    """顾言 signed two days ago on a journey of our own: the first contact is overdue, the rest lies ahead."""
    house = build_house()
    shipped_journeys(now=house.now)
    begun = house.now - timedelta(days=2)
    shipped = JourneyTemplate.objects.get(code="six_plus_two")
    ours = copy_template(shipped, name={"zh-hans": "城南旅程", "en": "South way"}, by=SYSTEM, now=begun)
    publish_version(ours.versions.get(), words="第一版", by=SYSTEM, now=begun)
    choose_template(house.project, template=ours, by=SYSTEM, now=begun)
    home = add_unit(
        house.unit.building, number="2301", entrance="1单元", status="contracted", by=SYSTEM, now=begun
    )
    buyer = a_customer(node=house.project, now=begun, name="顾言", phone="13800001177")
    happened = {"visited": begun - timedelta(days=3), "signed": begun}
    journey = a_journey(buyer, home, now=begun, keeper=house.supervisor, happened=happened)
    return Walked(house, ours, buyer, journey)


def test_from_the_board_to_the_standard(open_window, walked, sign_in, assert_fits) -> None:
    """JRN-1, JRN-2, JRN-5, JRN-8: one walk through everything, each page on the desk and on a phone, light and dark."""
    desk = open_window(bypass_csp=True)
    sign_in(desk, walked.house.supervisor)
    desk.goto("/desk/journeys/")
    assert_fits(desk)
    desk.get_by_role("link", name="顾言").click()
    expect(desk.locator("h1")).to_contain_text("顾言")
    assert_fits(desk)
    desk.get_by_role("link", name="签约后首次联系").click()
    desk.locator("[name=said]").fill("已介绍自己，约好周末看工地。")
    assert_fits(desk)
    desk.keyboard.press("Control+Enter")
    expect(desk.locator("#main")).to_contain_text("请选择一项跟进")

    desk.goto(f"/desk/journeys/templates/{walked.ours.pk}/")
    expect(desk.locator(".journey-picture svg")).to_have_count(8)
    assert_fits(desk)
    desk.keyboard.press("e")
    desk.wait_for_url("**/drafts/*/")
    assert_fits(desk)
    desk.locator(".journey-picture a", has_text="当月进度告知").click()
    desk.locator("[name=due_0]").fill("20")
    assert_fits(desk)
    desk.keyboard.press("Control+Enter")
    desk.wait_for_url("**/drafts/*/#progress_report")
    seen = desk.locator("#progress_report [name=seen]")
    before = seen.input_value()
    desk.locator("#progress_report button[value=up]").click()
    expect(seen).not_to_have_value(before)
    desk.wait_for_load_state()  # the same address is loaded anew, and keys before that go nowhere
    desk.keyboard.press("p")
    desk.wait_for_url("**/publish/")
    desk.get_by_role("button", name="查看影响").click()
    expect(desk.locator(".example-lines .is-moved")).to_have_count(1)
    assert_fits(desk)
    desk.goto(f"/desk/journeys/templates/{walked.ours.pk}/compare/?version=2")
    expect(desk.locator(".difference del")).to_have_text("30 天内")
    assert_fits(desk)
    desk.goto("/desk/journeys/chosen/")
    assert_fits(desk)

    desk.goto("/desk/journeys/conformance/")
    expect(desk.locator(".variant-mark").first).to_be_visible()
    assert_fits(desk)
    desk.locator(".way-line .counted").first.click()
    expect(desk.locator("tbody tr")).to_have_count(1)
    assert_fits(desk)


def test_the_owner_sees_the_way_on_the_phone(open_window, walked, live_server, assert_accessible) -> None:
    """JRN-1: where I am, what comes next."""
    phone = open_window(PHONE, bypass_csp=True)
    session = signed_in(Client(), walked.buyer).cookies["sessionid"]
    phone.context.add_cookies([{"name": session.key, "value": session.value, "url": live_server.url}])
    phone.goto(f"/portal/journeys/{walked.journey.pk}/")
    expect(phone.locator(".way-step.is-now")).to_contain_text("亲密接触")
    assert_accessible(phone)
