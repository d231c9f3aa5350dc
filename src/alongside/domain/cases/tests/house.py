"""A small company for the tests of oversight: group → city → two projects, and the people who watch over cases."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

from alongside.domain.cases import permissions as may
from alongside.domain.cases.actions import handling, resolving
from alongside.domain.cases.actions.opening import open_case
from alongside.domain.cases.models import Case, Category
from alongside.domain.customers.models import Customer
from alongside.domain.organisation.models import Appointment, Department, Node, Role, StaffActor, StaffMember
from alongside.domain.organisation.queries import actor_for

START = datetime(2026, 1, 1, tzinfo=UTC)
NOON = datetime(2026, 3, 10, 4, 0, tzinfo=UTC)  # Tuesday noon in Shanghai

AGENT = [
    may.SEE_CASES,
    may.OPEN_CASE,
    may.HANDLE_CASE,
    may.ANSWER_AS_CUSTOMER,
    may.FIND_LIABILITY,
    may.ENTER_LOSS,
    may.REOPEN_CASE,
    may.REJECT_CASE,
]
SUPERVISOR = [
    *AGENT,
    may.ASSIGN_CASE,
    may.CONFIRM_LOSS,
    may.DECLARE_MAJOR,
    may.SPOT_CHECK,
    may.SEE_DAILY,
    may.SEE_FIGURES,
]
MANAGER = [*SUPERVISOR, may.DECIDE_APPEAL]

ROLES = {  # code: permissions, rank; the limits of authority are the shipped chain's 5,000 and 50,000 yuan
    "agent": (AGENT, 1),
    "supervisor": (SUPERVISOR, 2),
    "project_manager": ([*MANAGER, may.CONFIRM_LARGE_LOSS], 3),
    "city_manager": ([*MANAGER, may.CONFIRM_LARGE_LOSS, may.CONFIRM_GREAT_LOSS], 4),
    "engineer": ([may.HELP_WITH_CASE], 1),
}


@dataclass
class House:
    """Nodes by code, people by their username; `house.lin` acts as that person."""

    nodes: dict[str, Node] = field(default_factory=dict)
    people: dict[str, StaffMember] = field(default_factory=dict)
    now: datetime = NOON

    def __getattr__(self, name: str) -> StaffActor:
        if name in self.people:
            return actor_for(self.people[name], now=self.now)
        raise AttributeError(name)

    def node(self, code: str, kind: str, parent: Node | None = None) -> Node:
        node = Node.objects.create(kind=kind, name=code, code=code, parent=parent)
        node.path = f"{parent.path if parent else ''}{node.pk}/"
        node.save()
        self.nodes[code] = node
        return node

    def person(
        self, username: str, role: str, node: str, department: Department | None = None
    ) -> StaffMember:
        permissions, rank = ROLES[role]
        kept, _made = Role.objects.get_or_create(
            code=role,
            defaults={
                "permissions": [one.code for one in permissions],
                "escalation_rank": rank,
            },
        )
        staff = StaffMember.objects.create(
            username=username, name=username.title(), email=f"{username}@example.com", created_at=START
        )
        Appointment.objects.create(
            staff=staff,
            position=role,
            role=kept,
            node=self.nodes[node],
            department=department,
            from_at=START,
        )
        self.people[username] = staff
        return staff

    def case(self, node: str = "GLT", *, by: str = "", now: datetime | None = None, **but: object) -> Case:
        """A complaint, opened as an agent does."""
        kind = but.get("kind", "complaint")
        category, _made = Category.objects.get_or_create(kind=kind, code=f"{kind}/quality")
        fields = {
            "kind": "complaint",
            "title": "卫生间漏水",
            "words": "卫生间漏水三天了",
            "channel": "phone",
            "category": category,
            "customer": self.customer(node),
            **but,
        }
        actor = getattr(self, by or {"GLT": "lin", "YQF": "song"}.get(node, "wei"))
        return open_case(node=self.nodes[node], by=actor, now=now or self.now, **fields)

    def customer(self, node: str = "GLT", name: str = "周敏") -> Customer:
        found = Customer.objects.filter(node=self.nodes[node], name=name).first()
        return found or Customer.objects.create(node=self.nodes[node], name=name, created_at=START)

    def resolved(self, case: Case) -> Case:
        """The case, taken along the long way up to resolved."""
        case = handling.acknowledge_case(case, by=self.lin, now=self.now)
        case = handling.start_investigation(case, by=self.lin, now=self.now)
        case = handling.propose_solution(case, words="重做防水", by=self.lin, now=self.now)
        case = handling.agree_proposal(case, by=self.lin, now=self.now)
        case = handling.start_handling(case, by=self.lin, now=self.now)
        return resolving.resolve_case(case, words="已修好", by=self.lin, now=self.now)


def build_house() -> House:
    """观澜庭 (GLT) and 云栖府 (YQF) below one city; everybody has their place."""
    house = House()
    group = house.node("G", "group")
    city = house.node("HZ", "city", group)
    project = house.node("GLT", "project", city)
    house.node("YQF", "project", city)
    service = Department.objects.create(node=project, code="service")
    engineering = Department.objects.create(node=project, code="engineering")
    house.person("lin", "agent", "GLT", service)
    house.person("he", "engineer", "GLT", engineering)
    house.person("gao", "supervisor", "GLT", engineering)  # heads engineering
    house.person("xu", "supervisor", "GLT", service)
    house.person("qin", "supervisor", "GLT", service)
    house.person("tang", "project_manager", "GLT")
    house.person("song", "agent", "YQF")
    house.person("wei", "city_manager", "HZ")
    return house
