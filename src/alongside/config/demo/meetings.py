"""The demo company's case meetings: the last two months of the first project and of its city."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from alongside.config.demo.company import Company
from alongside.domain.cases.actions.meeting import decide_at_meeting, give_out_pack, write_meeting
from alongside.domain.cases.queries.meeting.meetings import first_working_moment
from alongside.domain.organisation.models import Node
from alongside.domain.organisation.queries import actor_for
from alongside.domain.work.actions import accept_task, finish_task, note_task, return_task
from alongside.kernel.actor import SYSTEM, Actor

SAID = (
    "渗漏仍是投诉之首，一半是返修后再投诉：问题不在慢，在没有一次修好。\n\n"
    "口头承诺投诉比上月少，承诺登记起了作用；交付当天的小问题开始多，下月重点看交付前检查。"
)
SAID_NOW = (
    "车库进水暴露了雨季值守的漏洞，赔付虽快，不该发生。\n\n"
    "抽查回访有一户说“没人打过电话”，回访记录必须与通话记录对上，由品质组每周核对。"
)


class Meetings:
    """Tells what was given out, said, decided, and what became of it."""

    def __init__(self, company: Company, *, now: datetime) -> None:
        self.company, self.now = company, now

    def tell(self) -> None:
        project = self.company.nodes["GLT"]
        last = _month_before(self.now.astimezone(ZoneInfo(project.zone)).date())
        before = _month_before(last)
        self._meeting_before(project, before)
        for node, chair in ((project, "wang"), (self.company.nodes["HZ"], "qian")):
            given_at = self._give_out(node, last)
            if given_at and chair == "wang" and self.now - given_at > timedelta(days=8):
                self._meeting_of_last(project, last, given_at)

    def _by(self, username: str) -> Actor:
        return actor_for(self.company.staff[username], now=self.now)

    def _give_out(self, node: Node, month: date) -> datetime | None:
        """On the first working day after it, if that has been."""
        at = first_working_moment(node, month + timedelta(days=31))
        if at is None or at > self.now:
            return None
        give_out_pack(node, month=month, by=SYSTEM, now=at)
        return at

    def _meeting_before(self, node: Node, month: date) -> None:
        given_at = self._give_out(node, month)
        if given_at is None:
            return
        wang, he, luo = self._by("wang"), self._by("he"), self._by("luo")
        at = given_at + timedelta(days=6, hours=6)
        write_meeting(node, month=month, words=SAID, held_on=at.date(), by=wang, now=at)

        def decide(department: str, title: str, words: str, days: int):
            return decide_at_meeting(
                node, month=month, department=self.company.departments["GLT", department], title=title, words=words,
                due_at=at + timedelta(days=days), by=wang, now=at,
            )  # fmt: skip

        done = decide("engineering", "渗漏返修一律先做闭水检查", "写入派工单，未做不得销单。", 14)
        accept_task(done, by=he, now=at + timedelta(hours=3))
        finish_task(
            done, words="派工单已加“闭水检查”必填项，当月 17 单全部执行。", by=he, now=at + timedelta(days=11)
        )
        back = decide("property", "停梯停水提前 48 小时推送到手机", "含需要照顾的住户电话确认。", 20)
        return_task(
            back, words="推送需信息部开通，请改由客服牵头，物业配合。", by=luo, now=at + timedelta(days=2)
        )
        late = decide("engineering", "排查全部窗台外墙交接处", "先 5、6 栋，每周报进度。", 25)
        accept_task(late, by=he, now=at + timedelta(days=1))
        note_task(late, words="5 栋已查完，6 栋还差 8 户。", by=he, now=at + timedelta(days=20))

    def _meeting_of_last(self, node: Node, month: date, given_at: datetime) -> None:
        wang, he = self._by("wang"), self._by("he")
        at = given_at + timedelta(days=7, hours=6)
        write_meeting(node, month=month, words=SAID_NOW, held_on=at.date(), by=wang, now=at)
        pumps = decide_at_meeting(
            node, month=month, department=self.company.departments["GLT", "engineering"], title="雨季每周试泵并签字",
            words="橙色预警自动排值守。", due_at=self.now + timedelta(days=9), by=wang, now=at,
        )  # fmt: skip
        accept_task(pumps, by=he, now=at + timedelta(hours=20))
        decide_at_meeting(
            node, month=month, department=self.company.departments["GLT", "service"], title="回访记录与通话记录每周核对",
            words="对不上的当周重打。", due_at=self.now + timedelta(days=5), by=wang, now=at,
        )  # fmt: skip


def _month_before(month: date) -> date:
    return (month.replace(day=1) - timedelta(days=1)).replace(day=1)
