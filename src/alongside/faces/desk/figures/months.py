"""Which month of which node is asked for, and the addresses around it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.urls import reverse

from alongside.domain.cases.models import Kind
from alongside.domain.cases.permissions import SEE_FIGURES
from alongside.domain.organisation.models import Node
from alongside.faces.desk.nodes import NodeChoice, choose_node
from alongside.faces.desk.page import DeskRequest


@dataclass(frozen=True)
class AskedMonth:
    """A month of a node, of one kind of case or of all (empty)."""

    nodes: NodeChoice
    month: date
    kind: str
    this_month: date

    @property
    def node(self) -> Node:
        return self.nodes.node

    @property
    def text(self) -> str:
        return f"{self.month:%Y-%m}"

    @property
    def kinds(self) -> list[tuple[str, Any]]:
        return list(Kind.choices)

    def at(self, name: str = "figures", month: date | None = None) -> str:
        asked = {"node": str(self.node.pk), "month": f"{month or self.month:%Y-%m}"}
        if self.kind:
            asked["kind"] = self.kind
        return f"{reverse(f'desk:{name}')}?{urlencode(asked)}"

    @property
    def previous(self) -> str:
        return self.at(month=(self.month - timedelta(days=1)).replace(day=1))

    @property
    def next(self) -> str:
        return self.at(month=_after(self.month)) if self.month < self.this_month else ""

    @property
    def xlsx(self) -> str:
        return self.at("figures_xlsx")

    @property
    def pdf(self) -> str:
        return self.at("figures_pdf")


def asked_month(request: DeskRequest) -> AskedMonth:
    """From `?node=&month=2026-11&kind=`; this month of the node's zone for anything else."""
    nodes = choose_node(request, SEE_FIGURES)
    this_month = request.now.astimezone(ZoneInfo(nodes.node.zone)).date().replace(day=1)
    try:
        month = min(date.fromisoformat(f"{request.GET.get('month', '')}-01"), this_month)
    except ValueError:
        month = this_month
    kind = request.GET.get("kind", "")
    return AskedMonth(nodes, max(month, date(2000, 1, 1)), kind if kind in Kind.values else "", this_month)


def _after(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)
