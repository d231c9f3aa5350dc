"""Who wrote on the project's own website: in the window, by the form, answered, waiting, known by a code."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings

from alongside.config.demo.company import Company
from alongside.domain.conversations.actions import answer_thread
from alongside.domain.conversations.actions.visiting import (
    leave_address,
    recognise_visitor,
    send_form,
    write_as_visitor,
    write_first,
)
from alongside.domain.conversations.models import Account
from alongside.domain.organisation.queries import actor_for


@dataclass(frozen=True)
class Visit:
    """One browser: how long ago, what was said there in turn (they begin), and who it was as far as they said."""

    hours: float
    said: tuple[str, ...]
    called: str = ""
    contact: str = ""
    owner: str = ""
    is_done: bool = False
    knowing: str = ""  # which forbidden promise the answer held and was sent nevertheless


VISITS = (
    Visit(26, ("样板房周末开放吗？要不要预约？", "开放，早上九点到下午五点半，不用预约，到了报我的名字林晓月就行。", "好的，谢谢！"), "吴先生", is_done=True),
    Visit(30, ("漏水修过两次了，这次能保证修好吗？", "您放心，这次做完闭水检查，肯定不会再漏。", "好，那我等你们通知。"), "孙先生", is_done=True,
          knowing="never_leaks"),
    Visit(7, ("电动车充电棚什么时候通电？", "陈先生您好，供电局今天下午来送电，傍晚前可以用。", "终于！我晚上去看看。"), owner="陈国华"),
    Visit(1.6, ("我想问一下二期的学区怎么划", "以教育局当年公布的为准，我们不作承诺；去年的划片表我可以发您参考。"), "", "guest.li@mail.example"),
    Visit(0.2, ("请问物业费可以按季度交吗",)),
)  # fmt: skip


def tell_visitors(company: Company, *, now: datetime) -> None:
    """Through the same door by which the window's frame and the form go."""
    site = urlsplit(settings.PUBLIC_URL)
    account = Account.objects.create(
        node=company.nodes["GLT"],
        channel="chat",
        provider="widget",
        name="观澜庭客服",
        options={
            "origins": f"{site.scheme}://{site.netloc}",
            "accent": "#0f6b5c",
            "greeting": "",
            "categories": "报修\n投诉\n咨询\n看房预约",
            "hours": "office",
        },
    )
    for visit in VISITS:
        _tell(company, account, visit, now=now)
    at = now - timedelta(hours=3)
    send_form(
        account,
        words="8 栋门口的减速带松了，晚上车过去声音很大，请帮忙看一下。",
        contact="hejing@mail.example",
        name="何女士",
        subject="报修",
        once_key="demoform0001",
        now=at,
    )


def _tell(company: Company, account: Account, visit: Visit, *, now: datetime) -> None:
    at = now - timedelta(hours=visit.hours)
    lin = actor_for(company.staff["lin"], now=now)
    visitor, _token, first = write_first(account, words=visit.said[0], once_key="demo0000", now=at)
    if first is None:
        raise RuntimeError("this was told before")
    if visit.owner in company.owners:
        recognise_visitor(visitor, company.owners[visit.owner], now=at)
    if visit.contact:
        leave_address(visitor, contact=visit.contact, name=visit.called, now=at)
    thread = first.conversation.thread
    for turn, words in enumerate(visit.said[1:], start=1):
        at += timedelta(minutes=2)
        thread.refresh_from_db()
        if turn % 2:
            answer_thread(
                thread, words=words, by=lin, now=at, is_done=visit.is_done and turn == len(visit.said) - 2,
                knowing=[visit.knowing] if visit.knowing else (),
            )  # fmt: skip
        else:
            write_as_visitor(visitor, words=words, once_key=f"demo{turn:04}", now=at)
