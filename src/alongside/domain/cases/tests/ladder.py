"""A small company for tests of time: a project under a city under a group, with a named person on every rung."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from alongside.domain.cases.actions.opening import open_case
from alongside.domain.cases.models import Case, DeadlineRule, EscalationStep
from alongside.domain.customers.models import ContactPoint, Customer
from alongside.domain.organisation.models import Appointment, Calendar, Node, Role, StaffActor, StaffMember
from alongside.domain.organisation.queries import actor_for
from alongside.kernel.blind_indexes import blind_index
from alongside.kernel.permission import known_permissions

NOW = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)  # Monday 09:30 in Shanghai
MINUTE = timedelta(minutes=1)


@dataclass
class Company:
    group: Node
    city: Node
    project: Node
    agent: StaffMember
    supervisor: StaffMember
    project_manager: StaffMember
    city_manager: StaffMember
    by: StaffActor

    def case(self, now: datetime = NOW, **but: object) -> Case:
        facts = {
            "node": self.project,
            "kind": "enquiry",
            "title": "漏水",
            "words": "卫生间漏水三天了",
            "channel": "phone",
            "owner": self.agent,
            "by": self.by,
            "now": now,
        }
        return open_case(**(facts | but))


def a_company() -> Company:
    """Office hours 09:00–18:00 with no break; resolve in 60 working minutes, warned 30 before."""
    week = {str(day): [["09:00", "18:00"]] for day in range(5)}
    calendar = Calendar.objects.create(code="ladder-office", week=week, has_national_holidays=False)
    group = _node(None, "group", "集团", "G", calendar)
    city = _node(group, "city", "城市公司", "C", None)
    project = _node(city, "project", "观澜庭", "GLT", None)
    all_of_them = list(known_permissions())
    people = [
        _staff("lin", "林晓月", 1, project, all_of_them),
        _staff("wang", "王主管", 2, project, all_of_them),
        _staff("zhao", "赵经理", 3, project, all_of_them),
        _staff("qian", "钱总", 4, city, all_of_them),
    ]
    DeadlineRule.objects.create(milestone="resolve", minutes=60, warn_minutes=30, pause_cap_minutes=120)
    for level, rank in enumerate((2, 3, 4, 5), start=1):
        EscalationStep.objects.create(level=level, rank=rank, minutes_to_act=30)
    return Company(group, city, project, *people, actor_for(people[0], now=NOW))


def a_customer(company: Company, *, email: str = "zhou@example.test", **but: object) -> Customer:
    facts = {"node": company.project, "name": "周敏", "form_of_address": "女士", "created_at": NOW}
    customer = Customer(**(facts | but))
    customer.save()
    if email:
        ContactPoint.objects.create(
            customer=customer,
            kind="email",
            value=email,
            value_hash=blind_index(email, purpose="email"),
            is_primary=True,
        )
    return customer


def _node(parent: Node | None, kind: str, name: str, code: str, calendar: Calendar | None) -> Node:
    node = Node.objects.create(parent=parent, kind=kind, name=name, code=code, calendar=calendar)
    node.path = f"{parent.path if parent else ''}{node.pk}/"
    node.save()
    return node


def _staff(username: str, name: str, rank: int, node: Node, permissions: list[str]) -> StaffMember:
    staff = StaffMember.objects.create(username=username, name=name, created_at=NOW)
    role = Role.objects.create(code=f"rank{rank}", permissions=permissions, escalation_rank=rank)
    Appointment.objects.create(
        staff=staff, position="x", role=role, node=node, from_at=NOW - timedelta(days=400)
    )
    return staff
