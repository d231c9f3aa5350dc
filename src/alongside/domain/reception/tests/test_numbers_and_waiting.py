"""Numbers and waiting hold for any day at any desk (CHN-6, SAL-1)."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alongside.domain.reception.actions import serving
from alongside.domain.reception.actions.finishing import finish_ticket
from alongside.domain.reception.models import Ticket
from alongside.domain.reception.queries.figures import days_of, hours_of, total_of
from alongside.domain.reception.queries.standing import Standing
from alongside.domain.reception.rules.waiting import likely_minutes, rivals, windows_for
from alongside.domain.reception.samples import a_lobby, a_ticket
from alongside.kernel.refusals import Refused

lines = st.frozensets(st.integers(1, 4), max_size=3)


@given(st.integers(0, 200), st.floats(1, 60), st.integers(1, 20))
def test_more_people_never_mean_less_waiting_and_more_windows_never_more(ahead, each, windows) -> None:
    """CHN-6: the likely waiting time is monotone, and is not told while nobody serves."""
    told = likely_minutes(ahead, each=each, windows=windows)
    assert told is not None and told % 5 == 0 and told >= ahead * each / windows - 0.001
    assert likely_minutes(ahead + 1, each=each, windows=windows) >= told
    assert likely_minutes(ahead, each=each, windows=windows + 1) <= told
    assert likely_minutes(ahead, each=each, windows=0) is None


@given(st.integers(1, 4), st.lists(lines, max_size=4))
def test_only_lines_that_share_a_window_stand_in_each_others_way(line, windows) -> None:
    """CHN-6: a line is always among its own rivals; where no window takes it, everybody may be before it."""
    contested = rivals(line, windows)
    serving_it = [one for one in windows if not one or line in one]
    assert windows_for(line, windows) == len(serving_it)
    if contested is not None:
        assert line in contested and all(one <= contested for one in serving_it)


days = st.lists(
    st.tuples(st.sampled_from(["A", "B", "first", "call", "finish", "miss", "back"]), st.integers(0, 300)),
    min_size=4, max_size=24,
)  # fmt: skip


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(days)
def test_numbers_have_no_gaps_and_the_board_equals_its_rows(cast, acts) -> None:
    """CHN-6, SAL-1: whatever happens, over midnight too: each letter counts from 1 a day, people are called in turn, and
    hours, days and the whole add up to the rows."""
    with transaction.atomic():
        lobby = a_lobby(cast.project, now=cast.now)
        window = serving.take_window(lobby.windows.first(), by=cast.agent, now=cast.now)
        now = cast.now
        for what, minutes in acts:
            now += timedelta(minutes=minutes)
            step(lobby, window, cast.agent, what, now)
        for day in set(Ticket.objects.values_list("day", flat=True)):
            for letter in "AB":
                codes = Ticket.objects.filter(day=day, code__startswith=letter).order_by("drawn_at", "pk")
                numbers = [int(code[1:]) for code in codes.values_list("code", flat=True)]
                assert numbers == list(range(1, len(numbers) + 1))
            compare(lobby, day)
        told = dict(days_of(lobby, last=lobby.day_at(now), days=40))
        assert {day: one.drawn for day, one in told.items()} == Counter(
            Ticket.objects.values_list("day", flat=True)
        )
        transaction.set_rollback(True)


def step(lobby, window, by, what, now) -> None:
    """One act, and what must be true of it at once."""
    here = serving.at_window(window)
    if what in ("A", "B", "first"):
        a_ticket(lobby, now=now, by=by, letter="B" if what == "first" else what, is_first=what == "first")
    elif what == "call" and here is None:
        standing = Standing(lobby, now=now)
        aheads = [standing.outlook(one).ahead for one in standing.waiting]
        assert aheads == list(range(len(aheads)))
        called = serving.call_next(window, by=by, now=now)
        assert called == (standing.waiting[0] if standing.waiting else None)
    elif what == "finish" and here is not None:
        finish_ticket(here, by=by, now=now)
    elif what == "miss" and here is not None:
        serving.call_again(here, by=by, now=now)
        serving.call_again(here, by=by, now=now)
        serving.miss_ticket(here, by=by, now=now)
    elif what == "back":
        missed = Ticket.objects.filter(state="missed").first()
        try:
            if missed is not None:
                serving.take_back(missed, by=by, now=now)
        except Refused:
            assert missed is not None and missed.day != lobby.day_at(now)


def compare(lobby, day) -> None:
    rows = list(Ticket.objects.filter(day=day))
    waits = sorted(one.waited.total_seconds() for one in rows if one.waited is not None)
    total, hours = total_of(lobby, day), hours_of(lobby, day)
    assert total.drawn == len(rows) == sum(one.drawn for one in hours.values())
    assert total.called == len(waits) == sum(one.called for one in hours.values())
    assert total.in_time == sum(one.called_at is not None and not one.is_late(one.called_at) for one in rows)
    assert total.served + total.missed + total.left + total.waiting == len(rows) - sum(
        one.state == "called" for one in rows
    )
    assert total.waited == (sum(waits) / len(waits) if waits else None)
    if waits:
        assert total.waited_p90 == waits[-(-len(waits) * 9 // 10) - 1]
