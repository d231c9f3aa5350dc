"""What lies behind the doors: one of everything in project 观澜庭, and everybody who may knock."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.test import Client
from django.utils import timezone
from tests.cast import PEOPLE, Cast, make_cast
from tests.doors import elsewhere, hotline, lobby
from tests.doors.furniture import care, cases, channels, company, homes
from tests.doors.marks import MARKS, PHONE

from alongside.domain.cases.models import Case
from alongside.domain.conversations.actions import write_letter
from alongside.domain.conversations.rules.letters import sign_in_code
from alongside.domain.customers.actions import (
    add_vehicle,
    merge_customers,
    note_contribution,
    note_introduction,
    save_segment,
)
from alongside.domain.customers.actions.portal import start_portal_session
from alongside.domain.customers.models import Customer, CustomerActor, DuplicateSuggestion
from alongside.domain.customers.samples import a_customer, an_alert
from alongside.domain.estates.actions import add_contract_drawing, add_estate_fact
from alongside.domain.estates.samples import a_building, a_drawing, a_plan, a_unit, an_estate
from alongside.domain.organisation.actions.clients import create_client
from alongside.domain.organisation.actions.watching import register_incident
from alongside.domain.organisation.actions.webhooks import add_webhook
from alongside.domain.organisation.models import Role, StaffActor, WebhookDelivery
from alongside.domain.organisation.samples import a_staff_member, an_appointment
from alongside.domain.promises.samples import a_promise
from alongside.kernel.actor import SYSTEM

# role -> where a person of that role works, when it is not the project
ELSEWHERE = "elsewhere"
CUSTOMER, OTHER_CUSTOMER = "customer", "another customer"
CLIENT, OTHER_CLIENT = "client", "client elsewhere"
NOBODY = "nobody"
AGENT_ELSEWHERE, SUPERVISOR_ELSEWHERE = f"service_agent {ELSEWHERE}", f"service_supervisor {ELSEWHERE}"
STRANGERS = (AGENT_ELSEWHERE, SUPERVISOR_ELSEWHERE, OTHER_CLIENT, OTHER_CUSTOMER)


@dataclass
class Knocker:
    """Somebody with a browser, or a program with its token."""

    name: str
    client: Client = field(default_factory=Client)
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class World:
    cast: Cast
    now: datetime
    case: Case
    number: str
    things: dict[str, Any]  # what stands for a parameter of an address, see places.py
    marks: dict[str, str]
    knockers: list[Knocker]

    def knocker(self, name: str) -> Knocker:
        return next(one for one in self.knockers if one.name == name)


def build_world() -> World:
    """Everything through the actions, an hour ago."""
    now = timezone.now() - timedelta(hours=1)
    cast = make_cast(now - timedelta(days=2))
    estate = an_estate(node=cast.project, now=now, name=MARKS["estate"])
    building = a_building(estate, now=now, name=MARKS["home"])
    unit = a_unit(building, now=now)
    customer = a_customer(
        node=cast.project,
        now=now,
        unit=unit,
        name=MARKS["customer's name"],
        phone=PHONE,
        email=f"{MARKS['mail address']}example.com",
        words=MARKS["words about the customer"],
    )
    case, things = cases.a_case_with_everything(cast, customer, unit, now)
    double = a_customer(node=cast.project, now=now, name=MARKS["customer's name"], phone=PHONE, email="")
    merged = a_customer(node=cast.project, now=now, name=MARKS["customer's name"], phone="", email="")
    clients = _api_clients(cast, now)
    webhook, _secret = add_webhook(
        clients[CLIENT][0], url="https://example.com/hook", events_wanted=["*"], by=SYSTEM, now=now
    )
    things |= {
        "authority_request": cases.an_authority_request(case, cast, now),
        "unit": unit,
        "estate": estate,
        "estate_fact": add_estate_fact(
            estate, kind="nearby", name="学校", on=now.date(), source="规划局", by=SYSTEM, now=now
        ),
        "plan": a_plan(estate, now=now),
        "drawing": add_contract_drawing(unit, name="附图", file=a_drawing(), by=SYSTEM, now=now),
        "contribution": note_contribution(
            customer, kind="article", title="戴胜来稿", printed_on=now.date(), by=SYSTEM, now=now
        ),
        "introduction": note_introduction(double, introducer=customer, by=SYSTEM, now=now),
        "building": building,
        "customer": customer,
        "double": double,
        "vehicle": add_vehicle(customer, plate="浙A8M321", by=SYSTEM, now=now),
        "segment": save_segment(
            node=cast.project,
            name=MARKS["segment"],
            is_any=False,
            conditions=[("homes", "at_least", "1")],
            by=cast.supervisor,
            now=now,
        ),
        **homes.an_authority(customer, double, unit, now),
        "merge": merge_customers(double, merged, by=cast.supervisor, now=now),
        "alert": an_alert(customer, owner=cast.agent.staff, now=now, words=MARKS["alert"]),
        "client": clients[CLIENT][0],
        "webhook": webhook,
        **channels.mails(cast, now),
        **hotline.calls(cast, now),
        **lobby.visits(cast, customer, now),
        **elsewhere.platforms(cast, now),
        "webhook_delivery": WebhookDelivery.objects.create(
            webhook=webhook, entry_id=1, event="case.opened", payload={}, created_at=now, next_try_at=now
        ),
        "duplicate": DuplicateSuggestion.objects.open().get(first=customer, second=double),
        **care.kept_with_care(cast, customer, now),
        **company.things_of_the_company(cast, now),
        "export_of_client": company.an_export_of(clients[CLIENT][0], cast, now),
        "sign_in": UserSession.objects.create(
            user=cast.agent.staff, session_key="elsewhere", ip="192.0.2.7", user_agent="", created_at=now
        ),
        "incident": register_incident(
            cast.project, severity="other", words="无", known_at=now, by=cast.agent, now=now
        ),
        "review_item": company.a_review_item(cast, now),
        "passkey": Authenticator.objects.create(
            user=a_staff_member(now=now, username="key-keeper"),
            type="webauthn",
            data={"name": "x", "credential": {}},
        ),
        "delivery": write_letter(
            to=customer,
            letter=lambda: sign_in_code(called=customer.called, code="000000", minutes=10),
            once_key="world",
            node=cast.project,
            now=now,
        ),
        **homes.portal_things(cast, customer, unit, now),
        **homes.journey(customer, unit, cast, now),
        "promise": a_promise(
            customer,
            by=cast.agent,
            now=now,
            node=cast.project,
            unit=unit,
            words=MARKS["words of the promise"],
        ),
        **channels.knowledge(cast, now),
        **homes.bulletin(customer, unit, cast, now),
        **homes.appointments(customer, unit, cast, now),
        **cases.learnt(case, things["closed_case"], cast, now),
        "hot_issue": cases.hot_issue(case, now),
        **homes.listings(cast, now),
    }
    return World(
        cast=cast,
        now=now,
        case=case,
        number=case.number,
        things=things,
        marks={**MARKS, "number of the case": case.number},
        knockers=_knockers(cast, customer, clients, now),
    )


def _api_clients(cast: Cast, now: datetime) -> dict[str, tuple[Any, str]]:
    role = Role.objects.get(code="service_supervisor")
    return {
        name: create_client(name=name, role=role, node=node, requests_per_minute=10**6, by=SYSTEM, now=now)
        for name, node in ((CLIENT, cast.project), (OTHER_CLIENT, cast.other_project))
    }


def _knockers(
    cast: Cast, customer: Customer, clients: dict[str, tuple[Any, str]], now: datetime
) -> list[Knocker]:
    """Nobody, a person of each role, two of another project, customers, programs."""
    people = {
        role: getattr(cast, one)
        for one, (_n, _u, role, _w, _d) in PEOPLE.items()
        if one not in ("colleague", "stranger", "other_supervisor")
    }
    people[AGENT_ELSEWHERE], people[SUPERVISOR_ELSEWHERE] = cast.stranger, cast.other_supervisor
    for role in Role.objects.order_by("code"):
        if role.code not in people:
            staff = a_staff_member(now=cast.now, name=role.code, username=role.code)
            an_appointment(staff=staff, role=role.code, node=cast.project, now=cast.now)
            people[role.code] = StaffActor(staff, [])
    knockers = [Knocker(NOBODY)]
    for name in sorted(people, key=lambda one: (ELSEWHERE in one, one)):
        knocker = Knocker(name)
        knocker.client.force_login(people[name].staff)
        knockers.append(knocker)
    for name, person in ((CUSTOMER, customer), (OTHER_CUSTOMER, cast.other_customer.customer)):
        knocker = Knocker(name)
        session = knocker.client.session
        started = start_portal_session(person, device="phone", by=CustomerActor(person), now=timezone.now())
        session["portal_session"] = started.pk
        session.save()
        knocker.client.cookies["sessionid"] = session.session_key
        knockers.append(knocker)
    knockers += [
        Knocker(name, headers={"Authorization": f"Bearer {token}"})
        for name, (_client, token) in clients.items()
    ]
    return knockers
