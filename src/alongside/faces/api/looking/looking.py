"""What is only read: places, catalogues, figures, the daily, files."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import FileResponse, Http404
from django.http.response import HttpResponseBase
from ninja import Query
from pydantic import Field

from alongside.domain.cases.models import Category
from alongside.domain.cases.permissions import SEE_DAILY, SEE_FIGURES
from alongside.domain.cases.queries.daily import DailyLine, daily_of
from alongside.domain.cases.queries.figures import Figures, Line, LossLine, figures_between, month_figures
from alongside.domain.cases.queries.files import file_for
from alongside.domain.cases.queries.paging import token_of, values_of
from alongside.domain.cases.queries.parts import unit_part
from alongside.domain.estates.models import Estate, Location, Unit
from alongside.domain.organisation.models import Node
from alongside.domain.organisation.queries import colleagues_of
from alongside.faces.api.answering import Chapter
from alongside.faces.api.cases.shapes import CaseRow, KindCode, rows_of
from alongside.faces.api.gate import ApiRequest, find
from alongside.faces.api.texts import Code, Day, Id, Out
from alongside.faces.ui.access import seen
from alongside.kernel.stored_files import open_file, serving_headers

places = Chapter("Places and catalogues")
numbers = Chapter("Figures and the daily")
files = Chapter("Files")
MOST = 5_000


class NodeOut(Out):
    """A node of the organisation that this client reaches."""

    id: int
    code: str
    name: str
    kind: str
    parent: int | None
    zone: str


class Nodes(Out):
    items: list[NodeOut]


class StaffOut(Out):
    """Somebody whom this client may name."""

    id: int
    username: str
    name: str
    presence: str


class StaffList(Out):
    items: list[StaffOut]


class EstateOut(Out):
    """What is built and sold."""

    id: int
    name: str
    node: str
    address: str


class Estates(Out):
    items: list[EstateOut]


class UnitOut(Out):
    """One dwelling, shop, office or parking space."""

    id: int
    label: str
    estate: int
    building: str
    entrance: str
    number: str
    floor: int | None
    use: str
    status: str
    handed_over_on: date | None
    version: int


class UnitWithCases(UnitOut):
    """A unit with its open cases."""

    open_cases: list[CaseRow]


class Units(Out):
    items: list[UnitOut]
    next: str


class CategoryOut(Out):
    """A category of cases; `name` holds a text per language."""

    code: str
    kind: str
    parent: str | None
    name: dict[str, str]


class Categories(Out):
    items: list[CategoryOut]


class LocationOut(Out):
    """A row of the location catalogue: room, component, part."""

    code: str
    parent: str | None
    name: dict[str, str]
    is_public: bool


class Locations(Out):
    items: list[LocationOut]


class LineOut(Out):
    """How many cases, of which slice; `conditions` are what the list of cases takes."""

    key: str
    label: str
    count: int
    conditions: dict[str, Any]


class MilestoneFigureOut(Out):
    """Time to a milestone in seconds, and how many were on time."""

    key: str
    reached: int
    median_seconds: int | None
    p90_seconds: int | None
    on_time: int
    late: int


class LossFigureOut(Out):
    """Confirmed yuan."""

    key: str
    label: str
    amount: str
    cases: int


class FiguresOut(Out):
    """Counts of the cases opened in these days, with all nodes below (CAS-14)."""

    node: str
    since: date
    until: date
    kind: str
    total: int
    by_branch: list[LineOut]
    by_category: list[LineOut]
    by_cause: list[LineOut]
    by_channel: list[LineOut]
    by_hour: list[LineOut]
    by_weekday: list[LineOut]
    by_severity: list[LineOut]
    by_state: list[LineOut]
    milestones: list[MilestoneFigureOut]
    reopened: int
    transferred: int
    repeat_customers: int
    rated: int
    mean_rating: float | None
    losses_total: str
    losses_by_kind: list[LossFigureOut]


class DailyLineOut(Out):
    """One complaint in the customer's own words, and what we answered."""

    number: str
    title: str
    own_words: str
    received_at: datetime
    state: str
    owner: str
    answer: str
    answered_at: datetime | None


class DailyOut(Out):
    """The complaint daily of a day (CAS-12)."""

    node: str
    on: date
    made_at: datetime | None
    new: list[DailyLineOut]
    carried: list[DailyLineOut]
    carried_more: int
    closed: list[DailyLineOut]


class Asked(Out):
    """Which units, page by page."""

    estate: Id | None = None
    label: Annotated[Code, Field(max_length=80)] = ""
    """Any part of how people say it."""
    after: Annotated[str, Field(max_length=500)] = ""
    limit: Annotated[int, Field(ge=1, le=200)] = 50


@places.get("/nodes", Nodes)
def list_nodes(request: ApiRequest) -> Nodes:
    """The node of this client and everything below it."""
    rows = Node.objects.within(request.viewer.client.node).filter(is_active=True).order_by("path")[:MOST]
    return Nodes(
        items=[
            NodeOut(
                id=one.pk, code=one.code, name=one.name, kind=one.kind, parent=one.parent_id, zone=one.zone
            )
            for one in rows
        ]
    )


@places.get("/staff", StaffList)
def list_staff(request: ApiRequest) -> StaffList:
    """The staff whom this client may name: who work where it reaches, or above."""
    rows = colleagues_of(request.viewer, now=request.now).order_by("name_sort_key", "id")[:MOST]
    return StaffList(
        items=[
            StaffOut(id=one.pk, username=one.username, name=one.name, presence=one.presence) for one in rows
        ]
    )


@places.get("/estates", Estates)
def list_estates(request: ApiRequest) -> Estates:
    """Estates that this client may see."""
    rows = Estate.objects.visible_to(request.viewer).select_related("node").order_by("name_sort_key", "id")
    return Estates(
        items=[
            EstateOut(id=one.pk, name=one.name, node=one.node.code, address=one.address)
            for one in rows[:MOST]
        ]
    )


@places.get("/units", Units)
def list_units(request: ApiRequest, asked: Query[Asked]) -> Units:
    """Units that this client may see."""
    rows = Unit.objects.visible_to(request.viewer)
    if asked.estate:
        rows = rows.filter(estate_id=asked.estate)
    if asked.label:
        rows = rows.filter(label__icontains=asked.label)
    if asked.after:
        (pk,) = values_of(asked.after, (int,))
        rows = rows.filter(pk__gt=pk or 0)
    found = list(rows.select_related("building").order_by("id")[: asked.limit + 1])
    page = found[: asked.limit]
    more = token_of(page[-1].pk) if len(found) > asked.limit else ""
    return Units(items=[UnitOut(**_unit(one)) for one in page], next=more)


@places.get("/units/{id}", UnitWithCases)
def get_unit(request: ApiRequest, id: Id) -> UnitWithCases:
    """One unit with its open cases."""
    unit = find(Unit.objects.visible_to(request.viewer).select_related("building"), pk=id)
    cases = unit_part(unit, request.viewer).open_cases
    seen(request, (one.customer_id for one in cases))
    return UnitWithCases(**_unit(unit), open_cases=rows_of(cases))


@places.get("/categories", Categories)
def list_categories(request: ApiRequest) -> Categories:
    """The categories of cases."""
    rows = Category.objects.filter(is_active=True).select_related("parent")[:MOST]
    return Categories(
        items=[
            CategoryOut(
                code=one.code, kind=one.kind, parent=one.parent.code if one.parent else None, name=one.name
            )
            for one in rows
        ]
    )


@places.get("/locations", Locations)
def list_locations(request: ApiRequest) -> Locations:
    """The location catalogue."""
    rows = Location.objects.filter(is_active=True).select_related("parent")[:MOST]
    return Locations(
        items=[
            LocationOut(
                code=one.code,
                parent=one.parent.code if one.parent else None,
                name=one.name,
                is_public=one.is_public,
            )
            for one in rows
        ]
    )


@numbers.get("/figures/month", FiguresOut)
def get_month_figures(
    request: ApiRequest,
    node: Annotated[str, Field(max_length=8)],
    month: Day,
    kind: KindCode | Literal[""] = "",
) -> FiguresOut:
    """The figures of the month in which the day lies."""
    found = month_figures(
        _node(request, node, SEE_FIGURES), month, kind, viewer=request.viewer, now=request.now
    )
    return _figures(found)


@numbers.get("/figures/between", FiguresOut)
def get_figures_between(
    request: ApiRequest,
    node: Annotated[str, Field(max_length=8)],
    since: Day,
    until: Day,
    kind: KindCode | Literal[""] = "",
) -> FiguresOut:
    """The figures of any days, both included."""
    found = figures_between(_node(request, node, SEE_FIGURES), since, until, kind, viewer=request.viewer)
    return _figures(found)


@numbers.get("/daily", DailyOut)
def get_daily(request: ApiRequest, node: Annotated[str, Field(max_length=8)], on: Day) -> DailyOut:
    """The complaint daily: each complaint of the day, and those carried forward."""
    daily = daily_of(_node(request, node, SEE_DAILY), on, request.viewer)
    return DailyOut(
        node=daily.node.code,
        on=daily.on,
        made_at=daily.made_at,
        new=[_line_of_day(one) for one in daily.new],
        carried=[_line_of_day(one) for one in daily.carried],
        carried_more=daily.carried_more,
        closed=[_line_of_day(one) for one in daily.closed],
    )


@files.get("/files/{id}", None)
def get_file(request: ApiRequest, id: UUID) -> HttpResponseBase:
    """The bytes of a file, for who may see what it belongs to (INF-8)."""
    stored = file_for(request.viewer, id)
    if stored is None:
        raise Http404
    try:
        body = open_file(stored)
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(body, as_attachment=True, filename=stored.name)
    for name, value in serving_headers(stored).items():
        response.headers[name] = value
    return response


def _node(request: ApiRequest, code: str, permission: Any) -> Node:
    if not code.isalnum():
        raise Http404
    node = find(Node.objects.within(request.viewer.client.node), code=code)
    request.viewer.require(permission, on=node)
    return node


def _unit(unit: Unit) -> dict[str, Any]:
    return {
        "id": unit.pk,
        "label": unit.label,
        "estate": unit.estate_id,
        "building": unit.building.name,
        "entrance": unit.entrance,
        "number": unit.number,
        "floor": unit.floor,
        "use": unit.use,
        "status": unit.status,
        "handed_over_on": unit.handed_over_on,
        "version": unit.version,
    }


def _line(line: Line) -> LineOut:
    return LineOut(
        key=str(line.key), label=str(line.label), count=line.count, conditions=line.conditions.as_query()
    )


def _loss(line: LossLine) -> LossFigureOut:
    return LossFigureOut(key=line.key, label=str(line.label), amount=f"{line.amount:.2f}", cases=line.cases)


def _figures(found: Figures) -> FiguresOut:
    lists = (
        "by_branch", "by_category", "by_cause", "by_channel", "by_hour", "by_weekday", "by_severity", "by_state",
    )  # fmt: skip
    return FiguresOut(
        node=found.node.code,
        since=found.since,
        until=found.until,
        kind=found.kind,
        total=found.total.count,
        **{name: [_line(one) for one in getattr(found, name)] for name in lists},
        milestones=[
            MilestoneFigureOut(
                key=one.key,
                reached=one.reached.count,
                median_seconds=None if one.median is None else int(one.median.total_seconds()),
                p90_seconds=None if one.p90 is None else int(one.p90.total_seconds()),
                on_time=one.on_time.count,
                late=one.late.count,
            )
            for one in found.milestones
        ],
        reopened=found.reopened.count,
        transferred=found.transferred.count,
        repeat_customers=found.repeat_customers,
        rated=found.satisfaction.rated.count,
        mean_rating=found.satisfaction.mean,
        losses_total=f"{found.losses.total.amount:.2f}",
        losses_by_kind=[_loss(one) for one in found.losses.by_kind],
    )


def _line_of_day(line: DailyLine) -> DailyLineOut:
    return DailyLineOut(
        number=line.case.number,
        title=line.case.title,
        own_words=line.own_words,
        received_at=line.received_at,
        state=line.case.state,
        owner=line.case.owner.username if line.case.owner else "",
        answer=line.answer.words if line.answer else "",
        answered_at=line.answer.at if line.answer else None,
    )
