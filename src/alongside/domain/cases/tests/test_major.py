"""CAS-10: a major complaint has criteria, a lead, a briefing, an hourly log and a closing review."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from alongside.domain.cases.actions.closing import close_case, withdraw_case
from alongside.domain.cases.actions.major import (
    brief_major,
    declare_major,
    log_major,
    remind_of_logs,
    review_major,
)
from alongside.domain.cases.actions.resolving import confirm_case
from alongside.domain.cases.models import MajorComplaint, MajorLog
from alongside.domain.cases.tests.house import House, build_house
from alongside.domain.customers.models import Alert, CustomerActor
from alongside.domain.work.models import Notice
from alongside.kernel.jobs import react
from alongside.kernel.journal import reactions_to
from alongside.kernel.models import JournalEntry
from alongside.kernel.refusals import NotAllowed, Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def house() -> House:
    return build_house()


def declared(house, case=None, **but):
    fields = {"criteria": ["injury", "media"], "lead": house.people["he"], "by": house.xu, "now": house.now}
    return declare_major(case or house.case(), **{**fields, **but})


def test_it_is_declared_by_named_criteria_and_has_a_lead(house):
    """CAS-10"""
    major = declared(house)
    major.case.refresh_from_db()
    assert major.case.is_major
    assert major.criteria == ["injury", "media"]
    assert major.case.participants.get(role="lead").staff == house.people["he"]


@pytest.mark.parametrize("criteria", [[], ["boredom"], ["injury", "boredom"]])
def test_a_complaint_without_a_known_criterion_is_not_major(house, criteria):
    """CAS-10"""
    with pytest.raises(Refused) as refusal:
        declared(house, criteria=criteria)
    assert refusal.value.field == "criteria"


def test_agents_and_strangers_may_not_declare(house):
    case = house.case()
    for who in (house.lin, house.song):
        with pytest.raises(NotAllowed):
            declared(house, case, by=who)


def test_the_log_is_owed_every_hour_and_an_overdue_one_is_visible(house):
    """CAS-10"""
    major = declared(house)
    later = house.now + timedelta(minutes=61)
    overdue = MajorComplaint.objects.with_log_overdue
    assert not overdue(house.now + timedelta(minutes=60)).exists()
    assert overdue(later).get() == major
    log_major(major, words="消防已到场", by=house.he, now=later)
    assert not overdue(later + timedelta(minutes=60)).exists()
    assert overdue(later + timedelta(minutes=61)).exists()


def reminders() -> list[str]:
    """Who was told that the log is late, after every reaction ran as the worker would run it."""
    for entry in JournalEntry.objects.filter(kind="case.major_log_late").order_by("id"):
        for name in reactions_to(entry.kind):
            react.func(entry.pk, name)
    told = Notice.objects.filter(kind="case.major_log_late").order_by("id")
    return list(told.values_list("staff__username", flat=True))


def test_a_late_log_reminds_the_lead_once_for_each_missed_hour(house):
    """CAS-10, ORG-4: from the second missed hour the project's manager hears too."""
    major = declared(house)
    version = major.case.version
    for minutes in (59, 60, 61, 90, 119, 121, 122):
        remind_of_logs(now=house.now + timedelta(minutes=minutes))
        if minutes == 119:
            assert reminders() == ["he"]
    assert sorted(reminders()[1:]) == ["he", "tang"]
    major.case.refresh_from_db()
    assert major.case.version == version  # whoever is writing just now is not disturbed


def test_a_written_log_or_the_end_of_the_case_stops_the_reminding(house):
    """CAS-10"""
    major = declared(house)
    log_major(major, words="消防已到场", by=house.he, now=house.now + timedelta(minutes=50))
    assert remind_of_logs(now=house.now + timedelta(minutes=109)) == 0
    withdraw_case(major.case, words="业主撤回", by=house.lin, now=house.now + timedelta(minutes=110))
    assert remind_of_logs(now=house.now + timedelta(hours=9)) == 0


def test_a_worker_that_was_down_reminds_once_for_the_hours_gone_by(house):
    """CAS-10"""
    declared(house)
    assert remind_of_logs(now=house.now + timedelta(hours=5, minutes=5)) == 1
    assert remind_of_logs(now=house.now + timedelta(hours=5, minutes=50)) == 0
    assert remind_of_logs(now=house.now + timedelta(hours=6)) == 1


def test_whoever_speaks_with_the_customer_is_alerted_until_the_review(house):
    """CAS-10, CUS-8"""
    case = house.case()
    major = declared(house, case)
    alert = Alert.objects.get(customer=case.customer)
    assert (alert.kind, alert.owner, alert.lifted_at) == ("major_complaint", house.people["he"], None)
    house.resolved(case)
    review_major(major, words="总结", by=house.xu, now=house.now)
    alert.refresh_from_db()
    assert alert.lifted_at == house.now


def test_the_briefing_is_kept_with_its_time(house):
    """CAS-10"""
    major = brief_major(declared(house), words="统一口径: 先安置, 再定责", by=house.xu, now=house.now)
    assert (major.briefing_words, major.briefing_at) == ("统一口径: 先安置, 再定责", house.now)


@pytest.mark.parametrize("change", [lambda rows: rows.update(words="x"), lambda rows: rows.delete()])
def test_the_database_refuses_to_change_the_log(house, change):
    """CAS-10"""
    log_major(declared(house), words="消防已到场", by=house.he, now=house.now)
    with pytest.raises(IntegrityError, match="only ever added"), transaction.atomic():
        change(MajorLog.objects.all())


def test_what_the_customer_confirmed_closes_with_the_review(house):
    """CAS-10: the customer's word is taken, our homework comes before closing."""
    case = house.case()
    major = declared(house, case)
    case = confirm_case(house.resolved(case), by=CustomerActor(case.customer), now=house.now)
    assert case.state == "confirmed"
    with pytest.raises(Refused):
        close_case(case, words="客户已确认", by=house.lin, now=house.now)
    review_major(major, words="漏做闭水试验; 今后两次闭水", by=house.xu, now=house.now)
    case.refresh_from_db()
    assert (case.state, case.outcome, case.is_open) == ("closed", "confirmed", False)


def test_the_review_waits_until_it_is_resolved(house):
    """CAS-10"""
    case = house.case()
    major = declared(house, case)
    with pytest.raises(Refused):
        review_major(major, words="总结", by=house.xu, now=house.now)
    case = house.resolved(case)
    major = review_major(major, words="总结", by=house.xu, now=house.now)
    assert major.next_log_due_at is None
    assert confirm_case(case, by=CustomerActor(case.customer), now=house.now).state == "closed"
    with pytest.raises(Refused):
        log_major(major, words="x", by=house.he, now=house.now)
