"""Conformance: which journeys kept to the standard, where they strayed, and what that cost in satisfaction (JRN-8)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cached_property
from io import BytesIO
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from alongside.domain.cases.permissions import SEE_FIGURES
from alongside.domain.journeys.models import Journey, JourneyTemplate, Step, TemplateVersion
from alongside.domain.journeys.permissions import SEE_JOURNEYS
from alongside.domain.journeys.queries.conformance import (
    FATES,
    KEPT,
    LEFT_OUT,
    MISSED,
    STANDINGS,
    STRAYED,
    Conformance,
    Narrowed,
    Period,
    conformance,
    journeys_judged,
)
from alongside.domain.organisation.models import Node
from alongside.faces.desk.journeys.variants import Way, drawn_ways
from alongside.faces.desk.nodes import NodeChoice, choose_node
from alongside.faces.desk.page import DeskRequest, desk_page, show
from alongside.faces.ui.access import seen
from alongside.faces.ui.papers import as_pdf, pdf_of
from alongside.kernel.local_text import pick
from alongside.kernel.tables import write_xlsx

AREA = "desk:conformance"
USUAL, LONGEST = timedelta(days=90), timedelta(days=3660)
MOST = 50
NONE_OF_STEPS = (None,) * len(FATES)  # the columns of what became of steps, in lines about journeys
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


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


@dataclass(frozen=True)
class Cell:
    """A count that opens its journeys."""

    count: int
    url: str
    tone: str = ""


@dataclass(frozen=True)
class Row:
    """A line of a table: a step, a stage's sum, or a place."""

    label: str
    cells: list[Cell]
    total: Cell
    share: float | None
    marks: Any = None
    cost: Any = None
    is_stage: bool = False
    url: str = ""


TONES = {"late": "soon", MISSED: "late", STRAYED: "late"}


@desk_page(SEE_FIGURES)
def conformance_page(request: DeskRequest) -> HttpResponse:
    asked = asked_period(request)
    context = told(asked, conformance(asked.period))
    return show(request, "faces/desk/journeys/conformance.html", context, area=AREA)


def told(asked: AskedPeriod, found: Conformance) -> dict[str, Any]:
    """The figures for the page and the paper."""
    return {
        "asked": asked,
        "found": found,
        "total": found.total,
        "all_url": asked.rows_at(),
        "stage_name": asked.name_of(asked.stage) if asked.stage else "",
        "without_stage": asked.at(stage=""),
        "signs": signs_of(asked, found),
        "standings": [
            (label, Cell(found.total.counts[one], asked.rows_at(standing=one), TONES.get(one, "")), found.total.marks[one])
            for one, label in STANDINGS.items()
        ],
        "fates": list(FATES.items()),
        "standing_names": list(STANDINGS.items()),
        "steps": list(step_rows(asked, found)),
        "places": list(place_rows(asked, found)),
        "ways": ways_of(asked, found),
        "other_variants": found.variant_count - len(found.variants),
    }  # fmt: skip


def ways_of(asked: AskedPeriod, found: Conformance) -> list[Way]:
    """The variants drawn, each with its share and the address of its journeys."""
    signs = {code: sign for sign, code in _signs(asked, found)}
    return drawn_ways(
        found.variants, found.total.journeys, signs, asked.name_of, lambda key: asked.rows_at(variant=key)
    )


def signs_of(asked: AskedPeriod, found: Conformance) -> list[tuple[str, str]]:
    """What the signs of the ways mean."""
    return [(sign, asked.name_of(code)) for sign, code in _signs(asked, found)]


def _signs(asked: AskedPeriod, found: Conformance) -> list[tuple[str, str]]:
    """A sign for each stage that occurs: the one it is written with; for steps, and stages without, their number."""
    there = {part for one in found.variants for part, _fate in one.path}
    codes = sorted(there, key=lambda code: asked.order.get(code, len(asked.order)))
    return [
        (str(asked.texts.get(code, {}).get("mark") or place), code)
        for place, code in enumerate(codes, start=1)
    ]


def step_rows(asked: AskedPeriod, found: Conformance) -> Iterator[Row]:
    """Each stage with its sum, then its steps, as they are written."""
    by_stage: dict[str, list[Any]] = {}
    for one in sorted(found.steps, key=lambda one: asked.order.get(one.code, 999)):
        by_stage.setdefault(one.stage, []).append(one)
    for stage in sorted(by_stage, key=lambda code: asked.order.get(code, 999)):
        steps = by_stage[stage]
        counts = {fate: sum(one.counts[fate] for one in steps) for fate in FATES}
        due = sum(counts.values())
        yield Row(
            asked.name_of(stage),
            [
                Cell(counts[fate], asked.rows_at(stage=stage, fate=fate), TONES.get(fate, ""))
                for fate in FATES
            ],
            Cell(due, asked.rows_at(stage=stage)),
            counts["on_time"] / due if due else None,
            is_stage=True,
            url=asked.at(stage=stage),
        )
        for one in steps:
            here = {"stage": stage, "code": one.code}
            yield Row(
                asked.name_of(one.code),
                [
                    Cell(one.counts[fate], asked.rows_at(**here, fate=fate), TONES.get(fate, ""))
                    for fate in FATES
                ],
                Cell(one.due, asked.rows_at(**here)),
                one.kept_share,
            )


def place_rows(asked: AskedPeriod, found: Conformance) -> Iterator[Row]:
    """Each place with its journeys, in the order of the tree."""
    figures = {one.node_id: one for one in found.places}
    for node in asked.below:
        if (one := figures.get(node.pk)) is None:
            continue
        yield Row(
            node.name,
            [
                Cell(
                    one.counts[standing],
                    asked.rows_at(place=node.pk, standing=standing),
                    TONES.get(standing, ""),
                )
                for standing in STANDINGS
            ],
            Cell(one.journeys, asked.rows_at(place=node.pk)),
            one.kept_share,
            marks=one.marks[KEPT].plus(one.marks[LEFT_OUT]),
            cost=one.marks[STRAYED],
        )


@desk_page(SEE_FIGURES)
def conformance_journeys(request: DeskRequest) -> HttpResponse:
    """The journeys behind a figure, with the steps that made it."""
    asked = asked_period(request)
    given = {name: request.GET.get(name, "")[:2000] for name in ("fate", "code", "standing", "variant")}
    place = next((one for one in asked.below if str(one.pk) == request.GET.get("place")), None)
    narrowed = Narrowed(**given, node_id=place.pk if place else None)
    before = request.GET.get("before", "")
    start = int(before) if before.isdecimal() and len(before) < 18 else 2**62
    found = journeys_judged(asked.period, narrowed, before=start, most=MOST + 1)
    shown = found.rows[:MOST]
    journeys = {
        one.pk: one
        for one in Journey.objects.visible_to(request.viewer)
        .filter(pk__in=[pk for pk, _steps in shown])
        .select_related("customer", "unit__estate", "node", "keeper")
    }
    seen(request, [one.customer_id for one in journeys.values()])
    words = [FATES.get(given["fate"]), STANDINGS.get(given["standing"]), asked.name_of(given["code"])]
    context = {
        "asked": asked,
        "found": found,
        "stage_name": asked.name_of(asked.stage) if asked.stage else "",
        "rows": [
            (journeys[pk], [(asked.name_of(code), due, closed, fate, FATES[fate]) for code, due, closed, fate in steps])
            for pk, steps in shown
            if pk in journeys
        ],
        "words": [str(one) for one in [*words, place.name if place else ""] if one],
        "older": asked.rows_at(**{k: v for k, v in given.items() if v}, place=place.pk if place else "", before=shown[-1][0])
        if len(found.rows) > MOST
        else "",
    }  # fmt: skip
    return show(request, "faces/desk/journeys/conformance_journeys.html", context, area=AREA)


@desk_page(SEE_FIGURES)
def conformance_xlsx(request: DeskRequest) -> HttpResponse:
    asked = asked_period(request)
    found = conformance(asked.period)
    file = BytesIO()
    header = [
        _("Figure"),
        _("Slice"),
        _("Due or journeys"),
        *(str(one) for one in FATES.values()),
        _("Share kept"),
        _("Satisfaction"),
    ]
    write_xlsx(
        file, header, _lines(asked, found), sheet=asked.node.code, widths=(20, 32, 12, 12, 12, 12, 12, 12, 12)
    )
    response = HttpResponse(file.getvalue(), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{_file_name(asked)}.xlsx"'
    return response


def _lines(asked: AskedPeriod, found: Conformance) -> Iterator[tuple[Any, ...]]:
    """A line for each stage, step and place, then for each way."""
    for row in step_rows(asked, found):
        kind = _("Stage") if row.is_stage else _("Step")
        yield kind, row.label, row.total.count, *(one.count for one in row.cells), _percent(row.share), None
    for node in found.places:
        name = next(one.name for one in asked.below if one.pk == node.node_id)
        yield _("Place"), name, node.journeys, *NONE_OF_STEPS, _percent(node.kept_share), node.all_marks.mean
    for standing, label in STANDINGS.items():
        count, marks = found.total.counts[standing], found.total.marks[standing]
        yield _("Journeys"), str(label), count, *NONE_OF_STEPS, None, marks.mean
    for one in found.variants:
        words = " → ".join(f"{asked.name_of(part)} ({FATES[fate]})" for part, fate in one.path)
        share = one.journeys / found.total.journeys
        yield _("Way"), words, one.journeys, *NONE_OF_STEPS, _percent(share), one.marks.mean


def _percent(share: float | None) -> float | None:
    return None if share is None else round(share * 100, 1)


@desk_page(SEE_FIGURES)
def conformance_pdf(request: DeskRequest) -> HttpResponse:
    asked = asked_period(request)
    context = {
        **told(asked, conformance(asked.period)),
        "house_name": asked.node.name,
        "printed_at": request.now,
    }
    with timezone.override(ZoneInfo(asked.node.zone)):
        return as_pdf(
            pdf_of("faces/desk/journeys/conformance_report.html", context), f"{_file_name(asked)}.pdf"
        )


def _file_name(asked: AskedPeriod) -> str:
    return f"journeys-{asked.node.code}-{asked.since}-{asked.until}"
