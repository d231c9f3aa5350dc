"""Several windows call in the same moment (CHN-6)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection
from tests.cast import make_cast

from alongside.domain.organisation.queries import actor_for
from alongside.domain.organisation.samples import a_staff_member, an_appointment
from alongside.domain.reception.actions.drawing import draw_at_door
from alongside.domain.reception.actions.serving import call_next, take_window
from alongside.domain.reception.models import Ticket
from alongside.domain.reception.samples import a_lobby, a_ticket

WINDOWS, WAITING = 6, 4


def test_no_two_windows_call_the_same_number_and_no_number_is_drawn_twice(transactional_db) -> None:
    """CHN-6: six windows call four visitors, six fingers draw: with connections of their own, all at once."""
    cast = make_cast()
    lobby = a_lobby(cast.project, now=cast.now, windows=WINDOWS)
    people = []
    for number in range(WINDOWS):
        staff = a_staff_member(now=cast.now, name=f"接待{number}", username=f"desk{number}")
        an_appointment(staff=staff, role="service_agent", node=cast.project, now=cast.now)
        people.append(actor_for(staff, now=cast.now))
    windows = [
        take_window(window, by=one, now=cast.now)
        for window, one in zip(lobby.windows.all(), people, strict=True)
    ]
    for _one in range(WAITING):
        a_ticket(lobby, now=cast.now)
    line, start = lobby.lines.get(letter="B"), Barrier(2 * WINDOWS)

    def call(number: int) -> str | None:
        start.wait(60)
        try:
            ticket = call_next(windows[number], by=people[number], now=cast.now)
            return ticket.code if ticket else None
        finally:
            connection.close()

    def draw(number: int) -> str:
        start.wait(60)
        try:
            return draw_at_door(lobby, line=line, once_key=f"tap-{number // 2}", now=cast.now).code
        finally:
            connection.close()

    with ThreadPoolExecutor(2 * WINDOWS) as crowd:
        called = [crowd.submit(call, number) for number in range(WINDOWS)]
        drawn = [crowd.submit(draw, number) for number in range(WINDOWS)]
        codes = [one.result() for one in called]
        assert len({one.result() for one in drawn}) == WINDOWS // 2  # each finger pressed twice
    there = [code for code in codes if code]
    assert len(there) == len(set(there)) and set(there) >= {"B001", "B002", "B003", "B004"}
    every = Ticket.objects.order_by("code").values_list("code", flat=True)
    assert list(every) == [f"B{number:03d}" for number in range(1, WAITING + WINDOWS // 2 + 1)]
