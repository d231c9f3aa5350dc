"""Which journey the customers of a node walk, and by whose choice (JRN-1)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count

from alongside.domain.journeys.models import Journey, JourneyTemplate, TemplateChoice, TemplateVersion
from alongside.domain.organisation.models import Node
from alongside.kernel.actor import Actor


def version_for(node: Node) -> TemplateVersion | None:
    """The journey that customers of a node walk: the nearest choice above, else the first that ships."""
    choice = (
        TemplateChoice.objects.filter(node_id__in=node.ancestor_ids)
        .select_related("template")
        .order_by("-node__path")
        .first()
    )
    template = choice.template if choice else JourneyTemplate.objects.order_by("position", "pk").first()
    return template.published if template else None


def nodes_below(node: Node) -> set[int]:
    """The node and those below it that walk what is chosen there, having no nearer choice."""
    chosen = set(
        TemplateChoice.objects.filter(node__path__startswith=node.path).values_list("node", flat=True)
    )
    chosen.discard(node.pk)
    below = Node.objects.within(node).only("id", "path")
    return {one.pk for one in below if not chosen & set(one.ancestor_ids)}


def nodes_walking(template: JourneyTemplate) -> set[int]:
    """Where it is chosen, and where somebody is on it."""
    chosen = TemplateChoice.objects.filter(template=template).values_list("node", flat=True)
    versions = template.versions.values("pk")
    walked = Journey.objects.walking().filter(version_walked__in=versions).order_by()
    return {*chosen, *walked.values_list("node", flat=True).distinct()}


@dataclass(frozen=True)
class Chosen:
    """What customers of a node walk. `source`: the node whose choice counts there; None: what ships first."""

    node: Node
    template: JourneyTemplate | None
    source: Node | None
    walking: int

    @property
    def is_own(self) -> bool:
        return self.source is not None and self.source.pk == self.node.pk


def chosen_at(nodes: Iterable[Node], viewer: Actor) -> list[Chosen]:
    """Each node with what its customers walk and how many journeys are under way right there."""
    nodes = list(nodes)
    above = {one for node in nodes for one in node.ancestor_ids}
    choices = {
        one.node_id: one
        for one in TemplateChoice.objects.filter(node__in=above).select_related("template", "node")
    }
    first = JourneyTemplate.objects.order_by("position", "pk").first()
    walking = Journey.objects.visible_to(viewer).walking().filter(node__in=[one.pk for one in nodes])
    counts = dict(walking.order_by().values_list("node").annotate(Count("pk")))
    found = []
    for node in nodes:
        choice = next((choices[one] for one in reversed(node.ancestor_ids) if one in choices), None)
        template = choice.template if choice else first
        found.append(Chosen(node, template, choice.node if choice else None, counts.get(node.pk, 0)))
    return found
