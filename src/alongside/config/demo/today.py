"""What lies on the desks of the demo today: hand-written cases, brought there by the same actions as real ones."""

from __future__ import annotations

from datetime import datetime, timedelta

from alongside.config.demo.company import Company
from alongside.config.demo.pictures import stain
from alongside.domain.cases.actions.handing_on import ask_cooperation, offer_transfer
from alongside.domain.cases.actions.handling import acknowledge_case, propose_solution, start_investigation
from alongside.domain.cases.actions.opening import open_case
from alongside.domain.cases.actions.waiting import pause_case
from alongside.domain.cases.actions.writing import add_note, reply_to_customer
from alongside.domain.cases.models import Case, Category
from alongside.domain.customers.models import CustomerActor
from alongside.domain.estates.models import Location
from alongside.domain.organisation.queries import actor_for
from alongside.domain.work.actions import accept_task
from alongside.kernel.actor import Actor


class Today:
    """Tells the open stories of the first project, each at its own distance before `now`."""

    def __init__(self, company: Company, *, now: datetime) -> None:
        self.company, self.now = company, now
        self.categories = {one.code: one for one in Category.objects.all()}
        self.locations = {one.code: one for one in Location.objects.all()}
        self.homes = {customer.pk: unit for customer, unit in company.homes}

    def tell(self) -> None:
        self._leak_that_came_back()
        self._lift_out_of_order()
        self._waiting_for_the_owner()
        self._enquiry_over_the_phone()
        self._fresh_from_the_portal()
        self._offered_to_a_colleague()
        self._praise()

    def _by(self, username: str) -> Actor:
        return actor_for(self.company.staff[username], now=self.now)

    def _ago(self, **time: float) -> datetime:
        return self.now - timedelta(**time)

    def _open(
        self,
        owner: str,
        *,
        kind: str,
        category: str,
        title: str,
        words: str,
        at: datetime,
        channel: str,
        by: Actor | None = None,
        severity: int = 3,
        agent: str | None = "lin",
        location: str = "",
        pictures: int = 0,
    ) -> Case:
        customer = self.company.owners[owner]
        return open_case(
            node=self.company.nodes["GLT"],
            kind=kind,
            category=self.categories[category],
            severity=severity,
            channel=channel,
            title=title,
            words=words,
            customer=customer,
            unit=self.homes[customer.pk],
            location=self.locations.get(location),
            owner=self.company.staff[agent] if agent else None,
            files=[stain(number) for number in range(pictures)],
            by=by or self._by(agent or "lin"),
            now=at,
        )

    def _leak_that_came_back(self) -> None:
        case = self._open(
            "周敏", kind="complaint", category="complaint/quality/waterproofing", severity=2, channel="wechat",
            title="主卫顶板渗水，第三次报修仍未解决",
            words="楼上说不是他家的问题，维修师傅来了两次都只是打胶。今天早上又滴水了，天花板已经发霉，家里有八个月的孩子。"
            "你们到底能不能一次修好？",
            at=self._ago(hours=3), location="bathroom/ceiling", pictures=2,
        )  # fmt: skip
        lin, he = self._by("lin"), self._by("he")
        acknowledge_case(case, by=lin, now=self._ago(hours=2, minutes=54))
        reply_to_customer(
            case,
            words="周女士，前两次的维修记录我都看到了，这次由我负责到底。工程部何工 10:30 上门做 48 小时闭水检查，检查期间我每天给您回一次进展。",
            channel="wechat", by=lin, now=self._ago(hours=2, minutes=48),
        )  # fmt: skip
        case.refresh_from_db()
        start_investigation(case, by=lin, now=self._ago(hours=2, minutes=45))
        task = ask_cooperation(
            case,
            department=self.company.departments["GLT", "engineering"],
            title="闭水检查",
            words="请上门做 48 小时闭水检查，确认渗漏来源。",
            due_at=self.now + timedelta(days=2),
            assignee=self.company.staff["he"],
            by=lin,
            now=self._ago(hours=2, minutes=43),
        )
        accept_task(task, by=he, now=self._ago(hours=2, minutes=40))
        add_note(
            case,
            words="地漏根部防水失效，不是楼上管道。建议整间重做防水，工期 5 天，费用由总包承担（保修期内）。",
            by=he, now=self._ago(hours=1, minutes=20),
        )  # fmt: skip

    def _lift_out_of_order(self) -> None:
        case = self._open(
            "陈国华", kind="repair", category="repair/lift", severity=1, channel="phone",
            title="电梯连续停运，老人无法下楼",
            words="三栋电梯从昨天晚上停到现在，我父亲八十多岁，今天要去医院，下不了楼！",
            at=self._ago(hours=9), location="public/lift",
        )  # fmt: skip
        acknowledge_case(case, by=self._by("lin"), now=self._ago(hours=8, minutes=50))

    def _waiting_for_the_owner(self) -> None:
        case = self._open(
            "赵宇轩", kind="complaint", category="complaint/handover", channel="email",
            title="交付标准与样板间橱柜品牌不符",
            words="样板间是名牌橱柜，交到手里换了牌子。请给一个书面说明和解决方案。",
            at=self._ago(hours=30), location="kitchen/cabinet",
        )  # fmt: skip
        lin = self._by("lin")
        acknowledge_case(case, by=lin, now=self._ago(hours=29, minutes=40))
        start_investigation(case, by=lin, now=self._ago(hours=29))
        propose_solution(
            case, words="赵先生，橱柜品牌按合同附件三更换，或按差价 3,800 元补偿，由您选择。", by=lin,
            now=self._ago(hours=5),
        )  # fmt: skip
        pause_case(case, reason="等业主选择更换或补差价", by=lin, now=self._ago(hours=4, minutes=55))

    def _enquiry_over_the_phone(self) -> None:
        self._open(
            "何静", kind="enquiry", category="enquiry/title", channel="phone", title="房产证办理进度查询",
            words="房产证办到哪一步了？孩子九月要报名上学。", at=self._ago(minutes=25),
        )  # fmt: skip

    def _fresh_from_the_portal(self) -> None:
        owner = self.company.owners["郑海燕"]
        self._open(
            "郑海燕", kind="repair", category="repair/doors_windows", channel="portal", title="入户门锁损坏，要求更换",
            words="门锁经常打不开，今天差点把老人关在外面。麻烦约个周末上门。", at=self._ago(minutes=6),
            location="hallway/door/lock", agent=None, pictures=1, by=CustomerActor(owner),
        )  # fmt: skip

    def _offered_to_a_colleague(self) -> None:
        case = self._open(
            "谢欣", kind="suggestion", category="suggestion/community", channel="portal", title="建议增设儿童推车坡道",
            words="每天推着孩子上下台阶很不方便，能不能在一栋门口加个坡道？", at=self._ago(hours=26), agent="chen",
        )  # fmt: skip
        chen = self._by("chen")
        acknowledge_case(case, by=chen, now=self._ago(hours=25))
        offer_transfer(
            case, to=self.company.staff["lin"], reason="谢女士之前的建议一直由你跟进，你更清楚前因后果。", by=chen,
            now=self._ago(hours=1),
        )  # fmt: skip

    def _praise(self) -> None:
        self._open(
            "何静", kind="praise", category="praise/staff", channel="wechat", title="表扬管家罗师傅雨夜送伞",
            words="那天下大雨，罗师傅把伞给了我，自己淋着回去的，请一定转达谢意！", at=self._ago(hours=20), severity=4,
        )  # fmt: skip
