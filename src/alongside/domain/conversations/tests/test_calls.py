"""CHN-5: what a call centre tells becomes a call, its line in the story, a callback, a page that opens."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations

import pytest

from alongside.domain.conversations.actions.after_calls import tie_call, wrap_up_call
from alongside.domain.conversations.actions.calling import sweep_calls, take_call_event
from alongside.domain.conversations.actions.seats import UNSEEN, say_readiness, sweep_seats, take_seat
from alongside.domain.conversations.models import Call, Callback, CallEvent, Seat
from alongside.domain.conversations.tests.telephone import a_call, a_telephone_system, an_event
from alongside.domain.customers.actions import add_contact_point
from alongside.domain.work.queries import waiting_counts
from alongside.kernel.actor import SYSTEM
from alongside.kernel.refusals import Refused

NUMBER = "13800001234"


@pytest.fixture
def line(cast):
    return a_telephone_system(cast.project)


@pytest.fixture
def seat(cast, line):
    taken = take_seat(line, extension="8001", by=cast.agent, now=cast.now)
    return say_readiness(taken, state="ready", by=cast.agent, now=cast.now)


@pytest.fixture
def known(cast):
    add_contact_point(cast.customer.customer, kind="phone", value=NUMBER, by=SYSTEM, now=cast.now)
    return cast.customer.customer


def test_the_same_call_follows_from_any_order_of_what_was_told(cast, line, seat, known):
    """CHN-5: late, twice, the end before the beginning: one call, one line in the story, and nobody is owed a call."""
    told = [
        (1, "queued", 0, {"queue": "repairs"}),
        (2, "ringing", 5, {"extension": "8001"}),
        (3, "answered", 9, {"extension": "8001"}),
        (4, "hung_up", 69, {"by": "customer"}),
    ]
    for number, order in enumerate(permutations(told)):
        for sequence, kind, seconds, more in [*order, order[0]]:
            event = an_event(
                sequence,
                kind,
                cast.now + timedelta(seconds=seconds),
                call=f"c-{number}",
                number=NUMBER,
                **more,
            )
            take_call_event(line, event, now=cast.now + timedelta(seconds=70))

    each = list(Call.objects.select_related("message"))
    assert len(each) == 24
    assert {(one.ending, one.wait_seconds, one.talk_seconds) for one in each} == {("answered", 9, 60)}
    assert {(one.customer_id, one.agent_id, one.queue) for one in each} == {
        (known.pk, cast.agent.id, "repairs")
    }
    assert {(one.message.kind, one.message.channel, one.message.staff_id) for one in each} == {
        ("call", "phone", cast.agent.id)
    }
    assert CallEvent.objects.count() == 24 * 4
    assert not Callback.objects.open().exists()


def test_it_shows_where_it_rings_and_asks_for_its_outcome_after(cast, line, seat, known):
    """CHN-5: at the extension where it rings; when it moves on, there no longer. Who spoke works after it until they say."""
    take_call_event(line, an_event(1, "ringing", cast.now, number=NUMBER, extension="8001"), now=cast.now)
    seat.refresh_from_db()
    assert seat.call.customer == known
    rang = seat.news

    take_call_event(line, an_event(2, "ringing", cast.now, number=NUMBER, extension="8002"), now=cast.now)
    seat.refresh_from_db()
    assert (seat.call, seat.news > rang) == (None, True)

    take_call_event(line, an_event(3, "answered", cast.now, number=NUMBER, extension="8001"), now=cast.now)
    call = take_call_event(line, an_event(4, "hung_up", cast.now, number=NUMBER, by="agent"), now=cast.now)
    seat.refresh_from_db()
    assert (seat.call, seat.state) == (call, Seat.State.WRAPPING)

    wrap_up_call(call, outcome="settled", words="教他重启路由器", by=cast.agent, now=cast.now)
    seat.refresh_from_db()
    call.refresh_from_db()
    assert (seat.call, seat.state, call.message.body) == (None, Seat.State.READY, "教他重启路由器")


def test_who_gave_up_waiting_is_called_back_once_a_number(cast, line, seat):
    """CHN-5: three tries are one callback, which everybody who takes calls there sees; who gets through needs none."""
    for number in range(3):
        a_call(line, key=f"c-{number}", at=cast.now, talks=None)
    [owed] = Callback.objects.open()
    assert (owed.calls.count(), owed.reason, owed.assigned_to) == (3, Callback.Reason.ABANDONED, None)
    assert [waiting_counts(one.id, now=cast.now)["callback"] for one in (cast.colleague, cast.stranger)] == [
        1,
        0,
    ]

    a_call(line, key="c-9", at=cast.now + timedelta(minutes=5))
    owed.refresh_from_db()
    assert (owed.state, owed.done_by_id) == (Callback.State.CAME_BACK, cast.agent.id)

    a_call(line, key="c-10", number="", at=cast.now, talks=None)  # withheld: nobody could call
    assert not Callback.objects.open().exists()


def test_a_promised_call_is_owed_by_whoever_promised_until_they_reached_them(cast, line, seat):
    """CHN-5: with its time; a try that reaches nobody puts it off; reaching them ends it."""
    call = a_call(line, at=cast.now)
    with pytest.raises(Refused):
        wrap_up_call(call, outcome="call_back", by=cast.agent, now=cast.now)
    at = cast.now + timedelta(hours=3)
    wrap_up_call(call, outcome="call_back", call_back_at=at, by=cast.agent, now=cast.now)
    [owed] = Callback.objects.open()
    assert (owed.assigned_to_id, owed.due_at, owed.reason) == (cast.agent.id, at, Callback.Reason.PROMISED)

    a_call(line, key="c-2", at=at, talks=None, is_inbound=False)
    owed.refresh_from_db()
    assert (owed.state, owed.tries) == (Callback.State.OPEN, 1)
    a_call(line, key="c-3", at=at, is_inbound=False)
    owed.refresh_from_db()
    assert owed.state == Callback.State.REACHED


def test_who_called_is_said_by_whoever_knows_when_several_share_the_number(cast, line, seat, known):
    """CHN-5, CHN-1: a family's number names nobody; what the agent says holds for the line in the story too."""
    add_contact_point(cast.other_customer.customer, kind="phone", value=NUMBER, by=SYSTEM, now=cast.now)
    line.node = cast.city
    line.save()
    call = a_call(line, number=NUMBER, at=cast.now)
    assert call.customer is None

    tie_call(call, customer=known, by=SYSTEM, now=cast.now)

    call.refresh_from_db()
    assert (call.customer, call.message.customer) == (known, known)


def test_nobody_sits_where_no_page_is_open_and_no_call_lasts_for_ever(cast, line, seat):
    """CHN-5: who left without a word is away; a call of which nothing is heard for hours ended without our being told."""
    with pytest.raises(Refused):
        take_seat(line, extension="8001", by=cast.colleague, now=cast.now)
    take_call_event(line, an_event(1, "queued", cast.now), now=cast.now)

    later = cast.now + timedelta(hours=7)
    assert (sweep_calls(now=later), sweep_calls(now=later)) == (1, 0)
    assert sweep_seats(now=cast.now + UNSEEN + timedelta(seconds=1)) == 1
    seat.refresh_from_db()
    assert (seat.state, seat.reason) == ("away", "gone")
    assert Call.objects.get().ending == Call.Ending.LOST
