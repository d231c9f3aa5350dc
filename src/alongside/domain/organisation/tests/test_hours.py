"""Working hours by node, holidays, days that differ, the hotline beside them (ORG-7)."""

from datetime import UTC, date, datetime

import pytest

from alongside.domain.organisation.actions import (
    add_calendar,
    add_calendar_exception,
    change_calendar,
    change_node,
    remove_calendar_exception,
)
from alongside.domain.organisation.models import Calendar
from alongside.domain.organisation.queries import (
    calendar_of,
    hotline_calendar,
    unpublished_years,
    working_calendar,
)
from alongside.domain.organisation.samples import a_calendar, an_actor
from alongside.kernel.refusals import NotAllowed, Refused

SATURDAY_NOON = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)


def test_a_node_has_the_hours_of_the_nearest_above_until_it_has_its_own(cast) -> None:
    """ORG-7"""
    assert calendar_of(cast.project).code == "office"
    assert not working_calendar(calendar_of(cast.project)).is_working(SATURDAY_NOON)
    own = Calendar.objects.get(code="service_centre")
    project = change_node(cast.project, calendar=own, by=cast.system_admin, now=cast.now)
    assert working_calendar(calendar_of(project)).is_working(SATURDAY_NOON)
    assert calendar_of(cast.other_project).code == "office"


def test_the_hotline_is_open_all_day_and_night(cast) -> None:
    """ORG-7"""
    assert working_calendar(hotline_calendar()).is_working(datetime(2026, 10, 1, 19, 0, tzinfo=UTC))


def test_a_day_that_differs_wins_and_can_be_taken_back(cast) -> None:
    """ORG-7"""
    office = Calendar.objects.get(code="office")
    saturday = date(2026, 11, 21)
    exception = add_calendar_exception(
        office, on=saturday, spans=[("09:00", "13:00")], reason="交付日", by=cast.director, now=cast.now
    )
    assert working_calendar(calendar_of(cast.project)).is_working(SATURDAY_NOON)
    remove_calendar_exception(exception, by=cast.director, now=cast.now)
    assert not working_calendar(calendar_of(cast.project)).is_working(SATURDAY_NOON)


@pytest.mark.parametrize(
    "spans",
    [
        [("09:00", "12:00"), ("11:00", "18:00")],
        [("12:00", "09:00")],
        [("9点", "18:00")],
        [("09:00", "09:00")],
    ],
)
def test_is_refused_with_hours_that_cannot_be(cast, spans: list[tuple[str, str]]) -> None:
    """ORG-7"""
    office = Calendar.objects.get(code="office")
    with pytest.raises(Refused):
        change_calendar(office, week={"0": spans}, by=cast.director, now=cast.now)
    office.refresh_from_db()
    assert office.week["0"] == [["09:00", "12:00"], ["13:30", "18:00"]]


def test_hours_that_others_live_by_are_not_changed_from_one_node(cast) -> None:
    """ORG-2: the group's hours are not a project's to change; its own are."""
    here = an_actor(node=cast.project, now=cast.now, role="customer_relations_director")
    shared = Calendar.objects.get(code="office")
    with pytest.raises(NotAllowed):
        change_calendar(shared, week={}, by=here, now=cast.now)
    own = add_calendar(code="glt", name={"zh-hans": "观澜庭"}, by=here, now=cast.now)
    change_node(cast.project, calendar=own, by=cast.system_admin, now=cast.now)
    assert change_calendar(own, week={"5": [("10:00", "16:00")]}, by=here, now=cast.now).week["5"]
    with pytest.raises(NotAllowed):
        change_calendar(own, week={}, by=cast.agent, now=cast.now)


@pytest.mark.django_db
def test_a_year_whose_holidays_nobody_knows_yet_is_warned_of() -> None:
    """ORG-7"""
    a_calendar()
    a_calendar(code="always", is_round_the_clock=True, has_national_holidays=False)
    warned = unpublished_years(now=datetime(2049, 12, 1, tzinfo=UTC))
    assert [(one.calendar.code, one.years) for one in warned] == [("office", (2049, 2050))]
    assert unpublished_years(now=datetime(2025, 3, 1, tzinfo=UTC)) == []
