"""Unusual reading is noticed, told to whom it concerns, and settled by somebody else (INF-2)."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from alongside.domain.customers.samples import a_customer
from alongside.domain.privacy.actions.watching import settle_alarm, watch_reading
from alongside.domain.privacy.models import ReadingAlarm, ReadingHour
from alongside.domain.privacy.rules import Reading, masked_name, unusual
from alongside.domain.work.models import Notice
from alongside.kernel.access_log import note_access
from alongside.kernel.refusals import NotAllowed, Refused


def reading(**but) -> Reading:
    usual = {
        "records": 0, "reveals": 0, "listed": 0, "valued": 0, "own_name": 0, "roles": frozenset({"service_agent"}),
        "is_working_time": True, "usual": (20, 2, 300),
    }  # fmt: skip
    return Reading(**usual | but)


@pytest.mark.parametrize(
    "but, kinds",
    [
        ({"records": 60}, []),
        ({"records": 61}, ["many"]),
        ({"records": 40, "usual": (0, 0, 0)}, []),
        ({"records": 41, "usual": (0, 0, 0)}, ["many"]),
        ({"reveals": 10}, []),
        ({"reveals": 11}, ["reveals"]),
        ({"listed": 900}, []),
        ({"listed": 901}, ["lists"]),
        ({"records": 4, "is_working_time": False}, ["out_of_hours"]),
        ({"records": 3, "is_working_time": False}, []),
        ({"records": 30, "is_working_time": False, "roles": frozenset({"hotline_agent"})}, []),
        ({"own_name": 1}, ["own_name"]),
        ({"valued": 6}, ["valued"]),
        ({"valued": 5}, []),
    ],
)
def test_what_is_unusual(but, kinds):
    """INF-2: compared with the role, out of hours, one's own name, valued customers."""
    assert list(unusual(reading(**but))) == kinds


def test_a_masked_name_tells_the_family_only():
    assert masked_name("欧阳雪鸿") == "欧··"
    assert masked_name("") == ""


def opened(cast, customers, *, by=None, at=None, act="view") -> None:
    for one in customers:
        note_access(
            viewer=by or cast.agent, role="service_agent", act=act, page="desk:customer", persons=[one.pk],
            at=at or cast.now,
        )  # fmt: skip


@pytest.fixture
def at_work(cast) -> datetime:
    """The next Tuesday's morning, on which the cast works."""
    days = (1 - cast.now.weekday()) % 7 + 7
    return (cast.now + timedelta(days=days)).replace(hour=2, minute=20)


@pytest.fixture
def many(cast):
    return [
        a_customer(node=cast.project, now=cast.now, name=f"客户{n}", phone=f"139001{n:05}", tier="standard")
        for n in range(41)
    ]


def test_many_customers_opened_raise_one_alarm(cast, many, at_work):
    """INF-2"""
    opened(cast, many, at=at_work)
    [alarm] = watch_reading(now=at_work)
    assert (alarm.staff, alarm.kind, alarm.count) == (cast.agent.staff, "many", 41)
    assert watch_reading(now=at_work) == []
    assert ReadingHour.objects.get().records == 41


def test_forty_are_a_day_s_work(cast, many, at_work):
    """INF-2"""
    opened(cast, many[:40], at=at_work)
    assert watch_reading(now=at_work) == []


def test_what_is_usual_for_the_role_is_no_alarm(cast, many, at_work):
    """INF-2: who does it every day is not asked."""
    for day in range(1, 10):
        ReadingHour.objects.create(
            staff=cast.colleague.staff, hour=at_work - timedelta(days=day), role="service_agent", records=30
        )
    opened(cast, many, at=at_work)
    assert watch_reading(now=at_work) == []


def test_the_security_administrator_hears_of_it_without_whose_data(cast, many, at_work):
    """ORG-5: whom it was about stays with the auditor."""
    opened(cast, many, at=at_work)
    watch_reading(now=at_work)
    notice = Notice.objects.get(kind="privacy.alarm_raised")
    assert notice.staff == cast.security_admin.staff
    assert notice.facts == {"kind": "many", "count": 41}


def test_reading_at_night_is_noticed(cast, many, at_work):
    """INF-2"""
    night = at_work.replace(hour=17)  # one in the morning in Shanghai
    opened(cast, many[:4], at=night)
    assert [one.kind for one in watch_reading(now=night)] == ["out_of_hours"]


def test_a_customer_of_one_s_own_name_is_noticed(cast, at_work):
    """INF-2"""
    same = a_customer(
        node=cast.project, now=cast.now, name=cast.agent.staff.name, phone="13900100001", tier="standard"
    )
    opened(cast, [same], at=at_work)
    assert [one.kind for one in watch_reading(now=at_work)] == ["own_name"]


def test_numbers_shown_in_full_are_counted_apart(cast, many, at_work):
    """INF-2"""
    opened(cast, many[:11], at=at_work, act="reveal")
    assert [one.kind for one in watch_reading(now=at_work)] == ["reveals"]


@pytest.fixture
def alarm(cast, at_work):
    return ReadingAlarm.objects.create(
        staff=cast.agent.staff, kind="many", hour=at_work, count=90, usual=9, raised_at=at_work
    )


def test_settling_says_what_it_was(cast, alarm):
    """INF-2"""
    settle_alarm(alarm, outcome="work", words="当天核对交付名单", by=cast.security_admin, now=cast.now)
    alarm.refresh_from_db()
    assert (alarm.outcome, alarm.settled_by) == ("work", cast.security_admin.staff)
    with pytest.raises(Refused, match="已经处置"):
        settle_alarm(alarm, outcome="misuse", words="x", by=cast.security_admin, now=cast.now)


@pytest.mark.parametrize("given", [{"outcome": "x", "words": "x"}, {"outcome": "work", "words": " "}])
def test_settling_needs_an_outcome_and_words(cast, alarm, given):
    with pytest.raises(Refused):
        settle_alarm(alarm, by=cast.security_admin, now=cast.now, **given)


def test_nobody_settles_what_is_about_themself(cast, alarm):
    """ORG-5"""
    ReadingAlarm.objects.update(staff=cast.security_admin.staff)
    alarm.refresh_from_db()
    with pytest.raises(NotAllowed):
        settle_alarm(alarm, outcome="work", words="x", by=cast.security_admin, now=cast.now)
    assert not ReadingAlarm.objects.visible_to(cast.security_admin).exists()


def test_an_agent_may_neither_see_nor_settle(cast, alarm):
    """ORG-3"""
    assert not ReadingAlarm.objects.visible_to(cast.supervisor).exists()
    with pytest.raises(NotAllowed):
        settle_alarm(alarm, outcome="work", words="x", by=cast.supervisor, now=cast.now)
