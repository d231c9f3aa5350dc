"""Whoever takes calls sees who it is while it rings, on whatever page is open, and says by keys what came of it (CHN-5)."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import expect
from tests.browser.conftest import WCAG

from alongside.domain.conversations.actions.calling import take_call_event
from alongside.domain.conversations.models import Call
from alongside.domain.conversations.tests.telephone import a_telephone_system, an_event
from alongside.domain.customers.actions import add_contact_point
from alongside.faces.desk.tests.house import build_house
from alongside.kernel.actor import SYSTEM

NUMBER = "13800001234"


@pytest.fixture
def house(transactional_db):
    return build_house()


def test_a_ring_opens_a_card_over_what_one_is_writing_and_ends_in_a_word(
    house, open_window, sign_in, assert_fits
):
    """CHN-5: nothing is reloaded and the focus stays; Alt C goes to the card; its form is asked for after the talk."""
    case = house.case()
    line = a_telephone_system(case.node)
    add_contact_point(case.customer, kind="phone", value=NUMBER, by=SYSTEM, now=timezone.now())

    def tell(sequence: int, kind: str, **more: str) -> Call:
        now = timezone.now()
        return take_call_event(line, an_event(sequence, kind, now, number=NUMBER, **more), now=now)

    desk = open_window(bypass_csp=True)
    sign_in(desk, house.supervisor)
    desk.goto("/desk/calls/seat/")
    desk.locator("[name=extension]").fill("8001")
    desk.keyboard.press("Control+Enter")
    desk.get_by_role("button", name="示闲，可接听").click()
    expect(desk.locator(".rail-phone.is-ready")).to_be_visible()

    desk.goto(f"/desk/cases/{case.number}/")
    desk.locator("#say_words").fill("正在写的答复")
    tell(1, "ringing", extension="8001", queue="报修")
    card = desk.locator("#call-card")
    expect(card).to_contain_text(case.customer.name)
    expect(card).to_contain_text(case.title)
    expect(desk.locator("#say_words")).to_be_focused()
    # What it lies over for a moment is smaller than it should be; the card itself is not.
    card_alone = Axe().run(desk, context="#call-card", options=WCAG).response
    assert card_alone["passes"]
    assert card_alone["violations"] == []

    call = tell(2, "answered", extension="8001")
    expect(card.get_by_role("button", name=case.number)).to_be_visible()
    tell(3, "hung_up", by="customer")
    expect(card.locator("[name=outcome]")).to_be_visible()
    desk.keyboard.press("Alt+c")
    expect(card.locator("a").first).to_be_focused()
    card.locator("[name=words]").fill("说好周五来取")
    desk.keyboard.press("Control+Enter")
    expect(desk.locator("h1")).to_contain_text(case.customer.name)
    expect(desk).to_have_url(re.compile(rf"/desk/calls/{call.pk}/$"))
    assert_fits(desk)
    call.refresh_from_db()
    assert (call.outcome, call.message.body) == ("settled", "说好周五来取")
    expect(desk.locator("#call-card")).to_be_empty()
