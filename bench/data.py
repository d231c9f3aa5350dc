"""What is measured on: cases from a folder of the field's data set, or told by our own generator.

Either way 50 projects in 10 cities, 200 agents and 20,000 customers; the cases go through the product's own loader.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import connection

from alongside.config.demo.history import Catalogue, Home, tell_history
from alongside.config.demo.stories import person
from alongside.domain.cases.imports.loading import (
    BATCH,
    LoadedCase,
    LoadedDeadline,
    LoadedMessage,
    load_cases,
    search_index_relaxed,
)
from alongside.domain.cases.models import Category
from alongside.domain.customers.models import Customer, CustomerNode
from alongside.domain.estates.models import Location
from alongside.domain.organisation.actions import add_node
from alongside.domain.organisation.models import Appointment, Calendar, Node, Role, StaffMember
from alongside.kernel.actor import SYSTEM
from alongside.kernel.search_counts import prune

PASSWORD = "bench-bench-bench"
PROJECTS, AGENTS, CUSTOMERS, PER_CITY = 50, 200, 20_000, 5
SEED = 20_261_101
THREE_YEARS = timedelta(days=3 * 365)

CHANNELS = {
    "电话": "phone",
    "微信": "wechat",
    "小程序": "portal",
    "前台": "walk_in",
    "邮件": "email",
    "400热线": "hotline",
}
STATES = {
    "new": "received",
    "open": "handling",
    "pending": "acknowledged",
    "resolved": "closed",
    "closed": "closed",
}


@dataclass(frozen=True)
class Loaded:
    """What was loaded, and in how many seconds the cases with their follow-ups were in."""

    cases: int
    seconds: float


def load(*, count: int, folder: Path | None, now: datetime) -> Loaded:
    """Fill an empty, migrated database that has its packs."""
    raw = _Folder(folder) if folder else None
    nodes = make_nodes([one["name"] for one in raw.read("queues")] if raw else None, now)
    staff = _make_staff([one["name"] for one in raw.read("agents")] if raw else None, nodes, now)
    customers = _make_customers([one["name"] for one in raw.read("requesters")] if raw else None, nodes, now)
    cases = _from_folder(raw, nodes, staff, customers) if raw else _told(count, nodes, staff, customers, now)
    began = time.perf_counter()
    with search_index_relaxed():
        loaded = sum(load_cases(batch, by=SYSTEM, now=now) for batch in make_batches(cases))
    prune()
    seconds = time.perf_counter() - began
    connection.connect()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
        # Else what was loaded is written back to the disk for minutes, beside what is measured.
        cursor.execute("CHECKPOINT")
    return Loaded(loaded, seconds)


class _Folder:
    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self, name: str) -> Iterator[dict[str, Any]]:
        with (self.path / f"{name}.ndjson").open(encoding="utf-8") as file:
            for line in file:
                yield json.loads(line)


def make_nodes(names: list[str] | None, now: datetime) -> list[Node]:
    """50 projects in 10 cities, named or numbered."""
    office = Calendar.objects.get(code="office")
    root = add_node(parent=None, kind="group", name="集团", code="G", calendar=office, by=SYSTEM, now=now)
    nodes: list[Node] = []
    city = root
    for number in range(PROJECTS):
        if number % PER_CITY == 0:
            city = add_node(
                parent=root, kind="city", name=f"城市{number // PER_CITY + 1}", code=f"C{number // PER_CITY + 1}",
                by=SYSTEM, now=now,
            )  # fmt: skip
        name = names[number] if names else f"项目{number + 1}"
        nodes.append(
            add_node(parent=city, kind="project", name=name, code=f"P{number + 1:02d}", by=SYSTEM, now=now)
        )
    return nodes


def _make_staff(names: list[str] | None, nodes: list[Node], now: datetime) -> list[StaffMember]:
    chance = Random(SEED)
    hashed = make_password(PASSWORD)
    made = StaffMember.objects.bulk_create(
        StaffMember(
            username=f"agent{number + 1:03d}",
            name=names[number] if names else person(chance)[0],
            password=hashed,
            created_at=now,
        )
        for number in range(AGENTS)
    )
    manager = StaffMember.objects.create(username="manager", name="总监", password=hashed, created_at=now)
    root = Node.objects.get(parent=None)
    agent, director = (
        Role.objects.get(code=code) for code in ("service_agent", "customer_relations_director")
    )
    long_ago = now - THREE_YEARS
    Appointment.objects.bulk_create(
        # The data set's agents own cases of every project, so each reaches all of them.
        [Appointment(staff=one, position="客服专员", role=agent, node=root, from_at=long_ago) for one in made]
        + [Appointment(staff=manager, position="总监", role=director, node=root, from_at=long_ago)]
    )
    return made


def _make_customers(names: list[str] | None, nodes: list[Node], now: datetime) -> list[Customer]:
    chance = Random(SEED)
    rows = []
    for number in range(CUSTOMERS):
        one = Customer(
            node=nodes[number % PROJECTS], name=names[number] if names else person(chance)[0], created_at=now
        )
        one.set_search_text(one.name)
        rows.append(one)
    made = Customer.objects.bulk_create(rows, batch_size=2_000)
    CustomerNode.objects.bulk_create(
        [CustomerNode(customer=one, node_id=one.node_id) for one in made], batch_size=5_000
    )
    return made


def _from_folder(
    raw: _Folder, nodes: list[Node], staff: list[StaffMember], customers: list[Customer]
) -> Iterator[LoadedCase]:
    categories = dict(Category.objects.filter(kind="repair").values_list("name__zh-hans", "pk"))
    other = Category.objects.get(code="repair/other").pk
    moment = datetime.fromisoformat
    for one in raw.read("tickets"):
        closed_at = moment(one["closed_at"]) if one["closed_at"] else None
        yield LoadedCase(
            source_key=f"bench:{one['id']}",
            node=nodes[one["queue_id"] - 1],
            kind="repair",
            channel=CHANNELS[one["channel"]],
            title=one["title"],
            words=one["body"],
            opened_at=moment(one["created_at"]),
            state=STATES[one["status"]],
            category_id=categories.get(one["category"], other),
            severity=min(one["priority"], 4),
            customer_id=customers[one["requester_id"] - 1].pk,
            owner_id=staff[one["assignee_id"] - 1].pk,
            resolved_at=closed_at,
            closed_at=closed_at,
            outcome="confirmed" if closed_at else "",
            deadlines=[LoadedDeadline("resolve", moment(one["due_at"]), closed_at)],
            messages=[
                LoadedMessage(
                    "in" if said["author"] == "requester" else "out" if said["public"] else "internal",
                    said["body"],
                    moment(said["at"]),
                    None if said["author"] == "requester" else staff[said["author_id"] - 1].pk,
                )
                for said in one["comments"]
            ],
        )


def _told(
    count: int, nodes: list[Node], staff: list[StaffMember], customers: list[Customer], now: datetime
) -> Iterator[LoadedCase]:
    chance = Random(SEED)
    by_id = {node.pk: node for node in nodes}
    homes = [
        Home(
            by_id[one.node_id],
            None,
            None,
            f"{chance.randrange(1, 31)}栋{chance.randrange(1, 34)}02",
            one.pk,
            one.name,
        )
        for one in customers
    ]
    agents = {
        node.pk: [staff[(place * 4 + offset) % AGENTS].pk for offset in range(4)]
        for place, node in enumerate(nodes)
    }
    catalogue = Catalogue(
        dict(Category.objects.values_list("code", "pk")), dict(Location.objects.values_list("code", "pk"))
    )
    return tell_history(
        homes, agents, catalogue, count=count, since=now - THREE_YEARS, until=now, seed=SEED, key="bench"
    )


def make_batches(cases: Iterable[LoadedCase]) -> Iterator[list[LoadedCase]]:
    """The cases in lists as long as the loader takes at once."""
    batch: list[LoadedCase] = []
    for one in cases:
        batch.append(one)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def midnight() -> datetime:
    """The start of today, so that a second run tells the same cases."""
    return datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
