"""A pack in the words of those who read it: of today's rows, or of what was given out (CAS-13)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, TypeVar

from django.db import models

from alongside.domain.cases.models import (
    Case,
    CaseMeeting,
    Lesson,
    LiabilityFinding,
    LossEntry,
    MajorComplaint,
    SpotCheck,
)
from alongside.domain.cases.permissions import SEE_CASE_MEETINGS
from alongside.domain.cases.queries.figures import Figures, figures_counted
from alongside.domain.cases.queries.meeting.gathering import compared_months, gather
from alongside.domain.cases.queries.remembering import Below, Counted
from alongside.domain.cases.states import LABELS
from alongside.domain.organisation.models import Node
from alongside.domain.promises.models import Promise
from alongside.domain.work.models import Task
from alongside.domain.work.queries import OPEN_TASK_STATES
from alongside.domain.work.states import TASK_STATES
from alongside.kernel.actor import Actor

M = TypeVar("M", bound=models.Model)
JOINED = ("node", "unit", "customer", "category", "owner")


@dataclass(frozen=True)
class Trio:
    """Figures of the month, of the one before, and of the same month a year ago."""

    this: Figures
    before: Figures
    year: Figures


@dataclass(frozen=True)
class CaseLine:
    """A case with where it stood at the pack's moment, and how long it had been open."""

    case: Case
    state: str
    age: timedelta
    major: MajorComplaint | None = None

    @property
    def state_label(self) -> Any:
        return LABELS.get(self.state, self.state)

    @property
    def reasons(self) -> list[Any]:
        """Why it was declared major."""
        labels = dict(MajorComplaint.Criterion.choices)
        return [labels.get(one, one) for one in self.major.criteria] if self.major else []


@dataclass(frozen=True)
class GroupLine(CaseLine):
    """A lead case with how many follow it, and how many of these were open."""

    following: int = 0
    still_open: int = 0


@dataclass(frozen=True)
class FindingLine:
    """A liability finding, as its appeal stood at the pack's moment."""

    finding: LiabilityFinding
    state: str

    @property
    def state_label(self) -> Any:
        return LiabilityFinding.State(self.state).label


@dataclass(frozen=True)
class DecisionLine:
    """What an earlier meeting decided, as the task stood at the pack's moment. Its result is told once it is done."""

    task: Task
    state: str
    is_late: bool

    @property
    def state_label(self) -> Any:
        return TASK_STATES.labels[self.state]

    @property
    def said(self) -> str:
        """What came of it, or why it was given back; nothing that was written after the pack."""
        return {"done": self.task.result, "returned": self.task.return_reason}.get(self.state, "")


@dataclass(frozen=True)
class PromisesKept:
    """How the promises that ended in the month ended. `broken_lines` carry the case that each opened."""

    kept: int
    kept_changed: int
    broken: int
    withdrawn: int
    broken_lines: list[Promise]

    @property
    def rate(self) -> float | None:
        decided = self.kept + self.kept_changed + self.broken
        return (self.kept + self.kept_changed) / decided if decided else None


@dataclass(frozen=True)
class Pack:
    """A month of a node as the meeting reads it. `given_out_at` empty: these are the rows as they are now."""

    node: Node
    month: date
    at: datetime
    given_out_at: datetime | None
    all: Trio
    complaints: Trio
    trend: list[tuple[date, int]]
    open_count: int
    longest: list[CaseLine]
    majors: list[CaseLine]
    groups: list[GroupLine]
    finding_count: int
    findings: list[FindingLine]
    loss_count: int
    losses: list[LossEntry]
    waiting_count: int
    waiting_amount: Decimal
    promises: PromisesKept
    check_results: dict[str, int]
    checks: list[SpotCheck]
    lessons: list[Lesson]
    decisions: list[DecisionLine]
    customer_ids: set[int | None] = field(default_factory=set)

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all came in this month, or ended in it, or is open from it."""
        counts = (self.all.this.total.count, self.all.before.total.count, self.open_count, self.finding_count)
        promised = self.promises.kept + self.promises.kept_changed + self.promises.broken
        return not (any(counts) or self.loss_count or promised or self.majors or self.groups or self.lessons)

    @property
    def checks_drawn(self) -> int:
        return sum(self.check_results.values())

    @property
    def checks_called(self) -> int:
        """Calls that reached the customer."""
        return self.checks_drawn - self.check_results.get("", 0) - self.check_results.get("not_reached", 0)

    @property
    def open_more(self) -> int:
        return self.open_count - len(self.longest)

    @property
    def findings_more(self) -> int:
        return self.finding_count - len(self.findings)

    @property
    def losses_more(self) -> int:
        return self.loss_count - len(self.losses)


def pack_now(node: Node, month: date, *, viewer: Actor, now: datetime) -> Pack:
    """The pack of a month with today's figures. NotAllowed."""
    viewer.require(SEE_CASE_MEETINGS, on=node)
    return _read(node, month, gather(node, month, now=now), None)


def pack_given_out(meeting: CaseMeeting, *, viewer: Actor) -> Pack | None:
    """The pack as it was given out; None where it was not yet. NotAllowed."""
    viewer.require(SEE_CASE_MEETINGS, on=meeting)
    if meeting.pack is None:
        return None
    return _read(meeting.node, meeting.month, meeting.pack, meeting.given_out_at)


def _read(node: Node, month: date, plain: dict[str, Any], given_out_at: datetime | None) -> Pack:
    at = datetime.fromisoformat(plain["at"])
    nodes = [Below(*one) for one in plain["nodes"]]

    def trio(kind: str) -> Trio:
        told = {
            which: figures_counted(node, first, kind, Counted(plain["figures"][which][kind], nodes, at))
            for which, first in compared_months(month).items()
        }
        return Trio(**told)

    longest, majors = _case_lines(plain, at)
    groups = _group_lines(plain["groups"], at)
    findings = _findings(plain["findings"]["lines"])
    losses = _in_order(
        LossEntry.objects.select_related("case__node", "case__unit"), _keys(plain["losses"]["lines"])
    )
    broken = _in_order(
        Promise.objects.select_related("kind", "keeper", "customer", "unit", "opened_case__case"),
        _keys(plain["promises"]["lines"]),
    )
    checks = _in_order(
        SpotCheck.objects.select_related("case__node", "drawn_by"), _keys(plain["checks"]["lines"])
    )
    named: list[Any] = [*longest, *majors, *groups, *losses, *checks]
    whose: set[int | None] = {one.case.customer_id for one in named}
    whose |= {one.finding.case.customer_id for one in findings} | {one.customer_id for one in broken}
    told = plain["promises"]
    return Pack(
        node=node,
        month=month.replace(day=1),
        at=at,
        given_out_at=given_out_at,
        all=trio(""),
        complaints=trio("complaint"),
        trend=[(date.fromisoformat(first), count) for first, count in plain["trend"]],
        open_count=plain["open"]["count"],
        longest=longest,
        majors=majors,
        groups=groups,
        finding_count=plain["findings"]["count"],
        findings=findings,
        loss_count=plain["losses"]["count"],
        losses=losses,
        waiting_count=plain["losses"]["waiting_count"],
        waiting_amount=Decimal(plain["losses"]["waiting_amount"]),
        promises=PromisesKept(
            told["kept"], told["kept_changed"], told["broken"], told["withdrawn"], broken_lines=broken
        ),
        check_results=plain["checks"]["results"],
        checks=checks,
        lessons=_in_order(
            Lesson.objects.select_related("category").defer("search_text", "search_vector"), plain["lessons"]
        ),
        decisions=_decisions(plain["decisions"], at),
        customer_ids=whose,
    )


def _keys(lines: Sequence[Sequence[Any]]) -> list[int]:
    return [one[0] for one in lines]


def _in_order(rows: models.QuerySet[M], keys: Sequence[int]) -> list[M]:
    """The rows of these keys, as they were listed."""
    found = {one.pk: one for one in rows.filter(pk__in=keys)} if keys else {}
    return [found[key] for key in keys if key in found]


def _case_lines(plain: dict[str, Any], at: datetime) -> tuple[list[CaseLine], list[CaseLine]]:
    states = dict(plain["open"]["lines"])
    about = Case.objects.select_related(*JOINED)
    longest = [CaseLine(one, states[one.pk], at - one.opened_at) for one in _in_order(about, list(states))]
    major_states = {major: state for major, _case, state in plain["majors"]}
    joined = [f"case__{one}" for one in JOINED]
    majors = _in_order(MajorComplaint.objects.select_related("lead", *joined), list(major_states))
    return longest, [CaseLine(one.case, major_states[one.pk], at - one.case.opened_at, one) for one in majors]


def _group_lines(lines: Sequence[Sequence[Any]], at: datetime) -> list[GroupLine]:
    told = {one[0]: one[1:] for one in lines}
    found = _in_order(Case.objects.select_related(*JOINED), list(told))
    return [GroupLine(one, told[one.pk][0], at - one.opened_at, None, *told[one.pk][1:]) for one in found]


def _findings(lines: Sequence[Sequence[Any]]) -> list[FindingLine]:
    states = {finding: state for finding, _case, state in lines}
    rows = LiabilityFinding.objects.select_related("case__node").prefetch_related(
        "shares__staff", "shares__department"
    )
    return [FindingLine(one, states[one.pk]) for one in _in_order(rows, list(states))]


def _decisions(lines: Sequence[Sequence[Any]], at: datetime) -> list[DecisionLine]:
    states = {one[0]: one[1] for one in lines}
    rows = _in_order(Task.objects.select_related("department__node", "assignee", "asked_by"), list(states))
    late = {one.pk for one in rows if states[one.pk] in OPEN_TASK_STATES and one.due_at < at}
    return [DecisionLine(one, states[one.pk], one.pk in late) for one in rows]
