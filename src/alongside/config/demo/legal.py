"""The demo company's legal matters: one of each state, with their days, claims, documents and costs."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from alongside.config.demo.company import Company
from alongside.config.demo.learning import say_yes
from alongside.config.demo.pictures import paper
from alongside.domain.cases.actions.legal import keeping, moving, opening
from alongside.domain.cases.models import Case, LegalMatter
from alongside.domain.organisation.queries import actor_for
from alongside.kernel.actor import Actor

COURT, HIGHER = "杭州市滨江区人民法院", "杭州市中级人民法院"


class Legal:
    """Tells it of cases of two projects, each matter at its own distance before `now`."""

    def __init__(self, company: Company, *, now: datetime) -> None:
        self.company, self.now = company, now
        self.ding = self._by("ding")
        self.cases = {
            code: list(
                Case.objects.filter(node=company.nodes[code], kind="complaint", closed_at__lt=now - timedelta(days=60))
                .filter(customer__isnull=False)
                .select_related("customer")
                .order_by("-closed_at")[:8]
            )
            for code in ("GLT", "JNL")
        }  # fmt: skip

    def tell(self) -> None:
        self._wet_walls()
        self._late_handover()
        self._brand_of_cupboards()
        self._unpaid_price()
        self._scalded_child()
        self._neighbours_noise()

    def _by(self, username: str) -> Actor:
        return actor_for(self.company.staff[username], now=self.now)

    def _ago(self, days: float) -> datetime:
        return self.now - timedelta(days=days)

    def _ahead(self, days: int, clock: str) -> datetime:
        """On a weekday from then on, by the clock of the place."""
        zone = ZoneInfo(self.company.nodes["HZ"].zone)
        day = self.now.astimezone(zone).date() + timedelta(days=days)
        day += timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)
        return datetime.combine(day, time.fromisoformat(clock), zone)

    def _open(
        self, code: str, days: float, *, kind: str, title: str, side: str = "defendant", theirs: str = ""
    ):
        case = self.cases[code].pop()
        who = case.customer.name if case.customer else ""
        matter = opening.open_matter(
            case, kind=kind, our_side=side, title=title, opponent=who, our_lawyers="浙江明理律师事务所 沈律师",
            their_lawyers=theirs, by=self.ding, now=self._ago(days),
        )  # fmt: skip
        return matter, case

    def _file(self, matter: LegalMatter, days: float, number: str, body: str = COURT) -> LegalMatter:
        at = self._ago(days)
        return moving.file_matter(
            matter, on=at.date(), body_name=body, body_number=number, by=self.ding, now=at
        )

    def _claim(self, matter: LegalMatter, words: str, amount: str, days: float, *, is_ours: bool = False):
        keeping.add_claim(
            matter, is_ours=is_ours, words=words, amount=Decimal(amount), by=self.ding, now=self._ago(days)
        )

    def _cost(self, matter: LegalMatter, case: Case, kind: str, amount: str, words: str, days: float):
        at = self._ago(days)
        entry = keeping.enter_cost(
            matter, case=case, kind=kind, amount=Decimal(amount), on=at.date(), words=words, by=self.ding, now=at
        )  # fmt: skip
        return entry

    def _wet_walls(self) -> None:
        """Filed, its hearing in six days, evidence put to it."""
        matter, case = self._open(
            "GLT",
            48,
            kind="lawsuit",
            title="外墙渗漏返修与损失赔偿",
            theirs="浙江海纳律师事务所 陆律师",
        )
        opening.tie_case(matter, self.cases["GLT"].pop(), by=self.ding, now=self._ago(46))
        matter = self._file(matter, 35, "（2026）浙 0108 民初 4417 号")
        self._claim(matter, "返修外墙并赔偿室内装修损失", "86000.00", 34)
        self._claim(matter, "租房过渡费用", "12600.00", 34)
        for kind, words, files in (
            ("expertise", "第三方检测：渗漏点位于窗台与外墙交接处", [paper()]),
            ("letter", "业主来函及我方两次书面答复", []),
            ("contract", "质量保证书：外墙防水五年，尚在保修期内", []),
        ):
            keeping.add_paper(matter, kind=kind, words=words, files=files, by=self.ding, now=self._ago(30))
        keeping.set_date(
            matter,
            kind="deadline",
            at=self._ahead(-20, "18:00"),
            words="提交答辩状",
            by=self.ding,
            now=self._ago(34),
        )
        day = matter.dates.get()
        keeping.end_date(day, result="已提交，附检测报告。", by=self.ding, now=self._ago(21))
        hearing = self._ahead(6, "09:30")
        keeping.set_date(
            matter, kind="hearing", at=hearing, words="第七法庭；请工程部何工到庭说明返修经过", by=self.ding, now=self._ago(18)
        )  # fmt: skip
        fee = self._cost(matter, case, "lawyer", "18000.00", "一审代理费", 33)
        say_yes(fee, self._by("sun"), self._by("wang"), at=self._ago(32))
        self._cost(matter, case, "expense", "6800.00", "第三方渗漏检测", 3)

    def _late_handover(self) -> None:
        """Judged in part, appealed by them, heard again soon."""
        matter, case = self._open("GLT", 210, kind="lawsuit", title="逾期交付违约金")
        matter = self._file(matter, 190, "（2026）浙 0108 民初 1185 号")
        self._claim(matter, "逾期 62 天的违约金", "43400.00", 189)
        matter = moving.hear_matter(matter, on=self._ago(140).date(), by=self.ding, now=self._ago(139))
        matter = moving.judge_matter(
            matter, on=self._ago(100).date(), outcome="partly", words="扣除停工令 31 天，按 31 天计违约金 21,700 元。",
            by=self.ding, now=self._ago(98),
        )  # fmt: skip
        at = self._ago(84)
        matter = moving.appeal_matter(
            matter, on=at.date(), body_name=HIGHER, body_number="（2026）浙 01 民终 2260 号", by=self.ding, now=at
        )  # fmt: skip
        keeping.set_date(
            matter, kind="hearing", at=self._ahead(19, "14:30"),
            words="二审，第三法庭", by=self.ding, now=self._ago(12),
        )  # fmt: skip
        fee = self._cost(matter, case, "court_fee", "442.50", "一审受理费", 99)
        say_yes(fee, self._by("sun"), self._by("wang"), at=self._ago(97))

    def _brand_of_cupboards(self) -> None:
        """Being prepared: until when to answer."""
        matter, _case = self._open("GLT", 6, kind="dispute", title="样板间与交付标准不符，律师函")
        keeping.set_date(
            matter, kind="deadline", at=self._ahead(2, "18:00"), words="书面答复律师函", by=self.ding, now=self._ago(6)
        )  # fmt: skip
        self._claim(matter, "更换同品牌橱柜或补偿差价", "18800.00", 6)

    def _unpaid_price(self) -> None:
        """Ours: an award for us, waiting to be carried out."""
        matter, case = self._open("JNL", 160, kind="arbitration", title="尾款逾期未付", side="claimant")
        matter = self._file(matter, 150, "杭仲（2026）0731 号", "杭州仲裁委员会")
        self._claim(matter, "支付剩余房款与逾期利息", "128000.00", 149, is_ours=True)
        matter = moving.hear_matter(matter, on=self._ago(80).date(), by=self.ding, now=self._ago(80))
        moving.judge_matter(
            matter, on=self._ago(40).date(), outcome="won", words="支持全部请求，三十日内支付。", by=self.ding, now=self._ago(39)
        )  # fmt: skip
        keeping.set_date(
            matter, kind="deadline", at=self._ahead(11, "18:00"), words="履行期满，未付则申请强制执行", by=self.ding,
            now=self._ago(38),
        )  # fmt: skip
        say_yes(
            self._cost(matter, case, "court_fee", "3120.00", "仲裁费", 148),
            self._by("qian"),
            at=self._ago(147),
        )

    def _scalded_child(self) -> None:
        """Settled and carried out."""
        matter, case = self._open("GLT", 130, kind="dispute", title="儿童活动区设施致伤，调解")
        self._claim(matter, "医疗费与营养费", "9600.00", 129)
        matter = moving.settle_matter(
            matter, on=self._ago(110).date(), words="一次性补偿 8,000 元，设施全部更换软包。", by=self.ding, now=self._ago(109)
        )  # fmt: skip
        paid = self._cost(matter, case, "compensation", "8000.00", "调解补偿", 108)
        say_yes(paid, self._by("sun"), self._by("wang"), at=self._ago(107))
        moving.carry_out_matter(matter, on=self._ago(105).date(), by=self.ding, now=self._ago(104))

    def _neighbours_noise(self) -> None:
        """They took it back."""
        matter, _case = self._open("JNL", 75, kind="lawsuit", title="电梯噪声侵权", side="third_party")
        matter = self._file(matter, 70, "（2026）浙 0109 民初 3302 号", "杭州市萧山区人民法院")
        moving.withdraw_matter(
            matter,
            on=self._ago(50).date(),
            words="电梯加装减振后，原告撤诉。",
            by=self.ding,
            now=self._ago(49),
        )
