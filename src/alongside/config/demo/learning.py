"""What the demo company found out and learnt: liability, losses, a major complaint, calls by lot, the case library."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from alongside.config.demo.company import Company
from alongside.domain.cases.actions import handling, resolving
from alongside.domain.cases.actions.daily import draw_spot_checks, record_spot_check
from alongside.domain.cases.actions.learning import lessons as library
from alongside.domain.cases.actions.liability import draft_finding, issue_finding
from alongside.domain.cases.actions.losses import enter_loss
from alongside.domain.cases.actions.major import brief_major, declare_major, log_major, review_major
from alongside.domain.cases.actions.opening import open_case
from alongside.domain.cases.models import Case, Category, LossEntry, SpotCheck
from alongside.domain.cases.queries.findings import question_of
from alongside.domain.cases.queries.meeting.gathering import Month
from alongside.domain.cases.rules.liability import Share
from alongside.domain.customers.models import CustomerActor
from alongside.domain.organisation.queries import actor_for
from alongside.domain.work.actions.approving import decide_approval
from alongside.kernel.actor import Actor

PUBLISHED, IN_REVIEW, RETURNED, BEGUN = "published", "review", "returned", "begun"


@dataclass(frozen=True)
class Told:
    """A lesson: of which category its case is, and the words; `months` ago it was published."""

    category: str
    cause: str
    title: str
    facts: str
    went_wrong: str
    rule: str
    fate: str = PUBLISHED
    months: int = 1


TOLD = (
    Told(
        "complaint/repair_service", "procedure", "同一处渗漏三次上门，次次只打胶",
        "卫生间顶板渗水，两个月内报修三次。前两次上门均未做闭水检查，打胶后即销单。",
        "销单以“师傅已处理”为准，没有复查；同一房屋的重复报修没有提示主管。",
        "渗漏类报修首次上门必须做闭水检查，当天给业主书面结论；同一房屋第三次报修自动由主管跟进，48 小时内给出整体方案。",
    ),
    Told(
        "complaint/sales_promise", "promise", "口头答应的车位优惠，认购书里没有",
        "签约前答应“保留车位团购价到年底”，认购书未写，半年后业主主张时价格已取消。",
        "口头承诺没有登记，接手的同事不知情；答复时又说“没有这回事”，业主更加不满。",
        "优惠、赠送、时间三类话，说出口当天登记承诺；写不进合同的不说；交接时逐条过承诺清单。",
    ),
    Told(
        "complaint/handover", "handover", "交付当天钥匙不全，业主白跑一趟",
        "业主请假来收房，到场才知道入户门密码锁未激活，改约两次。",
        "交付前一天的检查表没有人签字，工程与物业各自以为对方会做。",
        "交付前一天由交付专员逐户过检查表并签字，缺一项就提前告诉业主改约，不让业主到场才知道。",
    ),
    Told(
        "complaint/property_service", "procedure", "电梯停运没有先告知，老人被困家中",
        "电梯年检停运四小时，只在大堂贴了通知，行动不便的住户错过就医。",
        "停运计划没有推送到业主手机，也没有查询需要照顾的住户。",
        "计划停水停电停梯，提前 48 小时发到业主手机；有老人、孕妇的住户由管家逐户电话确认。",
        months=2,
    ),
    Told(
        "complaint/fees", "contract", "物业费从哪天起算，三份文件三种说法",
        "合同写“交付次月”，入伙通知写“交付之日”，收费系统按通知日计算。",
        "三份文件由三个部门各自出具，没有核对。",
        "收费起算日以合同为准；入伙通知发出前由法务核对一次，系统按交付签字日自动计算。",
        months=2,
    ),
    Told(
        "complaint/handover", "design", "样板间与交付标准的差异没有讲明",
        "样板间使用的橱柜品牌与交付标准不同，展示牌字小且被遮挡。",
        "差异清单只在合同附件中，签约时没有逐条讲解并签字。",
        "样板间每处差异贴看得见的牌；签约时逐条讲解差异清单，业主签字留存。",
        IN_REVIEW,
    ),
    Told(
        "complaint/repair_service", "workmanship", "外墙补漆只补一块，远看成了补丁",
        "外墙修补后色差明显，业主要求整面重做。",
        "没有先做样，也没有拍照请业主确认颜色。",
        "外立面修补先做样，隔天日光下请业主确认颜色后再大面积施工。",
        RETURNED,
    ),
    Told("complaint/fees", "", "", "", "", "", BEGUN),
)  # fmt: skip

# cause, what was found, shares: (party, percent, of which department or contractor)
FOUND = (
    ("procedure", "两次上门均未按规程做闭水检查。", (("department", 60, "engineering"), ("contractor", 40, "浙建三公司"))),
    ("promise", "签约前的口头优惠未登记，也未写入认购书。", (("department", 100, "sales"),)),
    ("workmanship", "窗框收口不密实，雨水从缝隙进入。", (("contractor", 80, "浙建三公司"), ("department", 20, "engineering"))),
    ("handover", "交付前检查无人签字，部门之间没有交接。", (("department", 50, "service"), ("department", 50, "property"))),
)  # fmt: skip
# on which of them, kind, amount, what for, recovered from
LOST = (
    (0, "expense", "1860.50", "闭水检查与拆改人工", ""),
    (0, "compensation", "9800.00", "天花板与衣柜受损补偿", ""),
    (0, "recovery", "4200.00", "总包承担部分", "contractor"),
    (1, "waived_fee", "3360.00", "车位管理费减免十二个月", ""),
    (2, "expense", "2450.80", "窗框返工材料", ""),
    (3, "compensation", "600.00", "两次改约的误工补偿", ""),
)


class Learning:
    """Tells it of the first project: what lay a month or two behind `now`."""

    def __init__(self, company: Company, *, now: datetime) -> None:
        self.company, self.now = company, now
        self.project = company.nodes["GLT"]
        self.used: set[int] = set()

    def tell(self) -> None:
        self._garage_under_water()
        self._found_and_lost()
        self._called_by_lot()
        for told in TOLD:
            self._lesson(told)

    def _by(self, username: str) -> Actor:
        return actor_for(self.company.staff[username], now=self.now)

    def day(self, day: int, *, months: int = 1, hour: int = 10) -> datetime:
        """A day of a month before this one, by the clock of the project."""
        first = self.now.astimezone(ZoneInfo(self.project.zone)).date().replace(day=1)
        for _each in range(months):
            first = (first - timedelta(days=1)).replace(day=1)
        return Month.of(self.project, first).begins + timedelta(days=day - 1, hours=hour)

    def _closed(self, category: str, *, until: datetime) -> Case:
        """A complaint of the project that had ended by then, each taken once."""
        ended = Case.objects.filter(
            node=self.project, kind="complaint", state__in=["closed", "archived"], category__code=category
        )
        case = ended.filter(closed_at__lt=until).exclude(pk__in=self.used).order_by("-closed_at").first()
        if case is None:
            case = ended.exclude(pk__in=self.used).order_by("-closed_at")[0]
        self.used.add(case.pk)
        return case

    def _lesson(self, told: Told) -> None:
        at = self.day(18 + len(self.used) % 6, months=told.months)
        case = self._closed(told.category, until=at)
        sun, wang = self._by("sun"), self._by("wang")
        lesson = library.start_lesson(case, by=sun, now=at)
        if told.fate == BEGUN:
            return
        lesson = library.write_lesson(
            lesson, title=told.title, facts=told.facts, went_wrong=told.went_wrong, rule=told.rule, cause=told.cause,
            by=sun, now=at + timedelta(hours=2),
        )  # fmt: skip
        lesson = library.submit_lesson(lesson, by=sun, now=at + timedelta(hours=3))
        if told.fate == PUBLISHED:
            library.publish_lesson(lesson, by=wang, now=at + timedelta(hours=27))
        if told.fate == RETURNED:
            library.return_lesson(
                lesson, words="请补充：业主什么时候、怎样看到的样品。", by=wang, now=at + timedelta(hours=5)
            )

    def _found_and_lost(self) -> None:
        sun, wang = self._by("sun"), self._by("wang")
        cases = []
        categories = ("repair_service", "sales_promise", "repair_service", "handover")
        for number, (cause, words, shares) in enumerate(FOUND):
            at = self.day(6 + 4 * number)
            case = self._closed(f"complaint/{categories[number]}", until=at)
            finding = draft_finding(
                case, cause=cause, words=words, shares=[self._share(*one) for one in shares], by=sun, now=at
            )
            issue_finding(finding, by=sun, now=at + timedelta(hours=5))
            cases.append(case)
        for number, (which, kind, amount, words, recovered) in enumerate(LOST):
            at = self.day(8 + 3 * number, hour=15)
            entry = enter_loss(
                cases[which], kind=kind, amount=Decimal(amount), on=_on(at), words=words, recovered_from=recovered,
                by=sun, now=at,
            )  # fmt: skip
            say_yes(entry, wang, at=at + timedelta(hours=3))

    def _share(self, party: str, percent: int, whose: str) -> Share:
        if party == "contractor":
            return Share(party, Decimal(percent), contractor_name=whose)
        return Share(party, Decimal(percent), department_id=self.company.departments["GLT", whose].pk)

    def _called_by_lot(self) -> None:
        """A supervisor draws from three dailies of last month; one customer tells it differently, one was not reached."""
        shen = self._by("shen")
        results = [
            (SpotCheck.Result.SATISFIED, ""),
            (SpotCheck.Result.DIFFERENT, "说是“已回访”，其实没有人给我打过电话。"),
            (SpotCheck.Result.NOT_REACHED, ""),
            (SpotCheck.Result.SATISFIED, ""),
            (SpotCheck.Result.SATISFIED, ""),
        ]
        for day in (5, 14, 23):
            at = self.day(day + 1, hour=11)
            drawn = draw_spot_checks(self.project, on=_on(self.day(day)), count=2, seed=day, by=shen, now=at)
            for check in drawn:
                if results and not check.result:
                    result, words = results.pop(0)
                    record_spot_check(check, result=result, words=words, by=shen, now=at + timedelta(hours=2))

    def _garage_under_water(self) -> None:
        """A major complaint of last month, led to its review."""
        sun, wang = self._by("sun"), self._by("wang")
        owner, at = self.company.owners["陈国华"], self.day(12, hour=8)
        case = open_case(
            node=self.project, kind="complaint", category=Category.objects.get(code="complaint/quality/waterproofing"),
            severity=1, channel="phone", title="暴雨后地下车库积水，二十余辆车受损",
            words="车库的水漫过了轮胎，二十多户的车都泡了，物业电话打不通，你们谁来管？", customer=owner,
            owner=self.company.staff["sun"], by=sun, now=at,
        )  # fmt: skip
        major = declare_major(
            case, criteria=["many_owners", "media"], lead=self.company.staff["wang"], by=sun, now=at + timedelta(minutes=20)
        )  # fmt: skip
        brief_major(
            major, words="统一口径：先救车、再定损，今天 18:00 前逐户回电；媒体来电转王总。", by=sun, now=at + timedelta(hours=1)
        )  # fmt: skip
        for hours, words in ((2, "排水泵三台到场，水位下降 20 厘米。"), (5, "积水排净，23 户逐户登记车损。")):
            log_major(major, words=words, by=wang, now=at + timedelta(hours=hours))
        then = at + timedelta(minutes=25)
        case = handling.acknowledge_case(case, by=sun, now=then)
        case = handling.start_investigation(case, by=sun, now=then + timedelta(hours=1))
        case = handling.propose_solution(
            case, words="车损由保险与公司先行赔付，排水沟加设两台强排泵，月底前完工。", by=sun, now=then + timedelta(hours=9)
        )  # fmt: skip
        case = handling.agree_proposal(case, by=CustomerActor(owner), now=then + timedelta(days=1))
        case = handling.start_handling(case, by=sun, now=then + timedelta(days=1, hours=1))
        case = resolving.resolve_case(
            case, words="23 户车损赔付完毕，强排泵已投用并做了注水试验。", by=sun, now=then + timedelta(days=12)
        )  # fmt: skip
        review_major(
            major, words="排水泵年检漏项，暴雨预警没有触发值守。改：雨季每周试泵，橙色预警自动排值守。", by=wang,
            now=then + timedelta(days=12, hours=4),
        )  # fmt: skip
        resolving.confirm_case(case, by=CustomerActor(owner), now=then + timedelta(days=13))
        spent = enter_loss(
            case, kind="compensation", amount=Decimal("46800.00"), on=_on(self.day(26)), words="23 户车损先行赔付",
            by=sun, now=self.day(26),
        )  # fmt: skip
        say_yes(spent, wang, at=self.day(26, hour=16))
        back = enter_loss(
            case, kind="recovery", amount=Decimal("31000.00"), recovered_from="insurer", on=_on(self.day(27)),
            words="公众责任险赔付", by=sun, now=self.day(27),
        )  # fmt: skip
        say_yes(back, wang, at=self.day(27, hour=16))


def say_yes(entry: LossEntry, *people: Actor, at: datetime) -> None:
    """The yes of a line that asked for one, step by step."""
    for number, one in enumerate(people):
        asked = question_of(entry)
        if asked is not None:
            decide_approval(
                asked, is_yes=True, words="属实，同意。", by=one, now=at + timedelta(minutes=40 * number)
            )


def _on(at: datetime) -> date:
    return at.date()
