"""What was found out: evidence, liability, losses, major complaints (CAS-7, 8, 9, 10). Signed by a person."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from alongside.domain.cases.actions import investigation, liability, losses, major
from alongside.domain.cases.models import (
    Evidence,
    LiabilityFinding,
    LiabilityShare,
    LossEntry,
    MajorComplaint,
)
from alongside.domain.cases.rules.liability import Share
from alongside.domain.organisation.models import Department
from alongside.faces.api.answering import Chapter, files_of, seen_version
from alongside.faces.api.cases.handing_on import DepartmentCode, SignedIn, SignedWordsIn
from alongside.faces.api.cases.shapes import (
    EvidenceList,
    EvidenceOut,
    FindingOut,
    Findings,
    Losses,
    LossOut,
    MajorOut,
    evidence_out,
    finding_out,
    loss_out,
    major_out,
)
from alongside.faces.api.gate import ApiRequest, colleague, find, find_case, in_the_name_of, named
from alongside.faces.api.texts import Amount, Day, Id, In, Line, Moment, Percent, Username, Words

finding = Chapter("Finding out")
MOST = 500
CauseCode = Literal[
    "procedure", "promise", "handover", "contract", "workmanship", "design", "material", "third_party"
]


class EvidenceIn(SignedIn):
    """A piece of the investigation. Corrections are added and name what they correct."""

    kind: Literal["statement", "file", "photo", "contract", "promise", "timeline"]
    words: Words
    person_heard: Annotated[Line, Field(max_length=80)] = ""
    happened_at: Moment | None = None
    corrects: Id | None = None


class ShareIn(In):
    """A party and its share in per cent; all shares of a finding add up to 100."""

    party: Literal["department", "person", "contractor", "owner", "third_party"]
    percent: Percent
    department: DepartmentCode | None = None
    staff: Username | None = None
    contractor_name: Annotated[Line, Field(max_length=120)] = ""


class FindingIn(SignedIn):
    """Who caused it, and how far."""

    cause: CauseCode
    words: Words
    shares: Annotated[list[ShareIn], Field(min_length=1, max_length=50)]


class HearingIn(SignedWordsIn):
    """What the person concerned says, or how they declined."""

    declined: bool = False


class AppealIn(SignedWordsIn):
    """Whether the finding holds."""

    upheld: bool


class LossIn(SignedIn):
    """A loss in yuan, or a recovery as a negative amount."""

    kind: Literal[
        "damages", "court_fee", "lawyer", "compensation", "refund", "returned_home", "waived_fee", "expense",
        "indirect", "recovery",
    ]  # fmt: skip
    amount: Amount
    on: Day
    words: Line
    cause: CauseCode | Literal[""] = ""
    recovered_from: Literal["", "contractor", "insurer", "other"] = ""


class MajorIn(SignedIn):
    """By which criteria it is major, and who leads."""

    criteria: Annotated[
        list[Literal["injury", "media", "many_owners", "amount", "red_line"]],
        Field(min_length=1, max_length=5),
    ]
    lead: Username


@finding.get("/cases/{number}/evidence", EvidenceList)
def list_evidence(request: ApiRequest, number: str) -> EvidenceList:
    """Everything that was added to the investigation, oldest first."""
    case = find_case(request, number)
    rows = Evidence.objects.visible_to(request.viewer).filter(case=case).select_related("by")
    return EvidenceList(items=[evidence_out(one) for one in rows[:MOST]])


@finding.post("/cases/{number}/add_evidence", EvidenceOut, status=201, with_files=True)
def add_evidence(request: ApiRequest, number: str, body: EvidenceIn) -> EvidenceOut:
    """Add a statement, file, photo, extract or moment; also after the case ended."""
    case = find_case(request, number)
    corrects = named(Evidence.objects.filter(case=case), "corrects", pk=body.corrects)
    evidence = investigation.add_evidence(
        case,
        kind=body.kind,
        words=body.words,
        files=files_of(request),
        person_heard=body.person_heard,
        happened_at=body.happened_at,
        corrects=corrects,
        by=in_the_name_of(request, body.staff),
        now=request.now,
        seen=seen_version(request),
    )
    return evidence_out(evidence)


@finding.get("/cases/{number}/findings", Findings)
def list_findings(request: ApiRequest, number: str) -> Findings:
    """Every liability finding of the case, the newest first."""
    case = find_case(request, number)
    rows = LiabilityFinding.objects.visible_to(request.viewer).filter(case=case).select_related("found_by")
    return Findings(items=[finding_out(one) for one in rows.order_by("-id")[:MOST]])


@finding.post("/cases/{number}/draft_finding", FindingOut, status=201)
def draft_finding(request: ApiRequest, number: str, body: FindingIn) -> FindingOut:
    """Write down who caused it and how far."""
    case = find_case(request, number)
    departments = Department.objects.filter(node_id__in=case.node.ancestor_ids).order_by("-node__path")
    shares = []
    for one in body.shares:
        department = named(departments, "shares", code=one.department)
        person = colleague(request, one.staff, field="shares") if one.staff else None
        shares.append(
            Share(
                one.party,
                one.percent,
                department_id=department.pk if department else None,
                staff_id=person.pk if person else None,
                contractor_name=one.contractor_name,
            )
        )
    found = liability.draft_finding(
        case,
        cause=body.cause,
        words=body.words,
        shares=shares,
        by=in_the_name_of(request, body.staff),
        now=request.now,
        seen=seen_version(request),
    )
    return finding_out(found)


@finding.post("/shares/{id}/hear_party", FindingOut)
def hear_party(request: ApiRequest, id: Id, body: HearingIn) -> FindingOut:
    """Record what the person concerned says before the finding is issued."""
    findings = LiabilityFinding.objects.visible_to(request.viewer)
    share = find(LiabilityShare.objects.filter(finding__in=findings), pk=id)
    by = in_the_name_of(request, body.staff)
    liability.hear_party(share, words=body.words, declined=body.declined, by=by, now=request.now)
    return finding_out(_find_finding(request, share.finding_id))


@finding.post("/findings/{id}/issue_finding", FindingOut)
def issue_finding(request: ApiRequest, id: Id, body: SignedIn) -> FindingOut:
    """Establish it, once everybody concerned was heard."""
    found = _find_finding(request, id)
    return finding_out(
        liability.issue_finding(found, by=in_the_name_of(request, body.staff), now=request.now)
    )


@finding.post("/findings/{id}/appeal_finding", FindingOut)
def appeal_finding(request: ApiRequest, id: Id, body: SignedWordsIn) -> FindingOut:
    """The person concerned asks the next level to look again."""
    found = _find_finding(request, id)
    by = in_the_name_of(request, body.staff)
    return finding_out(liability.appeal_finding(found, words=body.words, by=by, now=request.now))


@finding.post("/findings/{id}/decide_appeal", FindingOut)
def decide_appeal(request: ApiRequest, id: Id, body: AppealIn) -> FindingOut:
    """Decide one level up."""
    found = _find_finding(request, id)
    by = in_the_name_of(request, body.staff)
    return finding_out(
        liability.decide_appeal(found, upheld=body.upheld, words=body.words, by=by, now=request.now)
    )


@finding.get("/cases/{number}/losses", Losses)
def list_losses(request: ApiRequest, number: str) -> Losses:
    """The case's lines of the loss ledger, oldest first; only confirmed ones count."""
    case = find_case(request, number)
    rows = LossEntry.objects.visible_to(request.viewer).filter(case=case)
    return Losses(
        items=[loss_out(one) for one in rows.select_related("entered_by", "decided_by").order_by("id")[:MOST]]
    )


@finding.post("/cases/{number}/enter_loss", LossOut, status=201)
def enter_loss(request: ApiRequest, number: str, body: LossIn) -> LossOut:
    """Enter a loss or a recovery. Within the limit of who signs it counts at once, else after a yes (approvals)."""
    case = find_case(request, number)
    entry = losses.enter_loss(
        case,
        kind=body.kind,
        amount=body.amount,
        on=body.on,
        words=body.words,
        cause=body.cause,
        recovered_from=body.recovered_from,
        by=in_the_name_of(request, body.staff),
        now=request.now,
        seen=seen_version(request),
    )
    return loss_out(entry)


@finding.post("/losses/{id}/take_back_loss", LossOut)
def take_back_loss(request: ApiRequest, id: Id, body: SignedWordsIn) -> LossOut:
    """Who entered it takes it back while it waits; it stays readable and never counts."""
    entry = _find_loss(request, id)
    by = in_the_name_of(request, body.staff)
    return loss_out(losses.take_back_loss(entry, words=body.words, by=by, now=request.now))


@finding.post("/losses/{id}/reverse_loss", LossOut, status=201)
def reverse_loss(request: ApiRequest, id: Id, body: SignedWordsIn) -> LossOut:
    """Take back a confirmed entry by its opposite."""
    entry = _find_loss(request, id)
    by = in_the_name_of(request, body.staff)
    return loss_out(losses.reverse_loss(entry, words=body.words, by=by, now=request.now))


@finding.post("/cases/{number}/declare_major", MajorOut, status=201)
def declare_major(request: ApiRequest, number: str, body: MajorIn) -> MajorOut:
    """Say by which criteria a complaint is major and who leads it."""
    case = find_case(request, number)
    declared = major.declare_major(
        case,
        criteria=body.criteria,
        lead=colleague(request, body.lead, field="lead"),
        by=in_the_name_of(request, body.staff),
        now=request.now,
        seen=seen_version(request),
    )
    return major_out(declared)


@finding.post("/cases/{number}/brief_major", MajorOut)
def brief_major(request: ApiRequest, number: str, body: SignedWordsIn) -> MajorOut:
    """What everybody who touches the customer must know and may say."""
    found = _find_major(request, number)
    by = in_the_name_of(request, body.staff)
    return major_out(major.brief_major(found, words=body.words, by=by, now=request.now))


@finding.post("/cases/{number}/log_major", MajorOut)
def log_major(request: ApiRequest, number: str, body: SignedWordsIn) -> MajorOut:
    """A line of the hourly log; the next is due an hour later."""
    found = _find_major(request, number)
    major.log_major(found, words=body.words, by=in_the_name_of(request, body.staff), now=request.now)
    return major_out(_find_major(request, number))


@finding.post("/cases/{number}/review_major", MajorOut)
def review_major(request: ApiRequest, number: str, body: SignedWordsIn) -> MajorOut:
    """The closing review: what happened, why, what changes."""
    found = _find_major(request, number)
    by = in_the_name_of(request, body.staff)
    return major_out(major.review_major(found, words=body.words, by=by, now=request.now))


def _find_finding(request: ApiRequest, id: int) -> LiabilityFinding:
    rows = LiabilityFinding.objects.visible_to(request.viewer).select_related("found_by")
    return find(rows, pk=id)


def _find_loss(request: ApiRequest, id: int) -> LossEntry:
    return find(LossEntry.objects.visible_to(request.viewer), pk=id)


def _find_major(request: ApiRequest, number: str) -> MajorComplaint:
    case = find_case(request, number)
    return find(MajorComplaint.objects.visible_to(request.viewer).select_related("lead"), case=case)
