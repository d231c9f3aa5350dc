"""Who follows an official account is greeted, known once they bound WeChat, and left alone after they left (CHN-3)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.fakes import wechat_sealing

from alongside.domain.conversations.actions import answer_thread
from alongside.domain.conversations.actions.carriers import CARRIERS, NotCarried
from alongside.domain.conversations.actions.wechat.pushing import Taken, answer_at_once
from alongside.domain.conversations.models import Delivery, Follower, Message, Thread
from alongside.faces.gateways.tests.official import (
    NOW,
    ZHOU,
    an_account,
    bind,
    fields,
    heard,
    push,
    say,
    work,
)
from alongside.kernel.jobs import follow_fact
from alongside.kernel.models import JournalEntry
from alongside.kernel.wechat_official import read_pushed


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
    assert CARRIERS["wechat_official"].addresses(account, both, now=NOW) == {both[0]: ZHOU}


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
