"""A case as a row of a list, and as a whole."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Literal, cast

from pydantic import ConfigDict

from alongside.domain.cases.models import Case
from alongside.domain.cases.queries.milestones import MilestoneLine, milestones_of
from alongside.domain.cases.queries.story import story_of
from alongside.domain.organisation.models import Node, StaffMember
from alongside.faces.api.cases.shapes.codes import CustomerName, UnitName
from alongside.faces.api.cases.shapes.helping import TaskOut, TransferOut, task_out, transfer_out
from alongside.faces.api.cases.shapes.telling import StoryOut, story_out
from alongside.faces.api.gate import ApiRequest
from alongside.faces.api.texts import Out
from alongside.faces.ui.access import seen

ShownEntries = 50


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
