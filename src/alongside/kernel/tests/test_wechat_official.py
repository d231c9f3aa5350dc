"""The protocol of a WeChat official account (CHN-3): WeChat's own examples, and a program that speaks it over sockets."""

from __future__ import annotations

import base64
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from django.db import connections
from tests.fakes import wechat_sealing
from tests.fakes.running import running

from alongside.kernel.wechat_official import (
    BadSeal,
    OfficialAccount,
    Seal,
    Trouble,
    Unreadable,
    WeChatError,
    is_signed,
    pieces,
    read_pushed,
    sealed_in,
    sealed_reply,
    signature,
    text_reply,
)

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
KEY, APP, TOKEN = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG", "wx2c2769f8efd9abc2", "spamtest"
AT, NONCE = "1409735669", "1320562132"
SEALED = (
    "hyzAe4OzmOMbd6TvGdIOO6uBmdJoD0Fk53REIHvxYtJlE2B655HuD0m8KUePWB3+LrPXo87wzQ1QLvbeUgmBM4x6F8PGHQHFVAFmOD2LdJF9FrXp"
    "bUAh0B5GIItb52sn896wVsMSHGuPE328HnRGBcrS7C41IzDWyWNlZkyyXwon8T332jisa+h6tEDYsVticbSnyU8dKOIbgU6ux5VTjg3yt+WGzjlpK"
    "n6NPhRjpA912xMezR4kw6KWwMrCVKSVCZciVGCgavjIQ6X8tCOp3yZbGpy0VxpAe+77TszTfRd5RJSVO/HTnifJpXgCSUdUue1v6h0EIBYYI1BD1D"
    "lD+C0CR8e6OewpusjZ4uBl9FyJvnhvQl+q5rv1ixrcpCumEPo5MJSgM9ehVsNPfUM669WuMyVWQLCzpu9GhglF2PE="
)
SIGNED = "5d197aaffba7e9b25a30732f161a50dee96bd5fa"
ZHOU = "zhou@wxofficial"


@pytest.fixture(scope="module")
def there():
    with running("wechat_official") as url:
        yield url


@pytest.fixture
def account(there, db):
    httpx.post(f"{there}/test", json={"reset": True, "follow": ZHOU})
    return OfficialAccount(app_id="wxofficial", secret="official-secret", now=NOW, base=there)


def say(there, **what):
    return httpx.post(f"{there}/test", json=what).json()


def a_text(**but):
    fields = {
        "ToUserName": "gh_1", "FromUserName": "o1", "CreateTime": 1409735668, "MsgType": "text", "Content": "漏水 <b>&",
        "MsgId": "6054768590064713728",
    }  # fmt: skip
    return wechat_sealing.as_xml(fields | but).encode()


def test_wechats_own_example_is_signed_opened_and_read():
    """CHN-3"""
    assert signature(TOKEN, AT, NONCE) == "16120ec1b8dbb870f510d87ce6bc2463eae6ca1a"
    assert is_signed(SIGNED, TOKEN, AT, NONCE, SEALED)
    assert not is_signed(SIGNED, "another", AT, NONCE, SEALED) and not is_signed("é", TOKEN, AT, NONCE)
    raw = f"<xml><ToUserName>gh_1</ToUserName><Encrypt><![CDATA[{SEALED}]]></Encrypt></xml>".encode()
    pushed = read_pushed(Seal(KEY, APP).open(sealed_in(raw)))
    assert (pushed.sender, pushed.kind, pushed.text("Content")) == (
        "oyORnuP8q7ou2gfYjqLzSIWZf0rs",
        "text",
        "abcdteT",
    )
    assert pushed.once_key == "message:6054768590064713728"


def test_what_is_sealed_for_another_account_or_with_another_key_is_not_opened():
    """CHN-3"""
    own = Seal(KEY, APP)
    assert own.open(own.close("好".encode() * 40)).decode() == "好" * 40
    assert wechat_sealing.unseal(own.close(b"x")) == "x"
    for sealed in (
        Seal(KEY, "wxother").close(b"x"),
        Seal("b" + KEY[1:], APP).close(b"x"),
        "",
        "AAAA",
        "§",
        SEALED[:-4],
    ):
        with pytest.raises(BadSeal):
            own.open(sealed)
    for key in ("", "short", KEY + "=", "*" * 43):
        with pytest.raises(ValueError, match="43"):
            Seal(key, APP)


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"{}", b"<xml>", b"<html></html>", a_text(FromUserName=""), a_text(FromUserName="o" * 65),
        a_text(CreateTime="soon"), a_text(CreateTime=10**30), a_text(MsgId="9" * 500),
        a_text().replace(b"<xml>", b'<!DOCTYPE xml [<!ENTITY a "lol"><!ENTITY b "&a;&a;">]><xml>'),
        a_text().replace(b"<xml>", b'<!DOCTYPE xml SYSTEM "file:///etc/passwd"><xml>'),
        b"<xml>" + b"<a>" * 200 + b"</a>" * 200 + b"</xml>", b"<xml>" + b"<a/>" * 600 + b"</xml>",
        a_text(Content="x" * 200_000), a_text().replace(b"text", b"\xff\xfe"),
        b'<?xml version="1.0" encoding="utf-7"?>+ADw-xml+AD4-', b"<xml>&unknown;</xml>", b"\x00" * 100,
    ],
)  # fmt: skip
def test_absurd_xml_is_refused_and_nothing_in_it_is_followed(raw):
    """CHN-3, INF-8"""
    with pytest.raises(Unreadable):
        read_pushed(raw)


def test_an_event_pushed_again_has_the_same_key_and_another_event_has_not():
    """CHN-3"""
    event = {"MsgType": "event", "Event": "SCAN", "EventKey": "7", "MsgId": ""}
    keys = [
        read_pushed(a_text(**event | but)).once_key for but in ({}, {}, {"CreateTime": 1}, {"Event": "VIEW"})
    ]
    assert keys[0] == keys[1] and len(set(keys)) == 3


def test_a_reply_is_read_by_the_other_side_whatever_is_in_it():
    """CHN-3"""
    pushed = read_pushed(a_text())
    reply = text_reply(pushed, "您好 ]]> <b>\x07", now=NOW)
    assert wechat_sealing.shown(reply) == "您好 ]]> <b>"
    sealed = sealed_reply(reply, seal=Seal(KEY, "wxofficial"), token="callback-token", nonce="1", now=NOW)
    assert wechat_sealing.shown(sealed) == "您好 ]]> <b>"
    assert [len(one.encode()) <= 2048 for one in pieces("房" * 3_000)] == [True] * 5
    assert pieces("一。" * 400)[0].endswith("。") and "".join(pieces("一。" * 400)) == "一。" * 400


def test_the_token_is_asked_once_and_anew_when_wechat_refuses_it(account, there):
    """CHN-3"""
    account.send_text(ZHOU, "您好，已派单。")
    account.send_text(ZHOU, "师傅在路上。")
    told = httpx.get(f"{there}/test").json()
    assert (told["tokens_made"], told["asked"]["/cgi-bin/stable_token"]) == (1, 1)
    assert [one["text"]["content"] for one in told["sent"]] == ["您好，已派单。", "师傅在路上。"]
    say(there, spoil=True)
    account.send_text(ZHOU, "到了。")
    say(there, wrong={"/cgi-bin/message/custom/send": [42001]})
    account.send_text(ZHOU, "好了。")
    told = httpx.get(f"{there}/test").json()
    assert (len(told["sent"]), told["tokens_made"]) == (4, 3)
    say(there, wrong={"/cgi-bin/message/custom/send": [40014, 40014]})
    with pytest.raises(WeChatError) as no:
        account.send_text(ZHOU, "?")
    assert no.value.trouble == Trouble.TOKEN


def test_a_token_lies_encrypted_and_is_asked_anew_before_its_time(account, there):
    """CHN-3, INF-1"""
    account.send_text(ZHOU, "您好")
    later = OfficialAccount(
        app_id="wxofficial", secret="official-secret", now=NOW + timedelta(hours=3), base=there
    )
    later.send_text(ZHOU, "您好")
    assert httpx.get(f"{there}/test").json()["asked"]["/cgi-bin/stable_token"] == 2
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT token FROM kernel_sharedtoken")
        assert "stable" not in cursor.fetchone()[0]


@pytest.mark.django_db(transaction=True)
def test_of_several_that_need_a_token_at_once_one_asks(there):
    """CHN-3"""
    say(there, reset=True, follow=ZHOU)
    gate = threading.Barrier(6)

    def send(_which):
        try:
            gate.wait()
            OfficialAccount(app_id="wxofficial", secret="official-secret", now=NOW, base=there).send_text(
                ZHOU, "在"
            )
        finally:
            connections.close_all()

    with ThreadPoolExecutor(6) as crowd:
        list(crowd.map(send, range(6)))  # one that failed fails here
    told = httpx.get(f"{there}/test").json()
    assert len(told["sent"]) == 6
    assert (told["tokens_made"], told["asked"]["/cgi-bin/stable_token"]) == (1, 1)


def test_what_wechat_refuses_is_told_by_what_can_be_done_about_it(account, there):
    """CHN-3, CHN-7"""

    def trouble(act, **case):
        say(there, **case)
        with pytest.raises(WeChatError) as no:
            act()
        return no.value.trouble

    def text():
        account.send_text(ZHOU, "您好")

    custom = "/cgi-bin/message/custom/send"
    assert trouble(text, wrong={custom: [-1]}) == Trouble.BUSY
    assert trouble(text, wrong={custom: [48001]}) == Trouble.FORBIDDEN
    assert trouble(lambda: account.send_text(ZHOU, "长" * 1000)) == Trouble.CONTENT
    assert trouble(lambda: [account.send_text(ZHOU, "再") for _ in range(21)]) == Trouble.COUNT
    assert trouble(text, hours_later=49) == Trouble.WINDOW
    assert trouble(lambda: account.send_template(ZHOU, "none", {})) == Trouble.TEMPLATE
    assert (
        trouble(lambda: account.send_template(ZHOU, "t", {"a": ""}), templates={"t": ["a"]})
        == Trouble.TEMPLATE
    )
    number = account.send_template(ZHOU, "t", {"a": "1"}, once="k")
    assert account.send_template(ZHOU, "t", {"a": "1"}, once="k") == number != ""
    assert trouble(lambda: account.send_subscribed(ZHOU, "t", {}), refuse=[ZHOU]) == Trouble.REFUSED
    assert trouble(text, unfollow=ZHOU) == Trouble.NOT_FOLLOWING
    assert trouble(lambda: account.media("gone")) == Trouble.MEDIA
    assert trouble(text, quota=0) == Trouble.QUOTA
    nobody = OfficialAccount(app_id="wxofficial", secret="wrong", now=NOW + timedelta(days=1), base=there)
    assert trouble(nobody.check) == Trouble.SECRET
    away = OfficialAccount(app_id="wxa", secret="s", now=NOW, base="http://127.0.0.1:9")
    assert trouble(away.check) == Trouble.UNREACHED


def test_pictures_voices_and_films_come_and_go_and_the_menu_is_published(account, there):
    """CHN-3"""
    film = ["video/mp4", base64.b64encode(b"film").decode()]
    say(there, media={"m1": ["image/jpeg", base64.b64encode(b"\xff\xd8").decode()], "m2": film})
    picture = account.media("m1")
    assert (picture.name, picture.content_type, picture.data) == ("sent.jpeg", "image/jpeg", b"\xff\xd8")
    assert account.media("m2").data == b"film"
    uploaded = account.upload("image", "plan.png", "image/png", b"\x89PNG\r\n--x")
    account.send_media(ZHOU, "image", uploaded)
    assert account.media(uploaded).data == b"\x89PNG\r\n--x"
    assert account.person(ZHOU)["unionid"] == "zhou@union"
    account.publish_menu([{"name": "报修", "type": "view", "url": "https://alongside.example/portal/"}])
    assert httpx.get(f"{there}/test").json()["menu"][0]["name"] == "报修"
    account.publish_menu([])
    assert httpx.get(f"{there}/test").json()["menu"] is None
