"""What people bring to a service centre, in their own words: raw material for demo and benchmark, no database.

`story(chance)` tells one story. The same seed tells the same stories.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from random import Random


@dataclass(frozen=True)
class Trouble:
    """A kind of trouble, how often it comes, and how people of both sides speak of it."""

    weight: int
    kind: str
    category: str
    location: str
    titles: tuple[str, ...]
    words: tuple[str, ...]
    found: tuple[str, ...]
    done: tuple[str, ...]
    severities: tuple[int, int, int, int] = (1, 3, 10, 2)  # critical … minor


TROUBLES: tuple[Trouble, ...] = (
    Trouble(
        16, "repair", "repair/waterproofing", "bathroom",
        ("{room}顶板渗水", "{room}漏水", "{room}墙角返潮发霉", "外墙渗水，雨天滴水"),
        ("{since}，{room}天花板一直往下滴水，{harm}。{wish}。",
         "{room}墙根开始是一小块水印，{since}越来越大，摸上去是湿的，{harm}。{wish}。"),
        ("地漏根部防水失效，不是楼上管道", "外墙窗密封胶开裂，雨水倒灌", "上层闭水四十八小时，确认卫生间门槛处渗漏"),
        ("整间重做防水，闭水试验四十八小时无渗漏", "铲除起皮涂料，更换密封胶后淋水试验通过"),
        (2, 5, 8, 1),
    ),
    Trouble(
        9, "repair", "repair/wall_floor", "living_room",
        ("{room}地砖空鼓", "{room}墙面开裂", "木地板起翘", "吊顶接缝开裂"),
        ("{room}走上去有空响，敲了敲有七八块砖是空的，{harm}。{wish}。",
         "墙上裂了一道缝，{since}从门头一直裂到顶，{harm}。{wish}。"),
        ("空鼓面积超过规范，需返工", "属温度裂缝，不影响结构安全", "地面湿度偏高，龙骨受潮变形"),
        ("更换空鼓地砖十二块并重新勾缝", "挂网修补后重新批嵌涂刷", "更换受潮地板三平方米"),
    ),
    Trouble(
        8, "repair", "repair/doors_windows", "balcony",
        ("入户门锁损坏", "{room}推拉门脱轨", "窗户密封条老化漏风", "入户门异响"),
        ("门锁{since}经常打不开，今天差点把老人关在外面。{wish}。",
         "{room}的门推不动，滑轮好像掉了，{harm}。{wish}。"),
        ("锁体弹簧断裂，在保修期内", "滑轮磨损，轨道有变形", "密封条老化，整批次有同样情况"),
        ("更换锁体并试开五十次正常", "更换滑轮、校正轨道", "更换整窗密封条"),
    ),
    Trouble(
        9, "repair", "repair/electrical", "kitchen",
        ("{room}插座没电", "空开频繁跳闸", "照明灯不亮", "弱电箱没有网络信号"),
        ("一开{room}的电器就跳闸，{since}每天好几次，{harm}。{wish}。", "{room}两个插座都没电，冰箱里的东西都坏了。{wish}。"),
        ("回路接线端子松动", "漏电保护器老化", "线路受潮，绝缘电阻不合格"),
        ("紧固端子并检测绝缘合格", "更换漏电保护器", "更换受潮线段并测试正常"),
    ),
    Trouble(
        7, "repair", "repair/plumbing", "kitchen",
        ("{room}下水管堵塞", "水压不足", "水管接头漏水", "马桶底座渗水"),
        ("{room}下水很慢，{since}直接返水，味道很大，{harm}。{wish}。", "早晚高峰水特别小，热水器都打不着火。{wish}。"),
        ("存水弯内有装修残留砂浆", "减压阀故障", "角阀密封圈老化"),
        ("疏通并清理存水弯，放水试验正常", "更换减压阀，末端水压恢复正常", "更换角阀"),
    ),
    Trouble(
        5, "repair", "repair/hvac", "bedroom",
        ("地暖不热", "中央空调不制冷", "新风系统噪音大"),
        ("{room}地暖开了三天还是冰凉的，{harm}。{wish}。", "空调{since}只出风不制冷，{harm}。{wish}。"),
        ("分集水器阀门装反", "冷媒不足，接口有漏点", "风机轴承磨损"),
        ("调整阀门并排气，室温恢复", "补漏并加注冷媒，出风正常", "更换风机轴承"),
    ),
    Trouble(
        6, "repair", "repair/lift", "public/lift",
        ("电梯连续停运", "电梯困人", "电梯异响抖动"),
        ("{building}电梯{since}停了好几次，老人下不了楼，{harm}。{wish}。", "今天电梯到一半突然停住，里面有人被困了二十分钟！{wish}。"),
        ("门机控制板故障", "曳引绳张力不均", "底坑进水导致保护动作"),
        ("更换控制板并连续运行二十四小时正常", "调整张力，经检验合格"),
        (5, 6, 4, 0),
    ),
    Trouble(
        7, "complaint", "complaint/repair_service", "bathroom",
        ("{room}渗水，第三次报修仍未解决", "维修师傅爽约", "修完又坏，不肯负责"),
        ("维修师傅来了两次都只是打胶，今天早上又滴水了，{harm}。你们到底能不能一次修好？",
         "约好{since}上门，请假等了一上午没有人来，电话也没人接。{wish}。"),
        ("两次维修均未做闭水试验，属处理不当", "派单后未与业主确认时间"),
        ("由工程主管负责，重新制定方案并全程跟进", "向业主致歉，安排固定师傅并每日回报进度"),
        (2, 8, 4, 0),
    ),
    Trouble(
        6, "complaint", "complaint/property_service", "public/corridor",
        ("楼道堆物无人清理", "保洁不及时", "保安态度差", "楼上噪音扰民"),
        ("{building}楼道{since}堆满纸箱，跟物业说了好几次没人管，{harm}。{wish}。", "门岗说话很冲，{harm}。我要求道歉。"),
        ("保洁排班缺口，未及时补人", "岗位人员未按礼仪规范应答"),
        ("当天清理完毕并增加每日巡查", "当事人当面道歉，班组重新培训"),
    ),
    Trouble(
        4, "complaint", "complaint/handover", "living_room",
        ("验房问题一直未整改", "交付标准与样板间不符", "橱柜品牌与合同不一致"),
        ("验房时写下的十几个问题，{since}还剩一半没有改，{harm}。{wish}。", "样板间是名牌橱柜，交到手里换了牌子，这不是欺骗吗？{wish}。"),
        ("整改单未按期销项", "设计变更未告知业主"),
        ("逐条整改并由业主签字销项", "按合同更换或补差价，业主选择补差价"),
        (1, 7, 5, 0),
    ),
    Trouble(
        3, "complaint", "complaint/sales_promise", "living_room",
        ("销售承诺的学区没有兑现", "承诺的绿化改成了停车位", "赠送面积缩水"),
        ("买房的时候置业顾问亲口说的，现在全不认账了，{harm}。{wish}。",),
        ("销售口头承诺，无书面依据", "规划调整经批准，但未逐户告知"),
        ("向业主说明批复文件并给予补偿方案", "置业顾问承担相应责任，业主接受补偿"),
        (2, 6, 3, 0),
    ),
    Trouble(
        3, "complaint", "complaint/fees", "public/garage",
        ("停车费乱收", "水电公摊看不懂", "维修收费没有提前说明"),
        ("换一把锁收了三百八，事先没有任何人告诉我要收费，{harm}。{wish}。", "这个月公摊比上个月多了一倍，要求给明细。"),
        ("未执行先报价后维修", "抄表日期跨月"),
        ("退还费用并致歉", "提供逐项明细并在单元公示"),
    ),
    Trouble(
        8, "enquiry", "enquiry/title", "",
        ("房产证办理进度查询", "契税怎么交", "网签信息更正"),
        ("想问一下我家的房产证办到哪一步了，什么时候可以拿？", "过户要带哪些材料，周末可以办吗？"),
        ("资料已递交不动产登记中心",), ("已告知预计出证时间和所需材料，并发送清单",), (0, 1, 6, 8),
    ),
    Trouble(
        5, "enquiry", "enquiry/loan", "",
        ("贷款进度查询", "公积金组合贷怎么办", "提前还款咨询"),
        ("按揭批了没有？银行一直没给我打电话。", "我想提前还一部分，需要你们配合什么吗？"),
        ("银行已终审，待放款",), ("已告知放款预计时间和经办人电话",), (0, 1, 6, 8),
    ),
    Trouble(
        3, "suggestion", "suggestion/community", "public/garden",
        ("建议增设儿童推车坡道", "希望增加快递柜", "建议车库加装充电桩"),
        ("每天推着孩子上下台阶很不方便，能不能在{building}门口加个坡道？", "快递柜总是满的，希望再加一组。"),
        ("已现场查看，具备条件",), ("已列入本季度改造计划并回复业主",), (0, 0, 4, 10),
    ),
    Trouble(
        3, "praise", "praise/staff", "",
        ("表扬管家雨夜送伞", "表扬维修师傅", "感谢客服耐心解释"),
        ("那天下大雨，罗师傅把伞给了我自己淋着回去的，请一定转达谢意！", "师傅干活特别细，走的时候连地都拖干净了。"),
        ("已核实",), ("已转达并登记表扬",), (0, 0, 2, 10),
    ),
    Trouble(
        1, "dispute", "dispute/contract", "",
        ("违约金争议", "面积误差退款争议"),
        ("逾期交房四十六天，合同写得清清楚楚，违约金为什么不给？{wish}。", "实测面积少了一点八平，退款方案我不同意。"),
        ("合同第九条约定按日万分之一", "误差比在百分之三以内，按实结算"),
        ("双方达成书面和解", "按实测面积退还差价"),
        (1, 8, 3, 0),
    ),
)  # fmt: skip

ROOMS = ("主卧", "次卧", "客厅", "厨房", "主卫", "客卫", "阳台", "书房", "玄关", "储藏间")
SINCE = (
    "从上周开始",
    "昨天夜里突然",
    "交房后不久就有，一直没修好",
    "每次下雨之后",
    "连续三天",
    "上次修完不到一个月",
    "今天早上",
)
HARM = (
    "已经影响到楼下邻居",
    "家具和地板都泡坏了",
    "家里有八个月的孩子",
    "老人晚上不敢用",
    "担心有安全隐患",
    "影响正常居住",
    "味道很难闻",
)
WISH = (
    "请今天派人来看",
    "希望给一个书面方案",
    "请尽快处理",
    "请负责人给我回电",
    "要求赔偿损失",
    "麻烦约个周末上门",
    "不解决我就去投诉",
)
MOODS = ("谢谢。", "", "", "我已经说了很多遍了！", "辛苦你们。", "再不来人我就打12345了。")
TAILS = ("", "", "，请尽快处理", "，要求上门", "，多次报修", "，影响居住")
ANSWERS = (
    "{called}您好，您说的情况我都记下了，由我负责到底。工程部今天下午上门查看，查看结果我会当天告诉您。",
    "{called}，非常抱歉给您添麻烦了。已安排师傅上门，到之前会先给您打电话。",
    "{called}您好，前面的维修记录我都看到了，这次我们先查清原因再动工，每天给您回一次进展。",
)
CUSTOMER_REPLIES = (
    "好的，{day}下午家里有人。",
    "师傅来看过了，说要等配件，希望快一点。",
    "可以，请准时。",
    "方案我同意，麻烦先发个书面说明。",
    "问题还在，麻烦再来看看。",
)
NOTES = ("现场查看：{found}。", "与施工单位、监理共同到场，{found}。", "电话联系业主确认时间，{found}。")
DAYS = ("明天", "后天", "本周五", "周末", "下周一")
GOOD_WORDS = ("处理得很快，谢谢。", "师傅很专业。", "这次终于修好了。", "", "", "客服很耐心。")
BAD_WORDS = (
    "修了三次才好。",
    "等太久了，没有人主动告诉我进展。",
    "还是有点渗，先这样吧。",
    "态度可以，就是慢。",
)
CHANNELS = (("phone", 30), ("wechat", 28), ("portal", 20), ("walk_in", 8), ("email", 4), ("hotline", 10))


@dataclass(frozen=True, slots=True)
class Said:
    """One follow-up: who says it ("us", "customer", "note") and after which share of the whole time."""

    who: str
    words: str
    share: float


@dataclass(frozen=True, slots=True)
class Story:
    """One trouble from the first word to the end; `takes` is None while it is still open."""

    kind: str
    category: str
    location: str
    severity: int
    channel: str
    title: str
    words: str
    said: tuple[Said, ...]
    done: str
    answered_after: timedelta
    takes: timedelta | None
    rating: int | None
    rating_words: str
    is_reopened: bool


_TROUBLE_WEIGHTS = [one.weight for one in TROUBLES]


def story(
    chance: Random, *, place: str, called: str = "您", building: str = "", open_share: float = 0.15
) -> Story:
    """Tell one. `place` ("8栋2102") begins the title; `called` is how we address the customer (周女士)."""
    trouble = chance.choices(TROUBLES, _TROUBLE_WEIGHTS)[0]
    fill = {
        "room": chance.choice(ROOMS),
        "since": chance.choice(SINCE),
        "harm": chance.choice(HARM),
        "wish": chance.choice(WISH),
        "building": building or place,
        "called": called,
        "day": chance.choice(DAYS),
        "found": chance.choice(trouble.found),
    }
    severity = chance.choices((1, 2, 3, 4), trouble.severities)[0]
    pace = {1: 5, 2: 16, 3: 30, 4: 50}[severity]  # median hours to the end
    hours = min(chance.lognormvariate(0, 0.85) * pace, 1500.0)
    is_open = chance.random() < open_share
    rating, rating_words = None, ""
    if not is_open and chance.random() < 0.55:
        slow = hours > pace * 1.8
        rating = chance.choices((1, 2, 3, 4, 5), (6, 8, 12, 40, 34) if slow else (1, 2, 6, 36, 55))[0]
        rating_words = chance.choice(BAD_WORDS if rating <= 3 else GOOD_WORDS)
    return Story(
        kind=trouble.kind,
        category=trouble.category,
        location=trouble.location,
        severity=severity,
        channel=chance.choices([name for name, _ in CHANNELS], [weight for _, weight in CHANNELS])[0],
        title=f"{place}{chance.choice(trouble.titles).format_map(fill)}{chance.choice(TAILS)}",
        words=chance.choice(trouble.words).format_map(fill) + chance.choice(MOODS),
        said=_said(chance, trouble, fill),
        done=chance.choice(trouble.done),
        answered_after=timedelta(minutes=min(chance.lognormvariate(3.2, 0.9), hours * 40)),
        takes=None if is_open else timedelta(hours=hours),
        rating=rating,
        rating_words=rating_words,
        is_reopened=not is_open and chance.random() < 0.04,
    )


def _said(chance: Random, trouble: Trouble, fill: dict[str, str]) -> tuple[Said, ...]:
    said = [Said("us", chance.choice(ANSWERS).format_map(fill), 0.1)]
    if trouble.kind not in {"praise", "suggestion", "enquiry"}:
        said.append(Said("note", chance.choice(NOTES).format_map(fill), 0.35))
        said.append(Said("customer", chance.choice(CUSTOMER_REPLIES).format_map(fill), 0.5))
    said.append(Said("us", f"{fill['called']}，{chance.choice(trouble.done)}，您看是否可以？", 0.9))
    return tuple(said)


SURNAMES: Sequence[str] = tuple(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾萧田董潘袁蔡蒋余于杜叶程魏苏吕丁任沈"
)
GIVEN_WOMEN = tuple("芳娜敏静丽艳娟霞英华玉红梅春晓佳欣雨桐思涵兰婷雪琴瑶")
GIVEN_MEN = tuple("伟强磊军洋勇杰涛明超平刚文建国志海宇浩然子轩俊辉鹏飞")


def person(chance: Random) -> tuple[str, str]:
    """A made-up name and its form of address: ("周敏", "女士")."""
    is_woman = chance.random() < 0.5
    given = GIVEN_WOMEN if is_woman else GIVEN_MEN
    name = chance.choice(SURNAMES) + "".join(chance.choice(given) for _ in range(chance.choice((1, 2, 2))))
    return name, "女士" if is_woman else "先生"


def phone(chance: Random) -> str:
    """An invented mobile number under the unassigned prefix 100."""
    return f"100{chance.randrange(10**8):08d}"
