"""Finding cases and reading one."""

from __future__ import annotations

from typing import Annotated, Literal

from ninja import Query
from pydantic import Field

from alongside.domain.cases.queries.listing import Conditions, page_of
from alongside.domain.cases.queries.story import story_of
from alongside.faces.api.answering import Chapter
from alongside.faces.api.cases.shapes import (
    CaseOut,
    CasePage,
    ChannelCode,
    KindCode,
    StateCode,
    StoryOut,
    case_out,
    rows_of,
    story_out,
)
from alongside.faces.api.gate import ApiRequest, find_case
from alongside.faces.api.texts import Code, Day, Id, Out
from alongside.faces.ui.access import seen

reading = Chapter("Cases")


class Narrowing(Out):
    """Every condition that is given must hold. Lists are repeated parameters."""

    kind: list[KindCode] = Field(default=[], max_length=6)
    state: list[StateCode] = Field(default=[], max_length=12)
    open: bool | None = None
    category: Annotated[str, Field(pattern=r"^[a-z0-9_\-/]{0,120}$")] = ""
    """Code; means its descendants too."""
    severity: list[Annotated[int, Field(ge=1, le=4)]] = Field(default=[], max_length=4)
    node: Id | None = None
    """Id of a node, with everything below it."""
    owner: Annotated[str, Field(pattern=r"^(|none|[1-9][0-9]{0,17})$")] = ""
    """Id of a staff member, or `none`."""
    customer: Id | None = None
    unit: Id | None = None
    estate: Id | None = None
    channel: list[ChannelCode] = Field(default=[], max_length=11)
    major: bool | None = None
    waiting: bool | None = None
    """Waits for the customer."""
    reopened: bool | None = None
    due: Literal["", "late", "soon", "any"] = ""
    milestone: Literal["", "acknowledge", "answer", "on_site", "resolve", "call_back"] = ""
    opened_from: Day | None = None
    opened_until: Day | None = None
    closed_from: Day | None = None
    closed_until: Day | None = None
    rating: list[Annotated[int, Field(ge=1, le=5)]] = Field(default=[], max_length=5)
    q: Annotated[Code, Field(max_length=100)] = ""
    """Words, or a case number."""


class Asked(Narrowing):
    """Which cases, in which order, page by page."""

    order: Literal["newest", "oldest", "due", "changed"] = "newest"
    after: Annotated[str, Field(max_length=500)] = ""
    """`next` of the page before."""
    limit: Annotated[int, Field(ge=1, le=200)] = 50


@reading.get("/cases", CasePage)
def list_cases(request: ApiRequest, asked: Query[Asked]) -> CasePage:
    """The cases that this client may see and that meet the conditions, page by page."""
    query = asked.model_dump(exclude={"after", "limit"}, exclude_none=True)
    page = page_of(
        request.viewer, Conditions.from_query(query), now=request.now, limit=asked.limit, after=asked.after
    )
    seen(request, (one.customer_id for one in page.rows))
    return CasePage(items=rows_of(page.rows), next=page.next)


@reading.get("/cases/{number}", CaseOut)
def get_case(request: ApiRequest, number: str) -> CaseOut:
    """One case with its deadlines, open moves and the newest of its story."""
    return case_out(find_case(request, number), request)


@reading.get("/cases/{number}/story", StoryOut)
def get_story(
    request: ApiRequest,
    number: str,
    before: Annotated[str, Field(max_length=500)] = "",
    limit: Annotated[int, Field(ge=1, le=200)] = 100,
) -> StoryOut:
    """What was said and what happened, oldest first."""
    case = find_case(request, number)
    seen(request, case.customer_id, about=case)
    return story_out(story_of(case, request.viewer, before=before, limit=limit))
