"""A building that is being built: its buyers' journeys, followed week by week, and its delivery postponed once."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random

from alongside.config.demo.company import Company
from alongside.config.demo.said import channel_at, said_at, thoughts_at
from alongside.config.demo.stories import person, phone
from alongside.domain.customers.actions import add_contact_point, add_customer, relate_unit
from alongside.domain.customers.models import Customer
from alongside.domain.estates.actions import add_building, add_unit, move_delivery
from alongside.domain.estates.models import Building, Unit
from alongside.domain.journeys.actions.moving import go_through, start_delivery_round
from alongside.domain.journeys.actions.stepping import do_step, waive_step
from alongside.domain.journeys.actions.taking_in import take_in_owners
from alongside.domain.journeys.actions.templates import (
    choose_template,
    copy_template,
    draft_version,
    publish_version,
    save_draft,
)
from alongside.domain.journeys.actions.walking import begin_journey, record_happening
from alongside.domain.journeys.models import Journey, JourneyTemplate, Step
from alongside.domain.journeys.permissions import WAIVE_STEP, WALK_JOURNEY
from alongside.domain.journeys.rules.writing import put_step, without
from alongside.domain.organisation.queries import actor_for
from alongside.kernel.actor import SYSTEM, Actor

# Days since the contract was signed: some wait long, some have only begun.
SIGNED = (1, 2, 5, 9, 14, 20, 26, 33, 41, 50, 62, 75, 96, 120)
LOOKING = (1, 2, 3, 6, 10)  # days since the last visit of those who have not decided
LEFT_OUT_BECAUSE = ("客户在项目部上班，每天看得到现场。", "客户出国三个月，要求回国后再联系。")
CALL_BEFORE = {
    "name": {"zh-hans": "装修答疑电话", "en": "A call about fitting out", "zh-hant": "裝修答疑電話"},
    "after": "delivery",
    "due": "-45d",
    "needs": ["signed"],
    "until": ["handed_over"],
    "role": "service_agent",
    "channel": "phone",
    "script": {
        "zh-hans": "“离交付还有一个半月，装修上有什么想问的？”",
        "en": "“Six weeks to go. What would you like to know about fitting out?”",
        "zh-hant": "“離交付還有一個半月，裝修上有什麼想問的？”",
    },
}
LATE_AT_MOST = timedelta(days=21)
WHY = "今年汛期较长，外墙与园林验收顺延。多出来的时间用于逐户模拟验收。"


def tell_journeys(company: Company, *, now: datetime, chance: Random) -> None:
    """Through the actions, each at its own day before `now`."""
    ours = _ours(company, now=now)
    building = _building(company, now)
    for place, days in enumerate(SIGNED):
        _bought(company, building, place, days, now=now, chance=chance)
    for place, days in enumerate(LOOKING):
        _looking(company, building, place + len(SIGNED), days, now=now, chance=chance)
    # The owner of the demo has bought a second home, for her parents.
    place = len(SIGNED) + len(LOOKING)
    _bought(company, building, place, 150, now=now, chance=chance, customer=company.owners["周敏"])
    _postpone(building, now=now)
    for name in company.owners:
        _lives_here(company, company.owners[name], now=now)
    # Everybody else who lives here, taken in together.
    take_in_owners(company.nodes["TX"], by=SYSTEM, now=now - timedelta(days=20))
    _keep_up(company, now=now, chance=chance)
    _second_version(ours, now=now)
    _leave_out(company, now=now)


def _ours(company: Company, *, now: datetime) -> JourneyTemplate:
    """The company's own journey, copied from what ships and chosen for the estate that is being built."""
    then = now - timedelta(days=400)
    shipped = JourneyTemplate.objects.get(code="six_plus_two")
    name = {"zh-hans": "观澜庭客户旅程", "en": "Guanlan journey", "zh-hant": "觀瀾庭客戶旅程"}
    ours = copy_template(shipped, name=name, by=SYSTEM, now=then)
    publish_version(ours.versions.get(), words="沿用六加二步法，作为第一版。", by=SYSTEM, now=then)
    choose_template(company.nodes["GLT"], template=ours, by=SYSTEM, now=then)
    return ours


def _second_version(ours: JourneyTemplate, *, now: datetime) -> None:
    """A step more since the delivery moved, for those under way too; and a third version that is being written."""
    at = now - timedelta(days=30)
    draft = draft_version(ours, by=SYSTEM, now=at)
    content = put_step(draft.content, CALL_BEFORE, stage="close_contact")
    draft = save_draft(draft, content=content, by=SYSTEM, now=at)
    run = publish_version(draft, words="交付前 45 天增加一次装修答疑电话。", by=SYSTEM, now=at, apply=True)
    assert run is not None  # it was asked for
    go_through(run.pk, now=at)
    third = draft_version(ours, by=SYSTEM, now=now - timedelta(days=2))
    save_draft(
        third, content=without(third.content, "prepare_signing"), by=SYSTEM, now=now - timedelta(days=2)
    )


def _leave_out(company: Company, *, now: datetime) -> None:
    """A supervisor leaves out what the customer does not want."""
    by = actor_for(company.staff["sun"], now=now)
    open_ones = Step.objects.to_do().filter(journey__node=company.nodes["GLT"], code="progress_report")
    for step, why in zip(open_ones.order_by("due_at", "pk")[:2], LEFT_OUT_BECAUSE, strict=False):
        waive_step(step, reason=why, by=by if by.may(WAIVE_STEP, on=step) else SYSTEM, now=now)


def _keep_up(company: Company, *, now: datetime, chance: Random) -> None:
    """What came due of those taken in together was done by their keepers, but for a few."""
    due = Step.objects.to_do().filter(journey__node=company.nodes["GLT"], due_at__lte=now)
    for journey in Journey.objects.filter(pk__in=due.values("journey")).exclude(unit__building__name="9栋"):
        _follow(company, journey, until=now - timedelta(hours=2), chance=chance, left_share=0.1)


def _building(company: Company, now: datetime) -> Building:
    then = now - timedelta(days=740)
    building = add_building(company.estates["GLT"], name="9栋", floors=26, by=SYSTEM, now=then)
    move_delivery(building, on=date(now.year + 1, 3, 31), words="", by=SYSTEM, now=then)
    return building


def _postpone(building: Building, *, now: datetime) -> None:
    at = now - timedelta(days=45)
    move = move_delivery(building, on=date(now.year + 1, 6, 30), words=WHY, by=SYSTEM, now=at)
    if move is None:
        return
    run = start_delivery_round(
        building,
        before_on=move.before_on,
        after_on=move.after_on,
        words=WHY,
        key=f"demo:{move.pk}",
        by=SYSTEM,
        now=at,
    )
    go_through(run.pk, now=at)


def _bought(
    company: Company,
    building: Building,
    place: int,
    days: int,
    *,
    now: datetime,
    chance: Random,
    customer: Customer | None = None,
) -> None:
    signed_at = now - timedelta(days=days, hours=chance.randrange(1, 6))
    visited_at, subscribed_at = signed_at - timedelta(days=19), signed_at - timedelta(days=6)
    customer = customer or _person(company, at=visited_at, chance=chance)
    home = _home(building, place, "contracted", at=visited_at)
    relate_unit(customer, unit=home, role="buyer", from_on=signed_at.date(), by=SYSTEM, now=visited_at)
    journey = _begin(company, customer, home, at=visited_at)
    for event, at in (("visited", visited_at), ("subscribed", subscribed_at), ("signed", signed_at)):
        record_happening(journey, event=event, at=at, by=SYSTEM, now=at, moves_unit=False)
        _follow(company, journey, until=at, chance=chance)
    _follow(company, journey, until=now - timedelta(hours=chance.choice((1, 30, 60))), chance=chance)


def _looking(
    company: Company, building: Building, place: int, days: int, *, now: datetime, chance: Random
) -> None:
    at = now - timedelta(days=days)
    customer = _person(company, at=at, chance=chance)
    home = _home(building, place, "on_sale", at=at)
    relate_unit(customer, unit=home, role="prospect", from_on=at.date(), by=SYSTEM, now=at)
    journey = _begin(company, customer, home, at=at)
    record_happening(journey, event="visited", at=at, by=SYSTEM, now=at)
    _follow(company, journey, until=now - timedelta(days=1), chance=chance)


def _lives_here(company: Company, customer: Customer, *, now: datetime) -> None:
    """An owner of some years' standing: handed over, moved in, in touch every half year."""
    home = next(unit for one, unit in company.homes if one == customer)
    day = home.handed_over_on
    if day is None:  # still to be handed over: a buyer, whose journey the building's others tell
        return
    handed_over = now.replace(year=day.year, month=day.month, day=day.day)
    journey = begin_journey(customer, node=home.node, unit=home, by=SYSTEM, now=handed_over)
    for event, at in (
        ("signed", handed_over - timedelta(days=300)),
        ("handed_over", handed_over),
        ("moved_in", handed_over + timedelta(days=60)),
    ):
        if at <= now:
            record_happening(
                journey, event=event, at=at, by=SYSTEM, now=max(at, handed_over), moves_unit=False
            )
    _follow(company, journey, until=now - timedelta(days=3), chance=Random(customer.pk), left_share=0)


def _begin(company: Company, customer: Customer, home: Unit, *, at: datetime) -> Journey:
    keeper = company.staff["gu"]
    return begin_journey(customer, node=home.node, unit=home, keeper=keeper, by=SYSTEM, now=at)


def _person(company: Company, *, at: datetime, chance: Random) -> Customer:
    name, form = person(chance)
    customer = add_customer(node=company.nodes["GLT"], name=name, form_of_address=form, by=SYSTEM, now=at)
    add_contact_point(customer, kind="phone", value=phone(chance), is_primary=True, by=SYSTEM, now=at)
    return customer


def _home(building: Building, place: int, status: str, *, at: datetime) -> Unit:
    floor, door = 3 + place, 1 + place % 4
    return add_unit(
        building, number=f"{floor}{door:02d}", entrance="1" if door < 3 else "2", floor=floor, layout="三室两厅两卫",
        status=status, by=SYSTEM, now=at,
    )  # fmt: skip


def _follow(
    company: Company, journey: Journey, *, until: datetime, chance: Random, left_share: float = 0.03
) -> None:
    """Do what was due by then, each a little before it was. Now and then one is forgotten: some days late, or, of the
    last weeks, still waiting, and the journey with it."""
    for _turn in range(60):
        due = Step.objects.to_do().filter(journey=journey, due_at__lte=until).order_by("due_at", "pk").first()
        is_forgotten = due is not None and chance.random() < left_share
        if due is None or (is_forgotten and due.due_at > until - LATE_AT_MOST):
            return
        early = timedelta(hours=chance.randrange(1, 20))
        at = max(due.due_at - early, journey.begun_at, due.planned_at)
        if is_forgotten:
            at = max(at, due.due_at + timedelta(days=chance.randrange(2, 9)))
        by: Actor = actor_for(due.assignee, now=at) if due.assignee else SYSTEM
        if not by.may(WALK_JOURNEY, on=journey):
            by = SYSTEM
        said, thought = chance.choice(said_at(due.code)), chance.choice(thoughts_at(due.code))
        do_step(due, said=said, feedback=thought, channel=channel_at(due.code), by=by, now=at)
