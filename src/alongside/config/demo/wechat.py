"""What came over the project's official account: by owners who bound WeChat, and by followers whom nobody knows yet.

The account is switched off, for the demo reaches no WeChat: the words fall in as they do when WeChat pushes them.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F

from alongside.config.demo.company import Company
from alongside.config.demo.pictures import stain
from alongside.domain.cases.actions.threads import join_case
from alongside.domain.cases.models import Case
from alongside.domain.conversations.actions import Heard, answer_thread, assign_thread, hear
from alongside.domain.conversations.actions.wechat.following import note_follower
from alongside.domain.conversations.actions.wechat.menu import keep_menu
from alongside.domain.conversations.models import Account, Channel, Message, OfficialMenu
from alongside.domain.conversations.models.wechat import OFFICIAL
from alongside.domain.customers.actions import WeChatAccount, bind_wechat
from alongside.domain.customers.models import CustomerActor
from alongside.domain.organisation.queries import actor_for
from alongside.kernel.actor import SYSTEM

APP = "wxdemo0guanlanting"
MENU: list[dict[str, Any]] = [
    {"name": "报事报修", "does": "report"},
    {"name": "我的", "below": [
        {"name": "我的事项", "does": "cases"}, {"name": "我的房屋", "does": "home"}, {"name": "通知公告", "does": "bulletins"},
        {"name": "交付预约", "does": "appointments"},
    ]},
    {"name": "找管家", "does": "talk"},
]  # fmt: skip
QUIET_FOLLOWERS = 46


@dataclass(frozen=True)
class Came:
    """Who by name (an owner's, else nobody is known), how long ago, in which words, and what was answered."""

    who: str
    hours: float
    words: tuple[str, ...]
    has_picture: bool = False
    answered: str = ""
    again: str = ""
    handed_to: str = ""
    is_done: bool = False
    joins_case: bool = False  # of the same person, about the same


CAME = (
    Came("郑海燕", 51, ("车位租约这个月到期，能在微信上续吗？",), answered="可以的，续租链接已发到您的手机，付款后自动生效。",
         again="好了，很方便，谢谢！", is_done=True),
    Came("", 27, ("[位置] 杭州市西湖区文一西路观澜庭南门 (30.2861, 120.0652)", "南门的减速带翘起来一块，电动车容易摔。"),
         answered="谢谢提醒，工程师傅今天下午处理。方便留个门牌号吗？", handed_to="chen"),
    Came("何静", 6, ("[语音] 你好，我家阳台的推拉门关不严，昨天下雨进水了，周末能不能派人来看看？",)),
    Came("周敏", 1.5, ("漏水的地方又大了一圈，你们看看。", "[图片]"), has_picture=True, joins_case=True),
    Came("", 0.3, ("你好，二期还有 89 平的房子吗？想先了解一下。",)),
)  # fmt: skip


def tell_wechat(company: Company, *, now: datetime) -> None:
    """Through the same door by which the job takes them."""
    account = Account.objects.create(
        node=company.nodes["GLT"],
        channel=Channel.WECHAT,
        provider=OFFICIAL,
        name="观澜庭服务号",
        options={"app_id": APP, "mode": "aes", "away": "您好，现在是休息时间，明早 8:30 回复您；紧急报修请拨 24 小时热线。"},
        secrets=json.dumps({"app_secret": "demo", "token": "demo", "aes_key": "d" * 43}),
        is_active=False,
    )  # fmt: skip
    keep_menu(account, entries=MENU, by=SYSTEM, now=now - timedelta(days=40))
    shown = {
        "state": OfficialMenu.State.PUBLISHED,
        "published": F("entries"),
        "done_at": now - timedelta(days=40),
    }
    OfficialMenu.objects.filter(account=account).update(**shown)
    for number in range(QUIET_FOLLOWERS):
        at = now - timedelta(days=30 + number * 3)
        follower = note_follower(account, f"oDemoQuiet{number:04}", at=at)
        if number % 12 == 5:
            note_follower(account, follower.openid, at=at + timedelta(days=20), is_following=False)
    for number, came in enumerate(CAME):
        _tell(company, account, number, came, now=now)


def _tell(company: Company, account: Account, number: int, came: Came, *, now: datetime) -> None:
    at, openid = now - timedelta(hours=came.hours), f"oDemo{number:04}x{number * 7919 % 9973:04}"
    owner = company.owners.get(came.who)
    note_follower(account, openid, at=at - timedelta(days=60), has_spoken=True)
    if owner is not None:
        bind_wechat(owner, WeChatAccount(APP, openid), by=CustomerActor(owner), now=at - timedelta(days=60))
    lin = actor_for(company.staff["lin"], now=now)

    def said(turn: int, words: str, when: datetime, files: tuple[tuple[str, bytes], ...] = ()) -> Message:
        heard = Heard(
            openid, words, f"demo:{number}:{turn}", f"微信用户 {openid[-4:]}", subject=words[:40], files=files, at=when, customer=owner
        )  # fmt: skip
        message = hear(account, heard, now=when)
        if message is None:
            raise RuntimeError("this was told before")
        return message

    for turn, words in enumerate(came.words):
        is_picture = came.has_picture and turn == len(came.words) - 1
        files = (("图片", stain(7).read()),) if is_picture else ()
        message = said(turn, words, at + timedelta(seconds=20 * turn), files)
    thread = message.conversation.thread
    if came.handed_to:
        assign_thread(thread, to=company.staff[came.handed_to], by=lin, now=at + timedelta(minutes=10))
    open_ones = Case.objects.filter(customer=owner, is_open=True).exclude(state="archived")
    if came.joins_case and (case := open_ones.order_by("-opened_at").first()):
        join_case(case, thread=thread, by=lin, now=at + timedelta(minutes=6))
    if not came.answered:
        return
    later = at + timedelta(minutes=25)
    thread.refresh_from_db()
    answer_thread(thread, words=came.answered, by=lin, now=later, is_done=came.is_done and not came.again)
    if came.again:
        said(len(came.words), came.again, later + timedelta(minutes=12))
        thread.refresh_from_db()
        answer_thread(
            thread,
            words="不客气，随时找我。",
            by=lin,
            now=later + timedelta(minutes=15),
            is_done=came.is_done,
        )
