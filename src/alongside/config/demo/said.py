"""What was said at the steps of journeys, by the step: a first reception isn't told of loans."""

from __future__ import annotations

SAID = {
    "first_reception": (
        "一家三口来看，主要问学校和总价，资料全部讲到，没有追问。",
        "看了样板间和沙盘，喜欢东边套，想再比较两家。",
    ),
    "thank_visit": ("致谢并补发了户型图，答了公积金贷款的问题。", "电话里答清了得房率怎么算，客户说很清楚。"),
    "tell_risks": (
        "规划道路和垃圾房位置逐条讲明，客户签了确认单。",
        "红线内外不利因素已当面说明，客户表示知悉。",
    ),
    "second_follow_up": ("第二次来访后回电，客户在比较楼层，约周末再看。",),
    "third_revisit": ("陪客户看了中午的采光，意向明确。",),
    "explain_terms": (
        "合同条款逐条讲解，重点说明了交付标准和违约责任。",
        "补充协议里的装修标准客户看得很细，已逐项答复。",
    ),
    "prepare_signing": ("资料清单和费用明细已发，客户确认周六来签。",),
    "review_contract": ("合同与附件核对无误，已转签约。",),
    "first_contact": ("自我介绍并留了电话，客户希望以后先发微信。", "首次联系，确认了收件地址和方便的时间。"),
    "waiting_follow_up": (
        "主体已到 18 层，客户很高兴，问能不能看照片，已发。",
        "问车位什么时候开售，答应了解后周五前回复。",
        "客户在外地出差，约好回来再联系，一切正常。",
        "担心外墙颜色和样板不一样，解释了封样流程。",
        "问贷款放款进度，已请交易专员回复。",
        "家里老人想来看工地，已登记下次开放日。",
    ),
    "progress_report": ("当月进度和照片已发，客户已读。", "进度通报已发，客户问了园林什么时候种树。"),
    "open_day": ("邀请了开放日，客户两人到场。",),
    "visit_three_months": (
        "入住三个月上门，厨房龙头有点松，当场拧紧。",
        "上门看望，住得习惯，问了物业费怎么交。",
    ),
    "quality_look": ("工程师逐间看过，卧室踢脚线一处开裂，已登记修补。", "逐间看过，没有发现质量问题。"),
    "ask_opinions": ("希望小区南门晚些关，已转物业。",),
    "check_hardware": ("五金件全部试过，一处门锁上油。", "五金件完好。"),
    "check_drainage": ("地漏和排水通畅，教客户清理存水弯。", "排水通畅。"),
    "check_windows": ("一扇窗关不严，已调合页。", "门窗开关顺畅，密封良好。"),
    "check_safety": ("漏电开关与燃气软管检查合格。",),
    "yearly_call": ("一年回访，客户满意，提了一条绿化建议。",),
    "keep_contact": ("节前问候，家里都好。", "例行联系，客户问了车位续租。"),
    "announce_renewal": ("说明了四年之约的安排，客户很期待。",),
}
OTHERWISE = ("客户表示清楚，没有问题。", "已按步骤办妥，客户确认。")
WAITING = frozenset({"waiting_follow_up", "progress_report", "open_day"})
VISITS = frozenset(
    {"first_reception", "tell_risks", "third_revisit", "open_day", "visit_three_months", "quality_look"}
    | {code for code in SAID if code.startswith("check_")}
)


def channel_at(code: str) -> str:
    """How one spoke with the customer there."""
    return "visit" if code in VISITS else "phone"


def said_at(code: str) -> tuple[str, ...]:
    """What may have been said at that step."""
    return SAID.get(code, OTHERWISE)


def thoughts_at(code: str) -> tuple[str, ...]:
    """What the customer may have thought of it; mostly nothing was noted."""
    return (
        ("", "", "希望多发工地照片", "觉得回复很及时", "")
        if code in WAITING
        else ("", "", "", "觉得讲得很清楚")
    )
