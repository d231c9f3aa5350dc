"""What the demo's people ask of each other: losses that wait for a yes, tasks in every state, announcements half read."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from alongside.config.demo.company import Company
from alongside.domain.cases.actions.losses import enter_loss, reverse_loss
from alongside.domain.cases.models import Case
from alongside.domain.cases.queries.findings import question_of
from alongside.domain.organisation.queries import actor_for
from alongside.domain.work.actions import (
    accept_task,
    ask_department,
    finish_task,
    note_task,
    return_task,
    withdraw_task,
)
from alongside.domain.work.actions.announcing import (
    confirm_announcement,
    end_announcement,
    open_announcement,
    publish_announcement,
    write_announcement,
)
from alongside.domain.work.actions.approving import decide_approval
from alongside.kernel.actor import Actor


class Together:
    """Tells it of the first project, each at its own distance before `now`."""

    def __init__(self, company: Company, *, now: datetime) -> None:
        self.company, self.now = company, now
        self.project = company.nodes["GLT"]

    def tell(self) -> None:
        self._losses()
        self._tasks()
        self._announcements()

    def _by(self, username: str) -> Actor:
        return actor_for(self.company.staff[username], now=self.now)

    def _ago(self, **time: float) -> datetime:
        return self.now - timedelta(**time)

    def _losses(self) -> None:
        """One within a limit, one approved, one turned down, three that wait on different rungs."""
        leak = Case.objects.filter(customer=self.company.owners["周敏"], is_open=True).order_by("-pk").first()
        cupboards = (
            Case.objects.filter(customer=self.company.owners["赵宇轩"], is_open=True).order_by("-pk").first()
        )
        if leak is None or cupboards is None:
            return
        sun, wang, qian, lv = (self._by(one) for one in ("sun", "wang", "qian", "lv"))
        enter_loss(
            leak, kind="expense", amount=Decimal("680.00"), on=self._ago(hours=3).date(), words="闭水检查材料与人工",
            by=sun, now=self._ago(hours=2.6),
        )  # fmt: skip
        approved = enter_loss(
            leak, kind="compensation", amount=Decimal("8600.00"), on=self._ago(hours=3).date(),
            words="天花板发霉，补偿儿童房临时租住一个月", by=sun, now=self._ago(hours=2.5),
        )  # fmt: skip
        self._say(approved, wang, "属实，同意。", hours=2.1)
        back = enter_loss(
            leak, kind="recovery", amount=Decimal("6500.00"), recovered_from="contractor", on=self._ago(hours=3).date(),
            words="保修期内，向总包追偿", by=lv, now=self._ago(hours=1.9),
        )  # fmt: skip
        if back.state == "confirmed":
            reverse_loss(back, words="总包只认可 5,000 元，按新金额重录", by=sun, now=self._ago(hours=0.8))
        refused = enter_loss(
            cupboards, kind="refund", amount=Decimal("12000.00"), on=self._ago(days=3).date(),
            words="橱柜差价退款", by=sun, now=self._ago(hours=26),
        )  # fmt: skip
        self._say(refused, wang, "合同附件未约定品牌，先出书面说明再议。", hours=22, is_yes=False)
        enter_loss(
            cupboards, kind="compensation", amount=Decimal("18800.00"), on=self._ago(days=2).date(),
            words="更换同档次橱柜一套", by=sun, now=self._ago(hours=3),
        )  # fmt: skip
        great = enter_loss(
            cupboards, kind="damages", amount=Decimal("86000.00"), on=self._ago(days=2).date(), words="调解金额，三户合并支付",
            by=sun, now=self._ago(hours=29),
        )  # fmt: skip
        self._say(great, wang, "已核对调解书。", hours=6)

    def _say(self, entry, who: Actor, words: str, *, hours: float, is_yes: bool = True) -> None:
        asked = question_of(entry)
        if asked is not None:
            decide_approval(asked, is_yes=is_yes, words=words, by=who, now=self._ago(hours=hours))

    def _tasks(self) -> None:
        lin, sun, he, luo, lv = (self._by(one) for one in ("lin", "sun", "he", "luo", "lv"))

        def ask(department: str, title: str, words: str, by: Actor, asked: float, due: float, about=None):
            node = "HZ" if department == "finance" else "GLT"
            return ask_department(
                self.company.departments[node, department], node=self.project, title=title, words=words, about=about,
                due_at=self._ago(hours=due), by=by, now=self._ago(hours=asked),
            )  # fmt: skip

        owner = self.company.owners["何静"]
        ask("engineering", "8 栋地下室返潮，请现场查看", "物业巡查时发现，雨后明显。", luo, 5, -20)
        ask("property", "装修垃圾清运时间请与业主约定", "业主周末才在家。", lin, 30, 2, owner)
        held = ask("engineering", "提供 3 栋电梯维保记录", "近三个月，含停运时间。", lin, 28, -6)
        accept_task(held, by=he, now=self._ago(hours=26))
        note_task(held, words="维保单位明早送来，届时扫描上传。", by=he, now=self._ago(hours=4))
        returned = ask("finance", "核对 2 栋物业费减免", "业主称交房延期应减免两个月。", sun, 50, 10, owner)
        return_task(returned, words="减免需先有总经理批示，请补批示后再来。", by=lv, now=self._ago(hours=30))
        done = ask("engineering", "复测 5 栋 1103 阳台坡度", "业主反映积水。", lin, 96, 60)
        accept_task(done, by=he, now=self._ago(hours=94))
        finish_task(done, words="坡度不足 1%，已列入本周整改。", by=he, now=self._ago(hours=70))
        gone = ask("property", "借用活动室", "业主见面会。", sun, 80, 40)
        withdraw_task(gone, by=sun, now=self._ago(hours=76))

    def _announcements(self) -> None:
        """One to be read by all of the project, half have; one for the city; one in the archive; a draft."""
        sun, qian = self._by("sun"), self._by("qian")

        def write(title: str, words: str, by: Actor, hours: float, node: str = "GLT", **but):
            return write_announcement(
                node=self.company.nodes[node],
                title=title,
                words=words,
                by=by,
                now=self._ago(hours=hours),
                **but,
            )

        rule = write(
            "渗漏投诉首访规范（试行）",
            "一、接报后 30 分钟内联系业主，说明到场时间。\n\n二、首次上门须带闭水检查工具，当天给出书面结论。\n\n"
            "三、同一房屋第三次报修，自动升级为主管跟进，不得再次“打胶处理”。",
            sun, 27, is_must_read=True, read_by=self.now + timedelta(days=2),
        )  # fmt: skip
        publish_announcement(rule, by=sun, now=self._ago(hours=26))
        for hours, username in ((25, "lin"), (24, "he"), (20, "wang"), (8, "luo"), (6, "jiao")):
            confirm_announcement(rule, by=self._by(username), now=self._ago(hours=hours))
        for username in ("chen", "diao"):
            open_announcement(rule, by=self._by(username), now=self._ago(hours=5))
        city = write(
            "春节期间值班安排",
            "值班表见各项目公告栏；400 热线全时在线，重大投诉一小时内报城市公司。",
            qian,
            50,
            "HZ",
        )
        publish_announcement(city, by=qian, now=self._ago(hours=49))
        over = write("交付开放日人员分工", "引导、验房、签约各组名单已发群，请按时到岗。", sun, 24 * 40)
        publish_announcement(over, by=sun, now=self._ago(days=40))
        end_announcement(over, by=sun, now=self._ago(days=33))
        write("业主见面会纪要（草稿）", "主要关注：停车、儿童设施、电梯。", sun, 2)
