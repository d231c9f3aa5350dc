"""Slots of days, reminders, audiences and calendar files: pure (JRN-7)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from alongside.domain.appointments.rules.audience import Audience, handed_over_months_ago
from alongside.domain.appointments.rules.calendar_file import Entry, calendar_file
from alongside.domain.appointments.rules.slots import next_reminder, slots_of_days
from alongside.kernel.refusals import Refused

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Shanghai")


def test_slots_follow_each_other_and_leave_out_noon() -> None:
    """JRN-7"""
    good = {"begins": time(9), "ends": time(17), "minutes": 60, "capacity": 10, "zone": ZONE}
    made = slots_of_days([NOW.date()], **good, rest_from=time(12), rest_until=time(13, 30))
    hours = ["09:00", "10:00", "11:00", "13:30", "14:30", "15:30"]
    assert [one.from_at.strftime("%H:%M") for one in made] == hours
    for wrong in ({"minutes": 5}, {"minutes": 481}, {"ends": time(9, 30)}):
        with pytest.raises(Refused):
            slots_of_days([NOW.date()], **{**good, **wrong})


def test_an_audience_that_means_nobody_is_refused() -> None:
    """JRN-7"""
    day = NOW.date()
    for months in (0, -1, 601):
        with pytest.raises(Refused):
            handed_over_months_ago(months, day)
    with pytest.raises(Refused):
        Audience(roles=("king",))
    with pytest.raises(Refused):
        Audience(handed_over_from=day, handed_over_until=day - timedelta(days=1))


def test_the_month_of_a_short_february_has_its_anniversary() -> None:
    """JRN-7"""
    assert handed_over_months_ago(12, date(2028, 2, 29)) == (date(2027, 2, 13), date(2027, 3, 15))
    assert handed_over_months_ago(1, date(2026, 1, 31))[0] == date(2025, 12, 16)


def test_who_books_late_is_not_reminded_of_what_was_just_said() -> None:
    """JRN-7"""
    zone, at = ZONE, NOW + timedelta(days=3)
    day = next_reminder(at, NOW, zone)
    assert day is not None
    assert day.astimezone(zone).strftime("%d %H:%M") == "22 10:00"
    assert next_reminder(at, day, zone) == at - timedelta(hours=2)
    assert next_reminder(at, at - timedelta(hours=1), zone) is None


def test_the_calendar_file_is_what_phones_read() -> None:
    """RFC 5545: lines end in CRLF, are no longer than 75 bytes, commas and line ends are escaped."""
    at = NOW
    entry = Entry(
        "invitation-7@x",
        3,
        at,
        at + timedelta(hours=1),
        "工地开放日；" * 20,
        "南门, 接待处",
        "一\n二",
        "https://x/7",
    )
    lines = calendar_file(entry, now=at).split("\r\n")
    assert max(len(line.encode()) for line in lines) <= 75
    assert "DTSTART:20261120T020000Z" in lines
    assert "LOCATION:南门\\, 接待处" in lines
    assert "DESCRIPTION:一\\n二" in lines
    assert "工地开放日；" * 20 in "".join(line[1:] if line[:1] == " " else f"|{line}" for line in lines)
