"""The tree as far as the viewer sees it: in order, with depth, and as choices of a form."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from alongside.domain.organisation.models import Department, Node
from alongside.faces.desk.page import DeskRequest
from alongside.kernel.permission import Permission

INDENT = "\u2003"
DEEPEST = 5  # classes depth-0 to depth-5 exist


@dataclass
class Branch:
    """A node in the tree, with how far it is moved in below the nearest listed node above it."""

    node: Node
    depth: int
    people: list[Any] = field(default_factory=list)
    people_count: int = 0

    @property
    def has_manager(self) -> bool:
        """ORG-4: somebody named, who has not left."""
        return has_manager(self.node)


def has_manager(node: Node) -> bool:
    """ORG-4. Needs `manager` loaded."""
    return node.manager is not None and node.manager.is_active


def branches_of(nodes: list[Node]) -> list[Branch]:
    """Parents before children, children by the order in which they were made."""
    depths: dict[int, int] = {}
    branches = []
    for one in sorted(nodes, key=lambda node: node.ancestor_ids):
        above = [depths[id_] for id_ in one.ancestor_ids[:-1] if id_ in depths]
        depths[one.pk] = max(above, default=-1) + 1
        branches.append(Branch(one, min(depths[one.pk], DEEPEST)))
    return branches


def node_choices(request: DeskRequest, permission: Permission) -> list[tuple[str, str]]:
    """(id, name moved in) of the open nodes at which the viewer holds the permission. One query."""
    nodes = list(Node.objects.visible_to(request.viewer, permission).filter(is_active=True))
    return [(str(one.node.pk), f"{INDENT * one.depth}{one.node.name}") for one in branches_of(nodes)]


def place_choices(request: DeskRequest, permission: Permission) -> list[tuple[str, str]]:
    """As `node_choices`, with the departments below their node: ("3", node 3) or ("3/7", its department 7).

    Two queries.
    """
    nodes = list(Node.objects.visible_to(request.viewer, permission).filter(is_active=True))
    departments = Department.objects.visible_to(request.viewer).filter(node__in=[one.pk for one in nodes])
    by_node: dict[int, list[Department]] = {}
    for department in departments.order_by("id"):
        by_node.setdefault(department.node_id, []).append(department)
    choices = []
    for one in branches_of(nodes):
        choices.append((str(one.node.pk), f"{INDENT * one.depth}{one.node.name}"))
        for department in by_node.get(one.node.pk, []):
            choices.append((f"{one.node.pk}/{department.pk}", f"{INDENT * (one.depth + 1)}· {department}"))
    return choices


def place_of(request: DeskRequest, value: str, permission: Permission) -> tuple[Node, Department | None]:
    """The node and department of a chosen value of `place_choices`."""
    node_id, _slash, department_id = value.partition("/")
    node = Node.objects.visible_to(request.viewer, permission).get(pk=node_id)
    if not department_id:
        return node, None
    return node, Department.objects.visible_to(request.viewer).get(pk=department_id, node=node)
