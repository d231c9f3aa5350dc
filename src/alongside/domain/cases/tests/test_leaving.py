"""Whoever leaves hands over all that is open, and is out at that minute (ORG-6)."""

from __future__ import annotations

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import IntegrityError, close_old_connections, connection, transaction
from django.test import Client
from tests.cast import make_cast

from alongside.domain.cases.actions.handing_on import accept_transfer, assign_case, offer_transfer
from alongside.domain.cases.actions.opening import open_case
from alongside.domain.cases.actions.writing import add_note
from alongside.domain.cases.models import Case, SavedView, Transfer
from alongside.domain.customers.samples import an_alert
from alongside.domain.organisation.actions.leaving import (
    answer_handover,
    cancel_leaving,
    carry_out_leavings,
    leave,
    offer_handover,
    open_things,
    plan_leaving,
    sweep_left_behind,
    waiting_for,
)
from alongside.domain.organisation.models import HandoverItem, Node, StaffMember
from alongside.domain.work.actions import accept_task, ask_task
from alongside.domain.work.models import Task
from alongside.kernel.actor import SYSTEM
from alongside.kernel.models import JournalEntry
from alongside.kernel.refusals import NotAllowed, Refused

pytestmark = pytest.mark.django_db


def a_case(cast, owner=None):
    return open_case(
        node=cast.project, kind="enquiry", title="渗水", words="又滴水了", channel="phone", customer=cast.customer.customer,
        unit=cast.unit, owner=(owner or cast.agent).staff, by=cast.supervisor, now=cast.now,
    )  # fmt: skip


def with_everything(cast):
    """A case, an offered transfer, a task, an alert and a shared list are open with the agent."""
    case = a_case(cast)
    offered = a_case(cast, owner=cast.colleague)
    transfer = offer_transfer(offered, to=cast.agent.staff, reason="休假", by=cast.colleague, now=cast.now)
    task = ask_task(
        node=cast.project, title="查一下", words="请看一看", about=case, assignee=cast.agent.staff, asked_by=cast.supervisor.staff,
        due_at=cast.now + timedelta(days=1), by=cast.supervisor, now=cast.now,
    )  # fmt: skip
    alert = an_alert(cast.customer.customer, owner=cast.agent.staff, now=cast.now)
    view = SavedView.objects.create(owner=cast.agent.staff, node=cast.project, name="我的片区")
    return case, transfer, task, alert, view


def planned(cast, **ahead):
    at = cast.now + timedelta(**(ahead or {"days": 3}))
    return plan_leaving(cast.agent.staff, leaves_at=at, by=cast.security_admin, now=cast.now)


def keys(staff):
    return [(kind, one.id) for kind, one in open_things(staff)]


def test_what_is_open_is_everything_that_somebody_answers_for(cast):
    with_everything(cast)
    assert sorted(kind for kind, _one in keys(cast.agent.staff)) == [
        "alert",
        "case",
        "task",
        "transfer",
        "view",
    ]
    assert [kind for kind, _one in keys(cast.manager.staff)] == ["node"]


def test_nothing_is_taken_before_it_is_accepted(cast):
    case, *_rest = with_everything(cast)
    leaving = planned(cast)
    offered = offer_handover(
        leaving, keys(cast.agent.staff), to=cast.colleague.staff, by=cast.manager, now=cast.now
    )
    assert offered == 5
    case.refresh_from_db()
    assert case.owner == cast.agent.staff
    items = list(waiting_for(cast.colleague.staff))
    first = next(one for one in items if one.kind == "case")
    assert answer_handover(leaving, [first.pk], accept=True, by=cast.colleague, now=cast.now) == (1, [])
    case.refresh_from_db()
    assert case.owner == cast.colleague.staff
    others = [one.pk for one in items if one.pk != first.pk and one.kind != "transfer"]
    answer_handover(leaving, others, accept=True, by=cast.colleague, now=cast.now)
    assert [kind for kind, _one in keys(cast.agent.staff)] == ["transfer"]


def test_what_is_declined_stays_until_somebody_else_takes_it(cast):
    case = a_case(cast)
    leaving = planned(cast)
    offer_handover(leaving, [("case", case.pk)], to=cast.colleague.staff, by=cast.agent, now=cast.now)
    (item,) = waiting_for(cast.colleague.staff)
    answer_handover(leaving, [item.pk], accept=False, by=cast.colleague, now=cast.now)
    assert not waiting_for(cast.colleague.staff)
    offer_handover(leaving, [("case", case.pk)], to=cast.supervisor.staff, by=cast.agent, now=cast.now)
    (item,) = waiting_for(cast.supervisor.staff)
    answer_handover(leaving, [item.pk], accept=True, by=cast.supervisor, now=cast.now)
    assert Case.objects.get(pk=case.pk).owner == cast.supervisor.staff


def test_nobody_answers_for_the_receiver_nor_gets_what_they_may_not_handle(cast):
    case = a_case(cast)
    leaving = planned(cast)
    offer_handover(leaving, [("case", case.pk)], to=cast.finance.staff, by=cast.manager, now=cast.now)
    (item,) = waiting_for(cast.finance.staff)
    assert answer_handover(leaving, [item.pk], accept=True, by=cast.colleague, now=cast.now) == (0, [])
    assert answer_handover(leaving, [item.pk], accept=True, by=cast.finance, now=cast.now) == (
        0,
        [case.number],
    )
    assert Case.objects.get(pk=case.pk).owner == cast.agent.staff


@pytest.mark.parametrize("who", ["stranger", "other_supervisor", "colleague", "engineer"])
def test_strangers_neither_plan_nor_distribute(cast, who):
    leaving = planned(cast)
    by = getattr(cast, who)
    with pytest.raises(NotAllowed):
        plan_leaving(cast.agent.staff, leaves_at=cast.now + timedelta(days=9), by=by, now=cast.now)
    with pytest.raises(NotAllowed):
        offer_handover(leaving, [], to=cast.colleague.staff, by=by, now=cast.now)


def test_the_receiver_stays_and_is_somebody_else(cast):
    case = a_case(cast)
    leaving = planned(cast)
    plan_leaving(
        cast.colleague.staff, leaves_at=cast.now + timedelta(days=1), by=cast.security_admin, now=cast.now
    )
    for to in (cast.agent.staff, cast.colleague.staff):
        with pytest.raises(Refused):
            offer_handover(leaving, [("case", case.pk)], to=to, by=cast.manager, now=cast.now)


def test_whatever_nobody_accepted_is_passed_on_at_the_last_moment(cast):
    case, transfer, task, alert, view = with_everything(cast)
    leaving = planned(cast, hours=2)
    assert carry_out_leavings(now=cast.now + timedelta(hours=1)) == 0
    assert carry_out_leavings(now=cast.now + timedelta(hours=2)) == 1
    assert keys(cast.agent.staff) == []
    assert Case.objects.get(pk=case.pk).owner_id not in (None, cast.agent.id)
    assert Transfer.objects.get(pk=transfer.pk).state == "withdrawn"
    assert Task.objects.get(pk=task.pk).assignee == cast.manager.staff
    alert.refresh_from_db()
    view.refresh_from_db()
    assert (alert.owner, view.owner) == (cast.manager.staff, cast.manager.staff)
    assert set(HandoverItem.objects.filter(leaving=leaving).values_list("state", flat=True)) == {"given"}
    assert carry_out_leavings(now=cast.now + timedelta(hours=3)) == 0


def test_access_is_gone_at_that_minute(cast):
    """Sessions, second factors and roles; somebody who is not planned can be let go at once."""
    person = cast.agent.staff
    browser = Client()
    browser.force_login(person)
    UserSession.objects.create(
        user=person,
        session_key=browser.session.session_key,
        ip="192.0.2.1",
        user_agent="",
        created_at=cast.now,
    )
    Authenticator.objects.create(user=person, type="totp", data={})
    assert browser.get("/desk/profile/").status_code == 200
    leave(person, by=cast.security_admin, now=cast.now)
    assert browser.get("/desk/profile/").status_code == 302
    assert not Authenticator.objects.filter(user=person).exists()
    assert not cast.actor(person).reaches


def test_managed_places_stand_without_a_manager_rather_than_with_one_who_left(cast):
    """ORG-4: shown as a fault to the parent."""
    leave(cast.manager.staff, by=cast.security_admin, now=cast.now)
    assert Node.objects.get(pk=cast.project.pk).manager is None


def test_who_stays_after_all_keeps_what_nobody_accepted(cast):
    case = a_case(cast)
    leaving = planned(cast)
    offer_handover(leaving, [("case", case.pk)], to=cast.colleague.staff, by=cast.manager, now=cast.now)
    cancel_leaving(leaving, by=cast.security_admin, now=cast.now)
    assert not waiting_for(cast.colleague.staff)
    assert carry_out_leavings(now=cast.now + timedelta(days=9)) == 0
    with pytest.raises(Refused):
        offer_handover(leaving, [("case", case.pk)], to=cast.colleague.staff, by=cast.manager, now=cast.now)


def test_the_database_lets_nothing_belong_to_somebody_who_left(cast):
    case, gone = a_case(cast), cast.colleague.staff
    leave(gone, by=cast.security_admin, now=cast.now)
    for change in (
        lambda: Case.objects.filter(pk=case.pk).update(owner=gone),
        lambda: Node.objects.filter(pk=cast.city.pk).update(manager=gone),
        lambda: an_alert(cast.customer.customer, owner=gone, now=cast.now),
    ):
        with pytest.raises(IntegrityError, match="somebody who has left"), transaction.atomic():
            change()
    with pytest.raises(IntegrityError, match="leaves with something open"), transaction.atomic():
        StaffMember.objects.filter(pk=cast.agent.id).update(is_active=False, left_at=cast.now)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_a_sweep_passes_on_what_is_found_and_tells(cast):
    """From before the rule, say: written past all the locks."""
    case = a_case(cast)
    leave(cast.colleague.staff, by=cast.security_admin, now=cast.now)
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("UPDATE cases_case SET owner_id = %s WHERE id = %s", [cast.colleague.id, case.pk])
        cursor.execute("SET session_replication_role = DEFAULT")
    assert sweep_left_behind(now=cast.now) == 1
    assert Case.objects.get(pk=case.pk).owner_id != cast.colleague.id
    assert JournalEntry.objects.filter(kind="staffmember.handed_over", facts__found=True).exists()
    assert sweep_left_behind(now=cast.now) == 0


def at_once(*acts):
    """Both at the same moment; whatever is no refusal fails the test."""
    together, fell = Barrier(len(acts)), []

    def run(act):
        together.wait()
        try:
            act()
        except Refused:
            pass
        except Exception as error:  # a deadlock, say: the test shall tell it
            fell.append(error)
        finally:
            close_old_connections()

    threads = [Thread(target=run, args=[act]) for act in acts]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert fell == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_round", range(3))
def test_accepting_while_the_owner_leaves_loses_nothing(_round):
    """Both at the same moment: the case is the receiver's, or passed on; it is never still the leaver's."""
    cast = make_cast()
    case = a_case(cast)
    leaving = planned(cast)
    offer_handover(leaving, [("case", case.pk)], to=cast.supervisor.staff, by=cast.manager, now=cast.now)
    (item,) = waiting_for(cast.supervisor.staff)
    at_once(
        lambda: answer_handover(leaving, [item.pk], accept=True, by=cast.supervisor, now=cast.now),
        lambda: leave(cast.agent.staff, by=SYSTEM, now=cast.now),
    )
    fresh = Case.objects.get(pk=case.pk)
    assert fresh.owner_id != cast.agent.id
    assert keys(StaffMember.objects.get(pk=cast.agent.id)) == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_round", range(3))
def test_what_is_accepted_while_its_receiver_leaves_is_with_somebody_who_stays(_round):
    """ORG-6: nobody waits crosswise, whoever of them was first. Offers of three kinds, a word written, a task accepted."""
    cast = make_cast()
    offered = a_case(cast, owner=cast.colleague)
    transfer = offer_transfer(offered, to=cast.agent.staff, reason="休假", by=cast.colleague, now=cast.now)
    own = a_case(cast)
    task = ask_task(
        node=cast.project, title="查一下", words="请看一看", about=own, assignee=cast.agent.staff, asked_by=cast.supervisor.staff,
        due_at=cast.now + timedelta(days=1), by=cast.supervisor, now=cast.now,
    )  # fmt: skip
    theirs = plan_leaving(
        cast.colleague.staff, leaves_at=cast.now + timedelta(days=3), by=cast.security_admin, now=cast.now
    )
    third = a_case(cast, owner=cast.colleague)
    offer_handover(theirs, [("case", third.pk)], to=cast.agent.staff, by=cast.manager, now=cast.now)
    (item,) = waiting_for(cast.agent.staff)
    at_once(
        lambda: accept_transfer(transfer, by=cast.agent, now=cast.now),
        lambda: answer_handover(theirs, [item.pk], accept=True, by=cast.agent, now=cast.now),
        lambda: accept_task(task, by=cast.agent, now=cast.now),
        lambda: add_note(own, words="明天再去", by=cast.agent, now=cast.now),
        lambda: leave(cast.agent.staff, by=SYSTEM, now=cast.now),
    )
    gone = StaffMember.objects.get(pk=cast.agent.id)
    assert (gone.is_active, keys(gone), list(waiting_for(gone))) == (False, [], [])
    assert not Case.objects.filter(owner=gone, is_open=True).exists()


def test_the_first_word_the_question_and_the_request_do_not_stay_with_who_left(cast):
    """ORG-6: 首问负责制 goes with the case, or to who has it; who waits for an answer is somebody who is here."""
    own = open_case(
        node=cast.project, kind="enquiry", title="渗水", words="又滴水了", channel="phone", customer=cast.customer.customer,
        unit=cast.unit, by=cast.agent, now=cast.now,
    )  # fmt: skip
    own = assign_case(own, to=cast.colleague.staff, by=cast.supervisor, now=cast.now)
    task = ask_task(
        node=cast.project, title="查一下", words="请看一看", about=own, assignee=cast.colleague.staff,
        asked_by=cast.agent.staff, due_at=cast.now + timedelta(days=1), by=cast.agent, now=cast.now,
    )  # fmt: skip
    assert own.first_contact_id == cast.agent.id
    assert sorted(kind for kind, _one in keys(cast.agent.staff)) == ["asked_task", "first_contact"]
    leave(cast.agent.staff, by=cast.security_admin, now=cast.now)
    own.refresh_from_db()
    task.refresh_from_db()
    assert own.first_contact_id == cast.colleague.id
    assert task.asked_by.is_active


def test_what_was_offered_to_who_left_is_offered_anew(cast):
    """ORG-6"""
    case = a_case(cast)
    leaving = planned(cast)
    offer_handover(leaving, [("case", case.pk)], to=cast.colleague.staff, by=cast.manager, now=cast.now)
    leave(cast.colleague.staff, by=cast.security_admin, now=cast.now)
    assert not leaving.items.exists()
    offer_handover(leaving, [("case", case.pk)], to=cast.supervisor.staff, by=cast.manager, now=cast.now)
    assert len(waiting_for(cast.supervisor.staff)) == 1
