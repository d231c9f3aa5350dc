"""Who has the case, and how it changes hands (CAS-5, CAS-6).

One owner in the customer's eyes. Whoever gets it is held first, then the case is locked, then the transfer, so that
nobody waits in a circle.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from alongside.domain.cases import events
from alongside.domain.cases.actions.moving import lock_case, record, touch, withdraw_offers
from alongside.domain.cases.actions.words import needs_words
from alongside.domain.cases.models import Case, Participant, Transfer
from alongside.domain.cases.permissions import (
    ASK_COOPERATION,
    ASSIGN_CASE,
    HANDLE_CASE,
    HELP_WITH_CASE,
    TRANSFER_CASE,
)
from alongside.domain.cases.queries.routing import candidates_for
from alongside.domain.cases.rules.intake import check_words
from alongside.domain.cases.rules.routing import choose
from alongside.domain.organisation.actions.staff import hold_staff
from alongside.domain.organisation.models import Appointment, Department, StaffMember
from alongside.domain.organisation.queries import actor_for
from alongside.domain.work.actions import ask_task
from alongside.domain.work.hooks import Asked, may_answer_task, may_withdraw_task
from alongside.domain.work.models import Task
from alongside.kernel import journal
from alongside.kernel.actor import SYSTEM, Actor
from alongside.kernel.refusals import NotAllowed, Refused


@transaction.atomic
def assign_case(case: Case, *, to: StaffMember, by: Actor, now: datetime, seen: int | None = None) -> Case:
    """Give the case to somebody, without asking them: for those who lead (or to take an unowned one oneself).

    An offered transfer comes to nothing.
    """
    takes_unowned = by.kind == "staff" and to.pk == by.id and case.owner_id is None
    by.require(HANDLE_CASE if takes_unowned else ASSIGN_CASE, on=case)
    hold_staff(to.pk)
    fresh = _lock_open(case, seen=seen)
    if takes_unowned and fresh.owner_id is not None:
        by.require(ASSIGN_CASE, on=fresh)
    if fresh.owner_id == to.pk:
        raise Refused(_("The case is theirs already."), field="to")
    needs_handler(to, fresh, now=now)
    withdraw_offers(fresh, now=now)
    before = change_owner(fresh, to.pk)
    touch(fresh, now=now, assigned_because={"how": "assigned", "by_kind": by.kind, "by": by.id})
    record(
        events.CASE_ASSIGNED, fresh, by=by, now=now, facts={"from": before, "to": to.pk, "how": "assigned"}
    )
    return fresh


@transaction.atomic
def route_case(case: Case, *, now: datetime, by: Actor = SYSTEM) -> Case:
    """Find an owner for a case that has none, and keep what was weighed (CAS-6).

    Does nothing to a case that has an owner or ended, so it can be called again. Where nobody fits, the
    case stays unowned and `assigned_because` says whom we looked at.
    """
    fresh = lock_case(case)
    if fresh.owner_id is not None or not fresh.is_open:
        return fresh
    choice = choose(candidates_for(fresh, now=now))
    because = {"how": "routed", "at": now.isoformat(), **choice.as_data()}
    if choice.chosen is None:
        Case.objects.filter(pk=fresh.pk).update(assigned_because=because)
        fresh.assigned_because = because
        return fresh
    change_owner(fresh, choice.chosen.staff_id)
    touch(fresh, now=now, assigned_because=because)
    record(
        events.CASE_ASSIGNED,
        fresh,
        by=by,
        now=now,
        facts={"from": None, "to": choice.chosen.staff_id, "how": "routed"},
    )
    return fresh


@transaction.atomic
def offer_transfer(
    case: Case,
    *,
    to: StaffMember,
    reason: str,
    by: Actor,
    now: datetime,
    seen: int | None = None,
) -> Transfer:
    """Offer one's case to a colleague, with the reason. It stays with the sender until they accept (CAS-5).

    Who may assign may offer somebody else's case for them. The fact says `second` when the case changed
    hands before: the supervisor hears of it.
    """
    by.require(TRANSFER_CASE, on=case)
    reason = check_words(
        needs_words(reason, _("Say why; the colleague and the supervisor read it."), field="reason"),
        field="reason",
    )
    hold_staff(to.pk)
    fresh = _lock_open(case, seen=seen)
    if fresh.owner_id is None:
        raise Refused(_("Nobody has this case yet; assign it instead."))
    if by.kind != "staff" or fresh.owner_id != by.id:
        by.require(ASSIGN_CASE, on=fresh)
    if fresh.owner_id == to.pk:
        raise Refused(_("The case is theirs already."), field="to")
    needs_handler(to, fresh, now=now)
    if fresh.transfers.filter(state=Transfer.State.OFFERED).exists():
        raise Refused(_("The case is offered to somebody already; withdraw that first."))
    transfer = Transfer.objects.create(
        case=fresh,
        node_id=fresh.node_id,
        sender_id=fresh.owner_id,
        receiver=to,
        reason=reason,
        offered_at=now,
    )
    touch(fresh, now=now)
    _record_transfer(events.TRANSFER_OFFERED, transfer, fresh, by=by, now=now)
    return transfer


@transaction.atomic
def accept_transfer(transfer: Transfer, *, by: Actor, now: datetime, seen: int | None = None) -> Transfer:
    """The receiver takes the case: from this moment it is theirs."""
    hold_staff(transfer.receiver_id)
    case, fresh = _lock_offer(transfer, seen=seen)
    _only_receiver(fresh, by)
    by.require(HANDLE_CASE, on=case)
    _answer(fresh, Transfer.State.ACCEPTED, now=now)
    second = case.transfer_count >= 1
    change_owner(case, fresh.receiver_id)
    touch(
        case,
        now=now,
        transfer_count=case.transfer_count + 1,
        assigned_because={"how": "transferred", "transfer": fresh.pk},
    )
    _record_transfer(events.TRANSFER_ACCEPTED, fresh, case, by=by, now=now, second=second)
    return fresh


@transaction.atomic
def decline_transfer(
    transfer: Transfer, *, words: str, by: Actor, now: datetime, seen: int | None = None
) -> Transfer:
    """The receiver does not take it; the sender reads why."""
    words = check_words(needs_words(words, _("Say why; the sender reads these words.")))
    case, fresh = _lock_offer(transfer, seen=seen)
    _only_receiver(fresh, by)
    _answer(fresh, Transfer.State.DECLINED, now=now, answer=words)
    touch(case, now=now)
    _record_transfer(events.TRANSFER_DECLINED, fresh, case, by=by, now=now)
    return fresh


@transaction.atomic
def withdraw_transfer(transfer: Transfer, *, by: Actor, now: datetime, seen: int | None = None) -> Transfer:
    """The sender keeps the case after all."""
    case, fresh = _lock_offer(transfer, seen=seen)
    if by.kind != "staff" or fresh.sender_id != by.id:
        by.require(ASSIGN_CASE, on=case)
    _answer(fresh, Transfer.State.WITHDRAWN, now=now)
    touch(case, now=now)
    _record_transfer(events.TRANSFER_WITHDRAWN, fresh, case, by=by, now=now)
    return fresh


@transaction.atomic
def ask_cooperation(
    case: Case,
    *,
    department: Department | None,
    title: str,
    words: str,
    due_at: datetime,
    by: Actor,
    now: datetime,
    assignee: StaffMember | None = None,
    seen: int | None = None,
) -> Task:
    """Ask another department to help, while the owner stays (CAS-5). Whoever is asked sees the case from now."""
    by.require(ASK_COOPERATION, on=case)
    fresh = _lock_open(case, seen=seen)
    asked_by_id = by.id if by.kind == "staff" else fresh.owner_id
    if asked_by_id is None:
        raise Refused(_("Nobody has this case yet; assign it first."))
    task = ask_task(
        node=fresh.node,
        about=fresh,
        title=title,
        words=check_words(words),
        due_at=due_at,
        asked_by=StaffMember.objects.get(pk=asked_by_id),
        by=by,
        now=now,
        department=department,
        assignee=assignee,
    )
    _make_helpers(fresh, department=department, assignee=assignee, now=now)
    touch(fresh, now=now)
    record(
        events.COOPERATION_ASKED,
        fresh,
        by=by,
        now=now,
        facts={
            "task": task.pk,
            "department": department and department.pk,
            "assignee": assignee and assignee.pk,
        },
    )
    return task


@transaction.atomic
def record_help(case: Case, *, task_id: int, answer: str, now: datetime, by: Actor = SYSTEM) -> None:
    """Write into the case's journal how a task it asked for was answered. Once, however often it is called."""
    fresh = lock_case(case)
    facts = {"task": task_id, "answer": answer}
    if (
        journal.timeline_of(fresh, events=[events.COOPERATION_ANSWERED])
        .filter(facts__contains=facts)
        .exists()
    ):
        return
    record(events.COOPERATION_ANSWERED, fresh, by=by, now=now, facts=facts)


@may_answer_task.fill
def may_help_with_case(task: Asked, by: Actor) -> bool | None:
    """Who helps at the node answers for it, once they can see the case; the rest is for the assignee."""
    if task.about_kind != "case" or not by.may(HELP_WITH_CASE, on=task):
        return None
    return Case.objects.visible_to(by).filter(pk=task.about_id).exists()


@may_withdraw_task.fill
def may_take_back_help(task: Asked, by: Actor) -> bool | None:
    """The case's owner, and who assigns cases there."""
    if task.about_kind != "case":
        return None
    if by.may(ASSIGN_CASE, on=task):
        return True
    return by.kind == "staff" and Case.objects.filter(pk=task.about_id, owner_id=by.id).exists()


def _lock_open(case: Case, *, seen: int | None) -> Case:
    fresh = lock_case(case, seen=seen)
    if not fresh.is_open:
        raise Refused(_("This case has ended."))
    return fresh


def _lock_offer(transfer: Transfer, *, seen: int | None) -> tuple[Case, Transfer]:
    case = lock_case(Case(pk=transfer.case_id), seen=seen)
    fresh = Transfer.objects.select_for_update().get(pk=transfer.pk)
    if fresh.state != Transfer.State.OFFERED:
        raise Refused(
            _("This offer is no longer open: it was answered already (%(state)s).")
            % {"state": fresh.get_state_display()},
            facts={"state": fresh.state},
        )
    return case, fresh


def _only_receiver(transfer: Transfer, by: Actor) -> None:
    if by.kind != "staff" or transfer.receiver_id != by.id:
        raise NotAllowed(_("This case was offered to somebody else."))


def _answer(transfer: Transfer, state: str, *, now: datetime, answer: str = "") -> None:
    transfer.state, transfer.answered_at, transfer.answer = state, now, answer
    transfer.save(update_fields=["state", "answered_at", "answer"])


def needs_handler(staff: StaffMember, case: Case, *, now: datetime) -> None:
    """Whoever gets a case must be able to see and handle it there."""
    if not staff.is_active or not actor_for(staff, now=now).may(HANDLE_CASE, on=case):
        raise Refused(
            _("%(name)s does not handle cases of %(node)s.") % {"name": staff.name, "node": case.node},
            field="to",
        )


def change_owner(case: Case, staff_id: int) -> int | None:
    """Set (not save) the owner, and keep the participants in step; the owner before."""
    before = case.owner_id
    case.participants.filter(role=Participant.Role.OWNER).exclude(staff_id=staff_id).delete()
    Participant.objects.get_or_create(case=case, staff_id=staff_id, role=Participant.Role.OWNER)
    case.owner_id = staff_id
    return before


def _make_helpers(
    case: Case, *, department: Department | None, assignee: StaffMember | None, now: datetime
) -> None:
    ids = {assignee.pk} if assignee else set()
    if department is not None:
        ids |= set(
            Appointment.objects.active(now).filter(department=department).values_list("staff_id", flat=True)
        )
    Participant.objects.bulk_create(
        [Participant(case=case, staff_id=one, role=Participant.Role.HELPER) for one in sorted(ids)],
        ignore_conflicts=True,
    )


def _record_transfer(
    event: Any, transfer: Transfer, case: Case, *, by: Actor, now: datetime, second: bool | None = None
) -> None:
    record(
        event,
        case,
        by=by,
        now=now,
        facts={
            "transfer": transfer.pk,
            "from": transfer.sender_id,
            "to": transfer.receiver_id,
            "second": case.transfer_count >= 1 if second is None else second,
        },
    )
