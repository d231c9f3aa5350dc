"""What many neighbours of the demo bring up at once: one matter that grows, one with a standing answer (CHN-11, CAS-19)."""

from __future__ import annotations

from datetime import datetime, timedelta

from alongside.config.demo.company import OWNERS, Company
from alongside.domain.assistance.actions import answer_issue, gather_node
from alongside.domain.assistance.models import HotIssue
from alongside.domain.cases.actions.opening import open_case
from alongside.domain.cases.models import Category
from alongside.domain.organisation.queries import actor_for
from alongside.kernel.actor import SYSTEM
from alongside.kernel.jobs import defer

NOISE = (
    (52, "phone", "北门外工地夜里还在打桩", "十一点多了还在打桩，窗户都在震，明天还要上班。"),
    (46, "wechat", "半夜施工吵得孩子睡不着", "孩子才一岁，被挖机的声音吓醒三次。有没有人管？"),
    (29, "portal", "北门工地通宵作业扰民", "连着两晚通宵，噪音太大，我母亲心脏不好。"),
    (23, "phone", "凌晨一点混凝土车轰隆隆", "罐车一辆接一辆，睡到一半被吵醒，请你们去交涉。"),
    (9, "wechat", "工地声音大，关了窗也没用", "我家靠北，关紧窗户还是轰鸣，根本休息不好。"),
    (7, "portal", "夜间施工有没有许可", "半夜施工有许可证吗？噪声超标没有人测吗？"),
    (5, "phone", "挖机又开工了，整栋楼都在抱怨", "群里几十户都在说睡不着，物业要给个说法。"),
    (3, "wechat", "北门打夯声一直到天亮", "打夯到天亮，一夜没合眼。"),
)
WATER = (
    (8, "phone", "5栋从早上起没水", "六点起来就没有水，连脸都洗不了。"),
    (7, "wechat", "家里断水了", "打开龙头一滴都没有，是停水了吗？"),
    (7, "portal", "水龙头不出水", "厨房卫生间都不出水，中午饭怎么做？"),
    (6, "phone", "自来水什么时候来", "早上停到现在，来水要到几点？"),
)
ANSWER = "5 栋加压水泵故障，维修单位已到场更换，预计今天 18:00 恢复供水。南门岗亭备有桶装水，老人和婴儿家庭请来电，我们送水上门。"


def tell_many_voices(company: Company, *, now: datetime) -> None:
    """Both in the first project; then the worker learns from the year's closed cases as soon as it runs."""
    named = {company.owners[one[0]].pk for one in OWNERS}
    homes = [
        (customer, unit)
        for customer, unit in company.homes
        if unit.node_id == company.nodes["GLT"].pk and customer.pk not in named
    ]
    water = [one for one in homes if one[1].label.startswith("5栋")][: len(WATER)]
    others = [one for one in homes if one not in water][:: max(1, len(homes) // 12)][: len(NOISE)]
    _call(company, NOISE, others, category="complaint/property_service/noise", now=now)
    _call(company, WATER, water, category="complaint/quality/plumbing", now=now)
    gather_node(company.nodes["GLT"], by=SYSTEM, now=now)
    dry = HotIssue.objects.filter(category__code="complaint/quality/plumbing").order_by("-heat").first()
    if dry:
        supervisor = actor_for(company.staff["sun"], now=now)
        answer_issue(
            dry, title="5栋停水：加压水泵故障", answer=ANSWER, category=dry.category, by=supervisor,
            now=now - timedelta(hours=1),
        )  # fmt: skip
    at = now + timedelta(minutes=2)  # once whoever waits for the first page has it
    defer("alongside.domain.assistance.jobs.train", queue="long", queueing_lock="train_models", at=at)


def _call(company: Company, told: tuple, homes: list, *, category: str, now: datetime) -> None:
    about = Category.objects.get(code=category)
    for (hours, channel, title, words), (customer, unit) in zip(told, homes, strict=False):
        at = now - timedelta(hours=hours)
        open_case(
            node=company.nodes["GLT"], kind="complaint", category=about, title=title, words=words, channel=channel,
            customer=customer, unit=unit, owner=company.staff["chen"], by=actor_for(company.staff["sun"], now=at), now=at,
        )  # fmt: skip
