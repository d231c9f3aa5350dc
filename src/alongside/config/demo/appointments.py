"""An open day that was, one that comes, and a check of homes a year after they were handed over (JRN-7)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from alongside.config.demo.company import Company
from alongside.domain.appointments.actions.attending import CAME, MISSED, mark_attendance
from alongside.domain.appointments.actions.booking import book_slot, decline, wait_for_slot
from alongside.domain.appointments.actions.inviting import invite, tell
from alongside.domain.appointments.actions.planning import plan_batch
from alongside.domain.appointments.actions.sweeping import sweep_appointments
from alongside.domain.appointments.models import Batch, BatchKind, Invitation
from alongside.domain.appointments.rules.audience import Audience
from alongside.domain.appointments.rules.slots import slots_of_days
from alongside.domain.customers.models import CustomerActor
from alongside.domain.estates.models import Building
from alongside.domain.organisation.queries import actor_for
from alongside.kernel.refusals import Refused

SAID = ("", "", "带老人一起来", "", "想看卫生间防水", "", "开车来，请留车位", "孩子一起")
NO = ("出差", "上班走不开", "下次再来")


def tell_appointments(company: Company, *, now: datetime, chance: Random) -> None:
    """Through the actions, each at its own day."""
    _open_day_that_was(company, now=now, chance=chance)
    _open_day_to_come(company, now=now, chance=chance)
    _anniversary(company, now=now, chance=chance)


def _plan(
    company: Company,
    kind: str,
    name: str,
    *,
    buildings: Sequence[str],
    on: datetime,
    days: int,
    hours: tuple[int, int],
    capacity: int,
    place: str,
    now: datetime,
    roles: tuple[str, ...] = ("buyer", "owner"),
) -> Batch:
    node, estate = company.nodes["GLT"], company.estates["GLT"]
    zone = ZoneInfo(node.zone)
    first = on.astimezone(zone).date()
    chosen = Building.objects.filter(estate=estate, name__in=buildings).values_list("pk", flat=True)
    by = actor_for(company.staff["jiao"], now=now)
    batch = plan_batch(
        node=node,
        estate=estate,
        kind=BatchKind.objects.get(code=kind),
        name=name,
        place=place,
        audience=Audience(roles=roles, buildings=tuple(chosen)),
        slots=slots_of_days(
            [first + timedelta(days=n) for n in range(days)],
            begins=time(hours[0]),
            ends=time(hours[1]),
            rest_from=time(12),
            rest_until=time(13, 30),
            minutes=60,
            capacity=capacity,
            zone=zone,
        ),
        responsible=company.staff["jiao"],
        by=by,
        now=now,
    )
    invite(batch, by=by, now=now)
    tell(batch.pk, now=now)
    batch.refresh_from_db()
    return batch


def _answer(
    batch: Batch, *, share: float, now: datetime, chance: Random, but: int | None = None
) -> list[Invitation]:
    """So many of the invited book, some say no, the rest has not answered; those who booked."""
    booked = []
    slots = list(batch.slots.order_by("from_at"))
    invited = batch.invitations.exclude(customer=but).select_related("customer").order_by("pk")
    for one in invited:
        by, luck = CustomerActor(one.customer), chance.random()
        if luck > share:
            if luck > 0.92:
                decline(one, words=chance.choice(NO), by=by, now=now)
            continue
        slot = slots[min(int(abs(chance.gauss(0, 0.45)) * len(slots)), len(slots) - 1)]
        try:
            booked.append(
                book_slot(
                    one,
                    slot=slot,
                    party=chance.choice((1, 2, 2, 3)),
                    words=chance.choice(SAID),
                    by=by,
                    now=now,
                )
            )
        except Refused:
            if not batch.invitations.filter(waits_for=slot)[1:]:
                wait_for_slot(one, slot=slot, by=by, now=now)
    return booked


def _open_day_that_was(company: Company, *, now: datetime, chance: Random) -> None:
    then = now - timedelta(days=19)
    batch = _plan(
        company, "open_day", "园区景观与地库开放日", buildings=("1栋", "2栋", "3栋", "8栋"), on=then, days=1,
        hours=(9, 17), capacity=12, place="中心花园凉亭", now=then - timedelta(days=14),
    )  # fmt: skip
    booked = _answer(batch, share=0.62, now=then - timedelta(days=9), chance=chance)
    evening = batch.last_at or then
    missed = {one.pk for one in booked if chance.random() < 0.14}
    guard = actor_for(company.staff["men"], now=evening)
    for came, ids in ((MISSED, missed), (CAME, {one.pk for one in booked} - missed)):
        mark_attendance(batch, invitations=sorted(ids), came=came, by=guard, now=evening)
    sweep_appointments(now=evening + timedelta(days=2))


def _open_day_to_come(company: Company, *, now: datetime, chance: Random) -> None:
    batch = _plan(
        company, "open_day", "9 栋工地开放日", buildings=("9栋",), on=now + timedelta(days=6), days=2, hours=(9, 16),
        capacity=3, place="9 栋东侧安全通道", now=now - timedelta(days=5), roles=("prospect", "buyer"),
    )  # fmt: skip
    _answer(batch, share=0.8, now=now - timedelta(days=2), chance=chance)


def _anniversary(company: Company, *, now: datetime, chance: Random) -> None:
    """周敏 has not answered yet: whoever signs in as her can choose a time."""
    zhou = company.owners["周敏"]
    batch = _plan(
        company, "anniversary_check", "周年检查（3 至 8 栋，上门）",
        buildings=("3栋", "4栋", "5栋", "6栋", "7栋", "8栋"), on=now + timedelta(days=9), days=2,
        hours=(9, 17), capacity=2, place="业主家中", now=now - timedelta(days=2),
    )  # fmt: skip
    _answer(batch, share=0.45, now=now - timedelta(hours=20), chance=chance, but=zhou.pk)
