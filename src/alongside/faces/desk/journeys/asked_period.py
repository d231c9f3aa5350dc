"""Of which journeys, where and from when to when conformance is asked (JRN-8)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.urls import reverse

from alongside.domain.cases.permissions import SEE_FIGURES
from alongside.domain.journeys.models import Journey, JourneyTemplate, Step, TemplateVersion
from alongside.domain.journeys.permissions import SEE_JOURNEYS
from alongside.domain.journeys.queries.conformance import (
    Period,
)
from alongside.domain.organisation.models import Node
from alongside.faces.desk.nodes import NodeChoice, choose_node
from alongside.faces.desk.page import DeskRequest
from alongside.kernel.local_text import pick

USUAL, LONGEST = timedelta(days=90), timedelta(days=3660)


@dataclass(frozen=True)
class AskedPeriod:
    """A period of a node, of one journey or of one of its stages."""

    nodes: NodeChoice
    below: list[Node]
    template: JourneyTemplate | None
    templates: list[JourneyTemplate]
    versions: list[TemplateVersion]
    since: date
    until: date
    stage: str
    now: datetime

    @property
    def node(self) -> Node:
        return self.nodes.node

    @property
    def period(self) -> Period:
        zone = ZoneInfo(self.node.zone)
        return Period(
            [one.pk for one in self.below],
            [one.pk for one in self.versions],
            datetime.combine(self.since, time(0), zone),
            datetime.combine(self.until + timedelta(days=1), time(0), zone),
            self.now,
            self.stage,
        )

    @cached_property
    def texts(self) -> dict[str, Mapping[str, Any]]:
        """What the latest version says of each stage and step; of one it no longer has, an earlier one."""
        found: dict[str, Mapping[str, Any]] = {}
        for version in sorted(self.versions, key=lambda one: one.number, reverse=True):
            for stage in version.stages():
                found.setdefault(stage["code"], stage)
                for step in stage.get("steps", ()):
                    found.setdefault(step["code"], step)
        return found

    def name_of(self, code: str) -> str:
        return pick(self.texts.get(code, {}).get("name")) or code

    @property
    def order(self) -> dict[str, int]:
        """The place of each stage and step as they are written."""
        return {code: place for place, code in enumerate(self.texts)}

    def at(self, page: str = "conformance", **but: Any) -> str:
        asked = {
            "node": self.node.pk,
            "journey": self.template.code if self.template else "",
            "from": self.since.isoformat(),
            "until": self.until.isoformat(),
            "stage": self.stage,
            **but,
        }
        return f"{reverse(f'desk:{page}')}?{urlencode({name: one for name, one in asked.items() if one})}"

    def rows_at(self, **narrowed: Any) -> str:
        """The journeys behind a figure."""
        return self.at("conformance_journeys", **narrowed)

    @property
    def xlsx(self) -> str:
        return self.at("conformance_xlsx")

    @property
    def pdf(self) -> str:
        return self.at("conformance_pdf")


def asked_period(request: DeskRequest) -> AskedPeriod:
    """From `?node=&journey=&from=&until=&stage=`; the last ninety days for anything else."""
    nodes = choose_node(request, SEE_FIGURES)
    below = Node.objects.visible_to(request.viewer, SEE_FIGURES).within(nodes.node)
    reached = list(request.viewer.limit(below, SEE_JOURNEYS, field="id").order_by("path"))
    walked = Journey.objects.visible_to(request.viewer).filter(node__in=reached).order_by()
    versions = TemplateVersion.objects.filter(pk__in=walked.values("version_walked"))
    templates = list(
        JourneyTemplate.objects.filter(versions__in=versions).distinct().order_by("position", "pk")
    )
    today = request.now.astimezone(ZoneInfo(nodes.node.zone)).date()
    until = min(_day(request.GET.get("until")) or today, today)
    since = _day(request.GET.get("from")) or until - USUAL
    since = max(min(since, until), until - LONGEST)
    template = next((one for one in templates if one.code == request.GET.get("journey")), None)
    template = template or _most_likely(
        templates, reached, datetime.combine(since, time(0), ZoneInfo(nodes.node.zone))
    )
    found = AskedPeriod(
        nodes, reached, template, templates, [one for one in versions if template and one.template_id == template.pk],
        since, until, "", request.now,
    )  # fmt: skip
    stage = request.GET.get("stage", "")
    known = any(one["code"] == stage for version in found.versions for one in version.stages())
    return replace(found, stage=stage) if known else found


def _most_likely(
    templates: list[JourneyTemplate], nodes: list[Node], since: datetime
) -> JourneyTemplate | None:
    """The first of ours, else of what ships, on which anything was due since then."""
    due = Step.objects.filter(node__in=nodes, due_at__gte=since).exclude(state="withdrawn")
    ours_first = sorted(templates, key=lambda one: one.is_shipped)
    for one in ours_first:
        if due.filter(journey__version_walked__template=one).exists():
            return one
    return templates[0] if templates else None


def _day(written: str | None) -> date | None:
    try:
        found = date.fromisoformat(written or "")
    except ValueError:
        return None
    return found if found.year >= 2000 else None
