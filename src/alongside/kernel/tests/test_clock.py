"""Deadlines with pauses, by hand (CAS-4)."""

from datetime import timedelta

from alongside.kernel.clock import Clock, Pause
from alongside.kernel.tests.test_calendar import OFFICE, at, hours


def a_clock(*pauses, target=8, cap=None):
    return Clock(
        calendar=OFFICE,
        started_at=at("2026-03-02 09:00"),
        target=hours(target),
        pauses=tuple(Pause(at(since), until and at(until)) for since, until in pauses),
        cap=cap,
    )


def test_a_pause_over_night_gives_only_its_working_time():
    """From 17:00 to 10:00 the next day is two working hours."""
    clock = a_clock(("2026-03-02 17:00", "2026-03-03 10:00"))
    assert clock.due_at() == at("2026-03-03 11:30")
    assert clock.remaining(at("2026-03-02 17:30")) == hours(1.5)
    assert clock.remaining(at("2026-03-03 12:00")) == -hours(0.5)


def test_a_pause_outside_working_hours_changes_nothing():
    assert a_clock(("2026-03-02 18:00", "2026-03-03 09:00")).due_at() == a_clock().due_at()


def test_an_open_pause_holds_the_clock():
    clock = a_clock(("2026-03-02 10:00", None))
    assert clock.due_at() is None
    assert clock.remaining(at("2026-08-02 10:00")) == hours(7)
    assert clock.is_paused(at("2026-08-02 10:00"))


def test_the_cap_ends_an_open_pause():
    """CAS-4: paused with a cap."""
    clock = a_clock(("2026-03-02 10:00", None), cap=hours(3))
    assert clock.due_at() == at("2026-03-03 14:00")
    assert not clock.is_paused(at("2026-03-02 15:00"))


def test_the_cap_holds_for_all_pauses_together():
    pauses = (("2026-03-02 09:00", "2026-03-02 11:00"), ("2026-03-02 14:00", "2026-03-02 18:00"))
    assert a_clock(*pauses, cap=hours(3)).due_at() == a_clock(target=11).due_at()


def test_overlapping_pauses_count_once():
    pauses = (("2026-03-02 10:00", "2026-03-02 12:00"), ("2026-03-02 11:00", "2026-03-02 12:00"))
    assert a_clock(*pauses).due_at() == a_clock(target=10).due_at()


def test_a_pause_before_the_start_and_one_after_the_deadline_count_nothing():
    pauses = (("2026-02-27 10:00", "2026-02-27 12:00"), ("2026-03-05 11:00", None))
    assert a_clock(*pauses).due_at() == a_clock().due_at()
    assert a_clock().paused(at("2026-03-05 12:00")) == timedelta(0)
