"""What people call the same trouble: words of one row mean one thing when messages are compared (CHN-11).

A word counts wherever it stands in a text. Only what every neighbour would mean by it stands here; what merely goes
together (rain and a leak) is found by the texts themselves.
"""

from __future__ import annotations

from functools import cache

MEANINGS: tuple[tuple[str, ...], ...] = (
    ("停电", "断电", "没电", "没有电", "跳闸", "电停了", "黑灯瞎火", "送电", "供电", "来电", "电力中断", "没来电", "拉闸"),
    ("停水", "断水", "没水", "没有水", "水停了", "供水", "来水", "不出水", "自来水"),
    ("水压", "水小", "水流很小", "水流小", "水细"),
    ("停暖", "不热", "没暖气", "暖气", "地暖", "供暖", "供热", "采暖"),
    ("停气", "断气", "没燃气", "燃气", "天然气", "煤气"),
    ("电梯", "升降机", "轿厢", "困梯", "梯子坏", "乘梯", "扶梯"),
    ("漏水", "渗水", "渗漏", "滴水", "渗进", "漏进", "返潮", "水渍", "进水"),
    ("下水", "堵塞", "堵了", "反水", "返水", "倒灌", "污水", "马桶冒", "管道堵", "不通"),
    ("噪音", "噪声", "吵", "扰民", "轰鸣", "轰隆", "睡不着", "睡不好", "睡觉", "无法休息", "休息不好", "噪", "声音大", "响声", "嘈杂"),
    ("施工", "工地", "搅拌站", "搅拌厂", "打桩", "挖机", "混凝土", "打夯"),
    ("灰尘", "扬尘", "粉尘", "尘土", "灰大"),
    ("异味", "臭味", "臭气", "恶臭", "味道", "气味", "刺鼻", "熏", "难闻", "油烟"),
    ("车位", "停车", "泊车", "车库", "占道", "乱停"),
    ("捆绑", "强制", "搭售", "强买"),
    ("物业费", "收费", "涨价", "乱收", "多收", "费用"),
    ("门禁", "单元门", "刷卡", "门卡", "大门"),
    ("保安", "门岗", "安保", "秩序"),
    ("垃圾", "清运", "脏乱", "保洁", "卫生差", "没人打扫"),
    ("绿化", "树", "草坪", "花草"),
    ("裂缝", "开裂", "裂开", "裂纹", "墙裂"),
    ("空鼓", "脱落", "掉落", "起皮", "剥落"),
    ("学位", "入学", "学区", "配套学校", "划片", "上学"),
    ("房产证", "不动产证", "办证", "产权证", "产证"),
    ("交房", "交付", "延期", "收楼", "收房"),
    ("消防", "火灾", "起火", "灭火", "着火"),
    ("积水", "内涝", "水淹", "排水", "被淹"),
    ("路灯", "照明", "灯坏", "没灯", "灯不亮"),
    ("广场舞", "音响", "跳舞"),
    ("电动车", "充电", "电瓶车", "飞线"),
    ("网络", "宽带", "断网", "信号"),
    ("拖欠", "欠薪", "工资", "工钱"),
    ("诈骗", "被骗", "非法集资", "套路贷", "跑路"),
    ("公交", "地铁", "线路", "班次"),
    ("power cut", "power outage", "no power", "no electricity", "blackout"),
    ("lift", "elevator"),
    ("noise", "noisy", "loud", "cannot sleep"),
    ("leak", "leaking", "dripping", "seepage"),
    ("no water", "water outage", "water is off"),
)  # fmt: skip


@cache
def _by_word() -> dict[str, str]:
    return {word: f"={row[0]}" for row in MEANINGS for word in row}


def meanings_in(text: str) -> set[str]:
    """The rows of which some word stands in the `plain` text, each named by its first word after a =."""
    return {meaning for word, meaning in _by_word().items() if word in text}
