from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from alongside.domain.conversations.rules.calling import Fact, call_after
from alongside.kernel.call_centre import Kind

NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)


def facts_of(*told):
    """(kind, seconds after nine, what else)"""
    return [
        Fact(number, kind, NINE + timedelta(seconds=seconds), **more)
        for number, (kind, seconds, more) in enumerate(told, start=1)
    ]


TALKED = facts_of(
    (Kind.QUEUED, 0, {"queue": "repairs"}),
    (Kind.RINGING, 8, {"extension": "8001"}),
    (Kind.RINGING, 20, {"extension": "8002"}),
    (Kind.ANSWERED, 24, {"extension": "8002"}),
    (Kind.HELD, 60, {}),
    (Kind.RESUMED, 75, {}),
    (Kind.TRANSFERRED, 90, {"extension": "8003"}),
    (Kind.ANSWERED, 95, {"extension": "8003"}),
    (Kind.HUNG_UP, 200, {"by": "customer"}),
    (Kind.RECORDING_READY, 230, {"recording": "r1"}),
)


def test_a_call_is_told_from_what_happened_to_it():
    """CHN-5: how long they waited, who spoke, how long, on hold how long, who hung up."""
    call = call_after(TALKED)

    assert (call.state, call.ending, call.ended_by) == ("ended", "answered", "customer")
    assert (call.queue, call.extension, call.held_seconds, call.recording) == ("repairs", "8003", 15, "r1")
    assert (call.answered_at - call.queued_at).total_seconds() == 24
    assert (call.ended_at - call.answered_at).total_seconds() == 176


def test_nobody_answered_is_told_apart_from_given_up():
    """CHN-5: who gave up in the queue, and whom we kept ringing until the line broke."""
    gave_up = facts_of((Kind.QUEUED, 0, {}), (Kind.ABANDONED, 40, {}))
    missed = facts_of(
        (Kind.QUEUED, 0, {}), (Kind.RINGING, 3, {"extension": "1"}), (Kind.HUNG_UP, 40, {"by": "system"})
    )

    assert [call_after(one).ending for one in (gave_up, missed)] == ["abandoned", "missed"]


_ANY = st.lists(
    st.builds(
        Fact,
        st.integers(0, 6),
        st.sampled_from([str(one) for one in Kind]),
        st.integers(0, 90).map(lambda seconds: NINE + timedelta(seconds=seconds)),
        st.sampled_from(["", "8001", "8002"]),
        st.sampled_from(["", "repairs"]),
        st.sampled_from(["", "customer", "agent"]),
        st.sampled_from(["", "r1", "r2"]),
    ),
    min_size=1,
    max_size=9,
)


@settings(max_examples=150, deadline=None)
@given(_ANY, st.data())
def test_order_and_repeats_change_nothing(facts, data):
    """CHN-5: events come late, twice and in any order; the call is the same, and what ended has ended once."""
    again = data.draw(st.permutations(facts + data.draw(st.lists(st.sampled_from(facts), max_size=5))))

    call = call_after(facts)

    assert call_after(again) == call
    assert (call.state == "ended") == bool(call.ended_at) == bool(call.ending)
    assert call.ending != "answered" or call.answered_at is not None
