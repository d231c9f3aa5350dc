"""A company of a million customers: 50 projects, two customers a home, cases for some, and one with a long history.

Everything that is encrypted, masked, indexed blindly or searched for goes through the product's own writers, batch by
batch; homes are written by SQL alone. Nothing grows with the number of customers but a list of what has homes.
"""

from __future__ import annotations

import sys
import time
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

from django.contrib.auth.hashers import make_password
from django.db import connection, transaction

from alongside.config.demo.history import Catalogue, Home, tell_history
from alongside.config.demo.stories import person
from alongside.domain.cases.imports.loading import (
    LoadedCase,
    LoadedDeadline,
    LoadedMessage,
    load_cases,
    search_index_relaxed,
)
from alongside.domain.cases.models import Category
from alongside.domain.customers.actions import (
    Said,
    add_customer,
    add_vehicle,
    describe_household,
    describe_needs,
)
from alongside.domain.customers.actions.living import relate_unit
from alongside.domain.customers.imports.writing import Told, copy_customers, relate
from alongside.domain.customers.models import Customer, Segment
from alongside.domain.customers.rules import contact_hash
from alongside.domain.estates.models import Building, Location, Unit
from alongside.domain.listings.imports.writing import Taken, Writer
from alongside.domain.organisation.actions import add_node
from alongside.domain.organisation.models import Appointment, Node, Role, StaffMember
from alongside.kernel.actor import SYSTEM
from bench.data import PASSWORD, make_batches, make_nodes

BATCH = 5_000
SEED = 20_261_101
PER_BUILDING, BIGGEST = 264, 1_500
HOMES_WITH_CASES = 100_000
LISTINGS = 100_000
SINCE = date(2024, 6, 30)
HER_HOMES, HER_CASES, HER_MESSAGES = 3, 40, 200

# Homes: two entrances, 33 floors, four a floor; the first building of all is one tower of BIGGEST homes.
_HOMES = """
INSERT INTO estates_estate (node_id, name, name_sort_key, developer, address, delivery_standard, version)
SELECT id, name || '花园', 'xiangmu ' || code, '', '', '[]', 1 FROM organisation_node WHERE kind = 'project';
INSERT INTO estates_building (estate_id, name, position)
SELECT e.id, b || '栋', b FROM estates_estate e, generate_series(1, greatest(1, ceil({per_node} / {per_building}.0)::int)) b;
INSERT INTO estates_unit (node_id, estate_id, building_id, entrance, floor, number, label, use, layout, orientation, finish,
                          title_status, search_key, status, version)
SELECT e.node_id, e.id, b.id, o || '单元', f, f || lpad(r::text, 2, '0'), b.name || o || '单元' || f || lpad(r::text, 2, '0'),
       'dwelling', '3室2厅2卫', '南', 'decorated', '', b.position || '-' || f || lpad(r::text, 2, '0'), 'occupied', 1
  FROM estates_estate e JOIN estates_building b ON b.estate_id = e.id,
       generate_series(1, 2) o, generate_series(1, 33) f, generate_series(1, 4) r;
INSERT INTO estates_building (estate_id, name, position) SELECT min(id), '云塔', 0 FROM estates_estate;
INSERT INTO estates_unit (node_id, estate_id, building_id, entrance, floor, number, label, use, layout, orientation, finish,
                          title_status, search_key, status, version)
SELECT e.node_id, e.id, b.id, '', f, f || lpad(r::text, 2, '0'), '云塔' || f || lpad(r::text, 2, '0'), 'apartment', '1室', '南',
       'decorated', '', '云塔-' || f || lpad(r::text, 2, '0'), 'occupied', 1
  FROM estates_building b JOIN estates_estate e ON e.id = b.estate_id, generate_series(1, {biggest} / 30) f, generate_series(1, 30) r
 WHERE b.name = '云塔';
"""


def build(count: int, *, cases: int, now: datetime) -> Customer:
    """Fill an empty, migrated database that has its packs. Returns the customer with the long history."""
    said = _Said()
    nodes = make_nodes(None, now)
    staff = _make_staff(nodes, now)
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")
        per_node = count // 2 // len(nodes)
        cursor.execute(_HOMES.format(per_node=per_node, per_building=PER_BUILDING, biggest=BIGGEST))
    said("homes")
    homes = _make_customers(count, nodes, now)
    said(f"{count:,} customers")
    _make_cases(homes, cases, nodes, staff, now)
    said(f"{cases:,} cases")
    _make_listings(nodes[0], staff[0], now)
    said(f"{LISTINGS:,} listings")
    her = _long_history(nodes, staff, now)
    _make_segments(now)
    connection.connect()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    said("vacuum")
    return her


class _Said:
    def __init__(self) -> None:
        self.began = time.perf_counter()

    def __call__(self, what: str) -> None:
        print(f"{what}: {time.perf_counter() - self.began:.1f} s", file=sys.stderr)
        self.began = time.perf_counter()


def _make_staff(nodes: list[Node], now: datetime) -> list[StaffMember]:
    """wide sees everything, city five projects, one project, small one with three hundred customers; the rest own cases."""
    hashed = make_password(PASSWORD)
    root = Node.objects.get(parent=None)
    small = add_node(parent=nodes[0].parent, kind="project", name="小项目", code="SMALL", by=SYSTEM, now=now)
    nodes.append(small)
    places = {"wide": root, "city": nodes[0].parent, "one": nodes[7], "small": small}
    names = [*places, *(f"agent{number:03d}" for number in range(200))]
    staff = StaffMember.objects.bulk_create(
        StaffMember(username=name, name="客服", password=hashed, created_at=now) for name in names
    )
    agent = Role.objects.get(code="service_agent")
    agent.permissions = sorted(
        {*agent.permissions, "keep_segments", "see_listings", "merge_customers", "recognise_residents"}
    )
    agent.save()
    Appointment.objects.bulk_create(
        Appointment(staff=one, position="客服专员", role=agent, node=places.get(one.username, root), from_at=now - timedelta(days=900))
        for one in staff
    )  # fmt: skip
    return staff[len(places) :]


def _make_customers(count: int, nodes: list[Node], now: datetime) -> list[Home]:
    """Two a home, an owner and family; every fiftieth shares a phone with the one before, every hundredth a document.

    Returns the homes of those who will have cases.
    """
    chance, homes = Random(SEED), []
    small = nodes[-1]
    many = [*((node, (count - 300) // (len(nodes) - 1)) for node in nodes[:-1]), (small, 300)]
    with connection.cursor() as cursor:
        cursor.execute("ALTER INDEX customer_search SET (fastupdate = on, gin_pending_list_limit = 1048576)")
        cursor.execute(
            "SET session_replication_role = replica"
        )  # who is named is there; nobody needs to look a row up
    numbered = 0
    for node, share in many:
        units = list(Unit.objects.filter(node=node).order_by("id").values_list("pk", "estate_id", "label"))
        for start in range(0, share, BATCH):
            with transaction.atomic():
                told = [_told(numbered + place, chance) for place in range(min(BATCH, share - start))]
                numbered += len(told)
                copy_customers(told, node=node, now=now)
                lived = [
                    (one, units[(start + place) // 2 % len(units)], place) for place, one in enumerate(told)
                ]
                relate(
                    [(one.customer_id, (unit[0], node.pk), "family" if place % 2 else "owner", SINCE) for one, unit, place in lived],
                    fresh={one.customer_id for one in told}, by=SYSTEM, now=now, node=node,
                )  # fmt: skip
            every = max(1, count // HOMES_WITH_CASES)
            homes += [
                Home(node, unit[1], unit[0], unit[2], one.customer_id, one.name)
                for one, unit, place in lived
                if place % every == 0
            ]
    with connection.cursor() as cursor:
        cursor.execute("SET maintenance_work_mem = '512MB'")
        cursor.execute("ALTER INDEX customer_search SET (fastupdate = off)")
        cursor.execute("ALTER INDEX customer_search RESET (gin_pending_list_limit)")
        cursor.execute("SELECT gin_clean_pending_list('customer_search'::regclass)")
        cursor.execute("RESET maintenance_work_mem")
        cursor.execute("SET session_replication_role = origin")
        cursor.execute("ANALYZE")
    return homes


def _told(number: int, chance: Random) -> Told:
    twin, same = number - (number % 50 == 49), number - (number % 100 == 99)
    phone = f"+8619{twin:09d}"
    described = {
        "kind": "person", "tier": "gold" if number % 40 == 0 else "standard", "form_of_address": "", "document_kind": "",
        "document_number": f"33010{same:013d}" if number % 3 else "", "words": "",
    }  # fmt: skip
    mail = f"k{number}@example.com" if number % 2 == 0 else ""
    return Told(f"K{number:07d}", person(chance)[0], phone, contact_hash("phone", phone), mail, described)


def _make_cases(
    homes: list[Home], count: int, nodes: list[Node], staff: list[StaffMember], now: datetime
) -> None:
    agents = {node.pk: [staff[(place * 4 + offset) % len(staff)].pk for offset in range(4)] for place, node in enumerate(nodes)}  # fmt: skip
    told = tell_history(
        homes, agents, _catalogue(), count=count, since=now - timedelta(days=3 * 365), until=now, seed=SEED, key="bench"
    )  # fmt: skip
    with search_index_relaxed():
        for batch in make_batches(told):
            load_cases(batch, by=SYSTEM, now=now)


def _catalogue() -> Catalogue:
    return Catalogue(
        dict(Category.objects.values_list("code", "pk")), dict(Location.objects.values_list("code", "pk"))
    )


def _make_listings(node: Node, collector: StaffMember, now: datetime) -> None:
    chance, writer = Random(SEED), Writer(node, by=SYSTEM, now=now)
    for start in range(0, LISTINGS, BATCH):
        with transaction.atomic():
            writer.add([_taken(number, chance, collector, now) for number in range(start, start + BATCH)])


def _taken(number: int, chance: Random, collector: StaffMember, now: datetime) -> Taken:
    area = Decimal(chance.randrange(6000, 16000)) / 100
    described = {
        "kind": "lease" if number % 7 == 0 else "sale", "district": "滨江", "estate_name": f"湖畔花园{number % 400}期",
        "address": f"{number // 400 % 60 + 1}栋{number % 33 + 1}0{number % 4 + 1}", "rooms": number % 4 + 1, "area": area,
        "amount": area * chance.randrange(9_000, 60_000), "floor": number % 33 + 1, "facing": 1,
    }  # fmt: skip
    verified = now - timedelta(minutes=chance.randrange(60 * 24 * 60))
    phone = f"+8619{chance.randrange(1_000_000):09d}"
    return Taken(f"no:{number}", described, person(chance)[0], phone, collector.pk, verified)


def _long_history(nodes: list[Node], staff: list[StaffMember], now: datetime) -> Customer:
    """Three homes in three projects, forty cases with two hundred messages, household, needs, cars, a double."""
    given = {"by": SYSTEM, "now": now}
    her = add_customer(
        node=nodes[7], name="周敏", phone="13812344420", email="zhou@example.com", tier="gold", **given
    )
    units = [Unit.objects.filter(node=nodes[place]).order_by("id")[100] for place in (7, 8, 9)]
    for unit in units:
        relate_unit(her, unit=unit, role="owner", from_on=SINCE, **given)
    double = add_customer(node=nodes[7], name="周敏", phone="13812344420", although_known=True, **given)
    describe_household(her, words="夫妻、婴儿 1", children=1, together_with=[double], **given)
    describe_needs(
        her, {"budget": Said(lowest=Decimal(300), highest=Decimal(400)), "schools": Said("近小学")}, **given
    )
    add_vehicle(her, plate="浙A12345", **given)
    each = HER_MESSAGES // HER_CASES - 1  # the first words are a message, too
    load_cases(
        [
            _her_case(number, her, units[number % 3], staff[number].pk, each, now)
            for number in range(HER_CASES)
        ],
        **given,
    )
    return her


def _her_case(
    number: int, her: Customer, unit: Unit, owner_id: int, messages: int, now: datetime
) -> LoadedCase:
    opened_at = now - timedelta(days=20 * (number + 1))
    is_open = number % 4 == 0
    closed_at = None if is_open else opened_at + timedelta(days=6)
    said = [
        LoadedMessage("out" if place % 2 else "in", "工程师明天上午上门查看，到之前先给您打电话。", opened_at + timedelta(hours=place + 1),
                      owner_id if place % 2 else None)
        for place in range(messages)
    ]  # fmt: skip
    return LoadedCase(
        source_key=f"her:{number}", node=unit.node, kind="complaint" if number % 5 == 0 else "repair", channel="phone",
        title="卫生间漏水，请尽快处理", words="从上周开始卫生间顶板一直滴水，家里有老人。", opened_at=opened_at,
        state="handling" if is_open else "closed", customer_id=her.pk, unit_id=unit.pk, estate_id=unit.estate_id,
        owner_id=owner_id, closed_at=closed_at, resolved_at=closed_at, outcome="" if is_open else "confirmed",
        rating=None if is_open else number % 5 + 1, messages=said,
        deadlines=[LoadedDeadline("resolve", opened_at + timedelta(days=3), closed_at)],
    )  # fmt: skip


def _make_segments(now: datetime) -> None:
    root = Node.objects.get(parent=None)
    for name, conditions in SEGMENTS.items():
        Segment.objects.create(node=root, name=name, conditions=conditions, changed_at=now)


SEGMENTS: dict[str, list[list[str]]] = {
    "金卡业主": [["tier", "is", "gold"], ["role", "is", "owner"]],
    "有两件未了": [["open_cases", "at_least", "2"]],
    "没有房屋": [["homes", "at_most", "0"]],
    "多套无投诉": [["homes", "at_least", "2"], ["complaints", "at_most", "0"]],
}


def biggest_building() -> Building:
    """The tower."""
    return Building.objects.get(name="云塔")
