"""What a brokerage store of the demo has: listings of every age, some of them the same flat twice, with pictures."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from alongside.config.demo.company import Company
from alongside.config.demo.pictures import PLANS, plan_of_rooms, room, room_meant
from alongside.config.demo.stories import person, phone
from alongside.domain.cases.actions.pinning import pin_case
from alongside.domain.cases.models import Case
from alongside.domain.estates.actions import add_contract_drawing, add_plan
from alongside.domain.estates.models import Unit
from alongside.domain.listings.actions import (
    add_listing,
    add_photos,
    change_listing,
    conclude_listing,
    sweep_verifications,
    verify_listing,
    withdraw_listing,
)
from alongside.domain.listings.actions.matching import sweep_matches
from alongside.domain.listings.models import Listing
from alongside.domain.organisation.queries import actor_for
from alongside.kernel.actor import SYSTEM

# name, district, yuan a square metre, floors, what is near
ESTATES = (
    ("湖畔花园", "滨江", 38_000, 26, "近地铁 5 号线，步行 6 分钟"),
    ("春江月", "滨江", 46_000, 33, "江景，自带会所与恒温泳池"),
    ("翠苑一区", "文教", 31_500, 7, "学区，菜场与公园就在楼下"),
    ("金色家园", "钱江新城", 52_000, 30, "双地铁，满五唯一"),
    ("采荷人家", "采荷", 29_800, 6, "老小区，环境安静"),
    ("观澜庭", "滨江", 41_000, 24, "同行置业开发，管家服务"),
)
SHOWN_DRAWINGS = 12  # homes whose contract drawing is kept
LAYOUTS = (
    ((1, 1, 1, 1), (45, 58)),
    ((2, 1, 1, 1), (62, 78)),
    ((2, 2, 1, 1), (79, 92)),
    ((3, 2, 1, 2), (95, 128)),
    ((4, 2, 1, 2), (130, 168)),
)
FACINGS = (1 << 4, 1 << 4 | 1, 1 << 3, 1 << 4, 1 << 2, 1 << 5)  # south first
DAYS = (0, 1, 2, 3, 5, 6, 8, 9, 11, 12, 14, 16, 18, 21, 24, 27, 31, 33, 36, 41, 47, 52)
WORDS = (
    "南北通透，采光好，业主诚心出让。",
    "户型方正，保养得好，拎包入住。",
    "楼层好，视野开阔，看房提前约。",
    "",
)


def tell_listings(company: Company, *, now: datetime, chance: Random) -> None:
    """Through the actions, each at its own day before `now`, so that every age is there."""
    store = company.nodes["BJM"]
    people = [company.staff[name] for name in ("xia", "luo2")]
    made: list[Listing] = []
    for number, days in enumerate(DAYS):
        staff = people[number % 3 == 2]
        name, district, rate, floors, near = ESTATES[number % len(ESTATES)]
        (rooms, halls, kitchens, baths), (least, most) = LAYOUTS[(number * 7) % len(LAYOUTS)]
        area = Decimal(chance.randrange(least * 100, most * 100)) / 100
        is_lease = number % 5 == 4
        amount = (
            Decimal(round(int(area) * 68, -2))
            if is_lease
            else Decimal(round(int(area) * rate * chance.uniform(0.93, 1.08), -4))
        )
        at = now - timedelta(days=days, hours=chance.randrange(1, 9))
        floor = chance.randrange(2, floors)
        made.append(
            add_listing(
                node=store, kind="lease" if is_lease else "consignment" if number % 7 == 3 else "sale",
                district=district, estate_name=name, floor=floor, floors_total=floors,
                address=f"{chance.randrange(1, 13)}栋{chance.randrange(1, 3)}单元{floor}{chance.randrange(1, 5):02d}",
                rooms=rooms, halls=halls, kitchens=kitchens, baths=baths, area=area, amount=amount,
                facing=FACINGS[number % len(FACINGS)], finish=("decorated", "plain", "bare")[number % 3],
                title_status="满五唯一" if number % 4 == 0 else "满二", facilities=f"电梯，{near}" if floors > 7 else near,
                words=WORDS[number % len(WORDS)], owner_name=person(chance)[0], owner_phone=phone(chance),
                photos=[room(number * 3 + place) for place in range(3 if number % 4 else 0)],
                by=actor_for(staff, now=at), now=at,
            )
        )  # fmt: skip
    _tell_what_became(company, made, now=now)


def _tell_what_became(company: Company, made: list[Listing], *, now: datetime) -> None:
    """A price that fell, one verified again, a deal, one that was not true, and a flat that two people listed."""
    store = company.nodes["BJM"]
    xia, luo = (actor_for(company.staff[name], now=now) for name in ("xia", "luo2"))
    first = change_listing(
        made[3], amount=made[3].amount * Decimal("0.97"), why="业主换房急售，同意降价", by=xia,
        now=now - timedelta(days=2),
    )  # fmt: skip
    change_listing(
        first, amount=made[3].amount * Decimal("0.95"), why="看房反馈偏高，业主再让 2%", by=xia, now=now
    )
    verify_listing(made[18], how="call", words="业主说月底前有效", by=luo, now=now - timedelta(days=1))
    conclude_listing(
        made[11], amount=made[11].amount * Decimal("0.98"), on=(now - timedelta(days=1)).date(),
        by=actor_for(made[11].collected_by, now=now), now=now,
    )  # fmt: skip
    withdraw_listing(made[14], reason="untrue", words="业主称从未委托", by=luo, now=now)
    for place, dearer, minutes in ((0, 30_000, 20), (6, -20_000, 95), (13, 50_000, 400)):
        same = made[place]
        add_listing(
            node=store, kind="sale", district=same.district, estate_name=same.estate_name, address="", rooms=same.rooms,
            halls=same.halls, baths=same.baths, area=same.area, floor=same.floor, floors_total=same.floors_total,
            amount=same.amount + dearer, source="partner", photos=[room(60 + place)],
            by=luo if same.collected_by_id != luo.id else xia, now=now - timedelta(minutes=minutes),
        )  # fmt: skip
    lease = next(customer for customer, unit in company.homes if unit.node_id == company.nodes["GLT"].pk)
    unit = next(unit for customer, unit in company.homes if customer.pk == lease.pk)
    ours = add_listing(
        node=company.nodes["GLT"], kind="lease", unit=unit, rooms=3, halls=2, baths=2, facing=1 << 4,
        amount=Decimal(8_800), district="滨江", by=actor_for(company.staff["gu"], now=now), now=now,
    )  # fmt: skip
    add_photos(ours, photos=[room(91), room(92)], by=SYSTEM, now=now)
    _tell_of_our_homes(company, unit, now=now)
    sweep_verifications(now=now)
    sweep_matches(now=now)


def _tell_of_our_homes(company: Company, but: Unit, *, now: datetime) -> None:
    """Owners of the estate who sell or let, so that its matrix shows them."""
    node, gu = company.nodes["GLT"], actor_for(company.staff["gu"], now=now)
    homes = [one for _owner, one in company.homes if one.node_id == node.pk and one.pk != but.pk]
    for place, unit in enumerate(homes[3::7]):
        kind = ("sale", "lease", "sale", "consignment")[place % 4]
        area = unit.gross_area or Decimal(100)
        amount = Decimal(round(area * 75, -2)) if kind == "lease" else Decimal(round(area * 40_500, -4))
        rooms = 3 if unit.layout.startswith("三") else 2
        add_listing(
            node=node, kind=kind, unit=unit, rooms=rooms, halls=2, baths=rooms - 1, facing=1 << 4, amount=amount,
            district="滨江", photos=[room(100 + place)] if place % 3 else [], by=gu, now=now - timedelta(days=place),
        )  # fmt: skip


def tell_plans(company: Company, *, now: datetime) -> None:
    """A plan for both layouts, and where the open cases of such homes lie on it."""
    chance = Random(8)
    for estate in company.estates.values():
        for layout, (name, _rooms) in PLANS.items():
            add_plan(estate, name=name, layout=layout, picture=plan_of_rooms(layout), by=SYSTEM, now=now)
    for _owner, unit in company.homes[:: max(len(company.homes) // SHOWN_DRAWINGS, 1)]:
        if unit.layout in PLANS:
            drawing = plan_of_rooms(unit.layout)
            add_contract_drawing(unit, name="合同附图一：户型平面图", file=drawing, by=SYSTEM, now=now)
    pinned = (
        Case.objects.filter(is_open=True, kind__in=["repair", "complaint"], unit__layout__in=PLANS)
        .select_related("unit")
        .order_by("id")
    )
    for case in pinned[:80]:
        left, top, right, bottom = room_meant(case.title, case.unit.layout if case.unit else "")
        x, y = chance.randrange(left + 30, right - 30), chance.randrange(top + 50, bottom - 20)
        pin_case(case, x=Decimal(x) / 1000, y=Decimal(y) / 760, by=SYSTEM, now=now)
