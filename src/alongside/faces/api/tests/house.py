"""A small company with two projects, its people, and API clients that ask over HTTP."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from alongside.domain.cases.actions import opening
from alongside.domain.cases.models import Case, Category, DeadlineRule
from alongside.domain.customers.models import Customer, CustomerNode
from alongside.domain.estates.models import Building, Estate, Location, Unit
from alongside.domain.organisation.actions.clients import create_client
from alongside.domain.organisation.models import (
    ApiClient,
    Appointment,
    Department,
    Node,
    Role,
    StaffActor,
    StaffMember,
)
from alongside.domain.organisation.queries import actor_for
from alongside.kernel.actor import SYSTEM
from alongside.kernel.permission import known_permissions

START = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)


class Asking:
    """A client of the API: `get`, `post`, `patch`, `delete` with JSON, under one token."""

    def __init__(self, token: str, client: ApiClient) -> None:
        self.token, self.client, self.http = token, client, Client()

    def get(self, path: str, query: dict[str, Any] | None = None, **headers: str) -> HttpResponse:
        return self.http.get(f"/api/v1{path}", query or {}, headers=self._headers(headers))

    def post(self, path: str, body: Any = None, **headers: str) -> HttpResponse:
        return self._send("post", path, body, headers)

    def patch(self, path: str, body: Any = None, **headers: str) -> HttpResponse:
        return self._send("patch", path, body, headers)

    def delete(self, path: str, **headers: str) -> HttpResponse:
        return self._send("delete", path, None, headers)

    def upload(self, path: str, body: Any, *files: Any, **headers: str) -> HttpResponse:
        """The same as `post`, as multipart with files."""
        data = {"json": json.dumps(body), "files": list(files)}
        return self.http.post(f"/api/v1{path}", data, headers=self._headers(headers))

    def _send(self, method: str, path: str, body: Any, headers: dict[str, str]) -> HttpResponse:
        return getattr(self.http, method)(
            f"/api/v1{path}",
            json.dumps({} if body is None else body),
            content_type="application/json",
            headers=self._headers(headers),
        )

    def _headers(self, given: dict[str, str]) -> dict[str, str]:
        named = {name.replace("_", "-"): value for name, value in given.items()}
        return {"Authorization": f"Bearer {self.token}", "Accept-Language": "en", **named}


@dataclass
class ApiHouse:
    """Nodes by code, people by their user name."""

    nodes: dict[str, Node] = field(default_factory=dict)
    people: dict[str, StaffMember] = field(default_factory=dict)
    roles: dict[str, Role] = field(default_factory=dict)
    customers: dict[str, Customer] = field(default_factory=dict)
    units: dict[str, Unit] = field(default_factory=dict)

    def client_of(self, code: str, role: str = "everything", **but: Any) -> Asking:
        """A new client at that node."""
        client, token = create_client(
            name=f"{code} system", role=self.roles[role], node=self.nodes[code], by=SYSTEM,
            now=timezone.now() - timedelta(seconds=1), **but,
        )  # fmt: skip
        return Asking(token, client)

    def acting(self, username: str) -> StaffActor:
        return actor_for(self.people[username], now=timezone.now())

    def case(self, code: str = "GLT", **but: Any) -> Case:
        """A complaint that 林 (GLT) or 宋 (YQF) owns."""
        owner = {"GLT": "lin", "YQF": "song"}[code]
        given = {
            "kind": "complaint",
            "title": "卫生间漏水",
            "words": "卫生间漏水三天了",
            "channel": "phone",
            "category": Category.objects.get(code="complaint/quality"),
            "customer": self.customers[code],
            "unit": self.units[code],
            "owner": self.people[owner],
        }
        return opening.open_case(
            node=self.nodes[code], by=SYSTEM, now=timezone.now() - timedelta(minutes=1), **{**given, **but}
        )


def build_house() -> ApiHouse:
    """Every permission is in the role “everything”; “reader” only sees."""
    house = ApiHouse()
    everything = sorted(known_permissions())
    house.roles = {
        "everything": Role.objects.create(code="everything", permissions=everything, escalation_rank=2),
        "chief": Role.objects.create(code="chief", permissions=everything, escalation_rank=4),
        "reader": Role.objects.create(
            code="reader", permissions=["see_cases", "see_customers", "see_estates", "see_figures"]
        ),
    }
    _node(house, "G", "group", None)
    _node(house, "HZ", "city", "G")
    Category.objects.create(
        kind="complaint", code="complaint/quality", name={"zh-hans": "质量", "en": "Quality"}
    )
    Location.objects.create(code="bathroom", name={"zh-hans": "卫生间", "en": "Bathroom"})
    DeadlineRule.objects.create(milestone="acknowledge", minutes=30, is_round_the_clock=True)
    DeadlineRule.objects.create(milestone="resolve", minutes=2400, is_round_the_clock=True)
    for code, names in {"GLT": ("lin", "xu", "he"), "YQF": ("song", "tao", "ye")}.items():
        node = _node(house, code, "project", "HZ")
        service = Department.objects.create(node=node, code="service")
        engineering = Department.objects.create(node=node, code="engineering")
        for name, department in zip(names, (service, service, engineering), strict=True):
            _person(house, name, "everything", code, department)
        customer = Customer.objects.create(node=node, name=f"周敏{code}", created_at=START)
        CustomerNode.objects.create(node=node, customer=customer)
        house.customers[code] = customer
        estate = Estate.objects.create(node=node, name=f"小区{code}")
        building = Building.objects.create(estate=estate, name="8栋")
        house.units[code] = Unit.objects.create(
            node=node, estate=estate, building=building, number="2102", label=f"{code} 8栋2102"
        )
    _person(house, "wei", "chief", "HZ", None)
    return house


def _node(house: ApiHouse, code: str, kind: str, parent: str | None) -> Node:
    above = house.nodes[parent] if parent else None
    node = Node.objects.create(kind=kind, name=code, code=code, parent=above)
    node.path = f"{above.path if above else ''}{node.pk}/"
    node.save()
    house.nodes[code] = node
    return node


def _person(house: ApiHouse, username: str, role: str, code: str, department: Department | None) -> None:
    staff = StaffMember.objects.create(username=username, name=username.title(), created_at=START)
    Appointment.objects.create(
        staff=staff,
        position=role,
        role=house.roles[role],
        node=house.nodes[code],
        department=department,
        from_at=START,
    )
    house.people[username] = staff
