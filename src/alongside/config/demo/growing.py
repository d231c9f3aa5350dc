"""A building that grows: drawn pictures of its site, month by month, and what its people were told (JRN-6)."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from typing import Any

from alongside.config.demo.building_site import building_site
from alongside.config.demo.company import Company
from alongside.domain.bulletins.actions import (
    acknowledge_bulletin,
    add_photos,
    arrange_photos,
    go_through,
    mark_read,
    publish_bulletin,
    record_acknowledgement,
    write_bulletin,
)
from alongside.domain.bulletins.models import Bulletin
from alongside.domain.bulletins.queries import audience_of, today_at
from alongside.domain.customers.models import CustomerActor
from alongside.domain.estates.models import Building
from alongside.domain.organisation.queries import actor_for
from alongside.kernel.actor import Actor

MONTHS = 24
FLOORS = 26
# milestone, percent, title, words, caption: one a month, the oldest first.
REPORTS = (
    ("foundation", 2, "9栋正式开工", "围挡、临电、塔吊基础完成，桩机进场。", "桩基施工"),
    ("foundation", 4, "桩基完成六成", "共 214 根工程桩，已完成 131 根，检测合格。", "桩基施工"),
    ("foundation", 7, "桩基全部完成", "静载与小应变检测全部合格，开始土方开挖。", "基坑全景"),
    ("foundation", 10, "地下室底板浇筑", "底板 1.2 米厚，连续浇筑 38 小时，测温正常。", "底板浇筑"),
    ("foundation", 13, "地下室顶板封闭", "防水卷材铺贴完成，闭水试验 48 小时无渗漏。", "地下室顶板"),
    ("structure", 16, "出正负零", "首层结构完成，后续标准层约 6 天一层。", "首层结构"),
    ("structure", 20, "主体施工至3层", "铝模体系磨合完成，墙面平整度实测合格率 96%。", "主体施工"),
    ("structure", 25, "主体施工至6层", "外架同步提升，钢筋、混凝土送检全部合格。", "主体施工"),
    ("structure", 29, "主体施工至9层", "预留洞口逐一复核，发现 3 处偏位并已整改。", "主体施工"),
    ("structure", 34, "主体施工至12层", "二次结构自下而上插入，样板层通过验收。", "主体施工"),
    ("structure", 38, "主体施工至15层", "春节前完成 15 层，节后复工时间已排定。", "主体施工"),
    ("structure", 42, "主体施工至18层", "雨天较多，周末加班追回 4 天。", "主体施工"),
    ("structure", 47, "主体施工至21层", "窗框开始安装，淋水试验同步进行。", "主体施工"),
    ("structure", 52, "主体施工至24层", "机房层模板完成，封顶时间确定。", "主体施工"),
    ("topped_out", 56, "9栋主体封顶", "感谢等待。接下来进入外立面与机电安装阶段。", "封顶当日"),
    ("topped_out", 59, "主体结构验收通过", "五方主体验收一次通过，砌筑完成八成。", "结构验收"),
    ("facade", 63, "外墙保温完成一半", "保温板逐层拉拔试验，合格后才做下一层。", "外墙保温"),
    ("facade", 67, "外墙涂料开始施工", "颜色以封样为准，样板墙在东侧围挡内，欢迎来看。", "外立面"),
    ("facade", 71, "窗户安装完成", "全部外窗淋水试验，12 处渗点已处理并复验。", "外立面"),
    ("fitting_out", 74, "电梯进场", "三台电梯开始安装，井道验收合格。", "外立面"),
    ("fitting_out", 78, "户内水电完成七成", "水管打压 0.8 兆帕、30 分钟不降压，逐户留影。", "外立面"),
    ("fitting_out", 81, "公共区域开始装修", "大堂石材排版确认，与样板一致。", "外立面"),
    ("grounds", 85, "园林开始栽种", "主入口 6 株香樟到场，儿童乐园基层完成。", "园林施工"),
    ("grounds", 88, "园路与照明施工", "雨水井全部打开检查，路灯穿线完成。", "园林施工"),
)
NOTICE: dict[str, Any] = {
    "title": "小区东门改造期间人行路线调整",
    "topic": "facility",
    "words": "东门将改为人车分流，下月起封闭施工约 40 天，期间行人改走南门与 3 栋旁便门，车辆走北门不变。",
    "why": "东门早晚高峰人车混行，去年记录到 5 次剐蹭。业主大会已表决通过分流方案。",
    "meaning": "步行到公交站多约 3 分钟；快递柜临时移至南门。老人或行动不便的家庭，请告诉我们，安排接驳车。费用不变。",
}
CHANGE: dict[str, Any] = {
    "title": "9栋阳台栏杆由铝合金改为夹胶玻璃",
    "topic": "design",
    "words": "9栋全部南向阳台栏杆，由铝合金立杆改为 6+6 夹胶玻璃栏板，高度仍为 1.15 米。",
    "why": "原设计立杆间有横向构件，儿童可能攀爬；模拟验收时客户服务部提出，设计与工程已复核。",
    "meaning": "阳台面积、栏杆高度、房价和交付时间都不变，坐下时的视野更好。增加的费用由我们承担。",
}


def tell_growing(company: Company, *, now: datetime, chance: Random) -> None:
    """Two years of reports on the building that is being built, and two notices, half of them acknowledged."""
    building = Building.objects.get(estate=company.estates["GLT"], name="9栋")
    writer = actor_for(company.staff["sun"], now=now)
    for month, (milestone, percent, title, words, caption) in enumerate(REPORTS):
        at = now - timedelta(days=30 * (MONTHS - month) - 18)
        report = write_bulletin(
            building.estate, kind="progress", buildings=[building], title=title, words=words, percent=percent,
            milestone=milestone, by=writer, now=at,
        )  # fmt: skip
        pictures = [building_site(percent, seed=month)]
        if month >= MONTHS - 4:
            pictures.append(building_site(percent, seed=month + 100))
        photos = add_photos(report, photos=pictures, by=writer, now=at)
        captions = [caption, "从样板区看过去"]
        arrange_photos(
            report,
            order=[(one.pk, words) for one, words in zip(photos, captions, strict=False)],
            by=writer,
            now=at,
        )
        _out(report, by=writer, at=at)
        _read(report, share=0.7, at=at + timedelta(hours=9), until=now, chance=chance)
    for given, days, buildings in ((CHANGE, 6, [building]), (NOTICE, 3, _lived_in(building))):
        at = now - timedelta(days=days)
        until = today_at(building.estate.node, now) + timedelta(days=14 - days)
        notice = write_bulletin(
            building.estate, kind="change", buildings=buildings, acknowledge_by_on=until, by=writer, now=at, **given
        )  # fmt: skip
        _out(notice, by=writer, at=at)
        _read(notice, share=0.6, at=at + timedelta(hours=5), until=now, chance=chance)
        _acknowledge(company, notice, now=now, chance=chance)


def _lived_in(building: Building) -> list[Building]:
    return list(Building.objects.filter(estate=building.estate).exclude(pk=building.pk))


def _out(bulletin: Bulletin, *, by: Actor, at: datetime) -> None:
    count = audience_of(bulletin, on=today_at(bulletin.node, at)).customers
    out = publish_bulletin(bulletin, expected=count, by=by, now=at)
    go_through(out.rounds.get().pk, now=at)


def _read(bulletin: Bulletin, *, share: float, at: datetime, until: datetime, chance: Random) -> None:
    """Some read it within a few days; the owner of the demo has not yet seen what came last."""
    for one in bulletin.recipients.select_related("customer").order_by("pk"):
        then = at + timedelta(hours=chance.randrange(1, 60))
        if then < until and one.customer.name != "周敏" and chance.random() < share:
            mark_read(bulletin, by=CustomerActor(one.customer), now=then)


def _acknowledge(company: Company, notice: Bulletin, *, now: datetime, chance: Random) -> None:
    """Most of those who read it; two were called, one signed on paper."""
    agent = actor_for(company.staff["lin"], now=now)
    for one in notice.recipients.filter(read_at__isnull=False).select_related("customer").order_by("pk"):
        if chance.random() < 0.75:
            read_at = one.read_at or now
            then = min(now, read_at + timedelta(minutes=chance.randrange(2, 90)))
            acknowledge_bulletin(one, by=CustomerActor(one.customer), now=then)
    rest = (
        notice.recipients.filter(acknowledged_at__isnull=True).exclude(customer__name="周敏").order_by("pk")
    )
    ways = (("phone", "电话告知，客户表示知道了，无异议。"), ("phone", "本人接听，问了接驳车时间。"))
    for one, (over, words) in zip(rest[:3], (*ways, ("paper", "签字件存档案柜 3-17")), strict=False):
        record_acknowledgement(
            one, over=over, words=words, by=agent, now=now - timedelta(hours=chance.randrange(2, 30))
        )
