"""Single sign-on against a real provider, WeCom, DingTalk and Feishu against programs that speak their protocols (INF-6, ORG-11)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.core.cache import cache
from django.db import close_old_connections
from django.test import Client
from django.utils import timezone
from tests.fakes.running import running

from alongside.domain.organisation.actions.outside import bind_identity, shared_token
from alongside.domain.organisation.actions.staff import end_access
from alongside.domain.organisation.models import OutsideIdentity, OutsideToken, StaffMember
from alongside.domain.organisation.queries import actor_for
from alongside.faces.desk.tests.admins import an_admin
from alongside.faces.desk.tests.pages import signed_in
from alongside.kernel.refusals import Refused

SITE = "http://127.0.0.1:8000"
NOWHERE = "http://127.0.0.1:9"  # nobody listens there
WECOM = {"corp_id": "ww12345", "agent_id": "1000002", "secret": "wecom-secret"}
DINGTALK = {"client_id": "dingabc", "client_secret": "dingtalk-secret", "corp_id": "ding-corp"}
FEISHU = {"app_id": "cli_a1b2", "secret": "feishu-secret"}


@pytest.fixture(autouse=True)
def _no_tries_yet(db):
    cache.clear()


def oidc_settings(url, **but):
    given = {
        "issuer": f"{url}/o", "client_id": "alongside", "client_secret": "oidc-secret", "name": "集团统一认证",
        "staff_claim": "preferred_username",
    }  # fmt: skip
    return {"oidc": given | but}


@pytest.fixture(scope="module")
def provider():
    with running("oidc_provider", f"{SITE}/sign-in/with/oidc/back/") as url:
        yield url


@pytest.fixture(scope="module")
def wecom_there():
    with running("wecom") as url:
        yield url


@pytest.fixture(scope="module")
def dingtalk_there():
    with running("dingtalk") as url:
        yield url


@pytest.fixture
def oidc(settings, provider, house):
    settings.SIGN_IN_ELSEWHERE = oidc_settings(provider)
    return provider


@pytest.fixture
def wecom(settings, wecom_there, house):
    settings.SIGN_IN_ELSEWHERE = {"wecom": WECOM | {"api": wecom_there, "login": wecom_there}}
    httpx.post(f"{wecom_there}/test", json={"user": "LinXiaoYue", "wrong": None})
    return wecom_there


@pytest.fixture
def dingtalk(settings, dingtalk_there, house):
    settings.SIGN_IN_ELSEWHERE = {
        "dingtalk": DINGTALK | {"api": dingtalk_there, "old_api": dingtalk_there, "login": dingtalk_there}
    }
    httpx.post(f"{dingtalk_there}/test", json={"user": "manager01", "corp": "ding-corp"})
    return dingtalk_there


@pytest.fixture(scope="module")
def feishu_there():
    with running("feishu") as url:
        yield url


@pytest.fixture
def feishu(settings, feishu_there, house):
    settings.SIGN_IN_ELSEWHERE = {"feishu": FEISHU | {"api": feishu_there, "login": feishu_there}}
    httpx.post(f"{feishu_there}/test", json={"user": "lin", "wrong": None})
    return feishu_there


def at_provider(url, username="lin"):
    """What the person's browser does there; where it is sent back to."""
    with httpx.Client(follow_redirects=False) as browser:
        answer = browser.get(url)
        while urlsplit(answer.headers.get("Location", "")).path != "/sign-in/with/oidc/back/":
            if answer.is_redirect:
                answer = browser.get(str(answer.next_request.url))
                continue
            token = answer.text.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
            form = {"username": username, "password": "oidc-password", "csrfmiddlewaretoken": token}
            answer = browser.post(str(answer.url), data=form)
        return answer.headers["Location"]


def on_platform(url):
    """A QR code that is scanned at once."""
    return httpx.get(url).headers["Location"]


def back(client, url):
    parts = urlsplit(url)
    return client.get(f"{parts.path}?{parts.query}")


def go_round(client, code, there, *, query=""):
    left = client.get(f"/sign-in/with/{code}/{query}")
    assert left.status_code == 302
    return back(client, there(left.url))


# --- OpenID Connect -----------------------------------------------------------------------------------------


def test_single_sign_on_opens_the_desk(client, oidc, house):
    """With PKCE, state and nonce; the second time by the bond, whatever the claim says then."""
    left = client.get("/sign-in/with/oidc/?next=/desk/profile/")
    asked = parse_qs(urlsplit(left.url).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["nonce"] and asked["state"] and asked["response_type"] == ["code"]
    assert back(client, at_provider(left.url)).url == "/desk/profile/"
    assert client.get("/desk/profile/").status_code == 200
    StaffMember.objects.filter(pk=house.agent.pk).update(username="renamed")
    assert go_round(Client(), "oidc", at_provider).url == "/desk/"


def test_is_offered_only_where_it_is_configured(client, house, settings):
    assert "/sign-in/with/" not in client.get("/sign-in/").content.decode()
    assert client.get("/sign-in/with/oidc/").status_code == 404
    settings.SIGN_IN_ELSEWHERE = oidc_settings(NOWHERE)
    assert "集团统一认证" in client.get("/sign-in/").content.decode()


def test_who_has_no_staff_record_is_told_kindly_and_gets_no_account(client, oidc, house):
    before = StaffMember.objects.count()
    answer = go_round(client, "oidc", lambda url: at_provider(url, "nobody"))
    assert answer.status_code == 403
    assert "集团统一认证" in answer.content.decode()
    assert StaffMember.objects.count() == before
    assert not OutsideIdentity.objects.exists()
    assert client.get("/desk/profile/").status_code == 302


def test_what_comes_back_counts_once_and_only_in_the_browser_that_left(client, oidc, house):
    """State: neither a stolen answer nor a repeated one opens anything."""
    returned = at_provider(client.get("/sign-in/with/oidc/").url)
    assert back(Client(), returned).status_code == 400
    assert back(client, returned).status_code == 302
    again = Client()
    again.get("/sign-in/with/oidc/")
    assert back(again, returned).status_code == 400
    assert back(client, returned).status_code == 400


def test_an_answer_to_another_question_is_refused(client, oidc, house):
    """Nonce and PKCE: a code that was got elsewhere and slipped in opens nothing."""
    stolen = parse_qs(urlsplit(at_provider(Client().get("/sign-in/with/oidc/").url)).query)["code"][0]
    own = parse_qs(urlsplit(client.get("/sign-in/with/oidc/").url).query)["state"][0]
    assert client.get(f"/sign-in/with/oidc/back/?code={stolen}&state={own}").status_code == 422
    assert client.get("/desk/profile/").status_code == 302


def test_a_cancelled_sign_in_is_said(client, oidc, house):
    own = parse_qs(urlsplit(client.get("/sign-in/with/oidc/").url).query)["state"][0]
    assert client.get(f"/sign-in/with/oidc/back/?error=access_denied&state={own}").status_code == 422


def test_a_provider_that_is_down_leaves_the_password(client, house, settings):
    settings.SIGN_IN_ELSEWHERE = oidc_settings(NOWHERE)
    answer = client.get("/sign-in/with/oidc/")
    assert answer.status_code == 503
    assert "/sign-in/" in answer.content.decode()


def test_an_issuer_that_calls_itself_otherwise_is_not_believed(client, house, settings, provider):
    settings.SIGN_IN_ELSEWHERE = oidc_settings(
        provider, issuer=f"{provider.replace('127.0.0.1', 'localhost')}/o"
    )
    assert client.get("/sign-in/with/oidc/").status_code == 503


def test_a_mail_address_counts_only_when_the_provider_has_verified_it(client, house, settings, provider):
    StaffMember.objects.filter(pk=house.agent.pk).update(email="lin@alongside.example")
    settings.SIGN_IN_ELSEWHERE = oidc_settings(provider, staff_claim="email")
    assert go_round(client, "oidc", at_provider).url == "/desk/"
    OutsideIdentity.objects.all().delete()
    with running("oidc_provider", f"{SITE}/sign-in/with/oidc/back/", "no-verified-mail") as careless:
        settings.SIGN_IN_ELSEWHERE = oidc_settings(careless, staff_claim="email")
        assert go_round(Client(), "oidc", at_provider).status_code == 403


def test_who_has_a_second_factor_is_asked_for_it_all_the_same(client, oidc, house):
    TOTP.activate(house.agent, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    assert go_round(client, "oidc", at_provider).url == "/sign-in/second-step/"
    assert client.get("/desk/profile/").status_code == 302


def test_who_has_left_is_turned_away(client, oidc, house):
    """ORG-6: the bond is gone at that minute, and the name opens nothing."""
    assert go_round(Client(), "oidc", at_provider).url == "/desk/"
    end_access(house.agent, by=actor_for(an_admin(house), now=timezone.now()), now=timezone.now())
    assert go_round(client, "oidc", at_provider).status_code == 403
    assert not OutsideIdentity.objects.exists()


def test_signing_out_offers_to_end_it_at_the_provider_too(client, oidc, house):
    go_round(client, "oidc", at_provider)
    page = client.post("/sign-out/").content.decode()
    assert f"{oidc}/o/logout/?client_id=alongside" in page
    assert client.get("/desk/profile/").status_code == 302


# --- WeCom --------------------------------------------------------------------------------------------------


def connected(house, code, there):
    browser = signed_in(Client(), house.agent)
    assert go_round(browser, code, there, query="?connect=1").url == "/desk/profile/"
    assert OutsideIdentity.objects.get().staff == house.agent


def test_wecom_opens_the_desk_for_who_connected_it(client, wecom, house):
    assert go_round(client, "wecom", on_platform).status_code == 403
    connected(house, "wecom", on_platform)
    assert go_round(client, "wecom", on_platform).url == "/desk/"


def test_wecom_needs_no_qr_code_inside_its_own_app(client, wecom, house):
    inside = client.get("/sign-in/with/wecom/", headers={"User-Agent": "Mozilla wxwork/4.1 MicroMessenger"})
    assert inside.url.startswith("https://open.weixin.qq.com/connect/oauth2/authorize?appid=ww12345")
    assert inside.url.endswith("#wechat_redirect")


def test_wecom_guests_are_no_members(client, wecom, house):
    httpx.post(f"{wecom}/test", json={"user": "guest:abc"})
    assert go_round(client, "wecom", on_platform).status_code == 422


@pytest.mark.parametrize(("wrong", "status"), [(-1, 503), (45009, 503), (40029, 422), (60020, 503)])
def test_wecom_errors_are_said(client, wecom, house, wrong, status):
    """Rationed, its own trouble, a spent code, an address that is not allowed."""
    left = on_platform(client.get("/sign-in/with/wecom/").url)
    httpx.post(f"{wecom}/test", json={"wrong": wrong})
    assert back(client, left).status_code == status


def test_wecom_key_is_asked_for_once_and_anew_when_it_was_spoilt(client, wecom, house):
    connected(house, "wecom", on_platform)
    before = httpx.get(f"{wecom}/test").json()["/cgi-bin/gettoken"]
    go_round(Client(), "wecom", on_platform)
    assert httpx.get(f"{wecom}/test").json()["/cgi-bin/gettoken"] == before
    httpx.post(f"{wecom}/test", json={"spoil": True})
    assert go_round(Client(), "wecom", on_platform).url == "/desk/"
    assert httpx.get(f"{wecom}/test").json()["/cgi-bin/gettoken"] == before + 1


# --- DingTalk -----------------------------------------------------------------------------------------------


def test_dingtalk_opens_the_desk_for_who_connected_it(client, dingtalk, house):
    assert go_round(client, "dingtalk", on_platform).status_code == 403
    connected(house, "dingtalk", on_platform)
    assert go_round(client, "dingtalk", on_platform).url == "/desk/"


def test_dingtalk_members_of_other_companies_are_turned_away(client, dingtalk, house):
    httpx.post(f"{dingtalk}/test", json={"corp": "another"})
    assert go_round(client, "dingtalk", on_platform).status_code == 422
    httpx.post(f"{dingtalk}/test", json={"corp": "ding-corp", "user": "stranger"})
    assert go_round(client, "dingtalk", on_platform).status_code == 422


def test_dingtalk_rationing_is_said(client, dingtalk, house):
    httpx.post(f"{dingtalk}/test", json={"rationed": True})
    assert go_round(client, "dingtalk", on_platform).status_code == 503


# --- Feishu -------------------------------------------------------------------------------------------------


def test_feishu_opens_the_desk_for_who_connected_it(client, feishu, house):
    assert "飞书" in client.get("/sign-in/").content.decode()
    assert go_round(client, "feishu", on_platform).status_code == 403
    connected(house, "feishu", on_platform)
    assert go_round(client, "feishu", on_platform).url == "/desk/"


@pytest.mark.parametrize(("wrong", "status"), [(99991400, 503), (20003, 422), (20010, 422)])
def test_feishu_errors_are_said(client, feishu, house, wrong, status):
    """Rationed, a spent code, a person who may not use the app."""
    left = on_platform(client.get("/sign-in/with/feishu/").url)
    httpx.post(f"{feishu}/test", json={"wrong": wrong})
    assert back(client, left).status_code == status


def test_a_link_opened_inside_feishu_leads_through_it_without_a_choice(client, feishu, house):
    """ORG-11: a card is tapped and its page opens; who signs out, or is elsewhere, chooses themself."""
    connected(house, "feishu", on_platform)
    inside = {"User-Agent": "Mozilla/5.0 Mobile Lark/7.9.5 LarkLocale/zh_CN"}
    card = client.get("/desk/profile/", headers=inside)
    went = client.get(card.url, headers=inside)
    assert went.url == "/sign-in/with/feishu/?next=%2Fdesk%2Fprofile%2F"
    assert back(client, on_platform(client.get(went.url, headers=inside).url)).url == "/desk/profile/"
    assert Client().get("/sign-in/", headers=inside).status_code == 200
    assert Client().get("/sign-in/?next=/desk/").status_code == 200


# --- bonds and keys -----------------------------------------------------------------------------------------


def test_one_account_there_is_one_person_here(house):
    now = timezone.now()
    mine = actor_for(house.agent, now=now)
    bind_identity(house.agent, provider="wecom", subject="a", by=mine, now=now)
    with pytest.raises(Refused):
        bind_identity(house.agent, provider="wecom", subject="b", by=mine, now=now)
    with pytest.raises(Refused):
        bind_identity(
            house.stranger, provider="wecom", subject="a", by=actor_for(house.stranger, now=now), now=now
        )
    with pytest.raises(Refused):
        bind_identity(house.stranger, provider="wecom", subject="c", by=mine, now=now)


def test_a_bond_is_undone_by_its_person_alone(client, house):
    now = timezone.now()
    bind_identity(house.agent, provider="wecom", subject="a", by=actor_for(house.agent, now=now), now=now)
    signed_in(Client(), house.stranger).post("/sign-in/with/wecom/disconnect/")
    assert OutsideIdentity.objects.exists()
    signed_in(client, house.agent).post("/sign-in/with/wecom/disconnect/")
    assert not OutsideIdentity.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_key_is_fetched_once_by_many_at_the_same_time():
    """The platforms ration it: eight processes that find none ask once; and it rests encrypted."""
    now, fetched = timezone.now(), []

    def fetch():
        fetched.append(1)
        return f"key-{len(fetched)}", 7200

    def want(_number):
        try:
            return shared_token("wecom", fetch, now=now)
        finally:
            close_old_connections()

    with ThreadPoolExecutor(8) as crowd:
        assert set(crowd.map(want, range(8))) == {"key-1"}
    assert shared_token("wecom", fetch, now=now + timedelta(hours=2)) == "key-2"
    assert shared_token("wecom", fetch, now=now + timedelta(hours=2), spent="key-2") == "key-3"
    assert OutsideToken.objects.count() == 1
