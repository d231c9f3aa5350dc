"""What keeps an official account: its menu, and whether WeChat knows us (CHN-3)."""

from __future__ import annotations

import pytest

from alongside.domain.conversations.actions.carriers import CARRIERS
from alongside.domain.conversations.actions.wechat.menu import keep_menu, publish_menu, put_up_menu
from alongside.domain.conversations.actions.wechat.trouble import trouble_in_words
from alongside.domain.conversations.models import OfficialMenu
from alongside.faces.gateways.tests.official import NOW, an_account, say
from alongside.kernel.refusals import Refused

MENU = [
    {"name": "报修", "does": "report"},
    {"name": "服务", "below": [{"name": "我的事项", "does": "cases"}, {"name": "说话", "does": "talk"}]},
    {"name": "官网", "does": "link", "target": "https://example.com/"},
]


def test_the_menu_is_published_by_a_job_and_wechats_word_to_it_is_kept(cast, there, account):
    """CHN-3"""
    keep_menu(account, entries=MENU, by=cast.system_admin, now=NOW)
    publish_menu(account, by=cast.system_admin, now=NOW)
    say(there, wrong={"/cgi-bin/menu/create": [40055]})
    put_up_menu(account.pk, now=NOW)
    menu = OfficialMenu.objects.get()
    assert (menu.state, menu.published) == ("refused", None)
    assert "域名" in trouble_in_words(menu.trouble, menu.number)
    put_up_menu(account.pk, now=NOW)
    menu.refresh_from_db()
    assert (menu.state, menu.published) == ("published", menu.entries)
    shown = say(there)["menu"]
    assert shown[0]["url"].endswith("/portal/report/") and shown[2]["url"] == "https://example.com/"
    assert [one["name"] for one in shown[1]["sub_button"]] == ["我的事项", "说话"]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ([{"name": "名字太长太", "does": "home"}], "n0"),
        ([{"name": "", "does": "home"}], "n0"),
        ([{"name": "报修", "does": "nowhere"}], "d0"),
        ([{"name": "官网", "does": "link", "target": "javascript:1"}], "t0"),
        ([{"name": "键", "does": "key", "target": "talk"}], "t0"),
        ([{"name": "服务", "below": [{"name": "一二三四五六七八九", "does": "me"}]}], "n0_0"),
        ([{"name": "服务", "below": [{"name": "我", "does": "me"}] * 6}], "n0"),
        ([{"name": "我", "does": "me"}] * 4, ""),
    ],
)
def test_what_wechat_would_not_show_is_told_before_it_is_kept(cast, account, wrong, field):
    """CHN-3"""
    with pytest.raises(Refused) as no:
        keep_menu(account, entries=wrong, by=cast.system_admin, now=NOW)
    assert no.value.field == field
    with pytest.raises(Refused):
        keep_menu(account, entries=MENU, by=cast.agent, now=NOW)


def test_what_is_wrong_with_an_account_is_said_in_words(cast, there, account):
    """CHN-3"""
    check = CARRIERS["wechat_official"].check
    assert check(account)
    for wrong in ({"app_secret": "x"}, {"aes_key": "short"}, {"api": "http://127.0.0.1:9"}):
        with pytest.raises(Refused):
            check(an_account(cast, there, **wrong))
    say(there, wrong={"/cgi-bin/stable_token": [40164]})
    with pytest.raises(Refused, match="40164"):
        check(account)
