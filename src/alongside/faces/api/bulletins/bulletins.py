"""Progress reports and notices of change, and who has read them (JRN-6)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from ninja import Query
from pydantic import ConfigDict, Field

from alongside.domain.bulletins import actions
from alongside.domain.bulletins.models import Bulletin
from alongside.domain.bulletins.queries import audience_of, buildings_of, figures_of, recipients_of, today_at
from alongside.domain.cases.queries.paging import token_of, values_of
from alongside.domain.customers.permissions import SEE_CUSTOMERS
from alongside.domain.estates.models import Building
from alongside.faces.api.answering import Chapter, files_of, seen_version
from alongside.faces.api.estates.estates import find_estate
from alongside.faces.api.gate import ApiRequest, find, named
from alongside.faces.api.texts import Day, Id, In, Knowing, Out, Words
from alongside.faces.ui.access import seen

bulletins = Chapter("Progress and changes")
ON_A_PAGE = 100
KindCode = Literal["progress", "change"]
StateCode = Literal["draft", "published", "replaced", "withdrawn"]
TopicCode = Literal["", "design", "delivery", "facility", "other"]
MilestoneCode = Literal[
    "", "foundation", "structure", "topped_out", "facade", "fitting_out", "grounds", "acceptance", "ready"
]
ShownCode = Literal[
    "told",
    "on_the_way",
    "delivered",
    "portal_only",
    "failed",
    "read",
    "acknowledged",
    "missing",
    "not_reached",
]
After = Annotated[str, Field(max_length=500)]
Body = Annotated[Words, Field(max_length=4000)]


class BulletinOut(Out):
    """What is told to all buyers and owners of some buildings."""

    id: int
    kind: str
    state: str
    estate: int
    scope: str
    title: str
    percent: int | None
    milestone: str
    as_of_on: date
    acknowledge_by_on: date | None
    number: int
    """The version: a correction has the next one."""
    replaces: int | None
    published_at: datetime | None
    audience_count: int
    """How many customers were told."""
    version: int


class Bulletins(Out):
    items: list[BulletinOut]
    next: str


class ReadingState(Out):
    """How many recipients; each figure is the number of rows that `recipients?shown=` gives."""

    told: int
    on_the_way: int
    delivered: int
    portal_only: int
    failed: int
    read: int
    acknowledged: int
    missing: int
    not_reached: int


class BulletinWhole(BulletinOut):
    """A bulletin with its words and how far it was read."""

    words: str
    why: str
    meaning: str
    topic: str
    buildings: list[int]
    would_reach: int | None
    """Of a draft: how many customers it would be told to now."""
    reading: ReadingState | None


class BulletinIn(In):
    """A draft; without `buildings` it is about the whole estate. Nobody is told before it is published."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "estate": 1,
                    "kind": "progress",
                    "title": "主体施工至18层",
                    "words": "本月完成14至18层。",
                    "percent": 62,
                }
            ]
        }
    )

    estate: Id
    kind: KindCode
    title: Annotated[Words, Field(max_length=80)]
    words: Body = ""
    why: Body = ""
    meaning: Body = ""
    topic: TopicCode = ""
    percent: Annotated[int, Field(ge=0, le=100)] | None = None
    milestone: MilestoneCode = ""
    as_of_on: Day | None = None
    acknowledge_by_on: Day | None = None
    buildings: Annotated[list[Id], Field(max_length=100)] = []


class PublishIn(In):
    """How many customers the publisher was shown (`would_reach`); 409 when there are more or fewer by now."""

    expected: Annotated[int, Field(ge=0, le=10**9)]
    knowing: Knowing = []


class RecipientOut(Out):
    """One customer who was told, however many homes they have."""

    id: int
    customer: int
    units: list[int]
    mail: str
    told_at: datetime | None
    read_at: datetime | None
    acknowledged_at: datetime | None
    acknowledged_over: str


class Recipients(Out):
    items: list[RecipientOut]
    next: str


@bulletins.get("/bulletins", Bulletins)
def list_bulletins(
    request: ApiRequest,
    kind: KindCode | None = None,
    state: StateCode | None = None,
    estate: Annotated[int | None, Query(ge=1, le=2**53 - 1)] = None,
    after: After = "",
) -> Bulletins:
    """The latest first."""
    asked = {"kind": kind, "state": state, "estate": estate}
    rows = Bulletin.objects.visible_to(request.viewer).filter(
        **{name: value for name, value in asked.items() if value}
    )
    if after:
        (last,) = values_of(after, (int,))
        rows = rows.filter(pk__lt=last or 0)
    page = list(rows.order_by("-pk")[: ON_A_PAGE + 1])
    more = token_of(page[ON_A_PAGE - 1].pk) if len(page) > ON_A_PAGE else ""
    return Bulletins(items=[BulletinOut(**_row(one)) for one in page[:ON_A_PAGE]], next=more)


@bulletins.get("/bulletins/{id}", BulletinWhole)
def get_bulletin(request: ApiRequest, id: Id) -> BulletinWhole:
    """What it says, and how far it was read."""
    return _whole(request, _found(request, id))


@bulletins.post("/bulletins", BulletinWhole, status=201, with_files=True)
def write_bulletin(request: ApiRequest, body: BulletinIn) -> BulletinWhole:
    """A draft; `files` are its pictures, in their order."""
    estate = find_estate(request, body.estate)
    there = Building.objects.filter(estate=estate)
    chosen = [named(there, "buildings", pk=one) for one in body.buildings]
    given = body.model_dump(exclude={"estate", "buildings"})
    made = actions.write_bulletin(estate, **given, buildings=chosen, by=request.viewer, now=request.now)
    if files := files_of(request):
        actions.add_photos(made, photos=files, by=request.viewer, now=request.now)
    return _whole(request, made)


@bulletins.post("/bulletins/{id}/publish_bulletin", BulletinWhole)
def publish_bulletin(request: ApiRequest, id: Id, body: PublishIn) -> BulletinWhole:
    """Freeze it and tell everybody whom it concerns, each once."""
    out = actions.publish_bulletin(
        _found(request, id),
        expected=body.expected,
        knowing=body.knowing,
        seen=seen_version(request),
        by=request.viewer,
        now=request.now,
    )
    return _whole(request, out)


@bulletins.get("/bulletins/{id}/recipients", Recipients)
def list_recipients(request: ApiRequest, id: Id, shown: ShownCode = "told", after: After = "") -> Recipients:
    """Who was told, read it, acknowledged it: the rows of a figure."""
    bulletin = _found(request, id)
    request.viewer.require(SEE_CUSTOMERS, on=bulletin)
    rows = recipients_of(bulletin, shown)
    if after:
        (last,) = values_of(after, (int,))
        rows = rows.filter(pk__gt=last or 0)
    page = list(rows[: ON_A_PAGE + 1])
    more = token_of(page[ON_A_PAGE - 1].pk) if len(page) > ON_A_PAGE else ""
    page = page[:ON_A_PAGE]
    seen(request, [one.customer_id for one in page])
    return Recipients(
        items=[
            RecipientOut(
                id=one.pk,
                customer=one.customer_id,
                units=one.unit_ids,
                mail=one.mail,
                told_at=one.told_at,
                read_at=one.read_at,
                acknowledged_at=one.acknowledged_at,
                acknowledged_over=one.acknowledged_over,
            )
            for one in page
        ],
        next=more,
    )


def _found(request: ApiRequest, pk: int) -> Bulletin:
    return find(Bulletin.objects.visible_to(request.viewer).select_related("estate", "node", "phase"), pk=pk)


def _row(one: Bulletin) -> dict[str, Any]:
    names = BulletinOut.model_fields.keys() - {"estate", "replaces"}
    return {name: getattr(one, name) for name in names} | {
        "estate": one.estate_id,
        "replaces": one.replaces_id,
    }


def _whole(request: ApiRequest, one: Bulletin) -> BulletinWhole:
    is_draft = one.state == "draft"
    today = today_at(one.node, request.now)
    return BulletinWhole(
        **_row(one),
        words=one.words,
        why=one.why,
        meaning=one.meaning,
        topic=one.topic,
        buildings=[building.pk for building in buildings_of(one)],
        would_reach=audience_of(one, on=today).customers if is_draft else None,
        reading=None if is_draft else ReadingState(**figures_of(one)),
    )
