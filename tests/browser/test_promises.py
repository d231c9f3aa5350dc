"""A promise walked through by keys and by thumb: made at the case, agreed to on the phone, counted (SAL-4, WCAG 2.2 AA)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from alongside.domain.organisation.queries import actor_for
from alongside.domain.promises.actions import keep_promise
from alongside.domain.promises.models import Promise
from alongside.domain.promises.samples import a_kind
from alongside.faces.desk.tests.house import build_house
from alongside.faces.portal.tests.house import signed_in


@pytest.fixture
def house(transactional_db):
    return build_house()


def test_a_promise_takes_a_key_and_a_sentence_and_moves_only_when_the_owner_agrees(
    house, open_window, sign_in, live_server, assert_fits, client
):
    """SAL-4: `y`, the words, Ctrl Enter; the form comes filled and closes into the case again."""
    a_kind("answer", **{"zh-hans": "回复答复", "en": "An answer"})
    case = house.case()
    desk = open_window(bypass_csp=True)
    sign_in(desk, house.supervisor)
    desk.goto(f"/desk/cases/{case.number}/")
    desk.keyboard.press("y")
    expect(desk.locator("#sheet [name=words]")).to_be_focused()
    assert_fits(desk)
    desk.keyboard.type("明天下班前给您维修方案")
    desk.keyboard.press("Control+Enter")
    expect(desk.locator("#toasts")).to_contain_text("已登记")
    expect(desk.locator("#context")).to_contain_text("明天下班前给您维修方案")
    promise = Promise.objects.get()
    assert (promise.origin_kind, promise.origin_id, promise.customer) == ("case", case.pk, case.customer)
    desk.goto(f"/desk/promises/{promise.pk}/")
    assert_fits(desk)
    desk.keyboard.press("a")
    desk.locator("[name=reason]").fill("配件明天到")
    desk.locator("[name=new_on]").fill((promise.due_on + timedelta(days=30)).isoformat())
    desk.keyboard.press("Control+Enter")
    expect(desk.locator("#main")).to_contain_text("配件明天到")

    phone = open_window({"width": 390, "height": 844}, bypass_csp=True)
    session = signed_in(client, promise.customer).cookies["sessionid"].value
    phone.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    phone.goto("/portal/promises/")
    phone.get_by_text("明天下班前给您维修方案").click()
    assert_fits(phone)
    phone.get_by_role("button", name="同意", exact=True).click()
    expect(phone.locator("body")).to_contain_text("已记录为同意")
    promise.refresh_from_db()
    assert promise.changes_agreed == 1
    keep_promise(promise, by=actor_for(house.supervisor, now=timezone.now()), now=timezone.now())
    desk.goto("/desk/promises/record/")
    assert_fits(desk)
