"""Whatever is moved wherever, the tree stays a tree (ORG-1)."""

from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alongside.domain.organisation.actions import move_node
from alongside.domain.organisation.models import Node
from alongside.domain.organisation.samples import a_group, a_node
from alongside.kernel.actor import SYSTEM
from alongside.kernel.refusals import Refused

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


@pytest.fixture
def tree(db: None) -> list[Node]:
    group = a_group(now=NOW)
    cities = [
        a_node(now=NOW, kind=kind, code=f"C{n}", parent=group)
        for n, kind in enumerate(["city", "branch"] * 2)
    ]
    projects = [a_node(now=NOW, code=f"P{n}", parent=cities[n % 3]) for n in range(6)]
    return [group, *cities, *projects]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=st.lists(st.tuples(st.integers(0, 10), st.integers(0, 10)), max_size=12))
def test_every_path_is_the_parents_path_and_the_nodes_own_id(
    tree: list[Node], moves: list[tuple[int, int]]
) -> None:
    """ORG-1: no cycles, nobody lost, and a subtree is a prefix, after any row of moves."""
    for one, to in moves:
        try:
            move_node(Node.objects.get(pk=tree[one].pk), to=tree[to], by=SYSTEM, now=NOW)
        except Refused:
            continue
    nodes = {node.pk: node for node in Node.objects.all()}
    assert len(nodes) == len(tree)
    for node in nodes.values():
        above, chain = node, []
        while above is not None:
            chain.append(above.pk)
            assert len(chain) <= len(nodes)
            above = nodes.get(above.parent_id)
        assert node.ancestor_ids == chain[::-1]
        children = {one.pk for one in nodes.values() if node.pk in one.ancestor_ids}
        assert set(Node.objects.within(node).values_list("pk", flat=True)) == children
