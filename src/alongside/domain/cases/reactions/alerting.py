"""Whom of us a fact concerns, at once and by name; never the one who did it (CAS-4, CAS-5, CAS-10, ORG-4)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from alongside.domain.cases import events
from alongside.domain.cases.actions.handing_on import route_case
from alongside.domain.cases.models import Case, LiabilityFinding, LossEntry, Transfer
from alongside.domain.cases.permissions import DECIDE_APPEAL
from alongside.domain.cases.rules import notices
from alongside.domain.organisation.models import Appointment, Node, StaffMember
from alongside.domain.organisation.queries import named_person, staff_holding
from alongside.domain.work.actions import notice_for, notify_many
from alongside.domain.work.models import Task
from alongside.domain.work.rules import NoticeKind
from alongside.kernel.journal import on
from alongside.kernel.models import JournalEntry

SUPERVISOR, PROJECT_MANAGER, HEADQUARTERS = 2, 3, 5

TO_OWNER = {
    events.CUSTOMER_WROTE.kind: notices.CUSTOMER_WROTE,
    events.PROPOSAL_AGREED.kind: notices.PROPOSAL_AGREED,
    events.PROPOSAL_DECLINED.kind: notices.PROPOSAL_DECLINED,
    events.CASE_CONFIRMED.kind: notices.CONFIRMED,
    events.CASE_WITHDRAWN.kind: notices.WITHDRAWN,
    events.PAUSE_CAPPED.kind: notices.PAUSE_CAPPED,
}
TO_OWNER_AND_SUPERVISOR = {
    events.CASE_NOT_SOLVED.kind: notices.NOT_SOLVED,
    events.CASE_REOPENED.kind: notices.REOPENED,
}


@on(events.CASE_OPENED)
def alert_about_opened_case(entry: JournalEntry) -> None:
    """The owner hears that the case is theirs; when nobody fits, the supervisor hears that it is nobody's."""
    case = _case(entry)
    if case.owner_id is None:
        case = route_case(case, now=entry.at)
    if case.owner is None:
        _tell(entry, case, notices.UNASSIGNED, [next_above(case.node, SUPERVISOR, entry)], is_urgent=True)
    elif entry.facts.get("owner"):
        _tell(entry, case, notices.ASSIGNED, [case.owner])


@on(events.CASE_ASSIGNED)
def alert_new_owner(entry: JournalEntry) -> None:
    """Who has it now."""
    case = _case(entry)
    _tell(entry, case, notices.ASSIGNED, StaffMember.objects.filter(pk=entry.facts.get("to")))


@on(
    events.CUSTOMER_WROTE,
    events.PROPOSAL_AGREED,
    events.PROPOSAL_DECLINED,
    events.CASE_CONFIRMED,
    events.CASE_WITHDRAWN,
    events.PAUSE_CAPPED,
)
def alert_owner(entry: JournalEntry) -> None:
    """The owner follows what the customer says; for a case that nobody has, the supervisor does."""
    case = _case(entry)
    who = case.owner or next_above(case.node, SUPERVISOR, entry)
    _tell(entry, case, TO_OWNER[entry.kind], [who])


@on(events.CASE_NOT_SOLVED, events.CASE_REOPENED)
def alert_owner_and_supervisor(entry: JournalEntry) -> None:
    """It was not over after all (CAS-15)."""
    case = _case(entry)
    people = [case.owner, next_above(case.node, SUPERVISOR, entry)]
    _tell(entry, case, TO_OWNER_AND_SUPERVISOR[entry.kind], people, is_urgent=True)


@on(events.CASE_RATED)
def alert_about_rating(entry: JournalEntry) -> None:
    """A low mark reopens the conversation with the supervisor."""
    case = _case(entry)
    facts = {"rating": entry.facts["rating"]}
    if entry.facts.get("low"):
        people = [case.owner, next_above(case.node, SUPERVISOR, entry)]
        _tell(entry, case, notices.RATED_LOW, people, facts, is_urgent=True)
    else:
        _tell(entry, case, notices.RATED, [case.owner], facts)


@on(events.TRANSFER_OFFERED)
def alert_about_offer(entry: JournalEntry) -> None:
    """The receiver is asked; the second time the supervisor hears (CAS-5)."""
    case, transfer = _case(entry), _transfer(entry)
    _tell(entry, case, notices.TRANSFER_OFFERED, [transfer.receiver], is_urgent=True)
    if entry.facts.get("second"):
        _tell(entry, case, notices.TRANSFERRED_AGAIN, [next_above(case.node, SUPERVISOR, entry)])


@on(events.TRANSFER_ACCEPTED, events.TRANSFER_DECLINED, events.TRANSFER_WITHDRAWN)
def alert_about_answered_offer(entry: JournalEntry) -> None:
    """The sender hears the answer; the receiver hears that there is none to give any more."""
    case, transfer = _case(entry), _transfer(entry)
    kind, who = {
        events.TRANSFER_ACCEPTED.kind: (notices.TRANSFER_ACCEPTED, transfer.sender),
        events.TRANSFER_DECLINED.kind: (notices.TRANSFER_DECLINED, transfer.sender),
        events.TRANSFER_WITHDRAWN.kind: (notices.TRANSFER_WITHDRAWN, transfer.receiver),
    }[entry.kind]
    _tell(entry, case, kind, [who])


@on(events.COOPERATION_ASKED)
def alert_about_asked_help(entry: JournalEntry) -> None:
    """Who is asked by name, else everybody of the department."""
    task = Task.objects.select_related("assignee").get(pk=entry.facts["task"])
    if task.assignee:
        people: Iterable[StaffMember | None] = [task.assignee]
    else:
        working_there = Appointment.objects.active(entry.at).filter(department=task.department_id)
        people = StaffMember.objects.filter(pk__in=working_there.values("staff"))
    _tell(entry, _case(entry), notices.COOPERATION_ASKED, people)


@on(events.COOPERATION_ANSWERED)
def alert_about_answered_help(entry: JournalEntry) -> None:
    """Who asked, and the owner."""
    case = _case(entry)
    task = Task.objects.select_related("asked_by").get(pk=entry.facts["task"])
    _tell(entry, case, notices.COOPERATION_ANSWERED, [task.asked_by, case.owner])


@on(events.MAJOR_DECLARED, events.MAJOR_BRIEFED)
def alert_all_hands(entry: JournalEntry) -> None:
    """Everybody who takes part, and everybody up the ladder (CAS-10)."""
    case = _case(entry)
    taking_part = StaffMember.objects.filter(participations__case=case)
    up = [named_person(case.node, rank, now=entry.at) for rank in range(SUPERVISOR, HEADQUARTERS + 1)]
    declared = entry.kind == events.MAJOR_DECLARED.kind
    kind = notices.MAJOR_DECLARED if declared else notices.MAJOR_BRIEFED
    _tell(entry, case, kind, [*taking_part, *up], is_urgent=True)


@on(events.MAJOR_LOG_LATE)
def alert_about_late_log(entry: JournalEntry) -> None:
    """The lead owes it; from the second hour on the node's manager hears too (CAS-10, ORG-4)."""
    case = _case(entry)
    lead = StaffMember.objects.select_related("deputy").get(pk=entry.facts["lead"])
    people: list[StaffMember | None] = [lead]
    if lead.presence == StaffMember.Presence.AWAY:
        people.append(lead.deputy)
    if entry.facts["hours"] > 1:
        people.append(next_above(case.node, PROJECT_MANAGER, entry))
    _tell(entry, case, notices.MAJOR_LOG_LATE, people, is_urgent=True)


@on(events.FINDING_DRAFTED, events.FINDING_ISSUED, events.APPEAL_DECIDED)
def alert_persons_concerned(entry: JournalEntry) -> None:
    """A person whose liability is at stake hears of each step (CAS-8)."""
    kind = {
        events.FINDING_DRAFTED.kind: notices.TO_BE_HEARD,
        events.FINDING_ISSUED.kind: notices.FINDING_ISSUED,
        events.APPEAL_DECIDED.kind: notices.APPEAL_DECIDED,
    }[entry.kind]
    finding = LiabilityFinding.objects.get(pk=entry.facts["finding"])
    concerned = StaffMember.objects.filter(pk__in=finding.shares.values("staff"))
    _tell(entry, _case(entry), kind, [*concerned, finding.appealed_by])


@on(events.FINDING_APPEALED)
def alert_about_appeal(entry: JournalEntry) -> None:
    """Whoever may decide it."""
    case = _case(entry)
    _tell(entry, case, notices.FINDING_APPEALED, staff_holding(DECIDE_APPEAL, node=case.node, now=entry.at))


@on(events.LOSS_REFUSED)
def alert_about_refused_loss(entry: JournalEntry) -> None:
    """Who entered it, unless they took it back themselves."""
    loss = LossEntry.objects.select_related("entered_by").filter(pk=entry.facts.get("loss")).first()
    if loss and loss.decided_by_id != loss.entered_by_id:
        _tell(entry, _case(entry), notices.LOSS_REFUSED, [loss.entered_by])


def next_above(node: Node, rank: int, entry: JournalEntry) -> StaffMember | None:
    """The named person of that rank for the node, or of the next higher rank that has one (ORG-4)."""
    for higher in range(rank, HEADQUARTERS + 1):
        if staff := named_person(node, higher, now=entry.at):
            return staff
    return None


def _case(entry: JournalEntry) -> Case:
    return Case.objects.select_related("node", "owner", "customer").get(pk=entry.about_id)


def _transfer(entry: JournalEntry) -> Transfer:
    return Transfer.objects.select_related("sender", "receiver").get(pk=entry.facts["transfer"])


def _tell(
    entry: JournalEntry,
    case: Case,
    kind: NoticeKind,
    people: Iterable[StaffMember | None],
    facts: dict[str, Any] | None = None,
    *,
    is_urgent: bool = False,
) -> None:
    """One notice to each, once for this fact however often the reaction is run."""
    doer = entry.by_id if entry.by_kind == "staff" else None
    whom = {one.pk: one for one in people if one is not None and one.is_active and one.pk != doer}
    notify_many(
        notice_for(
            staff,
            kind.kind,
            about=case,
            label=case.number,
            facts=facts,
            is_urgent=is_urgent,
            once_key=f"entry:{entry.pk}:{kind.kind}",
            now=entry.at,
        )
        for staff in whom.values()
    )
