"""Whose yes a place asks for, from which amount on (ORG-9)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from alongside.domain.organisation.models import Node
from alongside.domain.work.hooks import approvable, approvables
from alongside.domain.work.models import ApprovalRule
from alongside.domain.work.rules import steps_missing


@dataclass(frozen=True)
class Chain:
    """Whose yes a kind of thing needs at a node, in order: (code of the permission, from which amount in yuan on)."""

    kind: str
    node_id: int | None  # where it is said; None: the kind's own, where no node says anything
    steps: tuple[tuple[str, Decimal], ...]

    @property
    def noted(self) -> list[str]:
        """As the journal keeps it, and as a page says what it saw: `approve_export:0.00`."""
        return [f"{code}:{from_amount:.2f}" for code, from_amount in self.steps]


def chains_of(kind: str, nodes: Iterable[int]) -> dict[int, Chain]:
    """What these nodes themselves say, by node; a node that says nothing is not there. One query."""
    rules = ApprovalRule.objects.filter(kind=kind, node_id__in=nodes).order_by("node_id", "order")
    found: dict[int, list[tuple[str, Decimal]]] = {}
    for one in rules:
        found.setdefault(one.node_id, []).append((one.permission, one.from_amount))
    return {node_id: Chain(kind, node_id, tuple(steps)) for node_id, steps in found.items()}


def chain_at(kind: str, node: Node) -> Chain:
    """What holds at a node: the word of the nearest node with one, itself or above, else the kind's own (ORG-9).

    Where somebody further up asks for more since, that is asked too.
    """
    return _folded(kind, node.ancestor_ids, chains_of(kind, node.ancestor_ids))


def chains_told(nodes: Iterable[Node]) -> dict[str, list[tuple[Node, Chain]]]:
    """By kind: what holds at the first of these nodes, and at each other that says something itself. One query."""
    nodes = list(nodes)
    said: dict[str, dict[int, Chain]] = defaultdict(dict)
    rules = ApprovalRule.objects.filter(node_id__in={one for node in nodes for one in node.ancestor_ids})
    for (kind, node_id), steps in groupby(rules.order_by("kind", "node_id", "order"), key=_place_of):
        said[kind][node_id] = Chain(kind, node_id, tuple((one.permission, one.from_amount) for one in steps))
    return {
        one.kind: [
            (node, _folded(one.kind, node.ancestor_ids, said[one.kind]))
            for place, node in enumerate(nodes)
            if place == 0 or node.pk in said[one.kind]
        ]
        for one in approvables()
    }


def _place_of(rule: ApprovalRule) -> tuple[str, int]:
    return rule.kind, rule.node_id


def chain_above(kind: str, node: Node) -> Chain:
    """What would hold there if the node itself said nothing."""
    path = node.ancestor_ids[:-1]
    return _folded(kind, path, chains_of(kind, path))


def _folded(kind: str, path: Sequence[int], said: Mapping[int, Chain]) -> Chain:
    """From the top down: each word holds, and of what stood above it whatever it lacks."""
    shipped = approvable(kind)
    held = Chain(kind, None, tuple((one.permission.code, one.from_amount) for one in shipped.chain))
    for node_id in path:
        if own := said.get(node_id):
            is_proposal = shipped.has_limits and held.node_id is None
            lacking = [] if is_proposal else steps_missing(own.steps, held.steps)
            held = Chain(kind, node_id, (*own.steps, *lacking))
    return held
