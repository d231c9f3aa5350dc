"""What keeps an official account: its menu, and whether WeChat knows us (CHN-3)."""

from __future__ import annotations

import pytest

from alongside.domain.conversations.actions.carriers import CARRIERS
from alongside.domain.conversations.actions.wechat.menu import publish_menu
from alongside.faces.gateways.tests.official import NOW, an_account, say
from alongside.kernel.refusals import Refused


def test_the_menu_is_published_as_it_stands_and_a_wrong_one_names_its_line(cast, there, account):
    """CHN-3"""
    assert publish_menu(account, by=cast.system_admin, now=NOW) == 2
    menu = say(there)["menu"]
    assert menu[0]["url"].endswith("/portal/report/")
    assert [one["name"] for one in menu[1]["sub_button"]] == ["我的事项", "说话"]
    for wrong in (
        "报修",
        "报修 = nowhere",
        "名字太长太长太长 = home",
        "/ x = home",
        "a = home\nb = home\nc = home\nd = home",
    ):
        account.options["menu"] = wrong
        with pytest.raises(Refused):
            publish_menu(account, by=cast.system_admin, now=NOW)
    with pytest.raises(Refused):
        publish_menu(account, by=cast.agent, now=NOW)


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
