"""What the demo knows of its customers beyond their homes: needs, cars, agents, doubles, a photo, segments, value."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from alongside.config.demo.company import Company
from alongside.config.demo.pictures import face, paper
from alongside.domain.customers.actions import (
    Said,
    add_contact_point,
    add_customer,
    add_vehicle,
    authorise_agent,
    describe_household,
    describe_needs,
    give_consent,
    keep_portrait,
    merge_customers,
    note_contribution,
    note_introduction,
    raise_alert,
    relate_unit,
    revalue_customers,
    save_segment,
    sweep_duplicates,
)
from alongside.domain.customers.models import Customer, Purpose
from alongside.kernel.actor import SYSTEM

NEEDS = {
    "wish": Said("换一套带电梯的，给父母住"),
    "budget": Said("首付三成", Decimal(300), Decimal(350)),
    "area": Said("", Decimal(90), Decimal(115)),
    "timing": Said("明年开学前"),
    "surroundings": Said("安静，离河近一点"),
    "schools": Said("孩子九月上小学，走路能到"),
    "hospitals": Said("老人每周透析"),
    "payment": Said("公积金组合贷"),
}
NEEDS_OF_OTHERS = {
    "陈国华": {
        "wish": Said("卖一买一，换大一点"), "budget": Said("", Decimal(380), Decimal(460)), "rooms": Said("", Decimal(3), Decimal(4)),
        "transport": Said("地铁 5 号线沿线，两辆车"),
    },
    "何静": {
        "wish": Said("给父母买一套近的"), "budget": Said("一次性付款", None, Decimal(260)), "area": Said("", Decimal(60), Decimal(90)),
        "hospitals": Said("离省人民医院近"), "convenience": Said("楼下有菜场"),
    },
    "赵宇轩": {
        "wish": Said("婚房"), "budget": Said("", Decimal(200), Decimal(300)), "rooms": Said("", Decimal(2), Decimal(3)),
        "schools": Said("重点小学学区"), "timing": Said("半年内"),
    },
}  # fmt: skip
MOST_FACES = 9
CARS = (
    ("周敏", "浙A8M321", "白色 特斯拉，B2-117"),
    ("周敏", "浙AF10288", "绿牌 小鹏"),
    ("陈国华", "浙A6K207", "黑色 奥迪"),
    ("何静", "沪C9W118", "红色 马自达"),
)
SEGMENTS = (
    ("有未结事件的金卡、银卡客户", False, [("tier", "is_not", "standard"), ("open_cases", "at_least", "1")]),
    ("有老人或小孩的家庭", True, [("household", "is", "elders"), ("household", "is", "children")]),
    ("两套房以上的业主", False, [("homes", "at_least", "2")]),
    ("近一年给过低分的业主", False, [("role", "is", "owner"), ("low_marks", "at_least", "1")]),
)


def describe_people(company: Company, *, now: datetime) -> None:
    """Through the actions, as the service centre would have done in the last weeks."""
    owners, node = company.owners, company.nodes["GLT"]
    then = now - timedelta(days=20)
    zhou = owners["周敏"]
    describe_needs(zhou, NEEDS, by=SYSTEM, now=then)
    for brought in [one for one in owners.values() if one != zhou][:2]:
        note_introduction(brought, introducer=zhou, by=SYSTEM, now=then)
    note_contribution(
        zhou, kind="article", title="《搬进观澜庭的第一个冬天》", printed_on=then.date(), by=SYSTEM, now=now
    )
    _family(company, zhou, then)
    _alerts(company, now)
    for name, plate, words in CARS:
        add_vehicle(owners[name], plate=plate, words=words, by=SYSTEM, now=then)
    _second_homes(company, zhou, then)
    _agents(company, zhou, then)
    _doubles(company, then)
    _faces(owners, then)
    for name, said in NEEDS_OF_OTHERS.items():
        describe_needs(owners[name], said, by=SYSTEM, now=then)
    for name, is_any, conditions in SEGMENTS:
        save_segment(node=node, name=name, is_any=is_any, conditions=conditions, by=SYSTEM, now=then)
    sweep_duplicates(now=now)
    revalue_customers(now=now)


def _faces(owners: dict[str, Customer], then: datetime) -> None:
    """Who agreed to be known at the gate by a photo."""
    portrait = Purpose.objects.get(code="portrait")
    for number, name in enumerate(owners):
        if number < MOST_FACES:
            given = {"channel": "walk_in", "evidence": f"服务中心签字单 {117 + number:04}"}
            give_consent(owners[name], purpose=portrait, by=SYSTEM, now=then, **given)
            keep_portrait(owners[name], picture=face(number), by=SYSTEM, now=then)


def _second_homes(company: Company, zhou: Customer, then: datetime) -> None:
    """She bought a second home, and let one until the summer."""
    lived_in = {unit.pk for _owner, unit in company.homes}
    free = company.estates["GLT"].units.exclude(pk__in=lived_in).order_by("pk")[:2]
    day = then.date()
    before = add_customer(
        node=company.nodes["GLT"],
        name="黄志远",
        form_of_address="先生",
        phone="10013807003",
        by=SYSTEM,
        now=then,
    )
    relate_unit(
        before, unit=free[0], role="owner", from_on=day - timedelta(days=800), until_on=day - timedelta(days=201),
        by=SYSTEM, now=then,
    )  # fmt: skip
    relate_unit(zhou, unit=free[0], role="owner", from_on=day - timedelta(days=200), by=SYSTEM, now=then)
    relate_unit(
        zhou, unit=free[1], role="tenant", from_on=day - timedelta(days=600), until_on=day - timedelta(days=210),
        by=SYSTEM, now=then,
    )  # fmt: skip


def _family(company: Company, zhou: Customer, then: datetime) -> None:
    """Her husband owns the home with her, her mother lives with them."""
    node, unit = company.nodes["GLT"], zhou.unit_relations.filter(role="owner").order_by("pk")[0].unit
    together = []
    for name, form, phone, role in (
        ("林浩", "先生", "10013804421", "co_owner"),
        ("吴桂芳", "阿姨", "10013804422", "family"),
    ):
        one = add_customer(node=node, name=name, form_of_address=form, phone=phone, by=SYSTEM, now=then)
        since = zhou.unit_relations.get(unit=unit, role="owner").from_on
        relate_unit(one, unit=unit, role=role, from_on=since, by=SYSTEM, now=then)
        together.append(one)
    describe_household(
        zhou, words="夫妻、婴儿 1、老人 1", children=1, elders=1, together_with=together, by=SYSTEM, now=then
    )


def _alerts(company: Company, now: datetime) -> None:
    """What a colleague must know before speaking (CUS-8)."""
    for name, kind, words, staff, days in (
        ("周敏", "other", "家有八个月婴儿，午后一点到三点请勿来电；上门前先发微信。", "lin", 90),
        ("陈国华", "vulnerable", "父亲八十二岁，坐轮椅，电梯停运须安排人员协助下楼。", "lin", 180),
        ("赵宇轩", "staff_safety", "上次上门情绪激动，须两人同行并提前告知主管。", "sun", 30),
        ("郑海燕", "wrong_number", "尾号 0044 白天常由母亲接听，事情请与本人确认。", "chen", 20),
    ):
        raise_alert(
            company.owners[name], kind=kind, words=words, owner=company.staff[staff],
            expires_on=(now + timedelta(days=days)).date(), consented=kind == "vulnerable", by=SYSTEM, now=now,
        )  # fmt: skip


def _agents(company: Company, zhou: Customer, then: datetime) -> None:
    """A lawyer whose papers hold, and a cousin whose papers have run out."""
    node, unit = company.nodes["GLT"], zhou.unit_relations.filter(role="owner").order_by("pk")[0].unit
    for name, form, phone, scopes, days in (
        ("王建国", "先生", "10013807001", ["handover", "payment"], 200),
        ("周磊", "先生", "10013807002", ["repair"], -5),
    ):
        agent = add_customer(node=node, name=name, form_of_address=form, phone=phone, by=SYSTEM, now=then)
        authorise_agent(
            agent, unit=unit, principal=zhou, scopes=scopes, from_on=then.date() - timedelta(days=100),
            valid_until=(then + timedelta(days=20 + days)).date(), files=[paper()], by=SYSTEM, now=then,
        )  # fmt: skip


def _doubles(company: Company, then: datetime) -> None:
    """Entered twice: one pair merged already, three wait to be looked at."""
    node, owners = company.nodes["GLT"], company.owners
    again = add_customer(
        node=node, name="周 敏", form_of_address="女士", by=SYSTEM, now=then, words="微信上叫“敏敏”"
    )
    add_contact_point(again, kind="wechat", value="minmin_2102", by=SYSTEM, now=then)
    merge_customers(owners["周敏"], again, reasons=["name"], by=SYSTEM, now=then)
    for name, phone, words in (
        ("陈国华", "10013800011", "电话里说住三栋"),
        ("何婧", "10013800033", ""),
        ("谢欣的先生", "10013800055", "与妻子同一个电话"),
    ):
        add_customer(node=node, name=name, phone=phone, words=words, although_known=True, by=SYSTEM, now=then)
