"""People and places for the tests of cases: an agent here, colleagues, strangers, customers."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from django.utils import translation

from alongside.domain.cases.actions.opening import open_case
from alongside.domain.cases.models import Category, DeadlineRule
from alongside.domain.customers.models import Customer, CustomerActor
from alongside.domain.organisation.models import (
    Appointment,
    Calendar,
    Department,
    Node,
    Role,
    StaffMember,
)
from alongside.domain.organisation.queries import actor_for
from alongside.kernel.permission import known_permissions

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)  # a Friday, ten in the morning

AGENT = [
    "see_cases",
    "open_case",
    "handle_case",
    "answer_as_customer",
    "reply_to_customer",
    "transfer_case",
    "ask_cooperation",
    "see_customers",
    "see_estates",
]
SUPERVISOR = [
    *AGENT,
    "assign_case",
    "reject_case",
    "reopen_case",
    "archive_case",
    "supervise_cases",
    "see_figures",
]


@pytest.fixture(autouse=True)
def _in_english():
    """Refusals are compared in the language in which the code says them."""
    with translation.override("en"):
        yield


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def place(db) -> SimpleNamespace:
    """A group with a city company and two projects; deadline rules; a few categories."""
    office = Calendar.objects.create(
        code="test_office",
        week={str(day): [["09:00", "12:00"], ["13:30", "18:30"]] for day in range(5)},
        has_national_holidays=False,
    )
    group = _node("group", "集团", "G", calendar=office)
    city = _node("city", "杭州公司", "HZ", parent=group)
    here = _node("project", "观澜庭", "GLT", parent=city)
    there = _node("project", "云栖府", "YQF", parent=city)
    for milestone, minutes in [
        ("acknowledge", 30),
        ("answer", 120),
        ("on_site", 240),
        ("resolve", 2400),
        ("call_back", 480),
    ]:
        DeadlineRule.objects.create(milestone=milestone, minutes=minutes)
    DeadlineRule.objects.create(milestone="resolve", severity=1, minutes=480)
    quality = Category.objects.create(kind="complaint", code="complaint/quality", name={"en": "Quality"})
    waterproofing = Category.objects.create(
        kind="complaint",
        code="complaint/quality/waterproofing",
        name={"en": "Waterproofing"},
        parent=quality,
    )
    engineering = Department.objects.create(node=here, code="engineering")
    return SimpleNamespace(
        group=group,
        city=city,
        here=here,
        there=there,
        quality=quality,
        waterproofing=waterproofing,
        engineering=engineering,
    )


@pytest.fixture
def people(place) -> SimpleNamespace:
    """林晓月 and 王磊 are agents of 观澜庭, 何建军 its engineer; 赵敏 leads; 孙涛 works at 云栖府."""
    agent = Role.objects.create(code="agent", permissions=AGENT, escalation_rank=1)
    supervisor = Role.objects.create(code="supervisor", permissions=SUPERVISOR, escalation_rank=2)
    engineer = Role.objects.create(code="engineer", permissions=["see_own_cases", "help_with_case"])
    external = Role.objects.create(
        code="contractor", permissions=["see_own_cases", "help_with_case"], is_external=True
    )
    administrator = Role.objects.create(code="administrator", permissions=sorted(known_permissions()))
    people = SimpleNamespace(
        lin=_staff("lin", "林晓月", agent, place.here),
        wang=_staff("wang", "王磊", agent, place.here),
        zhao=_staff("zhao", "赵敏", supervisor, place.here),
        he=_staff("he", "何建军", engineer, place.here, department=place.engineering),
        contractor=_staff("qian", "钱工", external, place.here),
        sun=_staff("sun", "孙涛", agent, place.there),
        admin=_staff("admin", "管理员", administrator, place.group),
        zhou=Customer.objects.create(node=place.here, name="周敏", created_at=NOW),
        wu=Customer.objects.create(node=place.here, name="吴凡", created_at=NOW),
    )
    for name in ("lin", "wang", "zhao", "he", "contractor", "sun", "admin"):
        setattr(people, f"as_{name}", actor_for(getattr(people, name), now=NOW))
    people.as_zhou = CustomerActor(people.zhou)
    people.as_wu = CustomerActor(people.wu)
    return people


@pytest.fixture
def a_case(place, people):
    """A builder of complaints of 周敏, owned by 林晓月, through the action."""

    def build(**but):
        given = {
            "node": place.here,
            "kind": "complaint",
            "title": "卫生间漏水",
            "words": "卫生间漏水三天了，楼下也湿了。",
            "channel": "phone",
            "category": place.waterproofing,
            "customer": people.zhou,
            "owner": people.lin,
            "by": people.as_lin,
            "now": NOW,
        }
        return open_case(**{**given, **but})

    return build


def _node(kind, name, code, *, parent=None, calendar=None) -> Node:
    node = Node.objects.create(kind=kind, name=name, code=code, parent=parent, calendar=calendar)
    node.path = f"{parent.path if parent else ''}{node.pk}/"
    node.save()
    return node


def _staff(username, name, role, node, *, department=None) -> StaffMember:
    staff = StaffMember.objects.create(username=username, name=name, created_at=NOW)
    Appointment.objects.create(
        staff=staff, position=role.code, role=role, node=node, department=department, from_at=NOW
    )
    return staff
