"""Which month of which node a page of the case meeting is about, and the addresses around it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.urls import reverse

from alongside.domain.cases.permissions import SEE_CASE_MEETINGS
from alongside.domain.organisation.models import Node
from alongside.faces.desk.nodes import NodeChoice, choose_node
from alongside.faces.desk.page import DeskRequest
from alongside.kernel.permission import Permission


@dataclass(frozen=True)
class AskedMeeting:
    """A month of a node; `is_given`: as it was given out rather than as it is now."""

    nodes: NodeChoice
    month: date
    this_month: date
    is_given: bool = False

    @property
    def node(self) -> Node:
        return self.nodes.node

    @property
    def text(self) -> str:
        return f"{self.month:%Y-%m}"

    @property
    def is_over(self) -> bool:
        """Whether the month is, where the node is."""
        return self.month < self.this_month

    def at(self, name: str = "case_meeting", month: date | None = None, *, given: bool = False) -> str:
        return meeting_at(self.node, month or self.month, name, given=given)

    @property
    def now(self) -> str:
        return self.at()

    @property
    def given(self) -> str:
        return self.at(given=True)

    @property
    def previous(self) -> str:
        return self.at(month=(self.month - timedelta(days=1)).replace(day=1))

    @property
    def next(self) -> str:
        return self.at(month=(self.month + timedelta(days=31)).replace(day=1)) if self.is_over else ""

    @property
    def pdf(self) -> str:
        return self.at("case_meeting_pdf", given=self.is_given)

    @property
    def write(self) -> str:
        return self.at("write_meeting")

    @property
    def decide(self) -> str:
        return self.at("decide_at_meeting")

    @property
    def give_out(self) -> str:
        return self.at("give_out_pack")


def meeting_at(node: Node, month: date, name: str = "case_meeting", *, given: bool = False) -> str:
    asked = {"node": str(node.pk), "month": f"{month:%Y-%m}"}
    return f"{reverse(f'desk:{name}')}?{urlencode(asked | ({'as': 'given'} if given else {}))}"


def asked_meeting(request: DeskRequest, permission: Permission = SEE_CASE_MEETINGS) -> AskedMeeting:
    """From `?node=&month=2026-10&as=given`: without a month the last one, which the next meeting is about."""
    nodes = choose_node(request, permission)
    this_month = first_of_month(nodes.node, request.now)
    try:
        month = min(date.fromisoformat(f"{request.GET.get('month', '')}-01"), this_month)
    except ValueError:
        month = (this_month - timedelta(days=1)).replace(day=1)
    is_given = request.GET.get("as") == "given"
    return AskedMeeting(nodes, max(month, date(2001, 1, 1)), this_month, is_given)


def first_of_month(node: Node, now: datetime) -> date:
    return now.astimezone(ZoneInfo(node.zone)).date().replace(day=1)
