"""The laws of working time, over random calendars and moments (ORG-7, CAS-4)."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from alongside.kernel.calendar import WorkingCalendar
from alongside.kernel.clock import Clock, Pause

ZONES = [
    ZoneInfo(name) for name in ("Asia/Shanghai", "America/New_York", "Australia/Lord_Howe", "Asia/Beirut")
]
moments = st.datetimes(datetime(2023, 12, 25), datetime(2028, 3, 5), timezones=st.just(UTC))
durations = st.timedeltas(timedelta(0), timedelta(days=12))


@st.composite
def day_hours(draw, least=0):
    times = draw(st.lists(st.integers(0, 24 * 4), min_size=least * 2, max_size=6, unique=True).map(sorted))
    if len(times) % 2:
        times.pop()
    clock = [time(quarter // 4 % 24, quarter % 4 * 15) for quarter in times]
    return tuple(zip(clock[::2], clock[1::2], strict=True))


@st.composite
def calendars(draw):
    week = {day: draw(day_hours()) for day in range(7)} | {2: draw(day_hours(least=1))}
    days = st.dates(date(2023, 12, 20), date(2028, 3, 5))
    return WorkingCalendar(
        zone=draw(st.sampled_from(ZONES)),
        week=week,
        holidays=draw(st.booleans()),
        exceptions=draw(st.dictionaries(days, day_hours(), max_size=3)),
    )


@given(calendars(), moments, durations)
def test_what_is_added_lies_between(calendar, start, duration):
    due = calendar.add(start, duration)
    assert calendar.between(start, due) == duration
    before = calendar.add(start, -duration)
    assert calendar.between(before, start) == duration
    assert before <= start <= due


@given(calendars(), moments, durations)
def test_the_due_moment_is_the_earliest(calendar, start, duration):
    due = calendar.add(start, duration)
    if duration:
        assert calendar.between(start, due - timedelta(microseconds=1)) < duration


@given(calendars(), moments, moments, moments)
def test_working_time_adds_up(calendar, a, b, c):
    assert calendar.between(a, c) == calendar.between(a, b) + calendar.between(b, c)


@given(calendars(), moments, durations, durations)
def test_two_steps_are_one(calendar, start, a, b):
    assert calendar.add(calendar.add(start, a), b) == calendar.add(start, a + b)
    assert calendar.add(calendar.add(start, -a), -b) == calendar.add(start, -a - b)


@given(calendars(), moments, moments, durations, durations)
def test_later_and_longer_is_never_sooner(calendar, a, b, short, long):
    a, b = sorted((a, b))
    short, long = sorted((short, long))
    assert calendar.add(a, short) <= calendar.add(b, short)
    assert calendar.add(a, short) <= calendar.add(a, long)
    assert timedelta(0) <= calendar.between(a, b) <= b - a


@given(calendars(), moments)
def test_the_next_opening_is_the_end_of_closed_time(calendar, start):
    opening = calendar.next_opening(start)
    assert calendar.is_working(opening)
    assert calendar.between(start, opening) == timedelta(0)
    assert (opening == start) == calendar.is_working(start)


@given(st.sampled_from(ZONES), moments, durations)
def test_round_the_clock_is_plain_arithmetic(zone, start, duration):
    calendar = WorkingCalendar.round_the_clock(zone)
    assert calendar.add(start, duration) == start + duration
    assert calendar.add(start, -duration) == start - duration
    assert calendar.between(start, start + duration) == duration


@given(calendars(), moments)
def test_is_open_when_the_wall_clock_says_so(calendar, moment):
    """Told a second time, slowly, from the local wall clock, away from clock changes."""
    local = moment.astimezone(calendar.zone)
    offsets = {
        (moment + timedelta(hours=shift)).astimezone(calendar.zone).utcoffset() for shift in (-3, 0, 3)
    }
    if len(offsets) == 1:
        spans = calendar.day_spans(local.date())
        says = any(
            opens <= local.time() and (closes == time(0) or local.time() < closes) for opens, closes in spans
        )
        assert calendar.is_working(moment) == says


@st.composite
def clocks(draw):
    start = draw(moments)
    offsets = st.timedeltas(-timedelta(days=3), timedelta(days=30))
    one = st.tuples(offsets, st.none() | durations).map(
        lambda pair: Pause(start + pair[0], None if pair[1] is None else start + pair[0] + pair[1])
    )
    return Clock(
        calendar=draw(calendars()),
        started_at=start,
        target=draw(durations),
        pauses=tuple(draw(st.lists(one, max_size=4))),
        cap=draw(st.none() | durations),
    )


@given(clocks())
def test_pauses_shift_the_deadline_by_exactly_their_working_time(clock):
    """CAS-4: paused only while waiting for the customer, with a cap."""
    due = clock.due_at()
    if due is None:
        assert clock.cap is None
        assert any(pause.until is None for pause in clock.pauses)
    else:
        assert due == clock.calendar.add(clock.started_at, clock.target + clock.paused(due))
        assert clock.remaining(due) == timedelta(0)
        if clock.target:
            assert clock.remaining(due - timedelta(microseconds=1)) > timedelta(0)


@given(clocks(), moments, moments)
def test_time_left_never_grows(clock, a, b):
    a, b = sorted((a, b))
    assert clock.remaining(a) >= clock.remaining(b)
    if clock.cap is not None:
        assert clock.paused(b) <= clock.cap
