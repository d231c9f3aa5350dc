"""What is left, and how long ago, in words (CAS-4: shown as time left, in colour, everywhere)."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone, translation

from alongside.faces.ui.times import ago, time_left

# Thursday 26 November 2026, 10:48 in Shanghai
NOW = datetime(2026, 11, 26, 2, 48, tzinfo=UTC)
HOURS, MINUTES, DAYS = timedelta(hours=1), timedelta(minutes=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("until", "chinese", "english", "tone"),
    [
        (-38 * MINUTES, "已超 38 分", "38 min late", "late"),
        (-125 * MINUTES, "已超 2 时 5 分", "2 h 5 min late", "late"),
        (-26 * HOURS, "已超 1 天", "1 day late", "late"),
        (-3 * DAYS, "已超 3 天", "3 days late", "late"),
        (timedelta(0), "剩 0 分", "0 min left", "soon"),
        (72 * MINUTES, "剩 1 时 12 分", "1 h 12 min left", "soon"),
        (3 * HOURS, "剩 3 时", "3 h left", "soon"),
        (4 * HOURS, "剩 4 时", "4 h left", "plain"),
        (13 * HOURS, "剩 13 时", "13 h left", "plain"),
        (14 * HOURS, "明天 00:48", "tomorrow 00:48", "plain"),
        (23 * HOURS + 12 * MINUTES, "明天 10:00", "tomorrow 10:00", "plain"),
        (2 * DAYS, "2 天", "2 days", "plain"),
        (6 * DAYS, "6 天", "6 days", "plain"),
        (7 * DAYS, "12-03", "3 Dec", "plain"),
        (60 * DAYS, "2027-01-25", "25 Jan 2027", "plain"),
    ],
)
def test_what_is_left_is_said_in_the_nearest_measure(until, chinese, english, tone):
    """CAS-4: minutes when it is near, then hours, tomorrow's hour, days, a date."""
    with translation.override("zh-hans"):
        said = time_left(NOW + until, NOW)
    assert (said.text, said.tone) == (chinese, tone)
    with translation.override("en"):
        assert time_left(NOW + until, NOW).text == english


def test_minutes_count_across_midnight():
    """CAS-4: at 23:50 a deadline at 00:30 is forty minutes away, not "tomorrow"."""
    late_evening = datetime(2026, 11, 26, 15, 50, tzinfo=UTC)
    with translation.override("en"):
        assert time_left(late_evening + 40 * MINUTES, late_evening).text == "40 min left"


def test_tomorrow_is_that_of_the_person_not_of_the_server():
    """CAS-4: 20:00 in Shanghai is still the morning in Paris, where the deadline is today."""
    due, now = datetime(2026, 11, 26, 22, 30, tzinfo=UTC), datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
    with translation.override("en"):
        assert time_left(due, now).text == "tomorrow 06:30"
        with timezone.override("Europe/Paris"):
            assert time_left(due, now).text == "10 h left"


def test_the_year_ends_without_a_jump():
    """CAS-4: from New Year's Eve the next morning is tomorrow."""
    eve = datetime(2026, 12, 31, 10, 0, tzinfo=UTC)
    with translation.override("zh-hans"):
        assert time_left(eve + 15 * HOURS, eve).text == "明天 09:00"
        assert time_left(eve + 3 * DAYS, eve).text == "3 天"


def test_the_warning_begins_when_the_page_says_so():
    """CAS-4: what counts as soon differs between deadlines."""
    assert time_left(NOW + 5 * HOURS, NOW, soon=8 * HOURS).tone == "soon"
    assert time_left(NOW + 5 * HOURS, NOW).tone == "plain"


def test_a_paused_deadline_does_not_run():
    """CAS-4: paused while waiting for the customer."""
    with translation.override("zh-hans"):
        said = time_left(NOW - DAYS, NOW, paused=True)
    assert (said.text, said.tone) == ("已暂停", "paused")


def test_the_exact_moment_is_kept_in_local_time():
    assert time_left(NOW, NOW).exact == "2026-11-26 10:48"


@pytest.mark.parametrize(
    ("before", "chinese", "english"),
    [
        (timedelta(seconds=30), "刚刚", "just now"),
        (12 * MINUTES, "12 分钟前", "12 min ago"),
        (2 * HOURS, "今天 08:48", "today 08:48"),
        (12 * HOURS, "昨天 22:48", "yesterday 22:48"),
        (29 * DAYS, "10-28", "28 Oct"),
        (400 * DAYS, "2025-10-22", "22 Oct 2025"),
        (-10 * MINUTES, "今天 10:58", "today 10:58"),
    ],
)
def test_how_long_ago_is_said_as_people_do(before, chinese, english):
    with translation.override("zh-hans"):
        assert ago(NOW - before, NOW) == chinese
    with translation.override("en"):
        assert ago(NOW - before, NOW) == english
