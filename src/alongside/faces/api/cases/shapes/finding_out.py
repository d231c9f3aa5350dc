"""Evidence, findings, losses, and what a major complaint needs besides (CAS-7 to CAS-10)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from alongside.domain.cases.models import LiabilityFinding, LossEntry
from alongside.faces.api.cases.shapes.files import FileOut, files_out
from alongside.faces.api.texts import Out


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
    is_within_limit: bool
    """Counted at once, within the limit of authority of who entered it."""
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
        is_within_limit=entry.is_within_limit,
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
