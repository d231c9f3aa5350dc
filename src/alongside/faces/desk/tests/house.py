"""A small company for the tests of pages: two projects, people of each, a customer with a home, and their cases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count

from django.utils import timezone

from alongside.domain.cases.actions.opening import open_case
from alongside.domain.cases.models import Case, Category, DeadlineRule
from alongside.domain.customers.actions.knowing import set_found_by
from alongside.domain.customers.models import Customer, CustomerNode, UnitRelation
from alongside.domain.estates.models import Building, Estate, Unit
from alongside.domain.organisation.models import Appointment, Calendar, Department, Node, Role, StaffMember
from alongside.domain.organisation.queries import actor_for
from alongside.kernel.permission import known_permissions

AGENT_CANNOT = {
    "assign_case", "supervise_cases", "change_organisation", "manage_staff", "change_catalogue",
    "confirm_loss", "confirm_large_loss", "confirm_great_loss", "decide_appeal", "manage_system", "import_cases", "spot_check",
}  # fmt: skip


@dataclass
class House:
    """观澜庭 with its agent 林晓月, and 云栖府 with 陈立, who must see nothing of it."""

    now: datetime
    group: Node
    project: Node
    other_project: Node
    agent: StaffMember
    engineer: StaffMember
    supervisor: StaffMember
    stranger: StaffMember
    engineering: Department
    customer: Customer
    unit: Unit
    category: Category

    def case(self, **but) -> Case:
        """A complaint of 周敏 about her bathroom, opened by the agent a little while ago."""
        number = next(_numbers)
        given = {
            "node": self.project,
            "kind": "complaint",
            "title": f"主卫顶板渗水 {number}",
            "words": "楼上说不是他家的问题，今天早上又滴水了。",
            "channel": "wechat",
            "category": self.category,
            "customer": self.customer,
            "unit": self.unit,
            "owner": self.agent,
            "by": actor_for(self.agent, now=self.now),
            "now": self.now - timedelta(minutes=5),
        }
        return open_case(**(given | but))


_numbers = count(1)


def build_house() -> House:
    now = timezone.now().replace(microsecond=0)
    calendar = Calendar.objects.create(code="always", is_round_the_clock=True)
    group = _node(None, "group", "同行集团", "G", calendar=calendar)
    project = _node(group, "project", "观澜庭", "GLT")
    other_project = _node(group, "project", "云栖府", "YQF")
    everything = sorted(known_permissions())
    agent_role = Role.objects.create(
        code="agent",
        name={"zh-hans": "客服专员"},
        permissions=[one for one in everything if one not in AGENT_CANNOT],
    )
    helper_role = Role.objects.create(
        code="engineer", name={"zh-hans": "工程师"}, permissions=["see_own_cases", "help_with_case"]
    )
    lead_role = Role.objects.create(
        code="lead", name={"zh-hans": "客服主管"}, permissions=everything, escalation_rank=2
    )
    for milestone, minutes in (("acknowledge", 30), ("answer", 120), ("resolve", 2880), ("call_back", 600)):
        DeadlineRule.objects.create(milestone=milestone, minutes=minutes)
    estate = Estate.objects.create(node=project, name="观澜庭")
    building = Building.objects.create(estate=estate, name="8栋")
    unit = Unit.objects.create(
        node=project, estate=estate, building=building, entrance="1单元", number="2102", label="8栋1单元2102"
    )
    customer = Customer(node=project, name="周敏", form_of_address="女士", created_at=now)
    set_found_by(customer)
    customer.save()
    CustomerNode.objects.create(customer=customer, node=project)
    UnitRelation.objects.create(
        customer=customer, unit=unit, node=project, role="owner", from_on=now.date() - timedelta(days=600)
    )
    engineering = Department.objects.create(node=project, code="engineering")
    return House(
        now=now,
        group=group,
        project=project,
        other_project=other_project,
        agent=_staff("lin", "林晓月", agent_role, project, now),
        engineer=_staff("he", "何建军", helper_role, project, now, engineering),
        supervisor=_staff("zhao", "赵主管", lead_role, project, now),
        stranger=_staff("chen", "陈立", agent_role, other_project, now),
        engineering=engineering,
        customer=customer,
        unit=unit,
        category=Category.objects.create(
            kind="complaint", code="complaint/quality", name={"zh-hans": "质量", "en": "Quality"}
        ),
    )


def _node(parent: Node | None, kind: str, name: str, code: str, **more) -> Node:
    node = Node.objects.create(parent=parent, kind=kind, name=name, code=code, **more)
    node.path = f"{parent.path if parent else ''}{node.pk}/"
    node.save()
    return node


def _staff(
    username: str, name: str, role: Role, node: Node, now: datetime, department: Department | None = None
) -> StaffMember:
    staff = StaffMember(username=username, name=name, created_at=now)
    staff.set_password("correct horse battery")
    staff.save()
    Appointment.objects.create(
        staff=staff, position=str(role), role=role, node=node, department=department,
        from_at=now - timedelta(days=30),
    )  # fmt: skip
    return staff
