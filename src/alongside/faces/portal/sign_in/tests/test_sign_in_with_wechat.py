"""Owners sign in with WeChat, against a program that speaks its protocol: bound once by a code, one tap after (INF-6)."""

from __future__ import annotations

import json
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import timezone
from tests.fakes.running import running

from alongside.domain.conversations.models import Account, Delivery
from alongside.domain.customers.actions import merge_customers, remove_contact_point
from alongside.domain.customers.models import WeChatBond
from alongside.domain.customers.queries import known_by_wechat
from alongside.domain.customers.samples import a_customer
from alongside.faces.portal.tests.house import signed_in
from alongside.kernel.actor import SYSTEM
from alongside.kernel.journal import timeline_of

SIGN_IN = "/portal/sign-in/"
GO = "/portal/sign-in/wechat/"
ME = "/portal/me/"
INSIDE = {"User-Agent": "Mozilla/5.0 (iPhone) MicroMessenger/8.0.49"}
PHONE, MAIL = "13812344420", "zhou.min@example.com"


@pytest.fixture(scope="module")
def wechat_there():
    with running("wechat") as url:
        yield url


@pytest.fixture
def wechat(settings, wechat_there, house):
    cache.clear()
    there = {"api": wechat_there, "login": wechat_there}
    settings.WECHAT_SIGN_IN = {
        "official": {"app_id": "wxofficial", "secret": "official-secret", **there},
        "website": {"app_id": "wxwebsite", "secret": "website-secret", **there},
    }
    say(wechat_there, user="zhou", wrong=None, has_union=False, is_preview=False)
    return wechat_there


def say(there, **what):
    httpx.post(f"{there}/test", json=what)


def at_wechat(url):
    """The person lets us know who they are; where they are sent back to."""
    answer = httpx.get(url)
    assert answer.is_redirect, answer.text
    parts = urlsplit(answer.headers["Location"])
    return f"{parts.path}?{parts.query}"


def go_round(client, *, query="", headers=INSIDE):
    left = client.get(GO + query, headers=headers)
    assert left.status_code == 302
    return client.get(at_wechat(left.url), headers=headers)


def with_a_code(client, contact=MAIL):
    """The phone or address is proven, whatever else waits."""
    assert client.post(SIGN_IN, {"contact": contact}).status_code == 302
    code = Delivery.objects.latest("id").body_text.split("\n    ")[1].split()[0]
    return client.post(f"{SIGN_IN}code/", {"code": code})


def bound(**but):
    """A browser in which 周敏 came with WeChat for the first time."""
    browser = Client()
    assert go_round(browser, **but).url == SIGN_IN
    assert with_a_code(browser).status_code == 302
    return browser


def test_the_first_time_asks_for_a_code_and_afterwards_one_tap_is_enough(house, wechat):
    browser = Client()
    assert go_round(browser).url == SIGN_IN
    assert "第一次使用微信登录" in browser.get(SIGN_IN, headers=INSIDE).content.decode()
    assert browser.get(ME).status_code == 302
    assert with_a_code(browser).status_code == 302
    assert "微信已绑定" in browser.get(ME).content.decode()
    other = Client()
    assert go_round(other, query="?next=/portal/cases/").url == "/portal/cases/"
    assert other.get(ME).status_code == 200
    bond = WeChatBond.objects.get()
    assert (bond.customer, bond.contact_point.kind) == (house.zhou, "email")
    assert "zhou" not in bond.subject_hash


def test_what_wechat_told_is_nowhere_in_the_clear(house, wechat):
    """INF-1"""
    bound()
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(one)::text FROM customers_wechatbond one")
        rows = cursor.fetchall()
        cursor.execute("SELECT session_data FROM django_session")
        rows += cursor.fetchall()
        cursor.execute("SELECT facts::text FROM kernel_journalentry")
        rows += cursor.fetchall()
    assert rows and not any("zhou@wxofficial" in row[0] for row in rows)


def test_outside_wechat_the_qr_code_of_the_website_is_shown(house, wechat):
    left = Client().get(GO, headers={"User-Agent": "Mozilla/5.0 Firefox"}).url
    parts = urlsplit(left)
    asked = parse_qs(parts.query)
    assert (parts.path, parts.fragment) == ("/connect/qrconnect", "wechat_redirect")
    assert (asked["appid"], asked["scope"]) == (["wxwebsite"], ["snsapi_login"])
    assert urlsplit(Client().get(GO, headers=INSIDE).url).path == "/connect/oauth2/authorize"


def test_two_programs_know_the_same_person_by_the_union_id_only(house, wechat):
    """Without it each is bound with a code of its own."""
    bound()
    outside = {"User-Agent": "Mozilla/5.0 Firefox"}
    assert go_round(Client(), headers=outside).url == SIGN_IN
    say(wechat, has_union=True)
    assert go_round(Client()).url == "/portal/"
    assert go_round(Client(), headers=outside).url == "/portal/"
    assert WeChatBond.objects.count() == 2


def test_is_offered_where_it_is_configured_for_that_browser(house, settings, wechat):
    word = "微信登录"
    assert word in Client().get(SIGN_IN, headers=INSIDE).content.decode()
    del settings.WECHAT_SIGN_IN["website"]
    assert word not in Client().get(SIGN_IN).content.decode()
    assert Client().get(GO).status_code == 422
    settings.WECHAT_SIGN_IN = {}
    assert word not in Client().get(SIGN_IN, headers=INSIDE).content.decode()
    assert Client().get(GO, headers=INSIDE).status_code == 404


def test_wecoms_browser_is_not_wechats(house, wechat):
    left = Client().get(GO, headers={"User-Agent": "Mozilla wxwork/4.1 MicroMessenger/7.0"}).url
    assert "/connect/qrconnect" in left


def test_an_answer_counts_once_and_only_in_the_browser_that_left(house, wechat):
    """State: neither a stolen answer nor a repeated one opens anything (CSRF, replay)."""
    bound()
    browser = Client()
    returned = at_wechat(browser.get(GO, headers=INSIDE).url)
    assert Client().get(returned).status_code == 400
    assert browser.get(returned).status_code == 302
    assert browser.get(returned).status_code == 400
    again = Client()
    own = parse_qs(urlsplit(again.get(GO, headers=INSIDE).url).query)["state"][0]
    spent = parse_qs(urlsplit(returned).query)["code"][0]
    assert again.get(f"{GO}back/?code={spent}&state={own}").status_code == 422
    assert again.get(ME).status_code == 302


def test_a_code_of_another_program_is_refused(house, wechat):
    bound()
    stolen = at_wechat(Client().get(GO, headers={"User-Agent": "Firefox"}).url)
    code = parse_qs(urlsplit(stolen).query)["code"][0]
    browser = Client()
    own = parse_qs(urlsplit(browser.get(GO, headers=INSIDE).url).query)["state"][0]
    assert browser.get(f"{GO}back/?code={code}&state={own}").status_code == 422
    assert browser.get(ME).status_code == 302


def test_an_answer_after_ten_minutes_is_too_late(house, wechat, monkeypatch):
    browser = Client()
    returned = at_wechat(browser.get(GO, headers=INSIDE).url)
    later = timezone.now() + timedelta(minutes=11)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert browser.get(returned).status_code == 400


@pytest.mark.parametrize(
    ("wrong", "status"), [(-1, 503), (45011, 503), (40125, 503), (40029, 422), (40163, 422)]
)
def test_errors_are_said(house, wechat, wrong, status):
    browser = Client()
    returned = at_wechat(browser.get(GO, headers=INSIDE).url)
    say(wechat, wrong=wrong)
    assert browser.get(returned).status_code == status


def test_who_says_no_may_sign_in_with_a_code(house, wechat):
    browser = Client()
    own = parse_qs(urlsplit(browser.get(GO, headers=INSIDE).url).query)["state"][0]
    answer = browser.get(f"{GO}back/?state={own}")
    assert answer.status_code == 422 and SIGN_IN in answer.content.decode()


def test_a_preview_is_nobody(house, wechat):
    """WeChat shows the page to a made-up account first; that one is never bound."""
    say(wechat, is_preview=True)
    assert go_round(Client()).status_code == 422


def test_wechat_that_is_down_leaves_the_code(house, settings, wechat):
    browser = Client()
    returned = at_wechat(browser.get(GO, headers=INSIDE).url)
    settings.WECHAT_SIGN_IN["official"]["api"] = "http://127.0.0.1:9"
    answer = browser.get(returned)
    assert answer.status_code == 503 and SIGN_IN in answer.content.decode()


def test_is_connected_and_disconnected_under_me(house, wechat):
    browser = signed_in(Client(), house.zhou)
    assert "未绑定" in browser.get(ME, headers=INSIDE).content.decode()
    assert go_round(browser, query="?connect=1").url == ME
    assert "已绑定" in browser.get(ME).content.decode()
    assert go_round(Client()).url == "/portal/"
    assert browser.post(f"{GO}disconnect/").status_code == 302
    assert not WeChatBond.objects.exists()
    assert go_round(Client()).url == SIGN_IN
    kinds = [one.kind for one in timeline_of(house.zhou)]
    assert "customer.wechat_bound" in kinds and "customer.wechat_unbound" in kinds


def test_an_account_of_somebody_else_is_not_taken_over(house, wechat):
    bound()
    his = signed_in(Client(), house.ma)
    assert go_round(his, query="?connect=1").status_code == 422
    his.post(f"{GO}disconnect/")
    assert WeChatBond.objects.get().customer == house.zhou


def test_connecting_is_finished_by_who_began_it(house, wechat):
    browser = signed_in(Client(), house.zhou)
    returned = at_wechat(browser.get(f"{GO}?connect=1", headers=INSIDE).url)
    browser.post("/portal/sign-in/out/")
    assert browser.get(returned).status_code == 400
    assert not WeChatBond.objects.exists()


def test_goes_with_the_phone_that_proved_it(house, wechat):
    """Who no longer has the number with us no longer comes in by what hung on it."""
    bound()
    remove_contact_point(WeChatBond.objects.get().contact_point, by=SYSTEM, now=house.now)
    assert go_round(Client()).url == SIGN_IN


def test_leads_to_the_record_that_survived_a_merge(house, wechat):
    """CUS-6"""
    bound()
    twin = a_customer(node=house.node, now=house.now, name="周敏", phone="13912345678")
    merge_customers(twin, house.zhou, by=SYSTEM, now=house.now)
    assert go_round(browser := Client()).url == "/portal/"
    assert browser.get(ME).context["customer"] == twin


def test_who_follows_an_official_account_of_ours_is_bound_to_that_one(house, settings, wechat):
    """CHN-3: the greeting's link leads here; another word, and another browser, are as if it named nothing."""
    settings.WECHAT_SIGN_IN, settings.WECHAT_LOGIN = {}, wechat
    account = Account.objects.create(
        node=house.node, channel="wechat", provider="wechat_official", name="x",
        options={"app_id": "wxofficial", "api": wechat}, secrets=json.dumps({"app_secret": "official-secret"}),
    )  # fmt: skip
    query = f"?account={account.code}"
    assert Client().get(f"{GO}?account=nobody", headers=INSIDE).status_code == 404
    assert Client().get(GO + query, headers={"User-Agent": "Firefox"}).status_code == 422
    bound(query=query)
    assert known_by_wechat("wxofficial", "zhou@wxofficial") == house.zhou
    assert go_round(Client(), query=query).url == "/portal/"
