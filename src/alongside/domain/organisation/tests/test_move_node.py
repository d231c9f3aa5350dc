"""Moving a node in the tree moves what hangs below it; history keeps where things were (ORG-1)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from alongside.domain.organisation import events
from alongside.domain.organisation.actions import add_node, move_node
from alongside.domain.organisation.models import Node
from alongside.domain.organisation.queries import path_at
from alongside.domain.organisation.samples import a_group, a_node, an_actor
from alongside.kernel import journal
from alongside.kernel.actor import SYSTEM
from alongside.kernel.refusals import NotAllowed, Refused

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


@pytest.mark.django_db
def test_takes_all_below_with_it_and_keeps_where_it_was(cast) -> None:
    """ORG-1"""
    branch = a_node(now=NOW, kind="branch", name="浙北分公司", code="ZB", parent=cast.city.parent)
    before = cast.project.path
    moved = move_node(cast.project, to=branch, by=cast.system_admin, now=NOW)
    assert moved.ancestor_ids == [cast.group.pk, branch.pk, cast.project.pk]
    assert path_at(moved, NOW - timedelta(seconds=1)) == before
    assert path_at(moved, NOW) == moved.path
    entry = journal.timeline_of(moved, events=[events.NODE_MOVED]).get()
    assert entry.facts == {"old_parent": cast.city.pk, "new_parent": branch.pk}


@pytest.mark.django_db
def test_changes_who_reaches_it_at_once(cast) -> None:
    """ORG-2, ORG-3: a role reaches the subtree of its node, as the tree is now."""
    branch = a_node(now=NOW, kind="branch", name="浙北分公司", code="ZB", parent=cast.group)
    seen_before = set(Node.objects.visible_to(cast.city_manager))
    move_node(cast.project, to=branch, by=cast.system_admin, now=NOW)
    seen_after = set(Node.objects.visible_to(cast.actor(cast.city_manager.staff)))
    assert seen_before - seen_after == {cast.project}


@pytest.mark.django_db
def test_keeps_the_history_of_what_hangs_below() -> None:
    """ORG-1: a project below a city that is moved knows where it was, too."""
    group = a_group(now=NOW)
    branch = a_node(now=NOW, kind="branch", code="ZB", parent=group)
    city = a_node(now=NOW, kind="city", code="HZ", parent=group)
    store = a_node(now=NOW, kind="store", code="S1", parent=branch)
    before = store.path
    move_node(store, to=city, by=SYSTEM, now=NOW)
    store.refresh_from_db()
    assert path_at(store, NOW - timedelta(days=1)) == before
    assert store.path.startswith(city.path)


@pytest.mark.django_db
@pytest.mark.parametrize("to", ["project", "city", "other_project"])
def test_is_refused_into_itself_to_where_it_is_and_where_it_does_not_fit(cast, to: str) -> None:
    """ORG-1: no cycles; a project has nothing below it."""
    with pytest.raises(Refused):
        move_node(cast.project, to=getattr(cast, to), by=cast.system_admin, now=NOW)
    cast.project.refresh_from_db()
    assert cast.project.parent_id == cast.city.pk
    assert not cast.project.moves.exists()


@pytest.mark.django_db
def test_the_root_stays(cast) -> None:
    """ORG-1"""
    with pytest.raises(Refused):
        move_node(cast.group, to=cast.city, by=cast.system_admin, now=NOW)


@pytest.mark.django_db
def test_is_refused_to_who_reaches_only_one_end(cast) -> None:
    """ORG-2"""
    branch = a_node(now=NOW, kind="branch", name="浙北分公司", code="ZB", parent=cast.group)
    here = an_actor(node=cast.city, now=NOW, role="system_administrator")
    with pytest.raises(NotAllowed):
        move_node(cast.project, to=branch, by=here, now=NOW)


@pytest.mark.django_db(transaction=True)
def test_moves_and_additions_at_one_moment_leave_a_sound_tree() -> None:
    """ORG-1: whichever of two comes first, every path says the chain of parents."""
    group = a_group(now=NOW)
    cities = [a_node(now=NOW, kind="city", code=f"C{n}", parent=group) for n in range(2)]
    project = a_node(now=NOW, parent=cities[0])

    def act(number: int) -> None:
        try:
            if number % 2:
                move_node(project, to=cities[number // 2 % 2], by=SYSTEM, now=NOW)
            else:
                add_node(parent=cities[0], kind="store", name="店", code=f"S{number}", by=SYSTEM, now=NOW)
        except Refused:
            pass  # it hangs there already
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(act, range(12)))
    assert Node.objects.count() == 4 + 6
    for node in Node.objects.select_related("parent"):
        assert node.path == (node.parent.path if node.parent else "") + f"{node.pk}/"
