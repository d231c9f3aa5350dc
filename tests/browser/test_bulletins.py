"""A notice of change from the desk to the owner's phone and back, as people do it (JRN-6)."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect
from tests.browser.conftest import PHONE

from alongside.domain.bulletins.actions import add_photos
from alongside.domain.bulletins.models import Bulletin, Recipient
from alongside.domain.bulletins.samples import a_notice_of_change, a_photo, a_progress_report, published
from alongside.faces.desk.tests.house import build_house
from alongside.faces.portal.tests.house import signed_in
from alongside.kernel.actor import SYSTEM


@pytest.fixture
def house(transactional_db):
    Client().get("/health")  # every address is read in before a browser waits for one
    return build_house()


def test_a_notice_is_previewed_published_read_and_acknowledged(
    open_window, sign_in, house, live_server, assert_accessible
):
    """JRN-6: with frames and pictures in a real browser, under the site's own policy; and for those who see badly."""
    now = timezone.now()
    report = a_progress_report(house.unit.estate, now=now)
    add_photos(report, photos=[a_photo()], by=SYSTEM, now=now)
    published(report, now=now)
    draft = a_notice_of_change(house.unit.estate, now=now)
    desk = open_window()
    sign_in(desk, house.supervisor)
    desk.goto(f"/desk/bulletins/{draft.pk}/preview/")
    expect(desk.frame_locator(".bulletin-phone").get_by_text("由铝合金改为夹胶玻璃")).to_be_visible()
    expect(desk.frame_locator(".bulletin-mail").get_by_text("由铝合金改为夹胶玻璃")).to_be_visible()
    desk.goto(f"/desk/bulletins/{report.pk}/preview/?language=en")
    shown = desk.frame_locator(".bulletin-phone").locator("img")
    expect(shown).to_be_visible()
    assert shown.evaluate("image => image.complete && image.naturalWidth") > 0
    desk.goto(f"/desk/bulletins/{draft.pk}/publish/")
    desk.get_by_role("button", name="通知 1 位客户").click()
    desk.wait_for_url(f"**/bulletins/{draft.pk}/")
    assert Bulletin.objects.get(pk=draft.pk).state == "published"

    phone = open_window(PHONE, bypass_csp=True)
    session = signed_in(Client(), house.customer).cookies["sessionid"]
    phone.context.add_cookies([{"name": "sessionid", "value": session.value, "url": live_server.url}])
    phone.goto("/portal/")
    assert_accessible(phone)
    phone.get_by_role("link", name="请阅读并确认").click()
    phone.wait_for_url(f"**/bulletins/{draft.pk}/")
    assert_accessible(phone)
    phone.get_by_role("button", name="我已阅读").click()
    expect(phone.get_by_text("已于")).to_be_visible()
    phone.goto("/portal/bulletins/")
    expect(phone.get_by_text("主体施工至18层")).to_be_visible()
    assert_accessible(phone)
    assert Recipient.objects.get(bulletin=draft).acknowledged_over == "portal"

    lifted = open_window(bypass_csp=True)
    sign_in(lifted, house.supervisor)
    for address in ("", f"{draft.pk}/", f"{draft.pk}/recipients/", f"{report.pk}/", "new/?kind=change"):
        lifted.goto(f"/desk/bulletins/{address}")
        assert_accessible(lifted)
