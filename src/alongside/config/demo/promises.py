"""What the demo's people promised: kept, changed with consent, still open, waiting for a word, and broken with a case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from alongside.config.demo.company import Company
from alongside.domain.cases.actions.handing_on import route_case
from alongside.domain.cases.actions.handling import acknowledge_case
from alongside.domain.cases.actions.promising import follow_broken_promise
from alongside.domain.cases.models import Case
from alongside.domain.customers.models import Customer, CustomerActor
from alongside.domain.estates.models import Unit
from alongside.domain.journeys.models import Journey
from alongside.domain.organisation.queries import actor_for
from alongside.domain.promises.actions import (
    answer_renegotiation,
    ask_to_renegotiate,
    keep_promise,
    make_promise,
    report_not_kept,
)
from alongside.domain.promises.actions.sweeping import sweep_promises
from alongside.domain.promises.models import Promise, PromiseKind
from alongside.kernel.actor import Actor

KEPT, CHANGED, OPEN, ASKED, LAPSED, NOT_KEPT = "kept", "changed", "open", "asked", "lapsed", "not_kept"


@dataclass(frozen=True)
class Told:
    """Who promised whom what: made so many days ago, due so many days from now, and what came of it."""

    by: str
    to: str  # an owner's name; "" for the next buyer
    kind: str
    words: str
    made: int
    due: int
    fate: str = OPEN
    result: str = ""


TOLD = (
    Told("lin", "周敏", "repair", "主卫防水由我盯到底，周末前给出整间重做的方案和工期", 2, 2, ASKED),
    Told("luo", "周敏", "answer", "楼道感应灯的更换时间，明天下班前回复您", 1, 1),
    Told("lin", "周敏", "gift", "返修期间的停车费由我们承担，随本月账单减免", 20, -6, KEPT, "9 天停车费已在本月账单减免"),
    Told("jiao", "周敏", "facility", "儿童活动区围栏月底前装好", 60, -10, CHANGED, "围栏已装好，照片已发业主群"),
    Told("lin", "陈国华", "repair", "阳台推拉门密封条一周内更换", 16, -9, KEPT, "密封条已更换，当场试水不漏"),
    Told("luo", "赵宇轩", "answer", "电梯年检报告拿到后两天内发给您", 12, -8, NOT_KEPT, "年检报告已发业主群"),
    Told("chen", "何静", "answer", "产权证办理进度每周五告诉您一次，本周五前第一次", 9, -3, KEPT, "已电话告知：资料已进窗口"),
    Told("lin", "郑海燕", "date", "外墙补漆排在下周三，有变化提前两天说", 8, 3),
    Told("lin", "谢欣", "repair", "入户门锁本周内换新", 9, -1, LAPSED),
    Told("chen", "何静", "date", "楼道照明月初前修好，修好拍照给您", 47, -34, LAPSED),
    Told("gu", "", "price", "车位团购价给您保留到月底", 30, 6),
    Told("gu", "", "gift", "签约礼：两年物业费券，三个工作日内送到", 40, -34, KEPT, "物业费券已面交"),
    Told("gu", "", "answer", "贷款放款进度，周五前给您回话", 14, -9, KEPT, "银行已放款，电话告知"),
    Told("gu", "", "facility", "北门健身步道的完工时间问清楚，一周内答复", 25, -12, CHANGED, "已书面答复：明年三月完工"),
    Told("gu", "", "date", "工地开放日给您留上午的名额", 6, 8),
    Told("gu", "", "price", "老业主推荐优惠，认购前帮您申请下来", 50, -28, KEPT, "优惠已批，写入认购书"),
    Told("fang", "", "price", "同户型再降价就补差，写进补充协议，月底前给您看稿", 20, 4, ASKED),
    Told("gu", "", "answer", "精装色卡的实物样板，下周带到现场", 22, -13, NOT_KEPT, "色卡已寄出"),
)  # fmt: skip
WHY = {
    "周敏": "闭水检查要满 48 小时，方案要等结果出来。想推迟三天，给您一份做得准的方案。",
    "": "补充协议要法务复核，想多用五个工作日。",
}


def tell_promises(company: Company, *, now: datetime) -> None:
    """Through the actions, each at its own day before `now`."""
    kinds = {one.code: one for one in PromiseKind.objects.all()}
    walked = Journey.objects.walking().filter(keeper=company.staff["gu"], state="walking").order_by("pk")
    buyers = iter([(one.customer, one.unit) for one in walked.select_related("customer", "unit__building")])
    homes = {customer.pk: unit for customer, unit in company.homes}
    for told in TOLD:
        customer, unit = (
            (company.owners[told.to], homes[company.owners[told.to].pk]) if told.to else next(buyers)
        )
        _tell(company, told, customer, unit, kinds[told.kind], now=now)


def _tell(
    company: Company, told: Told, customer: Customer, unit: Unit | None, kind: PromiseKind, *, now: datetime
) -> None:
    node = company.nodes["GLT"]
    made_at = now - timedelta(days=told.made, hours=1)
    by = actor_for(company.staff[told.by], now=now)
    due_on = _day(now, told.due, node.zone)
    first_on = due_on - timedelta(days=4) if told.fate == CHANGED else due_on
    promise = make_promise(
        customer, node=node, kind=kind, words=told.words, due_on=first_on, unit=unit, by=by, now=made_at
    )
    them = CustomerActor(customer)
    done_at = now + timedelta(days=told.due, hours=-2)
    if told.fate == CHANGED:
        asked_at = done_at - timedelta(days=5)
        ask_to_renegotiate(promise, reason="材料晚到，多给四天", new_on=due_on, by=by, now=asked_at)
        answer_renegotiation(promise, agrees=True, by=them, now=asked_at + timedelta(hours=3))
    if told.fate in (KEPT, CHANGED, NOT_KEPT):
        keep_promise(promise, words=told.result, by=by, now=done_at)
    if told.fate == NOT_KEPT:
        at = now - timedelta(hours=told.made)
        report_not_kept(promise, words="我这边没有收到，请核实一下。", by=them, now=at)
        _follow(promise, "portal", at=at)
    if told.fate == ASKED:
        ask_to_renegotiate(
            promise,
            reason=WHY[told.to],
            new_on=due_on + timedelta(days=3),
            by=by,
            now=now - timedelta(hours=5),
        )
    if told.fate == LAPSED:
        promise.refresh_from_db()
        sweep_promises(now=promise.due_at)
        _follow(promise, "", at=promise.due_at)


def _follow(promise: Promise, channel: str, *, at: datetime) -> None:
    """The case that it opens, which somebody has taken up."""
    case = follow_broken_promise(promise.pk, channel=channel, now=at)
    if case is None:
        return
    route_case(case, now=at)
    case = Case.objects.select_related("owner").get(pk=case.pk)
    if case.owner:
        by: Actor = actor_for(case.owner, now=at)
        acknowledge_case(case, by=by, now=at + timedelta(minutes=9))


def _day(now: datetime, days: int, zone: str) -> date:
    return (now + timedelta(days=days)).astimezone(ZoneInfo(zone)).date()
