"""What many bring up at once, hottest first (CHN-11)."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from ninja import Query
from pydantic import Field

from alongside.domain.assistance.models import HotIssue
from alongside.domain.cases.models import Case
from alongside.faces.api.answering import Chapter
from alongside.faces.api.gate import ApiRequest, find
from alongside.faces.api.texts import Id, Out

hot_issues = Chapter("Hot issues")
MOST_CASES = 500


class HotIssueOut(Out):
    """Cases and messages on one thing at one place within days. It holds no words of anybody."""

    id: int
    node: str
    estate: int | None
    category: str
    state: str
    heat: float
    people: int
    messages: int
    acceleration: float
    """Share of the later half of the span less that of the earlier, 0 to 1."""
    first_at: datetime
    last_at: datetime
    lead_case: str
    """The number of the case that answers for all of it; empty while nobody made one."""
    standing_answer: str


class HotIssueWithCases(HotIssueOut):
    cases: list[str]
    """Numbers of its cases that this client may see, newest first."""


class HotIssues(Out):
    items: list[HotIssueOut]


class AskedOfHotIssues(Out):
    state: Literal["", "watched", "group", "incident", "set_aside", "over"] = ""
    """Empty: all that are neither over nor set aside."""
    limit: Annotated[int, Field(ge=1, le=100)] = 50


@hot_issues.get("/hot_issues", HotIssues)
def list_hot_issues(request: ApiRequest, asked: Query[AskedOfHotIssues]) -> HotIssues:
    """Hot issues of the places that this client watches over, hottest first."""
    rows = _rows(request)
    rows = rows.filter(state=asked.state) if asked.state else rows.living()
    return HotIssues(
        items=[HotIssueOut(**_facts(one)) for one in rows.order_by("-heat", "-pk")[: asked.limit]]
    )


@hot_issues.get("/hot_issues/{id}", HotIssueWithCases)
def get_hot_issue(request: ApiRequest, id: Id) -> HotIssueWithCases:
    """One hot issue with its cases."""
    issue = find(_rows(request), pk=id)
    cases = Case.objects.visible_to(request.viewer).filter(conversation__hot_issue_member__issue=issue)
    numbers = cases.order_by("-opened_at", "-id").values_list("number", flat=True)[:MOST_CASES]
    return HotIssueWithCases(**_facts(issue), cases=list(numbers))


def _rows(request: ApiRequest) -> Any:
    return HotIssue.objects.visible_to(request.viewer).select_related("node", "category", "lead_case")


def _facts(one: HotIssue) -> dict[str, Any]:
    return {
        "id": one.pk, "node": one.node.code, "estate": one.estate_id, "category": one.category.code if one.category else "",
        "state": one.state, "heat": one.heat, "people": one.people, "messages": one.messages,
        "acceleration": one.acceleration, "first_at": one.first_at, "last_at": one.last_at,
        "lead_case": one.lead_case.number if one.lead_case else "", "standing_answer": one.standing_answer,
    }  # fmt: skip
