"""Steps from outside: what is due, and that it was done (JRN-5)."""

from __future__ import annotations

from typing import Annotated, Literal

from ninja import Query
from pydantic import ConfigDict, Field

from alongside.domain.cases.queries.paging import token_of, values_of
from alongside.domain.journeys.actions import stepping
from alongside.domain.journeys.models import Step
from alongside.faces.api.answering import seen_version
from alongside.faces.api.gate import ApiRequest, find, in_the_name_of
from alongside.faces.api.journeys.journeys import StepOut, journeys, step_out
from alongside.faces.api.texts import Code, Id, In, Moment, Out, Username, Words
from alongside.faces.ui.access import seen


class Steps(Out):
    items: list[StepOut]
    next: str


class AskedSteps(Out):
    """Which steps, page by page."""

    node: Annotated[Code, Field(max_length=40)] = ""
    journey: Id | None = None
    assignee: Annotated[Code, Field(max_length=60)] = ""
    state: Literal["planned", "done", "waived"] = "planned"
    due_before: Moment | None = None
    after: Annotated[str, Field(max_length=500)] = ""
    limit: Annotated[int, Field(ge=1, le=200)] = 50


class DoneIn(In):
    """What was said and what came of it, signed by a member of staff."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"staff": "lin.xiaoyue", "said": "已介绍自己，约好周末看工地。", "channel": "phone"}]
        }
    )

    staff: Username
    said: Annotated[Words, Field(max_length=4000)]
    result: Literal["reached", "not_reached", "problem"] = "reached"
    channel: Literal["", "phone", "visit", "wechat", "email", "sms", "portal", "letter"] = ""
    feedback: Annotated[Words, Field(max_length=4000)] = ""
    next_at: Moment | None = None
    """The next time that was agreed with the customer."""


@journeys.get("/steps", Steps)
def list_steps(request: ApiRequest, asked: Query[AskedSteps]) -> Steps:
    """Steps of journeys that this client may see."""
    rows = Step.objects.visible_to(request.viewer).filter(state=asked.state)
    if asked.node:
        rows = rows.filter(node__code=asked.node)
    if asked.journey:
        rows = rows.filter(journey=asked.journey)
    if asked.assignee:
        rows = rows.filter(assignee__username=asked.assignee)
    if asked.due_before:
        rows = rows.filter(due_at__lt=asked.due_before)
    if asked.after:
        (pk,) = values_of(asked.after, (int,))
        rows = rows.filter(pk__gt=pk or 0)
    found = list(rows.select_related("journey__version_walked", "assignee").order_by("pk")[: asked.limit + 1])
    page = found[: asked.limit]
    seen(request, [one.journey.customer_id for one in page])
    more = token_of(page[-1].pk) if len(found) > asked.limit else ""
    return Steps(items=[step_out(one) for one in page], next=more)


@journeys.post("/steps/{id}/do_step", StepOut)
def do_step(request: ApiRequest, id: Id, body: DoneIn) -> StepOut:
    """It was done. Where nobody was reached the note stays and the step waits."""
    rows = Step.objects.visible_to(request.viewer).select_related("node", "journey__node")
    step = find(rows, pk=id)
    by = in_the_name_of(request, body.staff)
    given = body.model_dump(exclude={"staff"})
    stepping.do_step(step, **given, seen=seen_version(request), by=by, now=request.now)
    seen(request, [step.journey.customer_id])
    return step_out(rows.select_related("journey__version_walked", "assignee").get(pk=id))
