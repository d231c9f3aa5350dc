"""A fortnight at the walk-in desk of the service centre: full on Saturdays, quiet at noon, and who waits right now.

What is past is written in bulk; what is of today went its way by the actions.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from random import Random

from alongside.config.demo.company import Company
from alongside.domain.customers.models import Customer
from alongside.domain.organisation.models import StaffActor
from alongside.domain.organisation.queries import actor_for
from alongside.domain.reception.actions.drawing import draw_ticket
from alongside.domain.reception.actions.finishing import finish_ticket
from alongside.domain.reception.actions.lobbies import keep_line, keep_window, set_up_lobby
from alongside.domain.reception.actions.serving import (
    call_again,
    call_next,
    miss_ticket,
    serve_ticket,
    take_window,
)
from alongside.domain.reception.models import Line, Lobby, Ticket, Window
from alongside.domain.reception.rules.waiting import code_of
from alongside.kernel.actor import SYSTEM

DAYS = 14
LINES = (
    ({"zh-hans": "业主服务", "en": "I live here"}, "home-heart", 5),
    ({"zh-hans": "看房咨询", "en": "Looking for a home"}, "home-search", 3),
    ({"zh-hans": "合同与产证", "en": "Contracts and deeds"}, "file-text", 2),
    ({"zh-hans": "钥匙与门禁", "en": "Keys and access"}, "key", 2),
)
SITS = {"lin": "1 号窗口", "chen": "2 号窗口"}
FREE = ("3 号窗口", "洽谈室")
# How many come in each hour from nine on.
BY_HOUR = (4, 7, 6, 2, 2, 4, 6, 5, 3)
SAID = (
    "来取房屋交付资料，已当面交清。",
    "问产权证办理进度，已查到在房管局审核，预计下月可领。",
    "补办两张门禁卡，已当场办好。",
    "问地下车位月租怎么续，已告知线上续费办法。",
    "想看同户型二手房，已约周六下午带看。",
)


def tell_reception(company: Company, *, now: datetime, chance: Random) -> None:
    lobby = set_up_lobby(
        company.nodes["GLT"],
        name="观澜庭客户服务中心",
        opens=time(0),
        closes=time(23, 59, 59),
        by=SYSTEM,
        now=now,
    )
    lines = [keep_line(lobby, name=name, icon=icon, by=SYSTEM, now=now) for name, icon, _often in LINES]
    windows = {name: keep_window(lobby, name=name, by=SYSTEM, now=now) for name in (*SITS.values(), *FREE)}
    people = [one for one in company.owners.values() if one.node_id == lobby.node_id] or list(
        company.owners.values()
    )
    staff = [company.staff[name] for name in SITS]
    past = []
    for back in range(DAYS, 0, -1):
        day = lobby.day_at(now) - timedelta(days=back)
        past += list(_day(lobby, day, lines, list(windows.values())[:2], people, chance))
    for one in past:
        one.staff = staff[0] if one.window == windows["1 号窗口"] else staff[1]
    Ticket.objects.bulk_create(past)
    sat = {name: actor_for(company.staff[name], now=now) for name in SITS}
    for name, actor in sat.items():
        take_window(windows[SITS[name]], by=actor, now=now - timedelta(hours=2))
    _today(lobby, lines, windows, people, sat, now=now)


def _day(
    lobby: Lobby, day: date, lines: list[Line], windows: list[Window], people: list[Customer], chance: Random
) -> Iterator[Ticket]:
    """The numbers of a day that is over, as they would have gone."""
    count: Counter[str] = Counter()
    busy = 1.6 if day.weekday() == 5 else 1.0
    moments = sorted(
        datetime.combine(day, time(9 + hour), tzinfo=lobby.zone) + timedelta(seconds=chance.randrange(3600))
        for hour, usual in enumerate(BY_HOUR)
        for _visit in range(round(usual * busy * chance.uniform(0.6, 1.2)))
    )
    free = [moments[0]] * len(windows)
    for at in moments:
        line = chance.choices(lines, [often for _name, _icon, often in LINES])[0]
        count[line.letter] += 1
        place = free.index(min(free))
        called_at = max(at + timedelta(seconds=chance.randrange(15, 90)), free[place])
        ticket = Ticket(
            lobby=lobby, node_id=lobby.node_id, line=line, day=day, code=code_of(line.letter, count[line.letter]),
            source=Ticket.Source.DOOR, drawn_at=at, waits_since=at, due_at=at + timedelta(minutes=lobby.greet_minutes),
        )  # fmt: skip
        if called_at > at + timedelta(minutes=12) and chance.random() < 0.25:
            ticket.state, ticket.ended_at = "left", at + timedelta(minutes=12)
        else:
            took = timedelta(minutes=min(chance.expovariate(1 / 9) + 2, 30))
            is_gone = chance.random() < 0.04
            ticket.state = "missed" if is_gone else "done"
            ticket.calls = 3 if is_gone else 1
            ticket.called_at = ticket.last_called_at = called_at
            ticket.served_at = None if is_gone else called_at
            ticket.ended_at = called_at + (timedelta(minutes=3) if is_gone else took)
            ticket.window = windows[place]
            ticket.customer = chance.choice(people) if chance.random() < 0.5 and not is_gone else None
            free[place] = ticket.ended_at
        yield ticket


def _today(
    lobby: Lobby, lines: list[Line], windows: dict[str, Window], people: list[Customer],
    sat: dict[str, StaffActor], *, now: datetime,
) -> None:  # fmt: skip
    """Since two hours ago: some were served, one did not come, one stands at a window, five wait."""
    lin, chen = sat["lin"], sat["chen"]
    first, second = windows[SITS["lin"]], windows[SITS["chen"]]
    since = max(
        now - timedelta(minutes=110), datetime.combine(lobby.day_at(now), time.min, tzinfo=lobby.zone)
    )
    step = (now - timedelta(minutes=14) - since) / 8
    for number in range(8 if step > timedelta(minutes=1) else 0):
        at = since + step * number
        customer = people[number % len(people)] if number % 3 else None
        draw_ticket(lobby, line=lines[number % len(lines)], customer=customer, by=lin, now=at)
        window, by = (first, lin) if number % 2 else (second, chen)
        ticket = call_next(window, by=by, now=at + step * 0.3)
        assert ticket is not None
        if number == 3:
            for again in (0.4, 0.5):
                call_again(ticket, by=by, now=at + step * again)
            miss_ticket(ticket, by=by, now=at + step * 0.6)
        else:
            serve_ticket(ticket, by=by, now=at + step * 0.4)
            words = SAID[number % len(SAID)] if customer else ""
            finish_ticket(ticket, words=words, by=by, now=at + step * 0.95)
    waits = ((13, 0, people[-1], False), (11, 1, None, False), (8, 0, None, False), (6, 2, people[-2], True), (4, 3, None, False), (3, 0, None, False), (1, 1, None, False))  # fmt: skip
    for minutes, line, customer, is_first in waits:
        at = max(now - timedelta(minutes=minutes), since)
        draw_ticket(lobby, line=lines[line], customer=customer, is_first=is_first, by=SYSTEM, now=at)
    here = call_next(first, by=lin, now=now - timedelta(minutes=2))
    if here is not None:
        serve_ticket(here, by=lin, now=now - timedelta(minutes=1))
