"""A visitor draws a number at the door, is called by a key, and what they came with stands on their page (CHN-6, SAL-1)."""

from __future__ import annotations

import re
from datetime import time

from django.utils import timezone
from playwright.sync_api import ViewportSize, expect
from tests.browser.conftest import DESK, PHONE

from alongside.domain.reception.rules.addresses import address_of
from alongside.domain.reception.samples import a_lobby
from alongside.faces.desk.tests.house import build_house

TABLET: ViewportSize = {"width": 1180, "height": 820}
SCREEN: ViewportSize = {"width": 1920, "height": 1080}


def test_from_the_tablet_to_the_timeline(transactional_db, open_window, sign_in, assert_fits) -> None:
    """CHN-6, SAL-1: tablet, own phone, screen and desk tell the same; finished by keys, it is in the customer's story."""
    house = build_house()
    case = house.case()
    lobby = a_lobby(case.node, now=timezone.now(), opens=time(0), closes=time(23, 59, 59, 999999))

    def address(place: str) -> str:
        return f"/walk-in/{place}/{address_of(lobby.pk, lobby.door_turn, place)}/"

    tablet, phone, screen, desk = (
        open_window(size, bypass_csp=True) for size in (TABLET, PHONE, SCREEN, DESK)
    )
    tablet.goto(address("door"))
    assert_fits(tablet)
    tablet.get_by_role("button", name="业主服务").click()
    expect(tablet.locator(".walk-code")).to_have_text("B001")
    assert_fits(tablet)
    phone.goto(address_of_ticket(lobby))
    expect(phone.locator(".my-turn")).to_contain_text("下一位就是您")
    assert_fits(phone)
    screen.goto(address("screen"))
    expect(screen.locator(".walk-next")).to_contain_text("B001")

    sign_in(desk, house.agent)
    desk.goto("/desk/reception/")
    desk.get_by_role("button", name="签入 1 号窗口").click()
    expect(desk.get_by_role("button", name="我离开窗口")).to_be_visible()
    desk.keyboard.press("n")
    expect(desk.locator(".queue-big")).to_have_text("B001")
    expect(screen.locator(".is-newest")).to_contain_text("1 号窗口")
    expect(phone.locator(".my-number")).to_have_class(re.compile("is-called"))
    expect(phone).to_have_title(re.compile("轮到您了"))
    assert_fits(screen)
    desk.keyboard.press("s")
    expect(desk.locator("[name=words]")).to_be_visible()
    desk.keyboard.press("w")
    desk.keyboard.type(case.customer.name)
    desk.keyboard.press("Enter")
    desk.get_by_role("button", name=f"确认为本人 {case.customer.name}").click()
    expect(desk.locator(".pane-context h2").first).to_have_text(case.customer.name)
    desk.locator("[name=words]").fill("来取交付资料，已当面交清")
    assert_fits(desk)
    desk.keyboard.press("Control+Enter")
    expect(desk.get_by_role("button", name=re.compile("叫下一位"))).to_be_visible()
    expect(screen.locator(".walk-none").first).to_be_visible()
    desk.goto(f"/desk/customers/{case.customer.pk}/")
    expect(desk.locator("#h-said + .story")).to_contain_text("来取交付资料，已当面交清")


def address_of_ticket(lobby) -> str:
    return f"/walk-in/{lobby.tickets.get().key}/"
