"""Which node a page of management is about: chosen by address, else the highest that the viewer reaches."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404
from django.utils.safestring import SafeString

from alongside.domain.organisation.models import Node
from alongside.faces.desk.page import DeskRequest
from alongside.faces.ui.widgets import options
from alongside.kernel.permission import Permission

INDENT = "\u2003"


@dataclass(frozen=True)
class NodeChoice:
    """The node asked for, and all that may be asked for as the tree they are: (id, name with its depth)."""

    node: Node
    options: list[tuple[int, str]]

    @property
    def drawn(self) -> SafeString:
        """The options of the choice, as they stand in the page."""
        return options(self.options, [self.node.pk])

    @property
    def is_one(self) -> bool:
        return len(self.options) == 1


def choose_node(request: DeskRequest, permission: Permission) -> NodeChoice:
    """From `?node=`; 404 for a node at which the viewer does not hold the permission (ORG-3). One query."""
    nodes = sorted(
        Node.objects.visible_to(request.viewer, permission).filter(is_active=True),
        key=lambda node: node.ancestor_ids,
    )
    asked = request.GET.get("node", "")
    if asked:
        node = next((one for one in nodes if str(one.pk) == asked), None)
    else:
        node = min(nodes, key=lambda one: len(one.ancestor_ids), default=None)
    if node is None:
        raise Http404
    return NodeChoice(node, _indented(nodes))


def _indented(nodes: list[Node]) -> list[tuple[int, str]]:
    """Names moved in below the nearest node above that is listed too."""
    depths: dict[int, int] = {}
    for one in nodes:
        above = [depths[id_] for id_ in one.ancestor_ids[:-1] if id_ in depths]
        depths[one.pk] = max(above, default=-1) + 1
    return [(one.pk, f"{INDENT * depths[one.pk]}{one.name}") for one in nodes]
