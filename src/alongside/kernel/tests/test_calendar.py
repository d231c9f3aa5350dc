"""Working time by hand-made examples (ORG-7, CAS-4)."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from alongside.kernel.calendar import MIDNIGHT, NeverOpens, WorkingCalendar, parse_spans

SHANGHAI = ZoneInfo("Asia/Shanghai")
NEW_YORK = ZoneInfo("America/New_York")
OFFICE_HOURS = parse_spans("09:00-12:00, 13:30-18:00")
OFFICE = WorkingCalendar(zone=SHANGHAI, week=dict.fromkeys(range(5), OFFICE_HOURS), holidays=True)
HOTLINE = WorkingCalendar.round_the_clock(SHANGHAI)


def at(text, zone=SHANGHAI):
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def hours(number):
    return timedelta(hours=number)


@pytest.mark.parametrize(
    ("start", "worked", "due"),
    [
        ("2026-03-02 09:00", 2, "2026-03-02 11:00"),
        ("2026-03-02 11:00", 2, "2026-03-02 14:30"),  # over lunch
        ("2026-03-02 12:30", 1, "2026-03-02 14:30"),  # begins in the lunch break
        ("2026-03-02 09:00", 7.5, "2026-03-02 18:00"),  # due at closing, not at the next opening
        ("2026-03-02 17:00", 2, "2026-03-03 10:00"),  # over night
        ("2026-03-02 23:59:59", 1, "2026-03-03 10:00"),
        ("2026-03-03 00:00", 1, "2026-03-03 10:00"),
        ("2026-03-06 17:00", 2, "2026-03-09 10:00"),  # over a weekend
        ("2026-09-30 17:30", 1, "2026-10-08 09:30"),  # over National Day: 1 to 7 October are off
        ("2026-10-09 17:30", 1, "2026-10-10 09:30"),  # Saturday 10 October makes up for it
        ("2026-09-18 17:30", 1, "2026-09-20 09:30"),  # Sunday 20 September does too; the Saturday is off
        ("2026-02-14 17:00", 2, "2026-02-24 10:00"),  # Spring Festival: 15 to 23 February
        ("2026-02-27 17:00", 2, "2026-02-28 10:00"),  # make-up Saturday after it
        ("2025-12-31 17:00", 2, "2026-01-04 10:00"),  # year end: 1 to 3 January off, Sunday the 4th works
        ("2024-02-28 17:00", 8.5, "2024-02-29 18:00"),  # leap day
    ],
)
def test_adds_working_hours(start, worked, due):
    """ORG-7: national holidays, make-up working days, lunch breaks."""
    assert OFFICE.add(at(start), hours(worked)) == at(due)
    assert OFFICE.between(at(start), at(due)) == hours(worked)
    assert OFFICE.between(at(due), at(start)) == -hours(worked)


def test_answers_in_utc():
    assert OFFICE.add(at("2026-03-02 09:00"), 3600).isoformat() == "2026-03-02T02:00:00+00:00"


def test_counts_the_working_days_of_a_year():
    """2025 had 248 working days of seven and a half hours."""
    assert OFFICE.between(at("2025-01-01"), at("2026-01-01")) == 248 * hours(7.5)


def test_goes_back_for_warnings():
    assert OFFICE.add(at("2026-10-08 09:30"), -hours(1)) == at("2026-09-30 17:30")
    assert OFFICE.add(at("2026-03-03 09:00"), -hours(7.5)) == at("2026-03-02 09:00")
    assert OFFICE.add(at("2026-01-04 09:30"), -hours(1)) == at("2025-12-31 17:30")


def test_the_round_the_clock_calendar_never_closes():
    """ORG-7: a 24-hour hotline calendar beside the office one."""
    start = at("2026-09-30 17:30")
    assert HOTLINE.add(start, hours(100)) == start + hours(100)
    assert HOTLINE.is_working(at("2026-10-01 03:00"))
    assert HOTLINE.day_spans(date(2026, 10, 1)) == ((MIDNIGHT, MIDNIGHT),)


def test_is_open_until_the_closing_moment():
    assert OFFICE.is_working(at("2026-03-02 09:00"))
    assert not OFFICE.is_working(at("2026-03-02 12:00"))
    assert not OFFICE.is_working(at("2026-10-01 10:00"))
    assert OFFICE.is_working(at("2026-10-10 10:00"))


def test_finds_the_next_opening():
    assert OFFICE.next_opening(at("2026-03-02 10:00")) == at("2026-03-02 10:00")
    assert OFFICE.next_opening(at("2026-03-02 12:00")) == at("2026-03-02 13:30")
    assert OFFICE.next_opening(at("2025-12-31 18:00")) == at("2026-01-04 09:00")


def test_a_node_sets_its_own_days():
    """ORG-7: the node's exceptions win over week, holidays and make-up days."""
    node = WorkingCalendar(
        zone=SHANGHAI,
        week=dict.fromkeys(range(5), OFFICE_HOURS),
        holidays=True,
        exceptions={
            date(2026, 10, 1): parse_spans("10:00-16:00"),
            date(2026, 10, 10): (),
            date(2026, 3, 2): (),
        },
    )
    assert node.add(at("2026-09-30 18:00"), hours(1)) == at("2026-10-01 11:00")
    assert node.day_spans(date(2026, 10, 10)) == ()
    assert not node.is_working(at("2026-03-02 10:00"))


def test_a_centre_open_on_weekends_closes_on_holidays_only():
    centre = WorkingCalendar(zone=SHANGHAI, week=dict.fromkeys(range(7), OFFICE_HOURS), holidays=True)
    assert centre.day_spans(date(2026, 3, 7)) == OFFICE_HOURS
    assert centre.day_spans(date(2026, 10, 3)) == ()


def test_a_make_up_day_has_the_hours_of_the_nearest_weekday():
    week = {0: parse_spans("08:00-12:00"), 4: parse_spans("10:00-15:00"), 5: parse_spans("11:00-12:00")}
    centre = WorkingCalendar(zone=SHANGHAI, week=week, holidays=True)
    assert centre.day_spans(date(2026, 10, 10)) == ((time(10), time(15)),)
    assert centre.day_spans(date(2026, 9, 20)) == ((time(8), time(12)),)


def test_an_unpublished_year_counts_as_plain_weeks_and_is_named():
    """ORG-7: faces warn where a date was reckoned over a year whose holidays nobody knows yet."""
    far = at("2090-10-01 00:00")
    assert OFFICE.day_spans(date(2090, 10, 2)) == OFFICE_HOURS
    assert OFFICE.unpublished_years(far, far) == (2090,)
    assert OFFICE.unpublished_years(at("2025-05-01"), at("2026-12-31 23:59")) == ()
    assert HOTLINE.unpublished_years(far, far) == ()


def test_a_calendar_that_never_opens_says_so():
    closed = WorkingCalendar(zone=SHANGHAI, week={})
    for question in (
        lambda: closed.add(at("2026-03-02 10:00"), 1),
        lambda: closed.add(at("2026-03-02 10:00"), -1),
        lambda: closed.next_opening(at("2026-03-02 10:00")),
    ):
        with pytest.raises(NeverOpens):
            question()
    assert closed.between(at("2020-01-01"), at("2026-01-01")) == timedelta(0)


def test_an_opening_of_one_day_is_found_and_runs_out():
    day = date(2030, 5, 6)
    once = WorkingCalendar(zone=SHANGHAI, week={}, exceptions={day: parse_spans("09:00-10:00")})
    assert once.next_opening(at("2026-03-02 10:00")) == at("2030-05-06 09:00")
    assert once.add(at("2026-03-02 10:00"), hours(1)) == at("2030-05-06 10:00")
    with pytest.raises(NeverOpens):
        once.add(at("2026-03-02 10:00"), hours(1.001))


def test_a_day_with_a_clock_change_is_as_long_as_it_was():
    """8 March 2026 had 23 hours in New York, 1 November 25."""
    clock = WorkingCalendar.round_the_clock(NEW_YORK)
    assert clock.between(at("2026-03-08", NEW_YORK), at("2026-03-09", NEW_YORK).astimezone(UTC)) == hours(23)
    assert clock.between(at("2026-11-01", NEW_YORK), at("2026-11-02", NEW_YORK).astimezone(UTC)) == hours(25)


def test_an_opening_hour_that_the_clock_skips_begins_with_the_change():
    night = WorkingCalendar(zone=NEW_YORK, week={6: parse_spans("02:15-02:45, 02:50-04:00")})
    assert night.next_opening(at("2026-03-08 00:00", NEW_YORK)) == at("2026-03-08 03:00", NEW_YORK)
    assert night.between(at("2026-03-08 00:00", NEW_YORK), at("2026-03-08 12:00", NEW_YORK)) == hours(1)


def test_a_day_that_a_zone_left_out_has_no_hours():
    """Samoa went from 29 to 31 December 2011."""
    apia = ZoneInfo("Pacific/Apia")
    shop = WorkingCalendar(zone=apia, week=dict.fromkeys(range(7), parse_spans("09:00-17:00")))
    assert shop.between(at("2011-12-29", apia), at("2012-01-01", apia)) == hours(16)


@pytest.mark.parametrize(
    "text", ["12:00-09:00", "09:00-12:00, 11:00-13:00", "09:00-09:00", "00:00-24:00,10:00-11:00"]
)
def test_refuses_hours_that_make_no_sense(text):
    with pytest.raises(ValueError, match="span"):
        parse_spans(text)


def test_equal_calendars_are_one():
    again = WorkingCalendar(zone=SHANGHAI, week=dict.fromkeys(range(5), OFFICE_HOURS), holidays=True)
    assert again == OFFICE
    assert hash(again) == hash(OFFICE)
