"""The people and places of the demo: one group, two cities, three projects, a store, somebody in every role."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from alongside.config.demo.places import describe_place, sell
from alongside.config.demo.stories import person, phone
from alongside.domain.customers.actions import (
    add_contact_point,
    add_customer,
    relate_unit,
    verify_contact_point,
)
from alongside.domain.customers.models import Customer
from alongside.domain.estates.actions import (
    add_building,
    add_estate,
    add_public_area,
    add_unit,
    set_unit_price,
)
from alongside.domain.estates.models import Estate, Unit
from alongside.domain.organisation.actions import (
    add_department,
    add_node,
    add_staff,
    appoint,
    change_node,
    change_staff,
)
from alongside.domain.organisation.models import Calendar, Department, Node, Role, SecurityPolicy, StaffMember
from alongside.domain.organisation.queries import actor_for
from alongside.domain.organisation.samples import cleared
from alongside.kernel.actor import SYSTEM

PASSWORD = "walk-beside-you"
# Who has not signed or passed yet, and whose year is nearly over (ORG-8).
UNCLEARED = ("song",)
CLEARED_LONG_AGO = timedelta(days=345)
DEPARTMENTS = ("service", "engineering", "sales", "property", "finance", "legal")


@dataclass(frozen=True)
class Person:
    """A member of the demo's staff: sign-in, name, role, node, department, skills."""

    username: str
    name: str
    role: str
    node: str
    department: str = ""
    skills: tuple[str, ...] = ()


PEOPLE = (
    Person("lin", "林晓月", "service_agent", "GLT", "service", ("repair", "complaint")),
    Person("chen", "陈思远", "service_agent", "GLT", "service", ("enquiry", "suggestion", "praise")),
    Person("he", "何建军", "field_engineer", "GLT", "engineering", ("repair/waterproofing",)),
    Person("sun", "孙丽华", "service_supervisor", "GLT", "service"),
    Person("wang", "王志强", "general_manager", "GLT"),
    Person("luo", "罗永福", "property_butler", "GLT", "property"),
    Person("jiao", "焦敏", "handover_officer", "GLT", "service"),
    Person("diao", "刁师傅", "repair_dispatcher", "GLT", "engineering"),
    Person("zhejian", "浙建三公司", "contractor", "GLT", "engineering"),
    Person("men", "门卫老张", "gate_guard", "GLT", "property"),
    Person("gu", "顾盼", "sales_consultant", "GLT", "sales"),
    Person("fang", "方经理", "sales_manager", "GLT", "sales"),
    Person("zhao", "赵敏", "hotline_agent", "HZ", "service"),
    Person("qian", "钱文静", "city_manager", "HZ", "service"),
    Person("shen", "沈浩", "quality_supervisor", "HZ", "service"),
    Person("lv", "吕静", "finance_officer", "HZ", "finance"),
    Person("ding", "丁律", "legal_officer", "HZ", "legal"),
    Person("he2", "贺同", "contract_reviewer", "HZ", "legal"),
    Person("yu", "余老师", "trainer", "TX"),
    Person("mimi", "神秘客户甲", "mystery_shopper", "HZ"),
    Person("tang", "唐国栋", "customer_relations_director", "TX", "service"),
    Person("security", "安全管理员", "security_administrator", "TX"),
    Person("system", "系统管理员", "system_administrator", "TX"),
    Person("auditor", "审计员", "auditor", "TX"),
    Person("xu", "徐雅", "service_agent", "YXF", "service"),
    Person("ye", "叶青", "service_supervisor", "YXF", "service"),
    Person("bai", "白洁", "service_agent", "JNL", "service"),
    Person("jiang", "蒋主管", "service_supervisor", "JNL", "service"),
    Person("song", "宋工", "field_engineer", "JNL", "engineering"),
    Person("xia", "夏岚", "sales_consultant", "BJM", "sales"),
    Person("luo2", "骆一舟", "sales_manager", "BJM", "sales"),
    Person("cao", "曹总", "general_manager", "YXF"),
)

# Who answers for a place (ORG-4). Suzhou and 江南里 have nobody yet, so that the fault is seen.
MANAGERS = (("TX", "tang"), ("HZ", "qian"), ("GLT", "wang"), ("YXF", "cao"))

# Owners with a name, who can sign in to the portal of the demo.
OWNERS = (
    ("周敏", "女士", "10013804420", "zhoumin@example.net", "8栋", "2102"),
    ("陈国华", "先生", "10013800011", "chenguohua@example.net", "3栋", "1801"),
    ("赵宇轩", "先生", "10013800022", "zhaoyuxuan@example.net", "5栋", "1103"),
    ("何静", "女士", "10013800033", "hejing@example.net", "2栋", "901"),
    ("郑海燕", "女士", "10013800044", "zhenghaiyan@example.net", "6栋", "2304"),
    ("谢欣", "女士", "10013800055", "xiexin@example.net", "1栋", "602"),
)


SELLING = (
    "contracted",
    "on_sale",
    "contracted",
    "subscribed",
    "contracted",
    "reserved",
    "on_sale",
    "planned",
)
FLOORS = (1, 6, 9, 11, 15, 18, 21, 23)
FACING = ("南北", "南", "南", "东南")
# Latitude and longitude of the estates, for the map.
WHERE = {
    "GLT": (Decimal("30.198400"), Decimal("120.196100")),
    "JNL": (Decimal("30.231700"), Decimal("120.262300")),
    "YXF": (Decimal("31.318900"), Decimal("120.672400")),
}


@dataclass
class Company:
    """What was made, by the short names that the demo's cases use."""

    nodes: dict[str, Node]
    staff: dict[str, StaffMember]
    departments: dict[tuple[str, str], Department]
    estates: dict[str, Estate]
    owners: dict[str, Customer]
    homes: list[tuple[Customer, Unit]]


def make_company(*, now: datetime, chance: Random) -> Company:
    """Through the actions, as an administrator would, half a year before `now`."""
    then = now - timedelta(days=400)
    nodes = _make_nodes(then)
    departments = {
        (code, function): add_department(nodes[code], code=function, by=SYSTEM, now=then)
        for code in nodes
        for function in DEPARTMENTS
    }
    staff = _make_staff(nodes, departments, then, now)
    for code, username in MANAGERS:
        nodes[code] = change_node(nodes[code], manager=staff[username], by=SYSTEM, now=then)
    # Offered, not asked for: a visitor signs in as somebody else every minute.
    SecurityPolicy.objects.update(second_factor_grace_days=365)
    company = Company(nodes, staff, departments, {}, {}, [])
    for code in ("GLT", "JNL", "YXF"):
        company.estates[code] = _make_estate(company, nodes[code], then=then, chance=chance)
    return company


def _make_nodes(then: datetime) -> dict[str, Node]:
    calendars = {one.code: one for one in Calendar.objects.all()}
    nodes: dict[str, Node] = {}
    for code, above, kind, name, calendar in (
        ("TX", "", Node.Kind.GROUP, "同行置业集团", "office"),
        ("HZ", "TX", Node.Kind.CITY, "杭州公司", ""),
        ("SZ", "TX", Node.Kind.CITY, "苏州公司", ""),
        ("GLT", "HZ", Node.Kind.PROJECT, "观澜庭", "service_centre"),
        ("JNL", "HZ", Node.Kind.PROJECT, "江南里", "service_centre"),
        ("YXF", "SZ", Node.Kind.PROJECT, "云栖府", ""),
        ("BJM", "HZ", Node.Kind.STORE, "滨江门店", ""),
    ):
        nodes[code] = add_node(
            parent=nodes.get(above), kind=kind, name=name, code=code, calendar=calendars.get(calendar), by=SYSTEM,
            now=then,
        )  # fmt: skip
    nodes["TX"] = change_node(nodes["TX"], hotline="400-100-0001", by=SYSTEM, now=then)
    return nodes


def _make_staff(
    nodes: dict[str, Node], departments: dict[tuple[str, str], Department], then: datetime, now: datetime
) -> dict[str, StaffMember]:
    roles = {one.code: one for one in Role.objects.all()}
    staff = {}
    for one in PEOPLE:
        made = add_staff(
            username=one.username, name=one.name, password=PASSWORD, email=f"{one.username}@demo.example",
            by=SYSTEM, now=then,
        )  # fmt: skip
        if one.skills:
            made = change_staff(made, skills=list(one.skills), by=SYSTEM, now=then)
        appoint(
            made, role=roles[one.role], node=nodes[one.node],
            department=departments.get((one.node, one.department)), by=SYSTEM, now=then,
        )  # fmt: skip
        if one.username not in UNCLEARED:
            signed = now - CLEARED_LONG_AGO if one.username == "xia" else now
            cleared(made, now=signed)
        staff[one.username] = made
    return staff


def _make_estate(company: Company, node: Node, *, then: datetime, chance: Random) -> Estate:
    estate = add_estate(
        node=node, name=node.name, developer="同行置业", address=f"{node.name}路 {chance.randrange(1, 300)} 号",
        latitude=WHERE[node.code][0], longitude=WHERE[node.code][1],
        by=SYSTEM, now=then,
    )  # fmt: skip
    for kind, name in (("lift", "客梯"), ("garage", "地下车库"), ("garden", "中心花园"), ("gate", "南门")):
        add_public_area(estate, name=name, kind=kind, by=SYSTEM, now=then)
    phases, seller = describe_place(estate, then=then), actor_for(company.staff["gu"], now=then)
    named = {(building, number): (who, form, tel, mail) for who, form, tel, mail, building, number in OWNERS}
    for number in range(1, 9):
        building = add_building(
            estate, name=f"{number}栋", floors=24, phase=phases[number > 4],
            delivery_on=_handed_over_on(number, then), by=SYSTEM, now=then,
        )  # fmt: skip
        # the two that are sold and handed over now are there from top to bottom, of the others some floors
        for floor in range(1, 25) if node.code == "GLT" and number > 6 else FLOORS:
            for door in range(1, 5):
                unit = add_unit(
                    building, number=f"{floor}{door:02d}", entrance="1" if door < 3 else "2", floor=floor,
                    layout="三室两厅两卫" if door in (1, 4) else "两室两厅一卫",
                    gross_area=Decimal("112.60") if door in (1, 4) else Decimal("89.30"), finish=Unit.Finish.DECORATED,
                    orientation=FACING[door - 1], by=SYSTEM, now=then,
                    **_standing(number, floor, door, then, is_told=node.code == "GLT" and number > 6),
                )  # fmt: skip
                if node.code == "GLT" and number > 6:
                    unit = sell(
                        unit, _status(number, floor, door), by=seller, until=then + timedelta(days=380)
                    )
                if node.code == "GLT" and number == 8:
                    _price(unit, then=then)
                owner = named.get((building.name, unit.number)) if node.code == "GLT" else None
                is_lived_in = unit.status in ("occupied", "let", "handed_over")
                if owner or (chance.random() < 0.45 and is_lived_in):
                    _move_in(company, node, unit, owner, then=then, chance=chance)
    return estate


def _handed_over_on(building: int, then: datetime) -> date:
    """The first buildings long ago, so that homes stand at every stage up to the four-year appointment."""
    if building < 3:
        return date(then.year - 3, 12, 15)
    return date(then.year, 8, 15) if building in (5, 6) else date(then.year - 1, 6, 30)


def _price(unit: Unit, *, then: datetime) -> None:
    """The list price when sales began, and the one after (EST-2)."""
    metre = 26_800 + 60 * (unit.floor or 1)
    for year, rate, reason in ((then.year - 3, metre, "开盘定价"), (then.year - 2, metre - 900, "年终优惠")):
        amount = (unit.gross_area or Decimal(100)) * rate
        set_unit_price(unit, list_amount=amount, from_on=date(year, 9, 1), reason=reason, by=SYSTEM, now=then)


def _status(building: int, floor: int, door: int) -> str:
    """The last building is still being sold, the one before it is being handed over; all others are lived in."""
    if building == 8 and (floor, door) != (21, 2):
        return SELLING[(floor + door * 3) % len(SELLING)]
    if building == 7:
        return ("ready", "handed_over", "occupied", "let")[(floor + door) % 4]
    return "occupied"


def _standing(building: int, floor: int, door: int, then: datetime, *, is_told: bool) -> dict[str, Any]:
    """With `is_told` the home begins as planned: its acts bring it to where it stands."""
    status = _status(building, floor, door)
    is_over = status in ("handed_over", "occupied", "let")
    return {
        "status": "planned" if is_told else status,
        "handed_over_on": _handed_over_on(building, then) if is_over else None,
        "title_status": "已办证" if is_over else "",
    }


def _move_in(
    company: Company,
    node: Node,
    unit: Unit,
    owner: tuple[str, str, str, str] | None,
    *,
    then: datetime,
    chance: Random,
) -> None:
    name, form = owner[:2] if owner else person(chance)
    tier = "gold" if name == "周敏" else "standard"  # granted before the points were counted
    customer = add_customer(node=node, name=name, form_of_address=form, tier=tier, by=SYSTEM, now=then)
    telephone = add_contact_point(
        customer,
        kind="phone",
        value=owner[2] if owner else phone(chance),
        is_primary=True,
        by=SYSTEM,
        now=then,
    )
    verify_contact_point(telephone, by=SYSTEM, now=then)
    if owner:
        mail = add_contact_point(customer, kind="email", value=owner[3], is_primary=True, by=SYSTEM, now=then)
        verify_contact_point(mail, by=SYSTEM, now=then)
        company.owners[name] = customer
    relate_unit(
        customer, unit=unit, role="owner", from_on=unit.handed_over_on or then.date(), by=SYSTEM, now=then
    )
    company.homes.append((customer, unit))
