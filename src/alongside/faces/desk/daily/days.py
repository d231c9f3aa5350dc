"""Which day of which node a page of the daily is about, and the addresses around it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.urls import reverse

from alongside.domain.cases.permissions import SEE_DAILY
from alongside.domain.cases.queries.daily import Daily
from alongside.domain.organisation.models import Node
from alongside.faces.desk.nodes import NodeChoice, choose_node
from alongside.faces.desk.page import DeskRequest

ONE = timedelta(days=1)


@dataclass(frozen=True)
class AskedDay:
    """A day of a node; days are those of the node's own zone."""

    nodes: NodeChoice
    on: date
    today: date

    @property
    def node(self) -> Node:
        return self.nodes.node

    def at(self, name: str = "daily", on: date | None = None) -> str:
        """The address of a page of this daily, or of another day's."""
        return daily_at(self.node, on or self.on, name)

    @property
    def previous(self) -> str:
        return self.at(on=self.on - ONE)

    @property
    def next(self) -> str:
        return self.at(on=self.on + ONE) if self.on < self.today else ""

    @property
    def paper(self) -> str:
        return self.at("daily_paper")

    @property
    def pdf(self) -> str:
        return self.at("daily_pdf")


def daily_at(node: Node, on: date, name: str = "daily") -> str:
    return f"{reverse(f'desk:{name}')}?{urlencode({'node': node.pk, 'on': on.isoformat()})}"


def asked_day(request: DeskRequest) -> AskedDay:
    """From `?node=&on=`: without a day it is yesterday, which was sent this morning; never a day to come."""
    nodes = choose_node(request, SEE_DAILY)
    today = today_at(nodes.node, request.now)
    try:
        on = min(date.fromisoformat(request.GET.get("on", "")), today)
    except ValueError:
        on = today - ONE
    return AskedDay(nodes, max(on, date(2000, 1, 1)), today)


def today_at(node: Node, now: datetime) -> date:
    return now.astimezone(ZoneInfo(node.zone)).date()


def customers_in(found: Daily) -> set[int | None]:
    """Whose complaints a daily tells."""
    lines = [*found.new, *found.carried, *found.closed]
    return {one.case.customer_id for one in lines} | {one.case.customer_id for one in found.spot_checks}
