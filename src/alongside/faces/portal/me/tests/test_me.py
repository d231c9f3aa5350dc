"""Me: language, preferences, contact points in part (CUS-1, INF-1)."""

from __future__ import annotations

import pytest

from alongside.faces.ui.devices import device_words

ME = "/portal/me/"


def test_shows_contact_points_in_part_only(house, as_zhou):
    """INF-1: shown masked."""
    page = as_zhou.get(ME).content.decode()
    assert "4420" in page and "1234 4420" not in page and "13812344420" not in page
    assert "zhou.min@example.com" not in page


def test_keeps_preferences(house, as_zhou):
    given = {"preferred_channel": "phone", "contact_from": "09:00", "contact_until": "18:00"}
    assert as_zhou.post(ME, given).status_code == 302
    house.zhou.refresh_from_db()
    assert (house.zhou.preferred_channel, house.zhou.contact_until.hour) == ("phone", 18)
    assert house.zhou.is_do_not_disturb is False
    assert 'value="18:00" selected' in as_zhou.get(ME).content.decode()


@pytest.mark.parametrize(
    "given",
    [
        {"preferred_channel": "pigeon"},
        {"contact_from": "09:00"},
        {"contact_from": "18:00", "contact_until": "09:00"},
        {"contact_from": "25:99", "contact_until": "x"},
    ],
)
def test_absurd_preferences_are_refused(house, as_zhou, given):
    """INF-10"""
    assert as_zhou.post(ME, given).status_code == 422


def test_the_language_is_chosen_for_pages_and_mails(house, as_zhou):
    assert as_zhou.post("/portal/me/language/", {"language": "en"}).status_code == 302
    assert "How we reach you" in as_zhou.get(ME).content.decode()
    house.zhou.refresh_from_db()
    assert house.zhou.language == "en"
    assert as_zhou.post("/portal/me/language/", {"language": "xx"}).status_code == 422


def test_traditional_characters_are_a_switch_away(house, as_zhou):
    as_zhou.post("/portal/me/language/", {"language": "zh-hant"})
    assert "語言" in as_zhou.get(ME).content.decode()


@pytest.mark.parametrize(
    ("browser", "words"),
    [
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18) AppleWebKit MicroMessenger/8.0 Safari/604", "iPhone · 微信"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/130 Safari/537 Edg/130", "Windows · Edge"),
        ("", "未知设备"),
    ],
)
def test_devices_have_names_that_people_know(browser, words):
    assert device_words(browser) == words
