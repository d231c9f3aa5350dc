"""The worker's round over the deadlines (CAS-4, ORG-4)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alongside.domain.cases.actions import sweeping
from alongside.domain.cases.actions.deadlines import reckon_pauses
from alongside.domain.cases.actions.handling import acknowledge_case
from alongside.domain.cases.actions.moving import touch
from alongside.domain.cases.actions.resolving import resolve_case
from alongside.domain.cases.actions.sweeping import sweep_deadlines
from alongside.domain.cases.models import Case, Escalation, Pause
from alongside.domain.cases.tests.ladder import MINUTE, NOW, a_company
from alongside.domain.organisation.models import Appointment, Node, StaffMember
from alongside.domain.work.models import Notice
from alongside.kernel.models import JournalEntry

DUE = NOW + 60 * MINUTE


@pytest.fixture
def company(db):
    return a_company()


def story(case) -> list[str]:
    kinds = JournalEntry.objects.filter(about_kind="case", about_id=case.pk, kind__contains="deadline")
    return [entry.kind.removeprefix("case.deadline_") for entry in kinds.order_by("id")]


def heard() -> list[tuple[str, str]]:
    return [
        (notice.staff.username, notice.kind.removeprefix("case.deadline_"))
        for notice in Notice.objects.order_by("id").select_related("staff")
    ]


def wait_for_customer(case: Case, now) -> Pause:
    pause = Pause.objects.create(case=case, reason="asked for photos", from_at=now)
    reckon_pauses(case, now=now)
    touch(case, now=now, is_waiting_for_customer=True)
    return pause


def test_does_nothing_before_the_warning(company):
    """CAS-4."""
    case = company.case()
    assert sweep_deadlines(now=DUE - 31 * MINUTE) == 0
    assert (story(case), heard()) == ([], [])


def test_warns_the_owner_before(company):
    """CAS-4: warning before."""
    case = company.case()
    assert sweep_deadlines(now=DUE - 30 * MINUTE) == 1
    assert (story(case), heard()) == (["warned"], [("lin", "warned")])
    assert sweep_deadlines(now=DUE - 1 * MINUTE) == 0


def test_a_case_that_nobody_owns_warns_the_first_rung(company):
    """CAS-4, ORG-4."""
    company.case(owner=None)
    sweep_deadlines(now=DUE - 30 * MINUTE)
    assert heard() == [("wang", "warned")]


def test_climbs_rung_by_rung_with_time_to_act(company):
    """CAS-4: escalation after, each with time to act, in working time."""
    case = company.case()
    for minutes in range(30, 200):
        sweep_deadlines(now=NOW + minutes * MINUTE)
    assert story(case) == ["warned", "missed", "escalated", "escalated", "escalated", "escalated"]
    assert heard() == [
        ("lin", "warned"),
        ("lin", "missed"),
        ("wang", "escalated"),
        ("zhao", "escalated"),
        ("qian", "escalated"),
    ]
    moments = Escalation.objects.order_by("level").values_list("level", "staff__username", "at")
    # Nobody is headquarters here: that is recorded as a fault.
    assert [(level, name, (at - DUE) / MINUTE) for level, name, at in moments] == [
        (1, "wang", 0),
        (2, "zhao", 30),
        (3, "qian", 60),
        (4, None, 90),
    ]


def test_the_manager_named_at_the_node_hears_before_the_holder_of_the_role(company):
    """ORG-4: the general manager of a node answers first for its customer work."""
    Node.objects.filter(pk=company.project.pk).update(manager=company.agent)
    Node.objects.filter(pk=company.city.pk).update(manager=company.supervisor)
    company.case(owner=None)
    for minutes in range(60, 200):
        sweep_deadlines(now=NOW + minutes * MINUTE)
    assert [name for name, kind in heard() if kind == "escalated"] == ["wang", "lin", "wang"]


def test_a_manager_who_has_left_is_nobody(company):
    """ORG-4: the rung falls to the holder of its role."""
    StaffMember.objects.filter(pk=company.agent.pk).update(is_active=False)
    Node.objects.filter(pk=company.project.pk).update(manager=company.agent)
    company.case(owner=None)
    for minutes in range(60, 100):
        sweep_deadlines(now=NOW + minutes * MINUTE)
    assert [name for name, kind in heard() if kind == "escalated"] == ["wang", "zhao"]


def test_where_no_place_of_that_level_has_anybody_it_goes_up_the_tree(company):
    """ORG-4: past the project to the city's named manager."""
    Appointment.objects.filter(role__escalation_rank__in=[2, 3]).delete()
    Node.objects.filter(pk=company.city.pk).update(manager=company.supervisor)
    company.case()
    sweep_deadlines(now=DUE)
    assert [name for name, kind in heard() if kind == "escalated"] == ["wang"]


def test_time_to_act_does_not_run_at_night(company):
    """CAS-4: in the working time of the node's calendar."""
    opened = NOW + timedelta(hours=7)  # 16:30, due 17:30
    company.case(now=opened)
    sweep_deadlines(now=opened + 61 * MINUTE)  # 17:31
    sweep_deadlines(now=opened + 120 * MINUTE)  # 18:30, closed
    assert [name for name, kind in heard() if kind == "escalated"] == ["wang"]
    sweep_deadlines(now=NOW + timedelta(days=1) - 29 * MINUTE)  # 09:01: 29 + 1 minutes
    assert [name for name, kind in heard() if kind == "escalated"] == ["wang", "zhao"]


def test_a_rung_without_a_person_is_stepped_over_and_recorded_as_a_fault(company):
    """ORG-4: a node without a named person is a fault."""
    Appointment.objects.filter(role__escalation_rank=2).delete()
    company.case()
    sweep_deadlines(now=DUE)
    assert list(Escalation.objects.order_by("level").values_list("level", "staff__username")) == [
        (1, None),
        (2, "zhao"),
    ]
    assert ("zhao", "escalated") in heard()


def test_the_deputy_of_somebody_away_hears_too(company):
    """ORG-6."""
    StaffMember.objects.filter(pk=company.agent.pk).update(presence="away", deputy=company.project_manager)
    company.case()
    sweep_deadlines(now=DUE - 30 * MINUTE)
    assert heard() == [("lin", "warned"), ("zhao", "warned")]


def test_what_was_met_in_time_is_left_alone(company):
    """CAS-4."""
    case = company.case()
    case = acknowledge_case(case, by=company.by, now=NOW)
    resolve_case(case, words="重做了防水", by=company.by, now=NOW + 10 * MINUTE)
    assert sweep_deadlines(now=DUE + timedelta(days=3)) == 0
    assert story(case) == []


def test_catches_up_after_a_long_silence(company):
    """CAS-4: the worker was down; nothing is lost, and every rung still has its time to act."""
    cases = [company.case() for _ in range(3)]
    back = DUE + timedelta(days=1)
    assert sweep_deadlines(now=back) == 3
    assert [story(case) for case in cases] == [["missed", "escalated"]] * 3
    assert sweep_deadlines(now=back + 29 * MINUTE) == 0
    assert sweep_deadlines(now=back + 30 * MINUTE) == 3
    assert [name for name, kind in heard() if kind == "escalated"] == ["wang"] * 3 + ["zhao"] * 3


def test_a_pause_moves_the_due_moment(company):
    """CAS-4: paused only while waiting for the customer."""
    case = company.case()
    pause = wait_for_customer(case, NOW + 20 * MINUTE)
    assert sweep_deadlines(now=NOW + 55 * MINUTE) == 0
    Pause.objects.filter(pk=pause.pk).update(until_at=NOW + 60 * MINUTE)
    reckon_pauses(case, now=NOW + 60 * MINUTE)
    assert case.deadlines.get().due_at == DUE + 40 * MINUTE


def test_a_pause_ends_by_itself_when_its_cap_is_used_up(company):
    """CAS-4: with a cap."""
    case = company.case()
    wait_for_customer(case, NOW + 20 * MINUTE)  # the cap is 120 minutes
    sweep_deadlines(now=NOW + 139 * MINUTE)
    case.refresh_from_db()
    assert case.is_waiting_for_customer
    sweep_deadlines(now=NOW + 141 * MINUTE)
    case.refresh_from_db()
    pause = case.pauses.get()
    assert not case.is_waiting_for_customer
    assert (pause.until_at, pause.capped_at) == (NOW + 140 * MINUTE, NOW + 141 * MINUTE)
    assert case.next_due_at == NOW + 180 * MINUTE
    assert JournalEntry.objects.filter(kind="case.pause_capped", about_id=case.pk).count() == 1
    sweep_deadlines(now=NOW + 180 * MINUTE)
    assert story(case)[-2:] == ["missed", "escalated"]


def test_a_pause_after_the_deadline_does_not_start_the_ladder_anew(company):
    """CAS-4: missed stays missed."""
    case = company.case()
    sweep_deadlines(now=DUE)
    before = case.deadlines.get().next_act_at
    wait_for_customer(case, DUE + 5 * MINUTE)
    deadline = case.deadlines.get()
    assert (deadline.escalation_level, deadline.next_act_at, deadline.missed_at) == (1, before, DUE)


def test_a_worker_that_dies_in_a_batch_has_done_nothing(company, monkeypatch):
    """CAS-4: nothing lost, nothing doubled."""
    case = company.case()
    real = sweeping.notify_many

    def die(notices):
        real(notices)
        raise SystemExit

    monkeypatch.setattr(sweeping, "notify_many", die)
    with pytest.raises(SystemExit), transaction.atomic():
        sweep_deadlines(now=DUE)
    assert (story(case), heard(), case.deadlines.get().missed_at) == ([], [], None)
    monkeypatch.undo()
    sweep_deadlines(now=DUE + MINUTE)
    assert story(case) == ["missed", "escalated"]


def test_one_row_that_cannot_be_reckoned_holds_up_no_other(company):
    """CAS-4: a calendar that never opens has no next rung's moment."""
    bad, good = company.case(), company.case()
    calendar = company.group.calendar
    closed = type(calendar).objects.create(code="never", week={}, has_national_holidays=False)
    bad.deadlines.update(calendar=closed)
    sweep_deadlines(now=DUE)
    assert (story(bad), story(good)) == ([], ["missed", "escalated"])
    assert bad.deadlines.get().next_act_at > DUE


@pytest.mark.django_db(transaction=True)
def test_a_row_in_another_workers_hands_is_passed_by():
    """CAS-4: any number of workers, each row in one hand."""
    company = a_company()
    case = company.case()
    with transaction.atomic():
        other = connection.copy()
        try:
            other.set_autocommit(False)
            with other.cursor() as cursor:
                cursor.execute("SELECT 1 FROM cases_deadline FOR UPDATE")
            assert sweep_deadlines(now=DUE) == 0
        finally:
            other.close()
    assert sweep_deadlines(now=DUE) == 1
    assert story(case) == ["missed", "escalated"]


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.integers(0, 400), min_size=1, max_size=12))
def test_whenever_the_worker_wakes_nothing_is_doubled_or_skipped(db, minutes):
    """CAS-4: any times of waking give each fact at most once and in order; at the end, all that is owed."""
    with transaction.atomic():
        company = a_company()
        case = company.case()
        for minute in [*sorted(minutes), 500, 800, 1500, 3000, 5000]:
            for _twice in range(2):
                sweep_deadlines(now=NOW + minute * MINUTE)
        facts = story(case)
        assert facts[facts.index("missed") :] == ["missed"] + ["escalated"] * 4
        assert facts[: facts.index("missed")] in ([], ["warned"])
        levels = Escalation.objects.order_by("at", "level").values_list("level", flat=True)
        assert list(levels) == [1, 2, 3, 4]
        people = [name for name, kind in heard() if kind == "escalated"]
        assert people == ["wang", "zhao", "qian"]
        transaction.set_rollback(True)


def test_more_rows_cost_no_more_statements(company, django_assert_max_num_queries):
    """A sweep is set-based: statements do not grow with the rows."""
    for _ in range(12):
        company.case()
    with django_assert_max_num_queries(30):
        assert sweep_deadlines(now=DUE) == 12
