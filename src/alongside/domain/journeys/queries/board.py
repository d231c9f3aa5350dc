"""Journeys of a place by stage: how many are where, and who waits longest for something (JRN-1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Subquery

from alongside.domain.journeys.models import Journey, JourneyTemplate, Step, TemplateVersion
from alongside.kernel.actor import Actor
from alongside.kernel.local_text import pick

CARDS = 12


@dataclass
class Column:
    """One stage of the board: how many journeys are in it, how many of them are late, and the most pressing."""

    code: str
    mark: str
    name: str
    count: int = 0
    late: int = 0
    journeys: list[Journey] = field(default_factory=list)


@dataclass(frozen=True)
class Asked:
    """What the board is narrowed to."""

    node_ids: Sequence[int] = ()
    keeper_id: int | None = None
    only_late: bool = False


def templates_walked(viewer: Actor) -> list[JourneyTemplate]:
    """The journeys that somebody walks where the viewer looks."""
    versions = Journey.objects.visible_to(viewer).walking().order_by().values("version_walked").distinct()
    templates = TemplateVersion.objects.filter(pk__in=versions).values("template")
    return list(JourneyTemplate.objects.filter(pk__in=templates).order_by("position", "pk"))


def board(template: JourneyTemplate, asked: Asked, viewer: Actor, *, now: datetime) -> list[Column]:
    """The stages of the published version with their journeys; a stage that only an older version knows comes last."""
    walking = Journey.objects.visible_to(viewer).walking().filter(version_walked__template=template)
    if asked.node_ids:
        walking = walking.filter(node_id__in=asked.node_ids)
    if asked.keeper_id is not None:
        walking = walking.filter(keeper_id=asked.keeper_id)
    overdue = Step.objects.to_do().filter(journey=OuterRef("pk"), due_at__lt=now)
    late = walking.filter(Exists(overdue))
    if asked.only_late:
        walking = late
    published = template.published
    columns = {
        one["code"]: Column(one["code"], one.get("mark", ""), pick(one["name"]))
        for one in (published.stages() if published else [])
        if not one.get("along")
    }
    for code, count in walking.order_by().values_list("stage").annotate(Count("pk")):
        columns.setdefault(code, Column(code, "", code)).count = count
    for code, count in late.order_by().values_list("stage").annotate(Count("pk")):
        columns.setdefault(code, Column(code, "", code)).late = count
    for column in columns.values():
        if column.count:
            column.journeys = _pressing(walking.filter(stage=column.code))
    return list(columns.values())


def _pressing(journeys):
    """The first cards of a column: what is due soonest, with what that is."""
    next_step = Step.objects.to_do().filter(journey=OuterRef("pk")).order_by("due_at", "pk")
    found = journeys.annotate(
        next_due_at=Subquery(next_step.values("due_at")[:1]), next_code=Subquery(next_step.values("code")[:1])
    )
    shown = list(
        found.select_related("customer", "unit", "keeper", "version_walked").order_by("next_due_at", "pk")[
            :CARDS
        ]
    )
    for journey in shown:
        texts = journey.version_walked.texts_of(journey.next_code or "")
        journey.next_name = pick(texts.get("name")) if texts else ""
    return shown
