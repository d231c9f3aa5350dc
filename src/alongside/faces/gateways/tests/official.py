"""An official account of the tests, beside the program that speaks for WeChat."""

from __future__ import annotations

from datetime import UTC, datetime

import httpx
from django.test import Client
from tests.fakes import wechat_sealing

from alongside.domain.conversations.actions import add_account, answer_thread
from alongside.domain.conversations.actions.outbox import deliver
from alongside.domain.conversations.actions.wechat.understanding import understand_push
from alongside.domain.conversations.models import Delivery, Message, PushedMessage, Thread
from alongside.domain.customers.actions import WeChatAccount, bind_wechat
from alongside.kernel.actor import SYSTEM

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)  # a Friday, 10:00 in Hangzhou
ZHOU = "zhou@wxofficial"
GIVEN = {
    "app_id": "wxofficial", "mode": "aes", "greeting": "欢迎关注观澜庭。", "away": "",
    "template_id": "", "template": "thing1 = {words}\ntime2 = {time}",
    "app_secret": "official-secret", "token": wechat_sealing.TOKEN, "aes_key": wechat_sealing.KEY,
}  # fmt: skip


def an_account(cast, there, **but):
    return official_of(cast.project, there, now=NOW, **but)


def official_of(node, there, *, now, **but):
    """An account at the program that speaks for WeChat, where everything begins anew."""
    httpx.post(f"{there}/test", json={"reset": True, "follow": ZHOU})
    given = GIVEN | {"api": there} | but
    return add_account(
        node=node, provider="wechat_official", name="观澜庭服务", given=given, by=SYSTEM, now=now
    )


def say(there, **what):
    return httpx.post(f"{there}/test", json=what).json()


def fields(**but):
    said = {"ToUserName": "gh_1", "FromUserName": ZHOU, "CreateTime": int(NOW.timestamp()), "MsgType": "text"}
    return (
        said
        | ({"Content": "8栋水管漏了", "MsgId": "1"} if "Event" not in but else {"MsgType": "event"})
        | but
    )


def push(account, *, mode="aes", spoil=None, **but):
    query, raw = wechat_sealing.pushed(fields(**but), mode=mode)
    query, raw = spoil(query, raw) if spoil else (query, raw)
    return Client().post(
        f"/channels/wechat/{account.code}/", raw, content_type="text/xml", query_params=query
    )


def work(now=NOW):
    for pk in PushedMessage.objects.order_by("pk").values_list("pk", flat=True):
        understand_push(pk, now=now)


def heard(account, **but):
    """What was pushed, as the inbox shows it."""
    assert push(account, **but).status_code == 200
    work()
    return Message.objects.latest("pk")


def bind(actor, openid=ZHOU):
    return bind_wechat(actor.customer, WeChatAccount("wxofficial", openid), by=actor, now=NOW)


def answered(cast, there, account, words="师傅下午三点到。", **case):
    """An agent answers the only conversation; what became of it."""
    if not Thread.objects.exists():
        heard(account)
    answer_thread(Thread.objects.get(), words=words, by=cast.agent, now=NOW)
    say(there, **case)
    delivery = Delivery.objects.latest("pk")
    deliver(delivery.pk, now=NOW)
    delivery.refresh_from_db()
    return delivery
