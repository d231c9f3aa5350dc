"""Journeys from outside: where somebody is with which home, what has happened, and what is written to follow (JRN-1, JRN-3)."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from ninja import Query
from pydantic import ConfigDict, Field

from alongside.domain.cases.queries.paging import token_of, values_of
from alongside.domain.customers.models import Customer
from alongside.domain.estates.models import Unit
from alongside.domain.journeys.actions import walking
from alongside.domain.journeys.models import Journey, JourneyFact, Step
from alongside.domain.journeys.permissions import WALK_JOURNEY
from alongside.domain.journeys.queries.story import stage_name
from alongside.domain.journeys.queries.templates import templates_with_use
from alongside.domain.journeys.rules import HAPPENINGS
from alongside.faces.api.answering import Chapter
from alongside.faces.api.gate import ApiRequest, find, named, node_named
from alongside.faces.api.texts import Code, Id, In, Line, Moment, Out
from alongside.faces.ui.access import seen
from alongside.kernel.local_text import pick

journeys = Chapter("Journeys")
MOST_PARTS = 500
# Everything that happens; a promised day is the building's and moves there.
EventCode = Literal[
    "visited", "subscribed", "signed", "handed_over", "moved_in", "entrusted", "papers_complete", "loan_granted",
    "transferred", "paid",
]  # fmt: skip


class JourneyOut(Out):
    """The way of one customer with one home; `unit` null: they have not chosen yet."""

    id: int
    node: str
    customer: int
    unit: int | None
    template: str
    template_version: int
    stage: str
    stage_name: str
    state: str
    keeper: str | None
    """Username of who walks with them."""
    begun_at: datetime
    ended_at: datetime | None
    version: int


class Journeys(Out):
    items: list[JourneyOut]
    next: str


class HappeningOut(Out):
    """Something that has happened on the way."""

    event: str
    occurrence: int
    at: datetime


class StepOut(Out):
    """Something to be done on a journey, or done."""

    id: int
    journey: int
    code: str
    name: str
    stage: str
    state: str
    assignee: str | None
    opens_at: datetime | None
    due_at: datetime
    closed_at: datetime | None
    result: str
    channel: str
    version: int


class JourneyWhole(JourneyOut):
    """A journey with what has happened, the latest first, and its steps by when they are due."""

    happened: list[HappeningOut]
    steps: list[StepOut]


class StepRuleOut(Out):
    """A standard step: due so long after (with a minus: before) an event; 24h, 3d, 5w working days, 3m."""

    code: str
    name: str
    after: str
    nth: int
    due: str
    every: str
    role: str
    channel: str


class StageOut(Out):
    """A stage and its steps."""

    code: str
    mark: str
    name: str
    begins: str
    along: bool
    steps: list[StepRuleOut]


class TemplateOut(Out):
    """A journey as it is written, by its published version."""

    code: str
    name: str
    is_shipped: bool
    version: int
    stages: list[StageOut]


class Templates(Out):
    items: list[TemplateOut]


class Asked(Out):
    """Which journeys, page by page."""

    node: Annotated[Code, Field(max_length=40)] = ""
    customer: Id | None = None
    unit: Id | None = None
    state: Literal["", "walking", "arrived", "ended"] = ""
    stage: Annotated[Code, Field(max_length=40)] = ""
    after: Annotated[str, Field(max_length=500)] = ""
    limit: Annotated[int, Field(ge=1, le=200)] = 50


class BeginIn(In):
    """Walk with this customer towards this home, or, without one, at this node."""

    customer: Id
    node: Annotated[Code, Field(max_length=40)]
    unit: Id | None = None


class HappeningIn(In):
    """What happened, and when. An act of the home (a signing) moves the home too."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"event": "signed", "at": "2026-11-20T10:30:00+08:00"}]}
    )

    event: EventCode
    at: Moment


class EndIn(In):
    """Why it ended before its end."""

    reason: Annotated[Line, Field(max_length=40)]


@journeys.get("/journeys", Journeys)
def list_journeys(request: ApiRequest, asked: Query[Asked]) -> Journeys:
    """Journeys that this client may see, the youngest first."""
    rows = Journey.objects.visible_to(request.viewer)
    for field in ("customer", "unit", "state", "stage"):
        if value := getattr(asked, field):
            rows = rows.filter(**{field: value})
    if asked.node:
        rows = rows.filter(node__code=asked.node)
    if asked.after:
        (pk,) = values_of(asked.after, (int,))
        rows = rows.filter(pk__lt=pk or 0)
    found = list(_whole_rows(rows).order_by("-pk")[: asked.limit + 1])
    page = found[: asked.limit]
    seen(request, [one.customer_id for one in page])
    more = token_of(page[-1].pk) if len(found) > asked.limit else ""
    return Journeys(items=[JourneyOut(**_row(one)) for one in page], next=more)


@journeys.get("/journeys/{id}", JourneyWhole)
def get_journey(request: ApiRequest, id: Id) -> JourneyWhole:
    """One journey with what has happened on it, and its steps."""
    return _whole(request, find_journey(request, id))


@journeys.get("/customers/{id}/journeys", Journeys)
def list_customer_journeys(request: ApiRequest, id: Id) -> Journeys:
    """The journeys of one customer, the youngest first."""
    customer = find(Customer.objects.visible_to(request.viewer), pk=id)
    rows = _whole_rows(Journey.objects.visible_to(request.viewer).filter(customer=customer)).order_by("-pk")
    seen(request, [customer.pk])
    return Journeys(items=[JourneyOut(**_row(one)) for one in rows[:MOST_PARTS]], next="")


@journeys.post("/journeys", JourneyWhole, status=201)
def begin_journey(request: ApiRequest, body: BeginIn) -> JourneyWhole:
    """Begin to walk with somebody; the steps that hang on what happens follow by themselves."""
    node = node_named(request, body.node, WALK_JOURNEY)
    customer = named(Customer.objects.visible_to(request.viewer), "customer", pk=body.customer)
    units = Unit.objects.visible_to(request.viewer).select_related("node", "building")
    unit = named(units, "unit", pk=body.unit) if body.unit else None
    journey = walking.begin_journey(customer, node=node, unit=unit, by=request.viewer, now=request.now)
    return _whole(request, find_journey(request, journey.pk))


@journeys.post("/journeys/{id}/record_happening", JourneyWhole)
def record_happening(request: ApiRequest, id: Id, body: HappeningIn) -> JourneyWhole:
    """Something happened: a visit, a signing, a handover. Told twice it changes nothing."""
    journey = find_journey(request, id)
    walking.record_happening(
        journey, event=body.event, at=body.at, by=request.viewer, now=request.now, source="api"
    )
    return _whole(request, find_journey(request, id))


@journeys.post("/journeys/{id}/end_journey", JourneyWhole)
def end_journey(request: ApiRequest, id: Id, body: EndIn) -> JourneyWhole:
    """It ends before its end; what is still open is no longer needed."""
    walking.end_journey(find_journey(request, id), reason=body.reason, by=request.viewer, now=request.now)
    return _whole(request, find_journey(request, id))


@journeys.get("/journey_templates", Templates)
def list_journey_templates(request: ApiRequest) -> Templates:
    """The published journeys with their stages and steps, in the language of Accept-Language."""
    if not request.viewer.may(WALK_JOURNEY):
        return Templates(items=[])
    used = [one for one in templates_with_use(request.viewer) if one.published]
    return Templates(
        items=[
            TemplateOut(
                code=one.template.code,
                name=str(one.template),
                is_shipped=one.template.is_shipped,
                version=one.shown.number,
                stages=[_stage(stage) for stage in one.shown.stages()],
            )
            for one in used
        ]
    )


def find_journey(request: ApiRequest, pk: int) -> Journey:
    """The journey as far as the client may see it."""
    return find(_whole_rows(Journey.objects.visible_to(request.viewer)), pk=pk)


def step_out(step: Step) -> StepOut:
    """A step; `journey.version_walked` and `assignee` loaded."""
    plain = (
        "code",
        "name",
        "stage",
        "state",
        "opens_at",
        "due_at",
        "closed_at",
        "result",
        "channel",
        "version",
    )
    return StepOut(
        **{name: getattr(step, name) for name in plain},
        id=step.pk,
        journey=step.journey_id,
        assignee=step.assignee.username if step.assignee else None,
    )


def _whole_rows(rows: Any) -> Any:
    return rows.select_related("node", "keeper", "unit__node", "building", "version_walked__template")


def _row(one: Journey) -> dict[str, Any]:
    plain = ("stage", "state", "begun_at", "ended_at", "version")
    return {name: getattr(one, name) for name in plain} | {
        "id": one.pk,
        "node": one.node.code,
        "customer": one.customer_id,
        "unit": one.unit_id,
        "template": one.version_walked.template.code,
        "template_version": one.version_walked.number,
        "stage_name": stage_name(one),
        "keeper": one.keeper.username if one.keeper else None,
    }


def _whole(request: ApiRequest, one: Journey) -> JourneyWhole:
    seen(request, [one.customer_id])
    happened = JourneyFact.objects.filter(journey=one, withdrawn_at__isnull=True, event__in=HAPPENINGS)
    steps = list(one.steps.exclude(state="withdrawn").select_related("assignee").order_by("due_at", "pk"))
    for step in steps:
        step.journey = one
    return JourneyWhole(
        **_row(one),
        happened=[HappeningOut.model_validate(fact) for fact in happened.order_by("-at", "-pk")[:MOST_PARTS]],
        steps=[step_out(step) for step in steps[:MOST_PARTS]],
    )


def _stage(given: dict[str, Any]) -> StageOut:
    return StageOut(
        code=given["code"],
        mark=given.get("mark", ""),
        name=pick(given["name"]),
        begins=given["begins"],
        along=bool(given.get("along")),
        steps=[
            StepRuleOut(
                **{name: step.get(name, "") for name in ("code", "after", "due", "every", "role", "channel")},
                name=pick(step["name"]),
                nth=step.get("nth", 0),
            )
            for step in given.get("steps", ())
        ],
    )
