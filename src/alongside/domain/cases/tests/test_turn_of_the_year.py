"""Around midnight, the end of the year and make-up working days: by the clock of the node, to the last tick (CAS-4)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from alongside.domain.cases.actions import resolving
from alongside.domain.cases.actions.changing import change_case
from alongside.domain.cases.models import Case, Deadline, DeadlineRule
from alongside.domain.cases.queries.conditions import Conditions
from alongside.domain.cases.queries.daily import daily_of
from alongside.domain.cases.queries.figures import Line, figures_between, month_figures
from alongside.domain.cases.queries.listing import cases_matching
from alongside.domain.cases.tests.house import House, build_house
from alongside.domain.organisation.actions import add_calendar_exception
from alongside.domain.organisation.models import Calendar, StaffActor
from alongside.domain.organisation.queries import working_calendar
from alongside.kernel.actor import SYSTEM

pytestmark = pytest.mark.django_db

SHANGHAI = ZoneInfo("Asia/Shanghai")
DECEMBER, JANUARY = date(2026, 12, 1), date(2027, 1, 1)
EVE, NEW_YEAR = date(2026, 12, 31), date(2027, 1, 1)


def shanghai(*moment: int) -> datetime:
    return datetime(*moment, tzinfo=SHANGHAI).astimezone(UTC)


LAST_TICK = shanghai(2026, 12, 31, 23, 59, 59, 900_000)
MIDNIGHT = shanghai(2027, 1, 1)


@pytest.fixture
def house() -> House:
    """Open Monday to Friday from nine to six, on the public holidays' days off closed, on make-up days open."""
    for milestone, minutes in [("acknowledge", 30), ("resolve", 600)]:
        DeadlineRule.objects.create(milestone=milestone, minutes=minutes)
    house = build_house()
    group = house.nodes["G"]
    group.calendar = Calendar.objects.create(
        code="with_holidays", week={str(day): [["09:00", "18:00"]] for day in range(5)}
    )
    group.save()
    return house


def opened(house: House, at: datetime) -> Case:
    house.now = at
    return house.case(now=at)


def closed(house: House, case: Case, at: datetime) -> Case:
    house.now = at
    return resolving.confirm_case(house.resolved(case), words="好了", by=house.lin, now=at)


def due(case: Case, milestone: str = "acknowledge") -> datetime:
    return (
        Deadline.objects.get(case=case, milestone=milestone).due_at.astimezone(SHANGHAI).replace(tzinfo=None)
    )


def cases_in(line: Line, viewer: StaffActor) -> set[int]:
    """The cases into which a figure opens."""
    return set(
        cases_matching(viewer, Conditions.from_query(line.conditions.as_query())).values_list("pk", flat=True)
    )


def test_the_last_tick_of_the_year_is_december_and_midnight_is_january(house):
    """CAS-2, CAS-14: in the number, in the month's figures and in what they open into."""
    before, after = opened(house, LAST_TICK), opened(house, MIDNIGHT)
    assert (before.number, after.number) == ("GLT-2612-0001", "GLT-2701-0001")
    for node, viewer in (("GLT", house.xu), ("HZ", house.wei)):
        december = month_figures(house.nodes[node], DECEMBER, viewer=viewer, now=MIDNIGHT)
        january = month_figures(house.nodes[node], JANUARY, viewer=viewer, now=MIDNIGHT)
        assert (december.total.count, january.total.count) == (1, 1)
        assert cases_in(december.total, viewer) == {before.pk}
        assert cases_in(january.total, viewer) == {after.pk}
    both = figures_between(house.nodes["GLT"], DECEMBER, NEW_YEAR, viewer=house.xu)
    assert both.total.count == 2
    assert {line.key: line.count for line in both.by_hour if line.count} == {"0": 1, "23": 1}


def test_closing_after_midnight_leaves_the_case_in_the_month_in_which_it_came(house):
    """CAS-14: remembered figures of December follow an act of January."""
    case = opened(house, LAST_TICK)
    glt = house.nodes["GLT"]
    states = {
        line.key: line.count
        for line in month_figures(glt, DECEMBER, viewer=house.xu, now=LAST_TICK).by_state
        if line.count
    }
    assert states == {"received": 1}
    closed(house, case, MIDNIGHT + timedelta(seconds=10))
    december = month_figures(glt, DECEMBER, viewer=house.xu, now=MIDNIGHT)
    assert {line.key: line.count for line in december.by_state if line.count} == {"closed": 1}
    assert month_figures(glt, JANUARY, viewer=house.xu, now=MIDNIGHT).total.count == 0


def test_the_daily_of_the_eve_holds_what_came_and_that_of_new_year_what_ended(house):
    """CAS-12."""
    before, after = opened(house, LAST_TICK), opened(house, MIDNIGHT)
    stays = opened(house, LAST_TICK)
    closed(house, before, MIDNIGHT)
    eve = daily_of(house.nodes["GLT"], EVE, house.xu)
    new_year = daily_of(house.nodes["GLT"], NEW_YEAR, house.xu)

    def cases(lines):
        return [line.case.pk for line in lines]

    assert cases(eve.new) == [before.pk, stays.pk]
    assert cases(eve.closed) == cases(eve.carried) == []
    assert cases(new_year.new) == [after.pk]
    assert cases(new_year.closed) == [before.pk]
    assert cases(new_year.carried) == [stays.pk]


@pytest.mark.parametrize(
    "came, is_due",
    [
        # Friday evening before a Saturday that makes up for the May holiday
        ((2026, 5, 8, 17, 50), (2026, 5, 9, 9, 20)),
        # on that Saturday itself, and past its end on to Monday
        ((2026, 5, 9, 10, 0), (2026, 5, 9, 10, 30)),
        ((2026, 5, 9, 17, 45), (2026, 5, 11, 9, 15)),
        # the last tick before the May holiday runs on after it; Friday the first to Tuesday the fifth are off
        ((2026, 4, 30, 17, 59), (2026, 5, 6, 9, 29)),
        ((2026, 5, 3, 12, 0), (2026, 5, 6, 9, 30)),
        # an ordinary Saturday
        ((2026, 5, 16, 12, 0), (2026, 5, 18, 9, 30)),
    ],
)
def test_deadlines_run_on_make_up_days_and_stand_still_on_holidays(house, came, is_due):
    """CAS-4."""
    assert due(opened(house, shanghai(*came))) == datetime(*is_due)


def test_a_year_whose_holidays_are_unpublished_counts_as_plain_weeks_until_somebody_closes_the_day(house):
    """CAS-4: New Year's day 2027 is a Friday; a deadline set before stays, one set anew knows the closed day."""
    case = opened(house, LAST_TICK)
    assert due(case) == datetime(2027, 1, 1, 9, 30)
    calendar = house.nodes["G"].calendar
    working = working_calendar(calendar)
    assert working.unpublished_years(
        LAST_TICK, Deadline.objects.get(case=case, milestone="acknowledge").due_at
    ) == (2027,)
    add_calendar_exception(calendar, on=NEW_YEAR, spans=[], by=SYSTEM, now=LAST_TICK)
    assert due(opened(house, LAST_TICK)) == datetime(2027, 1, 4, 9, 30)
    assert due(case) == datetime(2027, 1, 1, 9, 30)
    change_case(case, severity=2, by=house.lin, now=LAST_TICK)
    assert due(case) == datetime(2027, 1, 4, 9, 30)
