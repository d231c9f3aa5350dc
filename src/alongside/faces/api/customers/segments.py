"""Segments: named conditions over customers, worked out whenever they are asked for (CUS-4)."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from ninja import Query
from pydantic import ConfigDict, Field

from alongside.domain.customers import actions
from alongside.domain.customers.hooks import Chosen
from alongside.domain.customers.models import Segment
from alongside.domain.customers.permissions import KEEP_SEGMENTS, SEE_CUSTOMERS
from alongside.domain.customers.queries import segments as asking
from alongside.domain.customers.queries.facts import facts
from alongside.faces.api.answering import Chapter, seen_version
from alongside.faces.api.customers.customers import Paging, customer_page
from alongside.faces.api.customers.shapes import CustomerPage
from alongside.faces.api.gate import ApiRequest, find, node_named
from alongside.faces.api.texts import Code, Id, In, Line, Out

segments = Chapter("Segments")
MOST = 200


class ConditionIn(In):
    """One fact, how it is compared, and with what: a number, or one of the fact's choices."""

    fact: Annotated[Code, Field(max_length=40, examples=["homes"])]
    how: Literal["at_least", "at_most", "is", "is_not"]
    value: Annotated[Code, Field(max_length=40, examples=["2"])]


class ConditionsIn(In):
    """All of them hold, or any."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "conditions": [
                        {"fact": "homes", "how": "at_least", "value": "2"},
                        {"fact": "tier", "how": "is", "value": "gold"},
                    ]
                }
            ]
        }
    )

    is_any: bool = False
    conditions: Annotated[list[ConditionIn], Field(min_length=1, max_length=12)]

    @property
    def plain(self) -> list[tuple[str, str, str]]:
        return [(one.fact, one.how, one.value) for one in self.conditions]


class SegmentIn(ConditionsIn):
    """A name for conditions, kept at a node."""

    node: Code
    name: Annotated[Line, Field(max_length=60)]


class ConditionOut(Out):
    fact: str
    how: str
    value: str


class SegmentOut(Out):
    """A segment and what it means."""

    id: int
    node: str
    name: str
    words: str
    """The conditions as a sentence."""
    is_any: bool
    conditions: list[ConditionOut]
    changed_at: datetime
    version: int


class Segments(Out):
    items: list[SegmentOut]


class Counted(Out):
    """How many customers whom this client may see; exactly up to ten thousand."""

    number: int
    is_more: bool
    words: str


class ChoiceOut(Out):
    value: str
    label: str


class SegmentFactOut(Out):
    """What can be asked: a number, or one of the choices."""

    code: str
    label: str
    group: str
    choices: list[ChoiceOut]
    """Empty: a number."""


class SegmentFacts(Out):
    items: list[SegmentFactOut]


@segments.get("/segment_facts", SegmentFacts)
def list_segment_facts(request: ApiRequest) -> SegmentFacts:
    """The facts that conditions are made of."""
    request.viewer.require(SEE_CUSTOMERS)
    return SegmentFacts(
        items=[
            SegmentFactOut(
                code=one.code,
                label=str(one.label),
                group=one.group,
                choices=[
                    ChoiceOut(value=value, label=str(label))
                    for value, label in (one.choices() if isinstance(one, Chosen) else [])
                ],
            )
            for one in facts().values()
        ]
    )


@segments.get("/segments", Segments)
def list_segments(request: ApiRequest) -> Segments:
    """Those kept where this client reaches, by name."""
    rows = Segment.objects.visible_to(request.viewer).select_related("node")
    return Segments(items=[_out(one) for one in rows[:MOST]])


@segments.get("/segments/{id}", SegmentOut)
def get_segment(request: ApiRequest, id: Id) -> SegmentOut:
    """One segment."""
    return _out(_segment(request, id))


@segments.get("/segments/{id}/customers", CustomerPage)
def list_segment_customers(request: ApiRequest, id: Id, paging: Query[Paging]) -> CustomerPage:
    """Who meets the conditions now, among the customers whom this client may see."""
    return customer_page(
        request, asking.customers_in(_segment(request, id), request.viewer, now=request.now), paging
    )


@segments.post("/count_customers", Counted)
def count_customers(request: ApiRequest, body: ConditionsIn) -> Counted:
    """How many meet conditions that have no name yet."""
    request.viewer.require(SEE_CUSTOMERS)
    found = asking.count_meeting(body.plain, request.viewer, is_any=body.is_any, now=request.now)
    words = asking.in_words(body.plain, is_any=body.is_any)
    return Counted(number=found.number, is_more=found.is_more, words=words)


@segments.post("/segments", SegmentOut, status=201)
def save_segment(request: ApiRequest, body: SegmentIn) -> SegmentOut:
    """Name conditions."""
    return _saved(request, body, None)


@segments.patch("/segments/{id}", SegmentOut)
def change_segment(request: ApiRequest, id: Id, body: SegmentIn) -> SegmentOut:
    """Other words or conditions; all of it is said anew."""
    return _saved(request, body, _segment(request, id))


@segments.delete("/segments/{id}")
def remove_segment(request: ApiRequest, id: Id) -> None:
    """It is no longer used; nobody is lost by it."""
    actions.remove_segment(_segment(request, id), by=request.viewer, now=request.now)


def _segment(request: ApiRequest, pk: int) -> Segment:
    return find(Segment.objects.visible_to(request.viewer).select_related("node"), pk=pk)


def _saved(request: ApiRequest, body: SegmentIn, segment: Segment | None) -> SegmentOut:
    kept = actions.save_segment(
        node=node_named(request, body.node, KEEP_SEGMENTS),
        name=body.name,
        is_any=body.is_any,
        conditions=body.plain,
        segment=segment,
        seen=seen_version(request) if segment else None,
        by=request.viewer,
        now=request.now,
    )
    return _out(kept)


def _out(one: Segment) -> SegmentOut:
    return SegmentOut(
        id=one.pk,
        node=one.node.code,
        name=one.name,
        words=asking.in_words(one.conditions, is_any=one.is_any),
        is_any=one.is_any,
        conditions=[ConditionOut(fact=fact, how=how, value=value) for fact, how, value in one.conditions],
        changed_at=one.changed_at,
        version=one.version,
    )
