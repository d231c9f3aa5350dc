"""What the demo knows of its places: promised standards, permits, what is near, phases, and how homes were sold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from alongside.domain.estates.actions import add_estate_fact, add_phase, change_estate, move_unit
from alongside.domain.estates.models import Estate, Phase, Unit
from alongside.kernel.actor import SYSTEM, Actor


@dataclass(frozen=True)
class Place:
    """Of one estate: lines of the standard, facts with their source, and the names of its phases."""

    standard: tuple[tuple[str, str, str], ...]
    facts: tuple[tuple[str, str, str, str, int], ...]  # kind, name, words, source, days before
    phases: tuple[str, str]


PLACES = {
    "GLT": Place(
        standard=(
            ("全屋", "外墙窗", "断桥铝合金窗，三玻两腔中空玻璃"),
            ("全屋", "入户门", "甲级防盗门，指纹密码锁"),
            ("客厅", "地面", "800 × 800 通体砖，美缝"),
            ("厨房", "台面", "石英石台面，不锈钢双槽"),
            ("卫生间", "防水", "墙面防水高 1.8 米，闭水试验 48 小时"),
            ("主卧", "地面", "三层实木复合地板"),
        ),
        facts=(
            ("sales_permit", "杭售许字（2022）第 002187 号", "1–4 栋", "市住房保障局网站", 1180),
            ("sales_permit", "杭售许字（2023）第 000416 号", "5–8 栋", "市住房保障局网站", 900),
            ("nearby", "地铁 5 号线江晖路站", "步行约 600 米", "市规划局公示", 400),
            ("nearby", "观澜实验小学", "学区以当年划分为准", "区教育局", 230),
            ("nearby", "市第三医院滨江院区", "车程约 10 分钟", "市卫健委网站", 400),
            ("nearby", "宝龙城", "超市、影院，步行约 900 米", "实地核实", 400),
            ("adverse_outside", "东侧规划道路", "预计两年内施工，白天有噪声。", "市规划局公示", 400),
            ("adverse_inside", "垃圾房在 1 栋北侧", "距最近住户 25 米，每日 6 时清运。", "总平面图", 1180),
        ),
        phases=("一期", "二期"),
    ),
    "JNL": Place(
        standard=(
            ("全屋", "外墙窗", "断桥铝合金窗，双层中空玻璃"),
            ("客厅", "地面", "600 × 600 抛釉砖"),
            ("厨房", "橱柜", "多层实木柜体，石英石台面"),
            ("卫生间", "洁具", "一线品牌马桶、花洒，防水 1.8 米"),
        ),
        facts=(
            ("sales_permit", "杭售许字（2022）第 001532 号", "1–8 栋", "市住房保障局网站", 1250),
            ("nearby", "公交 B 支 3 路江南里站", "小区北门口", "实地核实", 300),
            ("nearby", "钱塘区第二幼儿园", "步行约 400 米", "区教育局", 300),
            ("nearby", "江畔菜场", "步行约 300 米", "实地核实", 300),
            (
                "adverse_outside",
                "北侧 110 千伏变电站",
                "距 6 栋约 180 米，环评达标。",
                "市生态环境局公示",
                1250,
            ),
        ),
        phases=("东区", "西区"),
    ),
    "YXF": Place(
        standard=(
            ("全屋", "新风", "全屋新风，每户独立机组"),
            ("客厅", "地面", "大理石地面，波打线"),
            ("卫生间", "防水", "墙面防水到顶，闭水试验 48 小时"),
            ("主卧", "地面", "实木地板"),
        ),
        facts=(
            ("sales_permit", "苏房预园（2022）第 118 号", "1–8 栋", "园区住建局网站", 1220),
            ("nearby", "轨道交通 8 号线云梨桥站", "步行约 800 米", "市规划局公示", 350),
            ("nearby", "星湖学校", "九年一贯制，学区以当年划分为准", "园区教育局", 350),
            ("nearby", "金鸡湖公园", "步行约 15 分钟", "实地核实", 350),
            ("adverse_outside", "南侧快速路", "已设声屏障，临路低层夜间可闻车声。", "环评报告", 1220),
        ),
        phases=("一期", "二期"),
    ),
}
# status -> the acts that lead there from a home not yet on sale, and how many days after the one before
ACTS = {
    "on_sale": ("put_on_sale",),
    "reserved": ("put_on_sale", "reserve"),
    "subscribed": ("put_on_sale", "subscribe"),
    "contracted": ("put_on_sale", "subscribe", "sign"),
    "ready": ("put_on_sale", "subscribe", "sign", "make_ready"),
    "handed_over": ("put_on_sale", "subscribe", "sign", "make_ready", "hand_over"),
    "occupied": ("put_on_sale", "subscribe", "sign", "make_ready", "hand_over", "move_in"),
    "let": ("put_on_sale", "subscribe", "sign", "make_ready", "hand_over", "let"),
}
APART = {"put_on_sale": 0, "reserve": 24, "subscribe": 31, "sign": 12, "make_ready": 300, "hand_over": 26, "move_in": 75, "let": 90}  # fmt: skip


def describe_place(estate: Estate, *, then: datetime) -> list[Phase]:
    """What was promised to its buyers, its permits, what is near it, pleasant or not (EST-1). Its phases."""
    place = PLACES[estate.node.code]
    change_estate(
        estate,
        delivery_standard=[
            dict(zip(("room", "component", "promised"), line, strict=True)) for line in place.standard
        ],
        by=SYSTEM,
        now=then,
    )
    for kind, name, words, source, days in place.facts:
        on = (then + timedelta(days=400 - days)).date()
        add_estate_fact(estate, kind=kind, name=name, words=words, source=source, on=on, by=SYSTEM, now=then)
    return [add_phase(estate, name=name, by=SYSTEM, now=then) for name in place.phases]


def sell(unit: Unit, status: str, *, by: Actor, until: datetime) -> Unit:
    """Move a home that is not yet on sale to where it stands, each act at its own day, the last before `until` (EST-2)."""
    acts = ACTS.get(status, ())
    if unit.handed_over_on:  # that day is known: all others follow from it
        until = datetime.combine(unit.handed_over_on, until.timetz())
        before = acts[: acts.index("hand_over") + 1]
    else:
        until, before = until - timedelta(days=3 * (unit.floor or 1)), acts
    at = until - timedelta(days=sum(APART[one] for one in before))
    for one in acts:
        at += timedelta(days=APART[one])
        unit = move_unit(unit, act=one, on=at.date(), by=by, now=at)
    return unit
