"""Passkeys and codes in a real browser: the keys lie in Chromium's own virtual authenticator (INF-6)."""

from __future__ import annotations

import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache
from playwright.sync_api import expect

from alongside.faces.desk.tests.house import build_house

PASSWORD = "correct horse battery"


@pytest.fixture
def house(transactional_db):
    cache.clear()
    return build_house()


@pytest.fixture
def device(page):
    """An authenticator inside the computer that asks for a finger, which is always the right one."""
    control = page.context.new_cdp_session(page)
    control.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    made = control.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return lambda **say: control.send(
        "WebAuthn.setUserVerified", {"authenticatorId": made["authenticatorId"], **say}
    )


def sign_in_by_password(page):
    page.goto("/sign-in/")
    page.get_by_label("登录名").fill("lin")
    page.get_by_label("密码").fill(PASSWORD)
    page.keyboard.press("Enter")


def leave(page):
    page.goto("/sign-out/")
    page.locator("main button[type=submit]").click()
    page.wait_for_url("**/sign-in/**")


def confirm(page):
    page.wait_for_url("**/confirm/**")
    page.locator("input[type=password]").fill(PASSWORD)
    page.keyboard.press("Enter")


def add_passkey(page):
    page.goto("/second-factor/passkeys/add/")
    confirm(page)
    page.wait_for_url("**/passkeys/add/")
    page.locator("[data-passkey-start]").click()
    page.wait_for_url("**/second-factor/codes/")
    expect(page.locator(".recovery-codes li")).to_have_count(10)


def test_a_passkey_is_made_and_opens_the_desk_by_itself_and_after_the_password(page, house, device, picture):
    sign_in_by_password(page)
    page.wait_for_url("**/desk/**")
    add_passkey(page)
    picture(page, "recovery-codes")
    leave(page)
    page.locator("form[data-passkey] [data-passkey-start]").click()
    page.wait_for_url("**/desk/**")
    leave(page)
    sign_in_by_password(page)
    page.wait_for_url("**/second-step/")
    picture(page, "second-step")
    page.locator("[data-passkey-start]").click()
    page.wait_for_url("**/desk/**")


def test_a_passkey_that_is_refused_says_so_and_leaves_the_other_ways(page, house, device):
    sign_in_by_password(page)
    page.wait_for_url("**/desk/**")
    add_passkey(page)
    leave(page)
    device(isUserVerified=False)
    page.locator("form[data-passkey] [data-passkey-start]").click()
    expect(page.locator("[data-passkey-failed]")).to_be_visible()
    sign_in_by_password(page)
    page.wait_for_url("**/second-step/")
    expect(page.locator("input[name=code]")).to_be_visible()


def test_the_app_is_set_up_by_keyboard_alone(page, house, picture):
    sign_in_by_password(page)
    page.wait_for_url("**/desk/**")
    page.goto("/second-factor/app/")
    confirm(page)
    page.wait_for_url("**/second-factor/app/")
    picture(page, "add-app")
    assert page.locator(".qr img").evaluate("image => image.naturalWidth") > 0
    secret = page.locator(".qr figcaption").inner_text().replace(" ", "")
    expect(page.locator("input[name=code]")).to_be_focused()
    page.keyboard.type(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))
    page.keyboard.press("Enter")
    page.wait_for_url("**/second-factor/codes/")
    leave(page)
    sign_in_by_password(page)
    page.wait_for_url("**/second-step/")
    expect(page.locator("input[name=code]")).to_be_focused()
    page.keyboard.type(format_hotp_value(hotp_value(secret, int(time.time()) // 30 + 1)))
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/**")


def test_its_pages_are_for_everybody(open_window, house, sign_in, assert_accessible):
    """WCAG 2.2 AA."""
    window = open_window(bypass_csp=True)
    sign_in_by_password(window)
    window.wait_for_url("**/desk/**")
    window.goto("/second-factor/")
    assert_accessible(window)
    window.goto("/second-factor/app/")
    assert_accessible(window)
    confirm(window)
    window.wait_for_url("**/second-factor/app/")
    assert_accessible(window)
