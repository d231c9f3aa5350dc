"""Homes: what they are, how their status came to be, their price list, and a building's homes at a glance (EST-2, EST-8)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from ninja import Query
from pydantic import Field

from alongside.domain.cases.permissions import SEE_CASES
from alongside.domain.cases.queries.paging import token_of, values_of
from alongside.domain.cases.queries.parts import open_by_unit, unit_part
from alongside.domain.estates import actions
from alongside.domain.estates.models import Building, Unit
from alongside.domain.estates.permissions import SEE_PRICES
from alongside.domain.listings.permissions import SEE_LISTINGS
from alongside.domain.listings.queries.finding import offered_by_unit
from alongside.faces.api.answering import seen_version
from alongside.faces.api.cases.shapes import CaseRow, rows_of
from alongside.faces.api.estates.estates import estates
from alongside.faces.api.gate import ApiRequest, find
from alongside.faces.api.texts import Amount, Code, Day, Id, In, Line, Out
from alongside.faces.ui.access import seen

MOST_OF_A_BUILDING = 2_000
MOST_LINES = 500
Area = Annotated[Decimal, Field(gt=0, lt=100_000, max_digits=9, decimal_places=2, allow_inf_nan=False)]


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
    layout: str
    gross_area: Decimal | None
    internal_area: Decimal | None
    orientation: str
    finish: str
    title_status: str
    status: str
    """Moves only by the act that causes it; see /units/{id}/acts."""
    handed_over_on: date | None
    version: int


class UnitWithCases(UnitOut):
    """A unit with its open cases."""

    open_cases: list[CaseRow]


class Units(Out):
    items: list[UnitOut]
    next: str


class UnitActOut(Out):
    """What moved the unit from one status to the next."""

    act: str
    from_status: str
    to_status: str
    on: date
    at: datetime


class UnitActs(Out):
    """The newest first."""

    items: list[UnitActOut]


class PriceOut(Out):
    """A line of the price list; it holds from its day until the next one's."""

    from_on: date
    list_amount: Decimal
    reason: str


class Prices(Out):
    """The newest first."""

    items: list[PriceOut]


class CellOut(Out):
    """A home in its building. What this client may not see of it is null."""

    id: int
    label: str
    entrance: str
    floor: int | None
    number: str
    status: str
    handed_over_on: date | None
    open_cases: int | None
    late_cases: int | None
    offered_as: str | None
    """sale, lease, consignment; empty: not offered."""


class Matrix(Out):
    """A building's homes by entrance and number."""

    building: int
    name: str
    items: list[CellOut]


class Asked(Out):
    """Which units, page by page."""

    estate: Id | None = None
    label: Annotated[Code, Field(max_length=80)] = ""
    """Any part of how people say it."""
    after: Annotated[str, Field(max_length=500)] = ""
    limit: Annotated[int, Field(ge=1, le=200)] = 50


class UnitChangeIn(In):
    """Only the fields that are given change. The status is not among them."""

    use: Literal["dwelling", "shop", "office", "parking"] = "dwelling"
    layout: Annotated[Line, Field(max_length=40)] = ""
    gross_area: Area | None = None
    internal_area: Area | None = None
    orientation: Annotated[Line, Field(max_length=20)] = ""
    finish: Literal["", "bare", "decorated"] = ""
    title_status: Annotated[Line, Field(max_length=40)] = ""
    floor: Annotated[int, Field(ge=-20, le=300)] | None = None


class PriceIn(In):
    """A line of the price list."""

    list_amount: Amount
    from_on: Day
    reason: Annotated[Line, Field(max_length=120)] = ""


@estates.get("/units", Units)
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


@estates.get("/units/{id}", UnitWithCases)
def get_unit(request: ApiRequest, id: Id) -> UnitWithCases:
    """One unit with its open cases."""
    unit = _find(request, id)
    cases = unit_part(unit, request.viewer).open_cases
    seen(request, (one.customer_id for one in cases))
    return UnitWithCases(**_unit(unit), open_cases=rows_of(cases))


@estates.patch("/units/{id}", UnitOut)
def change_unit(request: ApiRequest, id: Id, body: UnitChangeIn) -> UnitOut:
    """Change what describes a unit."""
    given = body.model_dump(exclude_unset=True)
    unit = _find(request, id)
    actions.change_unit(unit, **given, seen=seen_version(request), by=request.viewer, now=request.now)
    return UnitOut(**_unit(_find(request, id)))


@estates.get("/units/{id}/acts", UnitActs)
def list_unit_acts(request: ApiRequest, id: Id) -> UnitActs:
    """By which acts the unit came to its status, with the day of each."""
    rows = _find(request, id).acts.order_by("-id")[:MOST_LINES]
    return UnitActs(items=[UnitActOut.model_validate(one) for one in rows])


@estates.get("/units/{id}/prices", Prices)
def list_unit_prices(request: ApiRequest, id: Id) -> Prices:
    """The price list of the unit, with its history."""
    unit = _find(request, id)
    request.viewer.require(SEE_PRICES, on=unit)
    return Prices(
        items=[PriceOut.model_validate(one) for one in unit.prices.order_by("-from_on")[:MOST_LINES]]
    )


@estates.post("/units/{id}/set_unit_price", PriceOut, status=201)
def set_unit_price(request: ApiRequest, id: Id, body: PriceIn) -> PriceOut:
    """A new line, which holds from its day; none is ever changed."""
    given = body.model_dump()
    price = actions.set_unit_price(_find(request, id), **given, by=request.viewer, now=request.now)
    return PriceOut.model_validate(price)


@estates.get("/buildings/{id}/matrix", Matrix)
def get_matrix(request: ApiRequest, id: Id) -> Matrix:
    """The homes of a building, with what can be told of each at a glance."""
    building = find(Building.objects.visible_to(request.viewer).select_related("estate"), pk=id)
    rows = Unit.objects.visible_to(request.viewer).filter(building=building)
    units = list(rows.order_by("entrance", "number")[:MOST_OF_A_BUILDING])
    sees_cases = request.viewer.may(SEE_CASES, on=building.estate)
    sees_listings = request.viewer.may(SEE_LISTINGS, on=building.estate)
    counts = open_by_unit(units, request.viewer, now=request.now) if sees_cases else {}
    kinds = offered_by_unit(units, request.viewer) if sees_listings else {}
    return Matrix(
        building=building.pk,
        name=building.name,
        items=[
            CellOut(
                **{name: getattr(one, name) for name in ("label", "entrance", "floor", "number", "status")},
                id=one.pk,
                handed_over_on=one.handed_over_on,
                open_cases=counts.get(one.pk, (0, 0))[0] if sees_cases else None,
                late_cases=counts.get(one.pk, (0, 0))[1] if sees_cases else None,
                offered_as=kinds.get(one.pk, "") if sees_listings else None,
            )
            for one in units
        ],
    )


def _find(request: ApiRequest, pk: int) -> Unit:
    return find(Unit.objects.visible_to(request.viewer).select_related("building"), pk=pk)


def _unit(unit: Unit) -> dict[str, Any]:
    plain = (
        "label", "entrance", "number", "floor", "use", "layout", "gross_area", "internal_area", "orientation", "finish",
        "title_status", "status", "handed_over_on", "version",
    )  # fmt: skip
    return {name: getattr(unit, name) for name in plain} | {
        "id": unit.pk,
        "estate": unit.estate_id,
        "building": unit.building.name,
    }
