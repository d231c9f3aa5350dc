"""A fortnight at the project's hotline: busy at ten and at eight in the evening, a few in the night, some lost.

What is past is written in bulk, each call as it follows from its events; what is of today comes in by the door.
"""

from __future__ import annotations

import io
import json
import math
import struct
import wave
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from random import Random

from django.core.files.base import ContentFile
from django.utils import timezone

from alongside.config.demo.company import Company
from alongside.domain.cases.actions.calling import join_call
from alongside.domain.cases.models import Case
from alongside.domain.conversations.actions.after_calls import wrap_up_call
from alongside.domain.conversations.actions.calling import take_call_event
from alongside.domain.conversations.actions.recordings import keep_recording
from alongside.domain.conversations.actions.seats import say_readiness, take_seat
from alongside.domain.conversations.models import (
    Account,
    Call,
    CallEvent,
    Channel,
    Conversation,
    Message,
    Thread,
)
from alongside.domain.conversations.models.inbox import sender_index
from alongside.domain.conversations.rules.calling import Fact, call_after, caller_index
from alongside.domain.customers.models import Customer
from alongside.domain.organisation.queries import actor_for
from alongside.kernel.call_centre import Event, Kind

DAYS = 14
EXTENSIONS = {"lin": "8001", "chen": "8002", "zhao": "8003"}
QUEUES = ("报修", "咨询", "投诉")
# How many calls begin in each hour of a usual day.
BY_HOUR = (1, 0, 0, 1, 0, 0, 1, 2, 4, 6, 7, 5, 3, 3, 4, 5, 4, 3, 4, 6, 5, 3, 2, 1)
SAID = (
    ("settled", "问物业费能否按季度交，已告知线上缴费入口。"),
    ("settled", "门禁卡丢失，已告知带身份证到服务中心补办。"),
    ("passed_on", "卧室空调外机支架松动，已转工程部联系厂家。"),
    ("settled", "核对地下车位编号，已答复。"),
    ("nothing", "打错电话。"),
    ("settled", "问装修申请要带哪些资料，已逐项说明。"),
    ("settled", "问快递柜取件码收不到怎么办，已给驿站电话。"),
    ("passed_on", "单元门闭门器太紧，老人推不开，已转物业管家。"),
    ("settled", "问落户用的房屋证明到哪里开，已说明。"),
    ("settled", "预约周六看样板间，已登记。"),
    ("passed_on", "厨房烟道止逆阀脱落，已转维修调度。"),
    ("settled", "问暖气几号供，已告知 11 月 15 日。"),
    ("settled", "问能否更换发票抬头，已转告财务处理流程。"),
    ("nothing", "无声，未说话。"),
    ("passed_on", "草坪喷头坏了喷到路上，已转绿化班组。"),
    ("settled", "问宠物疫苗登记怎么办，已告知时间地点。"),
    ("settled", "问维修基金余额，已告知查询方式。"),
    ("passed_on", "对讲机听不见声音，已转弱电工程师。"),
    ("settled", "问亲子活动还有没有名额，已代为报名。"),
    ("settled", "问搬家要不要提前报备，已说明放行单办法。"),
)
MOST_ALIKE = 2  # calls noted in the same words; the others need none
CALLERS = 50  # customers who ring now and then, besides those that the demo names
TONE_RATE = 8_000


@dataclass
class Told:
    """A call of the past, before it is written."""

    number: str
    customer: Customer | None
    facts: list[Fact] = field(default_factory=list)


def tell_hotline(company: Company, *, now: datetime, chance: Random) -> None:
    line = Account.objects.create(
        node=company.nodes["GLT"],
        channel=Channel.PHONE,
        provider="cti",
        name="观澜庭服务热线",
        options={"base": "https://cti.demo.example", "answered_within": 20},
        secrets=json.dumps({"key": "demo", "secret": "demo"}),
        heard_at=now,
    )
    people = [
        (one, point.value)
        for one in company.owners.values()
        for point in one.contact_points.filter(kind="phone")[:1]
    ]
    known = {one.pk for one, _number in people}
    homes = [one for one, unit in company.homes if unit.node_id == line.node_id and one.pk not in known]
    callers = [
        (one, point.value)
        for one in chance.sample(homes, min(CALLERS, len(homes)))
        for point in one.contact_points.filter(kind="phone")[:1]
    ]
    past = list(_fortnight([*people, *callers], now=now, chance=chance))
    _write(company, line, past, chance=chance)
    for name, extension in EXTENSIONS.items():
        actor = actor_for(company.staff[name], now=now)
        seat = take_seat(line, extension=extension, by=actor, now=now - timedelta(hours=2))
        state = "away" if name == "zhao" else "ready"
        say_readiness(
            seat,
            state=state,
            reason="meal" if name == "zhao" else "",
            by=actor,
            now=now - timedelta(minutes=20),
        )
    _today(company, line, people, now=now)


def _fortnight(people: list[tuple[Customer, str]], *, now: datetime, chance: Random) -> Iterator[Told]:
    """Until an hour ago."""
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    for back in range(DAYS, -1, -1):
        day = midnight - timedelta(days=back)
        is_weekend = day.weekday() >= 5
        for hour, usual in enumerate(BY_HOUR):
            for _call in range(round(usual * chance.uniform(0.5, 1.2) * (0.7 if is_weekend else 1))):
                at = day + timedelta(hours=hour, seconds=chance.randrange(3600))
                if at < now - timedelta(hours=1):
                    yield _one(people, at, usual, chance)


def _one(people: list[tuple[Customer, str]], at: datetime, usual: int, chance: Random) -> Told:
    customer, number = (
        chance.choice(people)
        if chance.random() < 0.7
        else (None, f"+861001380{chance.randrange(9000, 9999)}")
    )
    told = Told(number, customer)
    waits = min(int(chance.expovariate(1 / (4 + 2.2 * usual))) + 3, 170)
    steps: list[tuple[Kind, float, dict[str, str]]] = [(Kind.QUEUED, 0, {"queue": chance.choice(QUEUES)})]
    if waits > 45 and chance.random() < 0.6:
        steps.append((Kind.ABANDONED, waits, {"by": "customer"}))
    elif chance.random() < 0.03:
        steps += [(Kind.RINGING, 5, {"extension": "8001"}), (Kind.HUNG_UP, 40, {"by": "system"})]
    else:
        where = {"extension": chance.choice(list(EXTENSIONS.values()))}
        talks = chance.randrange(35, 420)
        steps += [(Kind.RINGING, max(waits - 3, 1), where), (Kind.ANSWERED, waits, where)]
        steps.append((Kind.HUNG_UP, waits + talks, {"by": chance.choice(("customer", "agent"))}))
    told.facts = [
        Fact(n, kind, at + timedelta(seconds=seconds), **more)
        for n, (kind, seconds, more) in enumerate(steps, 1)
    ]
    return told


def _write(company: Company, line: Account, past: list[Told], *, chance: Random) -> None:
    """One conversation for each number, a message for each call, and the call with its events."""
    homes: dict[str, Conversation] = {}
    for told in past:
        if told.number not in homes:
            begun = told.facts[0].at
            homes[told.number] = Conversation(node_id=line.node_id, customer=told.customer, started_at=begun)
    Conversation.objects.bulk_create(homes.values())
    last = {told.number: told.facts[0].at for told in past}
    Thread.objects.bulk_create(
        Thread(
            conversation=home, node_id=line.node_id, channel=Channel.PHONE, account=line, sender=number,
            sender_hash=sender_index(number), state=Thread.State.DONE, last_at=last[number],
        )
        for number, home in homes.items()
    )  # fmt: skip
    seats = {extension: company.staff[name] for name, extension in EXTENSIONS.items()}
    calls, messages = [], []
    noted: Counter[str] = Counter()
    for count, told in enumerate(past):
        known = asdict(call_after(told.facts))
        for name in ("held_since", "recording"):
            known.pop(name)
        outcome, words = chance.choice(SAID) if known["ending"] == "answered" else ("", "")
        noted[words] += 1
        words = words if noted[words] <= MOST_ALIKE else ""
        agent = seats.get(known["extension"])
        home = homes[told.number]
        messages.append(
            Message(
                conversation=home, node_id=line.node_id, channel=Channel.PHONE, direction=Message.Direction.IN,
                staff=agent if outcome else None, customer=told.customer, kind="call", body=words, sent_at=known["begun_at"],
            )
        )  # fmt: skip
        calls.append(
            Call(
                **known, node_id=line.node_id, account=line, key=f"demo-{count}", number=told.number,
                number_hash=caller_index(told.number), customer=told.customer, conversation=home, agent=agent,
                outcome=outcome, wrapped_at=known["ended_at"] + timedelta(seconds=chance.randrange(5, 50)) if outcome else None,
                heard_at=known["ended_at"],
            )
        )  # fmt: skip
    Message.objects.bulk_create(messages)
    for call, message in zip(calls, messages, strict=True):
        call.message = message
    Call.objects.bulk_create(calls)
    CallEvent.objects.bulk_create(
        CallEvent(call=call, node_id=line.node_id, **asdict(fact))
        for call, told in zip(calls, past, strict=True)
        for fact in told.facts
    )


def _today(company: Company, line: Account, people: list[tuple[Customer, str]], *, now: datetime) -> None:
    """Two who gave up, one promised call, two recordings, one of them in a case; one whose outcome nobody said yet."""
    lin = actor_for(company.staff["lin"], now=now)
    owners = dict(people)
    zhou = company.owners["周敏"]
    comes(line, "t-1", owners[company.owners["赵宇轩"]], now - timedelta(minutes=38), talks=None)
    comes(line, "t-2", "+8610013809871", now - timedelta(minutes=17), talks=None)
    comes(line, "t-3", "+8610013809871", now - timedelta(minutes=11), talks=None)
    leak = comes(line, "t-4", owners[zhou], now - timedelta(hours=5), talks=184)
    keep_recording(leak, ContentFile(a_tone(6), name="leak.wav"), now=now - timedelta(hours=4))
    wrap_up_call(
        leak,
        outcome="case",
        words="客户来电询问漏水维修方案，情绪较急；答应今天下班前给回复。",
        by=lin,
        now=now - timedelta(hours=5) + timedelta(seconds=230),
    )
    open_ones = (
        Case.objects.filter(customer=zhou, is_open=True).exclude(state="archived").order_by("-opened_at")
    )
    if case := open_ones.first():
        join_call(case, call=leak, by=lin, now=now - timedelta(hours=4))
    promised = comes(line, "t-5", owners[company.owners["陈国华"]], now - timedelta(minutes=55), talks=96)
    keep_recording(promised, ContentFile(a_tone(4), name="promised.wav"), now=now - timedelta(minutes=50))
    wrap_up_call(
        promised, outcome="call_back", words="要问清楚车位租赁价格再回电。", call_back_at=now + timedelta(hours=2), by=lin, now=now - timedelta(minutes=53),
    )  # fmt: skip
    comes(
        line, "t-6", owners[company.owners["郑海燕"]], now - timedelta(minutes=9), talks=71, extension="8002"
    )


def comes(
    line: Account, key: str, number: str, at: datetime, *, talks: int | None, extension: str = "8001"
) -> Call:
    def told(sequence: int, kind: Kind, seconds: float, queue: str = "", by: str = "") -> Call:
        moment = at + timedelta(seconds=seconds)
        where = extension if kind in (Kind.RINGING, Kind.ANSWERED) else ""
        event = Event(key, sequence, kind, moment, caller=number, queue=queue, extension=where, by=by)
        return take_call_event(line, event, now=moment)

    told(1, Kind.QUEUED, 0, queue="报修")
    if talks is None:
        return told(2, Kind.ABANDONED, 64, by="customer")
    told(2, Kind.RINGING, 6)
    told(3, Kind.ANSWERED, 11)
    return told(4, Kind.HUNG_UP, 11 + talks, by="customer")


def a_tone(seconds: int) -> bytes:
    """What a call of the demo sounds like."""
    kept = io.BytesIO()
    with wave.open(kept, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(TONE_RATE)
        wanted = range(TONE_RATE * seconds)
        out.writeframes(
            b"".join(struct.pack("<h", int(2500 * math.sin(i * 440 * math.tau / TONE_RATE))) for i in wanted)
        )
    return kept.getvalue()
