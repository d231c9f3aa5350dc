"""Working calendars: their week, the days that differ, the years not announced."""

from datetime import timedelta

import pytest
from django.utils import timezone

from alongside.domain.organisation.models import Calendar
from alongside.faces.desk.tests.admins import as_admin
from alongside.faces.desk.tests.pages import assert_queries, signed_in

LIST = "/desk/organisation/calendars/"
WEEK = {f"day_{day}": "09:00-12:00, 13:30-18:00" for day in range(5)} | {"day_5": "", "day_6": ""}


@pytest.fixture
def office(house):
    week = {"0": [["09:00", "18:00"]]}
    return Calendar.objects.create(
        code="office", name={"zh-hans": "办公时间", "zh-hant": "辦公時間"}, week=week
    )


def test_are_listed_with_their_week(as_agent, office):
    page = as_agent.get(LIST).content.decode()
    assert "办公时间" in page
    assert "09:00-18:00" in page


def test_warn_of_years_whose_holidays_are_not_announced(client, house, office):
    """ORG-7."""
    far = timezone.localdate(house.now).year + 1
    page = as_admin(client, house).get(f"{LIST}office/")
    assert all(year <= far for year in page.context["years"])
    assert bool(page.context["years"]) == ("尚未公布" in page.content.decode())
    Calendar.objects.filter(pk=office.pk).update(has_national_holidays=False)
    assert as_admin(client, house).get(f"{LIST}office/").context["years"] == ()


def test_take_a_new_week_as_it_was_typed(client, house, office):
    """ORG-7: a lunch break is two spans."""
    sent = {"name_zh": "办公时间", "name_en": "Office", "has_national_holidays": "on", **WEEK}
    as_admin(client, house).post(f"{LIST}office/", sent)
    office.refresh_from_db()
    assert office.week["4"] == [["09:00", "12:00"], ["13:30", "18:00"]]
    assert "5" not in office.week
    assert office.name == {"zh-hans": "办公时间", "zh-hant": "辦公時間", "en": "Office"}


def test_say_which_day_was_typed_wrongly_and_keep_it(client, house, office):
    """INF-10."""
    sent = {"name_zh": "办公时间", **WEEK, "day_2": "12:00-09:00"}
    page = as_admin(client, house).post(f"{LIST}office/", sent)
    assert page.status_code == 422
    assert page.context["week"].errors.keys() == {"day_2"}
    assert "12:00-09:00" in page.content.decode()
    office.refresh_from_db()
    assert office.week == {"0": [["09:00", "18:00"]]}


def test_take_a_day_that_differs_and_give_it_back(client, house, office):
    """ORG-7."""
    browser = as_admin(client, house)
    day = timezone.localdate(house.now) + timedelta(days=3)
    browser.post(
        f"{LIST}office/",
        {"on": day.isoformat(), "spans": "10:00-12:00", "reason": "盘点", "add_exception": "1"},
    )
    entered = office.exceptions.get()
    assert (entered.on, entered.spans) == (day, [["10:00", "12:00"]])
    assert "盘点" in browser.get(f"{LIST}office/").content.decode()
    browser.post(f"{LIST}office/exceptions/{entered.pk}/remove/")
    assert not office.exceptions.exists()


def test_are_added_with_office_hours_to_begin_with(client, house):
    sent = {"name_zh": "门店", "code": "store", "has_national_holidays": "on"}
    assert as_admin(client, house).post(f"{LIST}add/", sent).status_code == 302
    assert Calendar.objects.get(code="store").week["0"] == [["09:00", "12:00"], ["13:30", "18:00"]]


def test_are_changed_only_by_who_reaches_every_node_that_uses_them(client, house, office):
    """ORG-3."""
    house.project.calendar = office
    house.project.save()
    sent = {"name_zh": "改名", **WEEK}
    browser = as_admin(client, house, house.other_project)
    page = browser.get(f"{LIST}office/")
    assert page.context["nodes"] == []
    assert "观澜庭" not in page.content.decode()
    assert browser.post(f"{LIST}office/", sent).status_code == 403
    office.refresh_from_db()
    assert office.name["zh-hans"] == "办公时间"


def test_are_closed_to_who_may_not_see_the_organisation(client, house, office):
    browser = signed_in(client, house.engineer)
    assert browser.get(LIST).status_code == 403
    assert browser.get(f"{LIST}office/").status_code == 403


def test_cost_the_same_for_three_as_for_one(as_agent, house):
    def add_two():
        for code in ("a", "b"):
            Calendar.objects.create(code=code, name={"zh-hans": code})

    assert_queries(as_agent, LIST, 6, add_two=add_two)


def test_page_costs_the_same_for_three_exceptions(as_agent, house, office):
    today = timezone.localdate(house.now)

    def add_two():
        for days in (1, 2):
            office.exceptions.create(on=today + timedelta(days=days))

    office.exceptions.create(on=today)
    assert_queries(as_agent, f"{LIST}office/", 6, add_two=add_two)
