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
from tests.fakes.running import running

from alongside.domain.conversations.actions import add_account, answer_thread
from alongside.domain.conversations.actions.carriers import CARRIERS, NotCarried
from alongside.domain.conversations.actions.outbox import deliver
from alongside.domain.conversations.actions.wechat.menu import publish_menu
from alongside.domain.conversations.actions.wechat.pushing import Taken, answer_at_once, sweep_pushed
from alongside.domain.conversations.actions.wechat.understanding import understand_push
from alongside.domain.conversations.models import Account, Delivery, Follower, Message, PushedMessage, Thread
from alongside.domain.customers.actions import WeChatAccount, bind_wechat
from alongside.kernel.actor import SYSTEM
from alongside.kernel.jobs import follow_fact
from alongside.kernel.models import JournalEntry, StoredFile
from alongside.kernel.refusals import Refused
from alongside.kernel.tests.test_files import a_picture
from alongside.kernel.wechat_official import read_pushed

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)  # a Friday, 10:00 in Hangzhou
ZHOU = "zhou@wxofficial"
GIVEN = {
    "app_id": "wxofficial", "mode": "aes", "greeting": "欢迎关注观澜庭。", "away": "",
    "menu": "报修 = report\n服务 / 我的事项 = cases\n服务 / 说话 = talk", "template_id": "", "template": "thing1 = {words}\ntime2 = {time}",
    "app_secret": "official-secret", "token": wechat_sealing.TOKEN, "aes_key": wechat_sealing.KEY,
}  # fmt: skip


@pytest.fixture(scope="module")
def there():
    with running("wechat_official") as url:
        yield url


@pytest.fixture
def account(cast, there):
    return an_account(cast, there)


def an_account(cast, there, **but):
    httpx.post(f"{there}/test", json={"reset": True, "follow": ZHOU})
    given = GIVEN | {"api": there} | but
    return add_account(
        node=cast.project, provider="wechat_official", name="观澜庭服务", given=given, by=SYSTEM, now=NOW
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


def test_who_follows_is_greeted_and_asked_for_their_number_unless_known(account, cast, settings):
    """CHN-3"""
    greeting = wechat_sealing.shown(push(account, Event="subscribe").content.decode())
    assert "欢迎关注观澜庭。" in greeting
    assert f'{settings.PUBLIC_URL}/portal/sign-in/wechat/?account={account.code}"' in greeting
    work()
    assert Follower.objects.get().is_following
    bind(cast.customer)
    again = wechat_sealing.shown(push(account, Event="subscribe").content.decode())
    assert again == "欢迎关注观澜庭。"
    assert "直接" in wechat_sealing.shown(push(account, Event="CLICK", EventKey="talk").content.decode())
    assert push(account, Event="VIEW", EventKey="https://x.example/").content == b"success"
    work()
    assert not Message.objects.exists()


def test_outside_working_hours_they_are_told_so_once(cast, there):
    """CHN-3"""
    away = "现在是休息时间，明早回复您。"
    account = an_account(cast, there, away=away)
    night = NOW + timedelta(hours=13)

    def told(at):
        pushed = read_pushed(
            wechat_sealing.as_xml(fields(CreateTime=int(at.timestamp()), MsgId=str(at))).encode()
        )
        return wechat_sealing.shown(answer_at_once(Taken(account, pushed, "1"), now=at))

    assert told(night) == told(night) == away
    heard(account, CreateTime=int(night.timestamp()))
    assert told(night) == away  # the same once more
    assert told(night + timedelta(minutes=5)) == ""
    assert told(NOW + timedelta(days=3)) == ""


def bind(actor, openid=ZHOU):
    return bind_wechat(actor.customer, WeChatAccount("wxofficial", openid), by=actor, now=NOW)


def test_who_binds_wechat_is_known_with_what_they_wrote_before(account, cast):
    """CHN-3, INF-6"""
    heard(account)
    heard(account, FromUserName="ma@wxofficial", MsgId="9", Content="我是邻居")
    bind(cast.customer)
    bound = JournalEntry.objects.filter(kind="customer.wechat_bound").latest("pk")
    follow_fact.func(bound.pk)
    known = dict(Message.objects.values_list("body", "customer"))
    assert known == {"8栋水管漏了": cast.customer.customer.pk, "我是邻居": None}
    assert heard(account, MsgId="2", Content="还在漏").customer == cast.customer.customer
    both = [cast.customer.customer.pk, cast.other_customer.customer.pk]
    assert CARRIERS["wechat_official"].addresses(account, both) == {both[0]: ZHOU}


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


def test_an_answer_arrives_as_customer_service_and_a_long_one_goes_on_where_it_stopped(cast, there, account):
    """CHN-3, CHN-7"""
    assert answered(cast, there, account).state == "sent"
    long = "长" * 1500
    delivery = answered(cast, there, account, long, wrong={"/cgi-bin/message/custom/send": [0, -1]})
    assert (delivery.state, delivery.last_error.split()[0]) == ("queued", "busy")
    deliver(delivery.pk, now=delivery.next_try_at)
    sent = [one["text"]["content"] for one in say(there)["sent"]]
    assert sent[0] == "师傅下午三点到。" and "".join(sent[1:]) == long


def test_after_the_window_the_template_is_taken_and_what_became_of_it_is_told(cast, there):
    """CHN-3, CHN-7"""
    account = an_account(cast, there, template_id="t1")
    delivery = answered(cast, there, account, hours_later=50, templates={"t1": ["thing1", "time2"]})
    sent = say(there)["sent"][-1]
    assert (delivery.state, delivery.external_id, sent["by"]) == ("sent", str(sent["msgid"]), "template")
    assert sent["data"]["thing1"]["value"] == "师傅下午三点到。"
    push(account, Event="TEMPLATESENDJOBFINISH", MsgID=sent["msgid"], Status="failed:user block")
    work()
    delivery.refresh_from_db()
    assert (delivery.state, "user block" in delivery.last_error) == ("returned", True)
    delivery = answered(cast, there, account, "改到四点。")
    push(account, Event="TEMPLATESENDJOBFINISH", MsgID=int(delivery.external_id), Status="success")
    work()
    delivery.refresh_from_db()
    assert delivery.state == "delivered"


@pytest.mark.parametrize(
    ("case", "is_elsewhere"),
    [
        ({"hours_later": 50}, True),
        ({"unfollow": ZHOU}, True),
        ({"refuse": [ZHOU]}, True),
        ({"quota": 0}, True),
        ({"wrong": {"/cgi-bin/message/custom/send": [45011]}}, False),
    ],
)
def test_who_is_not_reached_here_is_reached_elsewhere(cast, there, account, case, is_elsewhere):
    """CHN-7"""
    heard(account)
    answer_thread(Thread.objects.get(), words="您好", by=cast.agent, now=NOW)
    say(there, **case)
    with pytest.raises(NotCarried) as no:
        CARRIERS["wechat_official"].send(Delivery.objects.latest("pk"), now=NOW)
    assert no.value.next_channel == is_elsewhere and ZHOU not in no.value.words


def test_who_left_is_reached_there_no_more_until_they_come_back(cast, there, account):
    """CHN-3"""
    heard(account)
    push(account, Event="unsubscribe", CreateTime=int(NOW.timestamp()) + 60)
    push(account, Event="subscribe", CreateTime=int(NOW.timestamp()) + 30)  # late
    work()
    assert not Follower.objects.get().is_following
    answer_thread(Thread.objects.get(), words="您好", by=cast.agent, now=NOW)
    with pytest.raises(NotCarried) as no:
        CARRIERS["wechat_official"].send(Delivery.objects.latest("pk"), now=NOW)
    assert no.value.next_channel and "/cgi-bin/message/custom/send" not in say(there)["asked"]
    push(account, Event="subscribe", CreateTime=int(NOW.timestamp()) + 90)
    work()
    assert Follower.objects.get().is_following


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
