"""Who looked at whom, what stood out, and what went out, in the demo (INF-2, INF-3, CUS-10, ORG-9)."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from alongside.config.demo.company import Company
from alongside.domain.organisation.queries import actor_for
from alongside.domain.privacy.actions.watching import settle_alarm
from alongside.domain.privacy.models import ReadingAlarm, ReadingHour
from alongside.domain.work.actions.approving import decide_approval
from alongside.domain.work.actions.chaining import set_chain
from alongside.domain.work.actions.exporting import ask_export, write_export
from alongside.domain.work.models import Approval
from alongside.kernel.access_log import note_access

LOOKS = 160
# Minutes ago: what was looked at before stands above in the log, which is only ever added to.
EXPORTED = 6 * 60
READERS = ("lin", "chen", "zhao", "wang", "qian")


def tell_trail(company: Company, *, now: datetime, chance: Random) -> None:
    looks = sorted((chance.randrange(5, 7 * 24 * 60) for _ in range(LOOKS)), reverse=True)
    _looks(company, [one for one in looks if one > EXPORTED], now=now, chance=chance)
    _alarms(company, now=now)
    _exports(company, now=now)
    _chains(company, now=now)
    _looks(company, [one for one in looks if one <= EXPORTED], now=now, chance=chance)


def _looks(company: Company, moments: list[int], *, now: datetime, chance: Random) -> None:
    """A week of opening records, some of them in full."""
    owners = [one.pk for one in company.owners.values()]
    readers = [actor_for(company.staff[one], now=now) for one in READERS if one in company.staff]
    for minutes in moments:
        reader = chance.choice(readers)
        is_reveal = chance.random() < 0.08
        page = (
            "desk:reveal_contact"
            if is_reveal
            else chance.choice(("desk:customer", "desk:case", "desk:cases"))
        )
        note_access(
            viewer=reader,
            role=",".join(reader.roles),
            act="reveal" if is_reveal else "view",
            page=page,
            persons=owners if page == "desk:cases" else [chance.choice(owners)],
            at=now - timedelta(minutes=minutes),
            address=f"192.0.2.{readers.index(reader) + 10}",
            reason=chance.choice(("call", "visit", "verify")) if is_reveal else "",
        )


def _alarms(company: Company, *, now: datetime) -> None:
    hour = (now - timedelta(hours=3)).replace(minute=0, second=0, microsecond=0)
    given = (("zhao", "many", 74, 18, 3), ("lin", "out_of_hours", 6, 0, 30), ("chen", "reveals", 14, 3, 75))
    for username, kind, count, usual, hours in given:
        at = hour - timedelta(hours=hours)
        staff = company.staff[username]
        ReadingHour.objects.create(staff=staff, hour=at, records=count)
        alarm = ReadingAlarm.objects.create(
            staff=staff, kind=kind, hour=at, count=count, usual=usual, raised_at=at + timedelta(minutes=55)
        )
        if kind == "reveals":
            keeper = actor_for(company.staff["security"], now=now)
            words = "与主管核实：当天逐户电话通知停水。"
            settle_alarm(alarm, outcome="work", words=words, by=keeper, now=now - timedelta(hours=50))


def _exports(company: Company, *, now: datetime) -> None:
    """One masked and ready; one in full approved; one that waits for the city manager's yes."""
    node = company.nodes["GLT"]
    asker = actor_for(company.staff["sun"], now=now)
    boss = actor_for(company.staff["qian"], now=now)
    given: dict[str, Any] = {"node": node, "language": "zh-hans"}
    cases: dict[str, Any] = {"conditions": {"node": node.pk, "kind": "complaint", "open": True}}
    masked = ask_export(
        "cases", reason="周例会：未结投诉清单", by=asker, now=now - timedelta(hours=6), **given, **cases
    )
    write_export(masked.pk, now=now - timedelta(hours=6) + timedelta(seconds=20))
    people: dict[str, Any] = {"conditions": {"node": node.pk}, "is_masked": False}
    full = ask_export(
        "customers", reason="业主大会签到表", by=asker, now=now - timedelta(hours=7), **given, **people
    )
    decide_approval(
        Approval.objects.get(about_kind="exportrun", about_id=full.pk), is_yes=True, words="仅限现场使用",
        by=boss, now=now - timedelta(hours=5, minutes=55),
    )  # fmt: skip
    write_export(full.pk, now=now - timedelta(hours=5, minutes=55))
    ask_export(
        "customers", reason="年度审计抽样", by=asker, now=now - timedelta(minutes=25), **given, **people
    )
    refused = ask_export(
        "customers", reason="给装修公司做活动", by=asker, now=now - timedelta(hours=28), **given, **people
    )
    decide_approval(
        Approval.objects.get(about_kind="exportrun", about_id=refused.pk), is_yes=False,
        words="向第三方提供须业主单独同意，不予批准。", by=boss, now=now - timedelta(hours=27),
    )  # fmt: skip


def _chains(company: Company, *, now: datetime) -> None:
    """From today on the project asks for a second yes: of whoever answers for personal data."""
    keeper = actor_for(company.staff["security"], now=now)
    steps = [("approve_export", Decimal(0)), ("handle_privacy_requests", Decimal(0))]
    set_chain("export", node=company.nodes["GLT"], steps=steps, by=keeper, now=now - timedelta(minutes=10))
