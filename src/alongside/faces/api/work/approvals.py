"""What waits for a yes, for programs that tell people of it and take their answer (ORG-9).

What a program asked for itself is decided in the desk: two names out of one program are not four eyes.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated

from pydantic import ConfigDict, Field

from alongside.domain.organisation.queries import staff_through
from alongside.domain.work.actions.approving import decide_approval as decide
from alongside.domain.work.models import Approval, ApprovalDecision, ExportRun
from alongside.domain.work.queries import approvals_for, approvals_seen_by
from alongside.faces.api.answering import Chapter
from alongside.faces.api.gate import ApiRequest, colleague, find, in_the_name_of
from alongside.faces.api.texts import Id, In, Out, Username, Words

approvals = Chapter("Approvals")
MOST = 100


class DecisionOut(Out):
    """One step: who must say yes, and what was said."""

    order: int
    permission: str
    is_yes: bool | None
    by: str | None
    instead_of: str | None
    words: str
    at: datetime | None


class ApprovalOut(Out):
    """A thing that needs a yes of others."""

    id: int
    kind: str
    label: str
    node: str
    amount: Decimal | None
    reason: str
    asked_by: str
    asked_at: datetime
    state: str
    waits_for: str | None
    """The permission whose holders there decide the next step."""
    is_for_the_desk: bool
    """Asked through a program: it is decided in the desk."""
    rows: int | None
    """Of an export: how many rows go out in full."""
    narrowed_by: list[str]
    """Of an export: by what, without the words; those are read in the desk."""
    steps: list[DecisionOut]


class Approvals(Out):
    items: list[ApprovalOut]


class DecideIn(In):
    """Who decides, how, and in which words; a no needs them."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"staff": "he.jing", "is_yes": True}]})

    staff: Username
    is_yes: bool
    words: Annotated[Words, Field(max_length=500)] = ""


@approvals.get("/approvals", Approvals)
def list_approvals(request: ApiRequest, staff: Annotated[str, Field(max_length=60)] = "") -> Approvals:
    """What waits where this client reaches, oldest first; with `staff`, what waits for that person's word."""
    rows = approvals_seen_by(request.viewer, now=request.now)
    if staff:
        person = staff_through(request.viewer, colleague(request, staff), now=request.now)
        rows = rows.filter(pk__in=[one.pk for one in approvals_for(person, now=request.now)])
    return Approvals(items=_out(list(rows.order_by("pk")[:MOST])))


@approvals.get("/approvals/{id}", ApprovalOut)
def get_approval(request: ApiRequest, id: Id) -> ApprovalOut:
    """One of them."""
    return _out([find(approvals_seen_by(request.viewer, now=request.now), pk=id)])[0]


@approvals.post("/approvals/{id}/decide_approval", ApprovalOut)
def decide_approval(request: ApiRequest, id: Id, body: DecideIn) -> ApprovalOut:
    """A person's yes or no to the next step."""
    approval = find(approvals_seen_by(request.viewer, now=request.now), pk=id)
    by = in_the_name_of(request, body.staff)
    decided = decide(approval, is_yes=body.is_yes, words=body.words, by=by, now=request.now)
    return _out([decided])[0]


def _out(found: list[Approval]) -> list[ApprovalOut]:
    """Two queries, however many."""
    steps: dict[int, list[ApprovalDecision]] = {one.pk: [] for one in found}
    rows = ApprovalDecision.objects.filter(approval__in=found).select_related("by", "instead_of")
    for step in rows.order_by("order"):
        steps[step.approval_id].append(step)
    runs = ExportRun.objects.in_bulk([one.about_id for one in found if one.about_kind == "exportrun"])
    return [_one(one, steps[one.pk], runs.get(one.about_id)) for one in found]


def _one(one: Approval, steps: list[ApprovalDecision], run: ExportRun | None) -> ApprovalOut:
    open_steps = [step for step in steps if step.is_yes is None] if one.state == "asked" else []
    return ApprovalOut(
        id=one.pk,
        kind=one.kind,
        label=str(one.label),
        node=one.node.code,
        amount=one.amount,
        reason=one.reason,
        asked_by=one.asked_by.username,
        asked_at=one.asked_at,
        state=one.state,
        waits_for=open_steps[0].permission if open_steps else None,
        is_for_the_desk=one.asked_through_id is not None,
        rows=run.expected if run else None,
        narrowed_by=[name for name in run.asked_for if name != "node"] if run else [],
        steps=[
            DecisionOut(
                order=step.order,
                permission=step.permission,
                is_yes=step.is_yes,
                by=step.by.username if step.by else None,
                instead_of=step.instead_of.username if step.instead_of else None,
                words=step.words,
                at=step.at,
            )
            for step in steps
        ],
    )
