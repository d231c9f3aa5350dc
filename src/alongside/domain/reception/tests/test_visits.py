"""From the door to the end of a visit (CHN-6, SAL-1)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from alongside.domain.appointments.actions.booking import book_slot
from alongside.domain.appointments.samples import a_batch, first_slot, their_invitation
from alongside.domain.reception.actions import serving
from alongside.domain.reception.actions.drawing import MOST_A_MINUTE, check_in, draw_at_door
from alongside.domain.reception.actions.finishing import finish_ticket
from alongside.domain.reception.actions.sweeping import sweep_reception
from alongside.domain.reception.models import Lobby, Ticket, Window
from alongside.domain.reception.queries.finding import expected_today
from alongside.domain.reception.queries.standing import Standing
from alongside.domain.reception.samples import a_lobby, a_ticket
from alongside.domain.work.models import Notice
from alongside.kernel.actor import SYSTEM
from alongside.kernel.refusals import NotAllowed, Refused

MINUTE = timedelta(minutes=1)


@pytest.fixture
def lobby(cast) -> Lobby:
    return a_lobby(cast.project, now=cast.now)


@pytest.fixture
def window(lobby, cast) -> Window:
    return serving.take_window(lobby.windows.first(), by=cast.agent, now=cast.now)


def at_door(lobby: Lobby, now, *, letter: str = "B", key: str = "") -> Ticket:
    return draw_at_door(lobby, line=lobby.lines.get(letter=letter), once_key=key, now=now)


def test_a_trembling_finger_draws_one_number_and_the_next_is_called(cast, lobby, window) -> None:
    """CHN-6: numbers count by line; whoever needs it is called first; calling needs a window of one's own."""
    now = cast.now
    first = at_door(lobby, now, key="tap-1")
    assert at_door(lobby, now + MINUTE, key="tap-1\x00") == first
    codes = [at_door(lobby, now + n * MINUTE, letter=letter).code for n, letter in ((1, "A"), (2, "B"))]
    assert [first.code, *codes] == ["B001", "A001", "B002"]
    old = a_ticket(lobby, now=now + 3 * MINUTE, by=cast.agent, is_first=True)
    standing = Standing(lobby, now=now)
    assert [standing.outlook(one).ahead for one in (old, first)] == [0, 1]
    assert standing.outlook(first).minutes == 10
    with pytest.raises(NotAllowed):
        serving.call_next(window, by=cast.stranger, now=now)
    with pytest.raises(Refused, match="值守的窗口"):
        serving.call_next(window, by=cast.colleague, now=now)
    called = serving.call_next(window, by=cast.agent, now=now + 4 * MINUTE)
    assert called == old and called.waited == MINUTE
    with pytest.raises(Refused, match="B003"):
        serving.call_next(window, by=cast.agent, now=now + 4 * MINUTE)


def test_who_does_not_come_is_missed_only_after_being_called_often_enough(cast, lobby, window) -> None:
    """CHN-6: a no-show after so many calls; back again, they are called before the others and waited anew."""
    us = {"by": cast.agent, "now": cast.now + MINUTE}
    mine, other = a_ticket(lobby, now=cast.now), a_ticket(lobby, now=cast.now)
    called = serving.call_next(window, **us)
    assert called == mine
    with pytest.raises(Refused, match="3"):
        serving.miss_ticket(called, **us)
    for _time in range(2):
        serving.call_again(called, **us)
    assert serving.miss_ticket(called, **us).state == "missed"
    serving.take_back(called, by=cast.agent, now=cast.now + 20 * MINUTE)
    back = serving.call_next(window, by=cast.agent, now=cast.now + 21 * MINUTE)
    assert back == mine and back.waited == MINUTE and not back.is_late(cast.now + 21 * MINUTE)
    assert Ticket.objects.in_turn().get() == other


def test_a_visit_ends_in_the_customers_story(cast, lobby, window) -> None:
    """CHN-1, CHN-6: words of nobody are refused, of a customer they stand in their story; without any: what they came for."""
    us = {"by": cast.agent, "now": cast.now}
    customer = cast.customer.customer
    nobody, known, silent = (a_ticket(lobby, now=cast.now) for _one in range(3))
    serving.call_next(window, **us)
    with pytest.raises(Refused, match="来访人是谁"):
        finish_ticket(nobody, words="问学区", **us)
    assert finish_ticket(nobody, **us).message is None
    serving.call_next(window, **us)
    said = finish_ticket(known, words="来取交付资料", customer=customer, **us).message
    assert (said.channel, said.direction, said.body) == ("walk_in", "in", "来取交付资料")
    assert said.conversation.customer == customer and said.staff == cast.agent.staff
    serving.call_next(window, **us)
    assert finish_ticket(silent, customer=customer, **us).message.body == "业主服务"
    with pytest.raises(Refused):
        finish_ticket(silent, **us)


def test_an_appointment_of_today_checks_in_once(cast, lobby) -> None:
    """JRN-7, SAL-1: who booked today is awaited; here, they have a number before the others, and the list knows it."""
    batch = a_batch(cast.estate, now=cast.now - timedelta(days=1), days=1, is_open=True)
    invitation = their_invitation(batch, cast.customer.customer)
    book_slot(invitation, slot=first_slot(batch), by=cast.customer, now=cast.now - timedelta(hours=20))
    assert expected_today(lobby, cast.agent, now=cast.now) == [invitation]
    assert expected_today(lobby, cast.stranger, now=cast.now) == []
    us = {"by": cast.agent, "now": cast.now}
    line = lobby.lines.get(letter="A")
    ticket = check_in(lobby, invitation=invitation, line=line, **us)
    assert check_in(lobby, invitation=invitation, line=line, **us) == ticket
    invitation.refresh_from_db()
    assert (invitation.state, ticket.is_first, ticket.customer) == ("attended", True, cast.customer.customer)
    assert expected_today(lobby, cast.agent, now=cast.now) == []


def test_the_door_is_closed_outside_its_hours_and_to_whoever_plays_with_it(cast, lobby) -> None:
    """CHN-6: hours of the place, its days off where it keeps them, and no flood of numbers."""
    with pytest.raises(Refused, match="不在接待时间"):
        at_door(lobby, cast.now + timedelta(hours=9))
    Lobby.objects.update(keeps_days_off=True)
    lobby.refresh_from_db()
    with pytest.raises(Refused, match="不在接待时间"):
        at_door(lobby, cast.now + timedelta(days=1))  # a Saturday
    for _number in range(MOST_A_MINUTE):
        at_door(lobby, cast.now)
    with pytest.raises(Refused, match="稍候"):
        at_door(lobby, cast.now + MINUTE / 2)
    assert at_door(lobby, cast.now + MINUTE).code == f"B{MOST_A_MINUTE + 1:03d}"


def test_who_waits_too_long_is_told_of_once_before_and_once_after(cast, lobby, window) -> None:
    """SAL-1: whoever sits there is warned before the 15 minutes are over; who leads them hears when they are."""
    a_ticket(lobby, now=cast.now)

    def told() -> list[tuple[str, int, bool]]:
        notices = Notice.objects.filter(kind__startswith="ticket.").order_by("id")
        return list(notices.values_list("kind", "staff", "is_urgent"))

    for minutes in (9, 10, 11):
        sweep_reception(now=cast.now + minutes * MINUTE)
    agent, lead = cast.agent.id, cast.supervisor.id
    assert told() == [("ticket.due", agent, False)]
    for _time in range(2):
        sweep_reception(now=cast.now + 15 * MINUTE)
    assert told()[1:] == [("ticket.late", agent, True), ("ticket.late", lead, True)]


def test_midnight_ends_what_nobody_ended_and_numbers_begin_anew(cast, lobby, window) -> None:
    """CHN-6: at the midnight of the place; whoever was served was served, whoever waited has left."""
    served, waits = a_ticket(lobby, now=cast.now), a_ticket(lobby, now=cast.now)
    serving.serve_ticket(serving.call_next(window, by=cast.agent, now=cast.now), by=cast.agent, now=cast.now)
    before_midnight = cast.now + timedelta(hours=13, minutes=59)
    sweep_reception(now=before_midnight)
    assert Ticket.objects.filter(ended_at=None).count() == 2
    tomorrow = cast.now + timedelta(hours=14)
    sweep_reception(now=tomorrow)
    served.refresh_from_db()
    waits.refresh_from_db()
    window.refresh_from_db()
    assert (served.state, waits.state, window.staff) == ("done", "left", None)
    assert a_ticket(lobby, now=tomorrow, by=SYSTEM).code == "B001"
    with pytest.raises(Refused, match="不是今天"):
        serving.take_back(waits, by=cast.agent, now=tomorrow)
