"""The people of the tests, with names and places. Every page test asks the stranger too.

    def test_agent_sees_it(cast):
        open_case(node=cast.project, by=cast.agent, now=cast.now, ...)
        client.force_login(cast.agent.staff)

Staff are StaffActors (`.staff` is the person, who signs in with PASSWORD); customers are CustomerActors
(`.customer` is the person). `cast.actor(staff)` makes one afresh after appointments have changed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from django.db import connection
from tests.remembering import Remembered

from alongside.config.packs import load_packs
from alongside.domain.customers.models import CustomerActor
from alongside.domain.customers.samples import a_customer
from alongside.domain.estates.models import Estate, Unit
from alongside.domain.estates.samples import a_building, a_public_area, a_unit, an_estate
from alongside.domain.organisation.actions import change_node
from alongside.domain.organisation.models import Calendar, Node, StaffActor, StaffMember
from alongside.domain.organisation.queries import actor_for
from alongside.domain.organisation.samples import (
    PASSWORD,
    a_department,
    a_group,
    a_node,
    a_staff_member,
    an_appointment,
)
from alongside.kernel.actor import SYSTEM

__all__ = ["NOW", "PASSWORD", "Cast", "cast", "make_cast"]

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)  # a Friday, 10:00 in Hangzhou


@dataclass
class Cast:
    """Who and where. The project is 观澜庭 (GLT), the other one 云栖府 (YXF), both below 杭州公司."""

    now: datetime
    group: Node
    city: Node
    project: Node
    other_project: Node
    estate: Estate
    other_estate: Estate
    unit: Unit  # 8栋1单元2102 of the project, 周敏's
    next_unit: Unit  # 8栋1单元2202, nobody's
    other_unit: Unit  # 3栋2单元1801 of the other project, 马骏's
    agent: StaffActor  # 林晓月, service agent of the project
    colleague: StaffActor  # 罗敏仪, a second agent of the project
    engineer: StaffActor  # 何建军, field engineer of the project
    supervisor: StaffActor  # 沈岚, service supervisor of the project
    manager: StaffActor  # 陈国栋, general manager of the project
    stranger: StaffActor  # 苏婷, agent of the other project
    other_supervisor: StaffActor  # 韩磊, supervisor of the other project
    city_manager: StaffActor  # 吴敏华
    director: StaffActor  # 赵启明, headquarters
    finance: StaffActor  # 钱小蓉, city company
    legal: StaffActor  # 孙立言, headquarters
    quality: StaffActor  # 郑海燕, headquarters
    contractor: StaffActor  # 冯师傅, external, at the project
    security_admin: StaffActor  # 高安
    system_admin: StaffActor  # 魏一鸣
    auditor: StaffActor  # 严正
    customer: CustomerActor  # 周敏, owner of `unit`
    other_customer: CustomerActor  # 马骏, owner of `other_unit`

    def actor(self, staff: StaffMember, *, now: datetime | None = None) -> StaffActor:
        """The person with what their appointments reach by now."""
        return actor_for(staff, now=now or self.now)


# field -> (name, sign-in name, role, where, department)
PEOPLE = {
    "agent": ("林晓月", "lin", "service_agent", "project", "service"),
    "colleague": ("罗敏仪", "luo", "service_agent", "project", "service"),
    "engineer": ("何建军", "he", "field_engineer", "project", "engineering"),
    "supervisor": ("沈岚", "shen", "service_supervisor", "project", "service"),
    "manager": ("陈国栋", "chen", "general_manager", "project", None),
    "stranger": ("苏婷", "su", "service_agent", "other_project", "service"),
    "other_supervisor": ("韩磊", "han", "service_supervisor", "other_project", "service"),
    "city_manager": ("吴敏华", "wu", "city_manager", "city", "service"),
    "director": ("赵启明", "zhao", "customer_relations_director", "group", "service"),
    "finance": ("钱小蓉", "qian", "finance_officer", "city", "finance"),
    "legal": ("孙立言", "sun", "legal_officer", "group", "legal"),
    "quality": ("郑海燕", "zheng", "quality_supervisor", "group", None),
    "contractor": ("冯大勇", "feng", "contractor", "project", None),
    "security_admin": ("高安", "gao", "security_administrator", "group", "it"),
    "system_admin": ("魏一鸣", "wei", "system_administrator", "group", "it"),
    "auditor": ("严正", "yan", "auditor", "group", None),
}


def make_cast(now: datetime = NOW) -> Cast:
    """The packs, the places and everybody in them."""
    load_packs()
    office = Calendar.objects.get(code="office")
    group = a_group(now=now, calendar=office)
    city = a_node(now=now, parent=group, kind="city", name="杭州公司", code="HZ")
    project = a_node(now=now, parent=city)
    other_project = a_node(now=now, parent=city, name="云栖府", code="YXF")
    places = {"group": group, "city": city, "project": project, "other_project": other_project}
    people = {}
    for field, (name, username, role, place, department) in PEOPLE.items():
        node = places[place]
        staff = a_staff_member(now=now, name=name, username=username, password=PASSWORD)
        at = department and a_department(node, now=now, code=department)
        an_appointment(staff=staff, role=role, node=node, department=at, now=now)
        people[field] = actor_for(staff, now=now)
    places["project"] = project = change_node(project, manager=people["manager"].staff, by=SYSTEM, now=now)
    estate = an_estate(node=project, now=now)
    building = a_building(estate, now=now)
    a_public_area(estate, now=now)
    other_estate = an_estate(node=other_project, now=now, address="杭州市西湖区云栖路 6 号")
    other_unit = a_unit(
        a_building(other_estate, now=now, name="3栋"), now=now, entrance="2", number="1801", floor=18
    )
    unit = a_unit(building, now=now)
    customers = {
        "customer": a_customer(node=project, now=now, unit=unit),
        "other_customer": a_customer(
            node=other_project,
            now=now,
            unit=other_unit,
            name="马骏",
            form_of_address="先生",
            tier="standard",
            phone="139 5678 1801",
            email="ma.jun@example.com",
        ),
    }
    return Cast(
        now=now,
        **places,
        estate=estate,
        other_estate=other_estate,
        unit=unit,
        next_unit=a_unit(building, now=now, number="2202", floor=22),
        other_unit=other_unit,
        **people,
        **{field: CustomerActor(person) for field, person in customers.items()},
    )


_remembered_cast = Remembered(make_cast)


@pytest.fixture
def cast(db: None) -> Cast:
    """Everybody, in a database with the packs. A test that commits finds what others left (jobs, sequences), so that
    nothing can be copied in under the ids that it had: there everybody is made anew."""
    return _remembered_cast() if connection.in_atomic_block else make_cast()
