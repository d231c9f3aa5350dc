"""Two projects with an estate each; 赵敏 leads here, 孙涛 works there."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.utils import translation

from alongside.domain.cases.models import Category
from alongside.domain.cases.samples import a_case
from alongside.domain.customers.models import Customer
from alongside.domain.estates.models import Building, Estate, Unit
from alongside.domain.organisation.models import Appointment, Calendar, Node, Role, StaffMember
from alongside.domain.organisation.queries import actor_for
from alongside.kernel.permission import known_permissions

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def place(db):
    calendar = Calendar.objects.create(code="always", is_round_the_clock=True)
    group = _node("group", "集团", "G", calendar=calendar)
    here, there = (
        _node("project", name, code, parent=group) for name, code in (("云栖府", "YQF"), ("观澜庭", "GLT"))
    )
    estate, other = (Estate.objects.create(node=node, name=node.name) for node in (here, there))
    building = Building.objects.create(estate=estate, name="3栋")
    units = [
        Unit.objects.create(
            node=here, estate=estate, building=building, number=f"{n + 1}01", label=f"3栋{n + 1}01"
        )
        for n in range(32)
    ]
    lift = Category.objects.create(kind="complaint", code="complaint/public/lift", name={"en": "Lift"})
    roles = {
        code: Role.objects.create(code=code, permissions=permissions)
        for code, permissions in (
            ("lead", sorted(known_permissions().keys() - {"manage_system"})),
            ("agent", ["see_cases", "open_case", "handle_case", "see_hot_issues"]),
            ("administrator", ["manage_system"]),
        )
    }
    return SimpleNamespace(
        group=group, here=here, there=there, estate=estate, other=other, units=units, lift=lift,
        as_zhao=_actor("zhao", "赵敏", roles["lead"], here),
        as_lin=_actor("lin", "林晓月", roles["agent"], here),
        as_sun=_actor("sun", "孙涛", roles["lead"], there),
        as_admin=_actor("admin", "管理员", roles["administrator"], group),
    )  # fmt: skip


@pytest.fixture
def calls(place):
    """`calls(texts)`: one case for each, of another customer in another home of building 3, three hours apart."""

    def bring(texts, *, began=NOW - timedelta(days=5), category=None, **but):
        made = []
        for number, text in enumerate(texts):
            customer = Customer.objects.create(node=place.here, name=f"业主{number}", created_at=NOW)
            given = {
                "node": place.here,
                "unit": place.units[number % 32],
                "customer": customer,
                "words": text,
                **but,
            }
            made.append(
                a_case(
                    title=text,
                    now=began + timedelta(hours=3 * number),
                    category=category or place.lift,
                    **given,
                )
            )
        return made

    return bring


def _node(kind, name, code, *, parent=None, calendar=None):
    node = Node.objects.create(kind=kind, name=name, code=code, parent=parent, calendar=calendar)
    node.path = f"{parent.path if parent else ''}{node.pk}/"
    node.save()
    return node


def _actor(username, name, role, node):
    staff = StaffMember.objects.create(username=username, name=name, created_at=NOW)
    Appointment.objects.create(
        staff=staff, position=role.code, role=role, node=node, from_at=NOW - timedelta(days=90)
    )
    return actor_for(staff, now=NOW)
