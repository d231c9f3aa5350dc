"""The demo company: places, people, a year of history, and what lies on the desks today."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from django.db import transaction
from django.utils import timezone

from alongside.config.demo.appointments import tell_appointments
from alongside.config.demo.authorities import tell_authorities
from alongside.config.demo.company import OWNERS, PASSWORD, PEOPLE, Company, make_company
from alongside.config.demo.growing import tell_growing
from alongside.config.demo.guarding import tell_guarding
from alongside.config.demo.history import Catalogue, Home, tell_history
from alongside.config.demo.homes import tell_listings, tell_plans
from alongside.config.demo.hotline import tell_hotline
from alongside.config.demo.journeys import tell_journeys
from alongside.config.demo.knowledge import tell_knowledge
from alongside.config.demo.learning import Learning
from alongside.config.demo.legal import Legal
from alongside.config.demo.mails import tell_mails
from alongside.config.demo.many_voices import tell_many_voices
from alongside.config.demo.meetings import Meetings
from alongside.config.demo.people import describe_people
from alongside.config.demo.privacy import tell_consents, tell_requests
from alongside.config.demo.promises import tell_promises
from alongside.config.demo.questions import tell_questions
from alongside.config.demo.reception import tell_reception
from alongside.config.demo.robots import tell_platforms, tell_robots
from alongside.config.demo.tables import tell_imports
from alongside.config.demo.texting import tell_texting
from alongside.config.demo.today import Today
from alongside.config.demo.together import Together
from alongside.config.demo.trail import tell_trail
from alongside.config.demo.visitors import tell_visitors
from alongside.config.demo.wechat import tell_wechat
from alongside.domain.cases.imports.loading import load_cases
from alongside.domain.cases.models import Category
from alongside.domain.estates.models import Location
from alongside.domain.organisation.models import Node, Role
from alongside.kernel.actor import SYSTEM

HISTORY = 3_000
SEED = 20_260_101
COLLEAGUES = {"chen", "xia", "luo2"}  # told beside the first of their role: the routing gives them cases too


@dataclass(frozen=True)
class SignIn:
    """What `make demo` prints for one role."""

    role: str
    name: str
    password: str
    page: str = "/desk/"


def ensure_demo_company() -> list[SignIn]:
    """Make the demo company when it's missing. Returns a sign-in for each role, in the order to try them."""
    with transaction.atomic():
        if not Node.objects.exists():
            _make(now=timezone.now())
    return _sign_ins()


def _make(*, now: datetime) -> None:
    chance = Random(SEED)
    company = make_company(now=now, chance=chance)
    history = tell_history(
        _homes(company),
        _agents(company),
        Catalogue(
            categories=dict(Category.objects.values_list("code", "pk")),
            locations=dict(Location.objects.values_list("code", "pk")),
        ),
        count=HISTORY,
        since=now - timedelta(days=365),
        until=now - timedelta(minutes=40),
        seed=SEED,
        key="demo",
        stale_share=0.001,
    )
    load_cases(list(history), by=SYSTEM, now=now)
    tell_listings(company, now=now, chance=chance)
    Today(company, now=now).tell()
    describe_people(company, now=now)
    tell_journeys(company, now=now, chance=chance)
    tell_promises(company, now=now)
    tell_growing(company, now=now, chance=Random(SEED))
    tell_mails(company, now=now)
    tell_wechat(company, now=now)
    tell_visitors(company, now=now)
    tell_texting(company, now=now)
    tell_hotline(company, now=now, chance=Random(SEED))
    tell_appointments(company, now=now, chance=chance)
    tell_reception(company, now=now, chance=Random(SEED))
    tell_plans(company, now=now)
    tell_imports(company, now=now)
    tell_consents(company, now=now)
    tell_requests(company, now=now)
    tell_guarding(company, now=now)
    tell_many_voices(company, now=now)
    tell_robots(company, now=now)
    tell_platforms(company, now=now)
    Together(company, now=now).tell()
    tell_authorities(company, now=now)
    tell_questions(company, now=now)
    Learning(company, now=now).tell()
    Legal(company, now=now).tell()
    tell_knowledge(company, now=now, chance=Random(SEED))
    Meetings(company, now=now).tell()
    tell_trail(company, now=now, chance=chance)


def _homes(company: Company) -> list[Home]:
    return [
        Home(
            node=next(node for node in company.nodes.values() if node.pk == unit.node_id),
            estate_id=unit.estate_id,
            unit_id=unit.pk,
            label=unit.label,
            customer_id=customer.pk,
            called=customer.called,
        )
        for customer, unit in company.homes
    ]


def _agents(company: Company) -> dict[int, list[int]]:
    agents: dict[int, list[int]] = defaultdict(list)
    for one in PEOPLE:
        if one.role == "service_agent":
            agents[company.nodes[one.node].pk].append(company.staff[one.username].pk)
    return agents


def _sign_ins() -> list[SignIn]:
    """One person for each role, the agent first; then an owner, who gets a code."""
    seen: dict[str, SignIn] = {}
    names = {one.code: one.name["zh-hans"] for one in Role.objects.all()}
    for one in PEOPLE:
        beside = f"{one.role}:{one.username}" if one.username in COLLEAGUES else one.role
        seen.setdefault(beside, SignIn(f"{names[one.role]} {one.name}", one.username, PASSWORD))
    owner = OWNERS[0]
    return [*seen.values(), SignIn(f"业主 {owner[0]}", owner[2], "—", "/portal/")]
