"""What cases look like from outside."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Literal, cast

from pydantic import ConfigDict

from alongside.domain.cases.models import Case, LiabilityFinding, LossEntry, Transfer
from alongside.domain.cases.queries.milestones import MilestoneLine, milestones_of
from alongside.domain.cases.queries.story import Entry, Story, story_of
from alongside.domain.organisation.models import Node, StaffMember
from alongside.domain.work.models import Task
from alongside.faces.api.gate import ApiRequest
from alongside.faces.api.texts import Out
from alongside.faces.ui.access import seen
from alongside.kernel.models import StoredFile

KindCode = Literal["complaint", "repair", "enquiry", "suggestion", "praise", "dispute", "privacy"]
ChannelCode = Literal[
    "phone", "email", "wechat", "sms", "web", "chat", "portal", "walk_in", "letter", "hotline", "other"
]
SeverityCode = Literal[1, 2, 3, 4]
StateCode = Literal[
    "received", "acknowledged", "investigating", "proposed", "agreed", "handling", "resolved", "confirmed",
    "closed", "archived", "rejected", "withdrawn",
]  # fmt: skip
ShownEntries = 50


class CustomerName(Out):
    """The customer, by name; contact points are asked for at the customer."""

    id: int
    name: str


class UnitName(Out):
    """The unit, as people say it."""

    id: int
    label: str


class CaseRow(Out):
    """A case as a row of a list."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "number": "GLT-2611-0382",
                    "title": "卫生间漏水",
                    "kind": "complaint",
                    "severity": 2,
                    "state": "handling",
                    "node": "GLT",
                    "owner": "lin.xiaoyue",
                    "version": 7,
                }
            ]
        }
    )

    number: str
    """Spoken easily, never reused."""
    title: str
    kind: str
    severity: int
    """1 critical, 2 serious, 3 normal, 4 minor."""
    channel: str
    state: str
    is_open: bool
    is_major: bool
    is_waiting_for_customer: bool
    node: str
    """Code of the node that the case belongs to."""
    category: str | None
    customer: CustomerName | None
    unit: UnitName | None
    place_words: str
    owner: str | None
    """User name of the staff member who answers for it in the customer's eyes."""
    opened_at: datetime
    changed_at: datetime
    closed_at: datetime | None
    next_due_at: datetime | None
    """The nearest deadline that still runs."""
    next_milestone: str
    rating: int | None
    reopened_count: int
    version: int
    """Moves with every act; send it as If-Match to be told when somebody else was faster."""


class CasePage(Out):
    """Some cases, and the token that leads to the rest."""

    items: list[CaseRow]
    next: str
    """Ask again with `after=` this; empty: that was all."""


class FileOut(Out):
    """A file; its bytes are at /files/{id}."""

    id: str
    name: str
    content_type: str
    size: int
    width: int | None
    height: int | None


class DeadlineOut(Out):
    """One milestone: due when, met when (CAS-4)."""

    milestone: str
    state: Literal["met", "met_late", "running", "cancelled"]
    started_at: datetime
    due_at: datetime
    met_at: datetime | None
    is_late: bool
    is_paused: bool
    escalation_level: int


class TransferOut(Out):
    """An offer of the case to a colleague; it stays with the sender until accepted (CAS-5)."""

    id: int
    state: str
    sender: str
    receiver: str
    reason: str
    answer: str
    offered_at: datetime
    answered_at: datetime | None


class TaskOut(Out):
    """A request to another department for help."""

    id: int
    title: str
    words: str
    state: str
    department: str | None
    assignee: str | None
    asked_by: str
    asked_at: datetime
    due_at: datetime
    result: str
    return_reason: str
    version: int


class EntryOut(Out):
    """One line of the story: something said or something that happened."""

    at: datetime
    kind: Literal["message", "fact"]
    by_kind: str
    by_name: str
    words: str
    direction: str
    """Of a message: in (from the customer), out (to the customer), internal."""
    channel: str
    event: str
    """Of a fact: its kind, as in webhooks."""
    sentence: str
    files: list[FileOut]


class StoryOut(Out):
    """Oldest first."""

    entries: list[EntryOut]
    older: str
    """Ask for the story with `before=` this; empty: that was all."""


class CaseOut(CaseRow):
    """A case with what one needs to act on it."""

    estate: int | None
    public_area: int | None
    location: str | None
    acknowledged_at: datetime | None
    answered_at: datetime | None
    resolved_at: datetime | None
    outcome: str
    outcome_words: str
    proposal: str
    rating_words: str
    transfer_count: int
    moves: list[str]
    """The verbs that are open to it now."""
    deadlines: list[DeadlineOut]
    transfers: list[TransferOut]
    tasks: list[TaskOut]
    story: StoryOut
    """The newest entries; older ones at /cases/{number}/story."""


class MessageOut(Out):
    """What was written."""

    id: int
    direction: str
    channel: str
    words: str
    sent_at: datetime
    files: list[FileOut]


class AttemptOut(Out):
    """A documented try to reach the customer (CAS-3)."""

    id: int
    channel: str
    result: str
    words: str
    at: datetime
    by: str


class EvidenceOut(Out):
    """A piece of the investigation (CAS-7)."""

    id: int
    kind: str
    words: str
    person_heard: str
    happened_at: datetime | None
    added_at: datetime
    by: str
    corrects: int | None
    files: list[FileOut]


class ShareOut(Out):
    """A party's share."""

    id: int
    party: str
    percent: str
    department: str | None
    staff: str | None
    contractor_name: str
    hearing: str
    heard_at: datetime | None
    is_hearing_declined: bool


class FindingOut(Out):
    """Who caused it, and how far (CAS-8)."""

    id: int
    cause: str
    words: str
    state: str
    found_by: str
    drafted_at: datetime
    issued_at: datetime | None
    appeal_words: str
    decision_words: str
    shares: list[ShareOut]
    version: int


class LossOut(Out):
    """A line of the loss ledger, in yuan (CAS-9)."""

    id: int
    kind: str
    cause: str
    amount: str
    on: str
    words: str
    recovered_from: str
    state: str
    entered_by: str
    entered_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    decision_words: str
    reverses: int | None


class MajorOut(Out):
    """What a major complaint needs besides (CAS-10)."""

    criteria: list[str]
    lead: str
    declared_at: datetime
    briefing_words: str
    briefing_at: datetime | None
    next_log_due_at: datetime | None
    review_words: str
    reviewed_at: datetime | None


class Losses(Out):
    items: list[LossOut]


class Findings(Out):
    items: list[FindingOut]


class EvidenceList(Out):
    items: list[EvidenceOut]


# --- from rows to shapes ------------------------------------------------------------------------------------


def rows_of(cases: Iterable[Case]) -> list[CaseRow]:
    """Two queries for the codes of nodes and owners, however many cases."""
    cases = list(cases)
    nodes = dict(Node.objects.filter(pk__in={one.node_id for one in cases}).values_list("pk", "code"))
    owners = dict(
        StaffMember.objects.filter(pk__in={one.owner_id for one in cases}).values_list("pk", "username")
    )
    return [CaseRow(**_row(one, nodes, owners)) for one in cases]


def case_out(case: Case, request: ApiRequest) -> CaseOut:
    """The whole case as this client may read it now."""
    fresh = Case.objects.select_related("node", "owner", "customer", "unit", "category", "location").get(
        pk=case.pk
    )
    seen(request, fresh.customer_id, about=fresh)
    nodes = {fresh.node_id: fresh.node.code}
    owners = {fresh.owner_id: fresh.owner.username} if fresh.owner else {}
    story = story_of(fresh, request.viewer, limit=ShownEntries)
    return CaseOut(
        **_row(fresh, nodes, owners),
        estate=fresh.estate_id,
        public_area=fresh.public_area_id,
        location=fresh.location.code if fresh.location else None,
        acknowledged_at=fresh.acknowledged_at,
        answered_at=fresh.answered_at,
        resolved_at=fresh.resolved_at,
        outcome=fresh.outcome,
        outcome_words=fresh.outcome_words,
        proposal=fresh.proposal,
        rating_words=fresh.rating_words,
        transfer_count=fresh.transfer_count,
        moves=[move.name for move in fresh.way.open_to(fresh.state)],
        deadlines=[_deadline(one, request.now) for one in milestones_of(fresh)],
        transfers=[
            transfer_out(one)
            for one in fresh.transfers.select_related("sender", "receiver").order_by("-id")[:20]
        ],
        tasks=[task_out(one) for one in story.tasks],
        story=story_out(story),
    )


def story_out(story: Story) -> StoryOut:
    return StoryOut(entries=[_entry(one) for one in story.entries], older=story.older)


def file_out(stored: StoredFile) -> FileOut:
    return FileOut(
        id=str(stored.pk),
        name=stored.name,
        content_type=stored.content_type,
        size=stored.size,
        width=stored.width,
        height=stored.height,
    )


def files_out(about_kind: str, about_id: int) -> list[FileOut]:
    stored = StoredFile.objects.filter(about_kind=about_kind, about_id=about_id)
    return [file_out(one) for one in stored.order_by("created_at", "id")]


def transfer_out(transfer: Transfer) -> TransferOut:
    return TransferOut(
        id=transfer.pk,
        state=transfer.state,
        sender=transfer.sender.username,
        receiver=transfer.receiver.username,
        reason=transfer.reason,
        answer=transfer.answer,
        offered_at=transfer.offered_at,
        answered_at=transfer.answered_at,
    )


def task_out(task: Task) -> TaskOut:
    return TaskOut(
        id=task.pk,
        title=task.title,
        words=task.words,
        state=task.state,
        department=task.department.code if task.department else None,
        assignee=task.assignee.username if task.assignee else None,
        asked_by=task.asked_by.username,
        asked_at=task.asked_at,
        due_at=task.due_at,
        result=task.result,
        return_reason=task.return_reason,
        version=task.version,
    )


def message_out(message: Any) -> MessageOut:
    return MessageOut(
        id=message.pk,
        direction=message.direction,
        channel=message.channel,
        words=message.body,
        sent_at=message.sent_at,
        files=files_out("message", message.pk),
    )


def evidence_out(evidence: Any) -> EvidenceOut:
    return EvidenceOut(
        id=evidence.pk,
        kind=evidence.kind,
        words=evidence.words,
        person_heard=evidence.person_heard,
        happened_at=evidence.happened_at,
        added_at=evidence.added_at,
        by=evidence.by.username,
        corrects=evidence.corrects_id,
        files=files_out("evidence", evidence.pk) if evidence.file_count else [],
    )


def finding_out(finding: LiabilityFinding) -> FindingOut:
    return FindingOut(
        id=finding.pk,
        cause=finding.cause,
        words=finding.words,
        state=finding.state,
        found_by=finding.found_by.username,
        drafted_at=finding.drafted_at,
        issued_at=finding.issued_at,
        appeal_words=finding.appeal_words,
        decision_words=finding.decision_words,
        shares=[
            ShareOut(
                id=one.pk,
                party=one.party,
                percent=str(one.percent),
                department=one.department.code if one.department else None,
                staff=one.staff.username if one.staff else None,
                contractor_name=one.contractor_name,
                hearing=one.hearing,
                heard_at=one.heard_at,
                is_hearing_declined=one.is_hearing_declined,
            )
            for one in finding.shares.select_related("department", "staff").order_by("id")
        ],
        version=finding.version,
    )


def loss_out(entry: LossEntry) -> LossOut:
    return LossOut(
        id=entry.pk,
        kind=entry.kind,
        cause=entry.cause,
        amount=f"{entry.amount:.2f}",
        on=entry.on.isoformat(),
        words=entry.words,
        recovered_from=entry.recovered_from,
        state=entry.state,
        entered_by=entry.entered_by.username,
        entered_at=entry.entered_at,
        decided_by=entry.decided_by.username if entry.decided_by else None,
        decided_at=entry.decided_at,
        decision_words=entry.decision_words,
        reverses=entry.reverses_id,
    )


def major_out(major: Any) -> MajorOut:
    return MajorOut(
        criteria=major.criteria,
        lead=major.lead.username,
        declared_at=major.declared_at,
        briefing_words=major.briefing_words,
        briefing_at=major.briefing_at,
        next_log_due_at=major.next_log_due_at,
        review_words=major.review_words,
        reviewed_at=major.reviewed_at,
    )


def _row(case: Case, nodes: dict[int, str], owners: dict[Any, str]) -> dict[str, Any]:
    plain = (
        "number", "title", "kind", "severity", "channel", "state", "is_open", "is_major",
        "is_waiting_for_customer", "place_words", "opened_at", "changed_at", "closed_at", "next_due_at",
        "next_milestone", "rating", "reopened_count", "version",
    )  # fmt: skip
    return {name: getattr(case, name) for name in plain} | {
        "node": nodes[case.node_id],
        "category": case.category.code if case.category else None,
        "customer": CustomerName(id=case.customer.pk, name=case.customer.name) if case.customer else None,
        "unit": UnitName(id=case.unit.pk, label=case.unit.label) if case.unit else None,
        "owner": owners.get(case.owner_id),
    }


def _deadline(line: MilestoneLine, now: datetime) -> DeadlineOut:
    return DeadlineOut(
        milestone=line.milestone,
        state=cast("Any", line.state),
        started_at=line.started_at,
        due_at=line.due_at,
        met_at=line.met_at,
        is_late=line.is_late_at(now),
        is_paused=line.is_paused,
        escalation_level=line.escalation_level,
    )


def _entry(entry: Entry) -> EntryOut:
    return EntryOut(
        at=entry.at,
        kind=cast("Any", entry.kind),
        by_kind=entry.by_kind,
        by_name=entry.by_name,
        words=entry.words,
        direction=entry.direction,
        channel=entry.channel,
        event=entry.event,
        sentence=entry.sentence,
        files=[file_out(one) for one in entry.files],
    )
