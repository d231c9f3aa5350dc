"""What WeChat pushes is signed, taken once, answered at once, and becomes a conversation (CHN-3)."""

from __future__ import annotations

import base64
import threading
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from django.db import connection, connections, transaction
from django.test import Client
from tests.cast import make_cast
from tests.fakes import wechat_sealing

from alongside.domain.conversations.actions.wechat.pushing import sweep_pushed
from alongside.domain.conversations.actions.wechat.understanding import understand_push
from alongside.domain.conversations.models import Account, Message, PushedMessage, Thread
from alongside.faces.gateways.tests.official import NOW, an_account, fields, heard, push, say, work
from alongside.kernel.models import StoredFile
from alongside.kernel.tests.test_files import a_picture


@pytest.mark.parametrize("mode", ["plain", "compatible", "aes"])
def test_words_stand_in_the_inbox_once_however_often_they_are_pushed(cast, there, mode):
    """CHN-3, CHN-1"""
    account = an_account(cast, there, mode=mode)
    assert [push(account, mode=mode).content for _ in range(3)] == [b"success"] * 3
    assert PushedMessage.objects.count() == 1
    work()
    assert push(account, mode=mode).status_code == 200
    work()
    message = Message.objects.get()
    assert Thread.objects.get().subject == "8栋水管漏了"
    assert (message.body, message.channel, message.sent_at, message.customer) == (
        "8栋水管漏了",
        "wechat",
        NOW,
        None,
    )
    assert not PushedMessage.objects.exists()


def _sealed_by_another(query, raw):
    return wechat_sealing.pushed(fields(), key="b" + wechat_sealing.KEY[1:])


@pytest.mark.parametrize(
    "spoil",
    [
        lambda query, raw: (query | {"msg_signature": "0" * 40}, raw),
        lambda query, raw: (query | {"signature": "0" * 40}, raw),
        lambda query, raw: (query | {"nonce": "2"}, raw),
        lambda query, raw: ({}, raw),
        lambda query, raw: (query, raw.replace(b"<Encrypt><![CDATA[", b"<Encrypt><![CDATA[A")),
        lambda query, raw: wechat_sealing.pushed(fields(), mode="plain"),
        lambda query, raw: wechat_sealing.pushed(fields(), token="another"),
        lambda query, raw: wechat_sealing.pushed(fields(), app="wxother"),
        _sealed_by_another,
    ],
)
def test_what_is_not_signed_and_sealed_as_agreed_is_sent_away_and_nothing_is_kept(account, spoil):
    """CHN-3"""
    assert push(account, spoil=spoil).status_code == 403
    assert not PushedMessage.objects.exists()
    assert push(account).status_code == 200
    assert PushedMessage.objects.exists()


def test_the_address_is_known_to_who_knows_the_token_only(account):
    """CHN-3"""
    at, nonce = wechat_sealing.AT, wechat_sealing.NONCE
    asked = {"timestamp": at, "nonce": nonce, "echostr": "<b>58</b>"}
    signed = asked | {"signature": wechat_sealing.sign(wechat_sealing.TOKEN, at, nonce)}
    address = f"/channels/wechat/{account.code}/"
    told = Client().get(address, signed)
    assert (told.content, told["Content-Type"]) == (b"<b>58</b>", "text/plain; charset=utf-8")
    assert Client().get(address, asked | {"signature": "0" * 40}).status_code == 403
    assert Client().get("/channels/wechat/nobody/", signed).status_code == 404
    Account.objects.update(is_active=False)
    assert Client().get(address, signed).status_code == push(account).status_code == 404
    assert Client().put(address).status_code == 405


def test_what_is_no_message_is_refused_and_what_is_too_large_is_not_read(there, cast):
    """CHN-3, INF-8"""
    account = an_account(cast, there, mode="plain")
    absurd = [b"", b"{}", b"<xml/>", b'<!DOCTYPE x [<!ENTITY a "b">]><xml>&a;</xml>']
    got = [push(account, mode="plain", spoil=lambda q, _r, one=one: (q, one)).status_code for one in absurd]
    assert got == [400] * 4
    assert push(account, mode="plain", Content="长" * 100_000).status_code == 413
    assert not PushedMessage.objects.exists()


def test_pictures_voices_places_and_links_are_said_as_far_as_words_go(account, there):
    """CHN-3"""
    picture = base64.b64encode(a_picture()).decode()
    say(
        there,
        media={
            "p": ["image/jpeg", picture],
            "v": ["audio/amr", base64.b64encode(b"#!AMR\n" + b"a" * 300).decode()],
        },
    )
    message = heard(account, MsgType="image", MediaId="p", PicUrl="https://x.example/1", MsgId="2")
    assert (message.body, message.file_count) == ("[图片]", 1)
    assert StoredFile.objects.get(about_id=message.pk).content_type == "image/jpeg"
    message = heard(
        account, MsgType="voice", MediaId="v", Format="amr", Recognition="厨房漏水了。", MsgId="3"
    )
    assert (message.body, message.file_count) == ("[语音] 厨房漏水了。", 1)
    place = {"Location_X": "30.25", "Location_Y": "120.17", "Label": "杭州市西湖区观澜庭"}
    assert (
        heard(account, MsgType="location", MsgId="4", **place).body
        == "[位置] 杭州市西湖区观澜庭 (30.25, 120.17)"
    )
    assert (
        "https://a.example/"
        in heard(account, MsgType="link", Title="新闻", Url="https://a.example/", MsgId="5").body
    )
    assert "miniprogrampage" in heard(account, MsgType="miniprogrampage", MsgId="6").body
    assert Thread.objects.count() == 1


def test_a_file_that_wechat_does_not_hand_over_takes_no_words_with_it(account, there):
    """CHN-3: busy is tried again, gone is said."""
    say(there, media={"p": ["image/jpeg", base64.b64encode(a_picture()).decode()]})
    say(there, wrong={"/cgi-bin/media/get": [-1, -1]})
    push(account, MsgType="image", MediaId="p", MsgId="2")
    work()
    work()
    assert not Message.objects.exists() and PushedMessage.objects.get().tries == 2
    work()
    assert Message.objects.get().file_count == 1
    assert "没有交出" in heard(account, MsgType="image", MediaId="gone", MsgId="3").body


class Killed(BaseException):
    """As if the process had gone."""


def test_a_worker_that_dies_between_leaves_it_to_the_next(account):
    """CHN-3: at any step, and without its job."""
    push(account)
    pushed = PushedMessage.objects.get()
    with pytest.raises(Killed), transaction.atomic():
        understand_push(pushed.pk, now=NOW)
        raise Killed
    assert not Message.objects.exists()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
    assert sweep_pushed(now=pushed.pushed_at + timedelta(minutes=2)) == 1
    assert sweep_pushed(now=pushed.pushed_at + timedelta(minutes=2)) == 0
    work()
    work()
    assert Message.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_over_sockets_it_is_answered_in_time_taken_once_and_greeted(there, live_server):
    """CHN-3: WeChat's side is a program of its own; three pushes at once, and a database that hangs meanwhile."""
    account = an_account(make_cast(NOW), there)
    to = f"{live_server.url}/channels/wechat/{account.code}/"
    assert httpx.post(f"{there}/test/verify", json={"to": to}).json() is True

    def pushed(**what):
        body = {"to": to, "fields": {"MsgType": "text", "Content": "漏水", "MsgId": "77"}, **what}
        return httpx.post(f"{there}/test/push", json=body, timeout=60).json()

    assert [one["status"] for one in pushed(at_once=3)["tries"]] == [200] * 3
    assert PushedMessage.objects.count() == 1
    assert "欢迎关注" in pushed(fields={"MsgType": "event", "Event": "subscribe"})["shown"]
    locked, over = threading.Event(), threading.Event()

    def hold():
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("LOCK TABLE conversations_pushedmessage IN ACCESS EXCLUSIVE MODE")
            locked.set()
            over.wait()
        connections.close_all()

    holding = threading.Thread(target=hold)
    holding.start()
    locked.wait()
    slow = pushed(fields={"MsgType": "text", "Content": "在吗", "MsgId": "78"})
    over.set()
    holding.join()
    assert [one["status"] for one in slow["tries"]] == [503] * 3  # three times in time, none of them kept
    assert pushed(fields={"MsgType": "text", "Content": "在吗", "MsgId": "78"})["tries"][-1]["status"] == 200
    work(now=datetime.now(UTC))
    assert sorted(Message.objects.values_list("body", flat=True)) == ["在吗", "漏水"]
