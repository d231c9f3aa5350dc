"""Journeys as data, with what they are used for (JRN-1)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count

from alongside.domain.journeys.models import (
    Journey,
    JourneyTemplate,
    ReplanRun,
    Step,
    TemplateChoice,
    TemplateVersion,
)
from alongside.domain.journeys.permissions import SEE_JOURNEYS
from alongside.domain.organisation.models import Node
from alongside.kernel.actor import Actor


@dataclass(frozen=True)
class Used:
    """A template, the version that new journeys take, its draft, and how many are under way on it."""

    template: JourneyTemplate
    published: TemplateVersion | None
    draft: TemplateVersion | None
    walking: int
    places: list[Node]

    @property
    def stages(self) -> int:
        return len(self.shown.stages())

    @property
    def steps(self) -> int:
        return sum(len(one.get("steps", ())) for one in self.shown.stages())

    @property
    def shown(self) -> TemplateVersion:
        found = self.published or self.draft
        assert found is not None  # a template is made with its first version
        return found


def templates_with_use(viewer: Actor) -> list[Used]:
    """All of them, in their order; journeys and places as far as the viewer sees them."""
    versions: dict[int, list[TemplateVersion]] = {}
    for one in TemplateVersion.objects.order_by("-number"):
        versions.setdefault(one.template_id, []).append(one)
    walking = Journey.objects.visible_to(viewer).walking().order_by()
    counts = dict(walking.values_list("version_walked__template").annotate(Count("pk")))
    chosen: dict[int, list[Node]] = {}
    for choice in TemplateChoice.objects.select_related("node").order_by("node__path"):
        chosen.setdefault(choice.template_id, []).append(choice.node)
    return [
        Used(
            template,
            next((one for one in versions[template.pk] if one.published_at), None),
            next((one for one in versions[template.pk] if not one.published_at), None),
            counts.get(template.pk, 0),
            chosen.get(template.pk, []),
        )
        for template in JourneyTemplate.objects.order_by("-is_shipped", "position", "pk")
        if template.pk in versions
    ]


@dataclass(frozen=True)
class NodeOutlook:
    """What a round would do to the journeys of a node; `node` None: all those that the viewer does not see."""

    node: Node | None
    walking: int
    changed: int
    added: int
    moved: int
    withdrawn: int


def outlook_of(run: ReplanRun, viewer: Actor) -> list[NodeOutlook]:
    """By node, in the order of the tree; what lies where the viewer may not look is one line at the end."""
    found = {int(pk): counts for pk, counts in run.outlook.items()}
    seen = list(Node.objects.filter(pk__in=found).order_by("path"))
    reached = viewer.limit(Node.objects.all(), SEE_JOURNEYS, field="id").filter(pk__in=found)
    allowed = set(reached.values_list("pk", flat=True))
    rows = [_outlook(node, [found[node.pk]]) for node in seen if node.pk in allowed]
    hidden = [counts for pk, counts in found.items() if pk not in allowed]
    return [*rows, _outlook(None, hidden)] if hidden else rows


def _outlook(node: Node | None, counts: Iterable[dict]) -> NodeOutlook:
    rows = list(counts)
    names = ("walking", "changed", "added", "moved", "withdrawn")
    return NodeOutlook(node, *(sum(one.get(name, 0) for one in rows) for name in names))


def examples_of(run: ReplanRun, viewer: Actor, *, most: int) -> list[Journey]:
    """Some of the journeys that it would change, as far as the viewer may see them."""
    ids = [pk for counts in run.outlook.values() for pk in counts["examples"]]
    shown = Journey.objects.visible_to(viewer).filter(pk__in=ids)
    return list(
        shown.select_related("customer", "unit__estate", "version_walked", "node").order_by("pk")[:most]
    )


def open_steps_of(journeys: Iterable[Journey]) -> dict[tuple[int, str, int, int], Step]:
    """The open steps of journeys by what makes them the same step."""
    steps = Step.objects.to_do().filter(journey__in=list(journeys))
    return {(one.journey_id, one.code, one.occurrence, one.turn): one for one in steps}
