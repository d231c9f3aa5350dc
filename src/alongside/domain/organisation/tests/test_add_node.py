"""Adding and changing nodes and departments (ORG-1)."""

from datetime import UTC, datetime

import pytest

from alongside.domain.organisation import events
from alongside.domain.organisation.actions import add_department, add_node, change_node
from alongside.domain.organisation.models import Department, Node
from alongside.domain.organisation.samples import a_group, a_node, an_actor
from alongside.kernel import journal
from alongside.kernel.actor import SYSTEM
from alongside.kernel.refusals import Conflict, NotAllowed, Refused

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def test_the_path_names_all_nodes_from_the_root() -> None:
    """ORG-1"""
    group = a_group(now=NOW)
    city = a_node(now=NOW, kind="city", code="HZ")
    project = a_node(now=NOW, parent=city)
    assert project.ancestor_ids == [group.pk, city.pk, project.pk]
    assert list(journal.timeline_of(project).values_list("kind", flat=True)) == [events.NODE_ADDED.kind]


@pytest.mark.parametrize(
    ("kind", "code", "field"),
    [
        ("group", "X1", "parent"),
        ("city", "X1", "parent"),
        ("project", "观澜庭", "code"),
        ("project", "GLT", "code"),
    ],
)
def test_is_refused_where_it_does_not_fit(kind: str, code: str, field: str) -> None:
    """ORG-1: nothing but projects and stores stands below a city; codes are spoken easily and belong to one node."""
    a_group(now=NOW)
    city = a_node(now=NOW, kind="city", code="HZ")
    a_node(now=NOW, parent=city)
    with pytest.raises(Refused) as refusal:
        add_node(parent=city, kind=kind, name="又一个", code=code, by=SYSTEM, now=NOW)
    assert refusal.value.field == field
    assert Node.objects.count() == 3


def test_there_is_one_root() -> None:
    """ORG-1"""
    a_group(now=NOW)
    with pytest.raises(Refused):
        add_node(parent=None, kind="group", name="第二集团", code="G2", by=SYSTEM, now=NOW)


def test_is_refused_to_who_only_reaches_elsewhere(cast) -> None:
    """ORG-2: the administrator of one project adds nothing beside it."""
    here = an_actor(node=cast.project, now=NOW, role="system_administrator")
    with pytest.raises(NotAllowed):
        add_node(parent=cast.city, kind="project", name="新项目", code="XXM", by=here, now=NOW)
    add_node(parent=cast.city, kind="project", name="新项目", code="XXM", by=cast.system_admin, now=NOW)


def test_a_closed_node_has_no_open_ones_below(cast) -> None:
    """ORG-1"""
    with pytest.raises(Refused):
        change_node(cast.city, is_active=False, by=cast.system_admin, now=NOW)
    for node in (cast.project, cast.other_project):
        change_node(node, is_active=False, by=cast.system_admin, now=NOW)
    assert not change_node(cast.city, is_active=False, by=cast.system_admin, now=NOW).is_active


def test_two_people_do_not_overwrite_each_other(cast) -> None:
    """CAS-16"""
    seen = cast.city.version
    change_node(cast.city, name="杭州城市公司", by=cast.system_admin, now=NOW, seen=seen)
    with pytest.raises(Conflict):
        change_node(cast.city, name="浙江公司", by=cast.system_admin, now=NOW, seen=seen)
    cast.city.refresh_from_db()
    assert cast.city.name == "杭州城市公司"


def test_a_department_stands_once_at_a_node(cast) -> None:
    """ORG-1"""
    add_department(cast.project, code="design", name="设计中心", by=cast.system_admin, now=NOW)
    with pytest.raises(Refused):
        add_department(cast.project, code="design", by=cast.system_admin, now=NOW)
    with pytest.raises(NotAllowed):
        add_department(cast.project, code="legal", by=cast.agent, now=NOW)
    assert Department.objects.filter(node=cast.project, code="design").count() == 1
