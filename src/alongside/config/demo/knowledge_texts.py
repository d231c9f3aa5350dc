"""What the demo's people have written down (knowledge.toml), what they are writing, and what nobody found."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Written:
    """Where, what kind and topic, by whom and approved by whom; published so many days ago; shown and helpful so much."""

    node: str
    kind: str
    topic: str
    by: str
    approver: str
    title: str
    words: str
    days: int = 200
    outside: int = 0  # opened by customers in a usual week
    desk: int = 3
    helped: int = 0
    not_helped: int = 0
    situation: str = ""
    months: int = 12
    finds: str = ""  # of whose cases it was used: a word of their titles


def _texts() -> tuple[Written, ...]:
    rows = tomllib.loads(Path(__file__).with_name("knowledge.toml").read_text(encoding="utf-8"))["text"]
    return tuple(
        Written(title=row["title"], words=row["words"].strip(), **row["where"], **row["read"]) for row in rows
    )


TEXTS = _texts()

# What is being written: a second version that waits, and a draft that was turned down once.
WAITING = (
    "卫生间、顶棚漏水怎么办",
    "工程师一般 **2 小时内** 与您联系，紧急漏水 **30 分钟内** 到场。",
    "工程师一般 **1 小时内** 与您联系，紧急漏水 **15 分钟内** 到场，夜间同样有人值班。",
    "按新的响应标准缩短时限",
)
DRAFT = (
    "精装房甲醛检测怎么申请",
    "交付前我们委托有资质的机构按户型抽检，报告可在交付现场查阅。\n\n需要对自己的房屋单独检测的，请向客服登记，可预约共同取样。",
    "请法务核对“共同取样”的说法",
)
# words, by customers, at the desk
GAPS = (
    ("宽带 安装", 14, 3),
    ("燃气 开通", 11, 5),
    ("户口 迁入", 9, 1),
    ("外墙 清洗 多久一次", 4, 2),
    ("儿童乐园 开放时间", 6, 0),
    ("充电桩 申请", 17, 6),
)
