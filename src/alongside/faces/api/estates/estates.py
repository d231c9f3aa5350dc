"""Estates: what was built, what is promised, and what is known about the place (EST-1)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field

from alongside.domain.estates import actions
from alongside.domain.estates.models import Estate, EstateFact
from alongside.domain.estates.permissions import CHANGE_ESTATES
from alongside.domain.estates.queries import buildings_of
from alongside.faces.api.answering import Chapter, seen_version
from alongside.faces.api.gate import ApiRequest, find, node_named
from alongside.faces.api.texts import Code, Day, Id, In, Line, Out, Words

estates = Chapter("Estates and homes")
MOST = 5_000
MOST_PARTS = 500
FactCode = Literal["sales_permit", "nearby", "adverse_inside", "adverse_outside"]
Degrees = Annotated[Decimal, Field(max_digits=9, decimal_places=6, ge=-180, le=180, allow_inf_nan=False)]


class EstateOut(Out):
    """What is built and sold."""

    id: int
    name: str
    node: str
    address: str


class Estates(Out):
    items: list[EstateOut]


class PromiseOut(Out):
    """A line of the delivery standard."""

    room: str
    component: str
    promised: str


class FactOut(Out):
    """A sales permit, something near, or an adverse factor inside or outside the site; dated, with its source."""

    id: int
    kind: str
    name: str
    words: str
    on: date
    source: str


class PhaseOut(Out):
    id: int
    name: str


class BuildingOut(Out):
    """A building; `phase` is an id."""

    id: int
    name: str
    phase: int | None
    floors: int | None
    delivery_on: date | None
    unit_count: int


class AreaOut(Out):
    """A shared place or facility: lift, garage, clubhouse, garden; `building` is an id."""

    id: int
    name: str
    kind: str
    building: int | None


class EstateWhole(EstateOut):
    """An estate with everything that is known of it."""

    developer: str
    latitude: Decimal | None
    longitude: Decimal | None
    delivery_standard: list[PromiseOut]
    facts: list[FactOut]
    phases: list[PhaseOut]
    buildings: list[BuildingOut]
    public_areas: list[AreaOut]
    version: int


class PromiseIn(In):
    """What is promised to be delivered, by room and component."""

    room: Annotated[Line, Field(max_length=60)]
    component: Annotated[Line, Field(max_length=60)]
    promised: Line


class EstateChangeIn(In):
    """Only the fields that are given change; the delivery standard is said anew as a whole."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "delivery_standard": [
                        {"room": "主卧", "component": "外墙窗", "promised": "断桥铝 三玻两腔"}
                    ]
                }
            ]
        }
    )

    name: Annotated[Line, Field(max_length=80)] = ""
    developer: Annotated[Line, Field(max_length=120)] = ""
    address: Annotated[Line, Field(max_length=200)] = ""
    latitude: Degrees | None = None
    longitude: Degrees | None = None
    delivery_standard: Annotated[list[PromiseIn], Field(max_length=500)] = []


class EstateIn(EstateChangeIn):
    """A new estate, served by a node."""

    node: Code
    name: Annotated[Line, Field(max_length=80)]


class FactIn(In):
    """What is known, since when, and from where."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "kind": "adverse_outside",
                    "name": "110kV 变电站",
                    "on": "2026-03-01",
                    "source": "规划公示 2026-18 号",
                }
            ]
        }
    )

    kind: FactCode
    name: Annotated[Line, Field(max_length=120)]
    on: Day
    source: Annotated[Line, Field(max_length=120)]
    words: Annotated[Words, Field(max_length=2000)] = ""


@estates.get("/estates", Estates)
def list_estates(request: ApiRequest) -> Estates:
    """Estates that this client may see."""
    rows = Estate.objects.visible_to(request.viewer).select_related("node").order_by("name_sort_key", "id")
    return Estates(items=[EstateOut(**_row(one)) for one in rows[:MOST]])


@estates.get("/estates/{id}", EstateWhole)
def get_estate(request: ApiRequest, id: Id) -> EstateWhole:
    """One estate with its buildings, its delivery standard, permits, facilities and adverse factors."""
    return _whole(find_estate(request, id))


@estates.post("/estates", EstateWhole, status=201)
def add_estate(request: ApiRequest, body: EstateIn) -> EstateWhole:
    """A new estate."""
    node = node_named(request, body.node, CHANGE_ESTATES)
    given = body.model_dump(exclude={"node"})
    return _whole(actions.add_estate(node=node, **given, by=request.viewer, now=request.now))


@estates.patch("/estates/{id}", EstateWhole)
def change_estate(request: ApiRequest, id: Id, body: EstateChangeIn) -> EstateWhole:
    """Change the fields that are given."""
    given = body.model_dump(exclude_unset=True)
    estate = find_estate(request, id)
    actions.change_estate(estate, **given, seen=seen_version(request), by=request.viewer, now=request.now)
    return _whole(find_estate(request, id))


@estates.post("/estates/{id}/add_estate_fact", FactOut, status=201)
def add_estate_fact(request: ApiRequest, id: Id, body: FactIn) -> FactOut:
    """A sales permit, something near, an adverse factor."""
    estate = find_estate(request, id)
    fact = actions.add_estate_fact(estate, **body.model_dump(), by=request.viewer, now=request.now)
    return FactOut.model_validate(fact)


@estates.patch("/estate_facts/{id}", FactOut)
def change_estate_fact(request: ApiRequest, id: Id, body: FactIn) -> FactOut:
    """Say it anew, with the day and the source from which it is known now."""
    fact = _fact(request, id)
    changed = actions.change_estate_fact(fact, **body.model_dump(), by=request.viewer, now=request.now)
    return FactOut.model_validate(changed)


@estates.delete("/estate_facts/{id}")
def remove_estate_fact(request: ApiRequest, id: Id) -> None:
    """It is no longer so, or never was."""
    actions.remove_estate_fact(_fact(request, id), by=request.viewer, now=request.now)


def find_estate(request: ApiRequest, pk: int) -> Estate:
    """The estate as far as the client may see it."""
    return find(Estate.objects.visible_to(request.viewer).select_related("node"), pk=pk)


def _fact(request: ApiRequest, pk: int) -> EstateFact:
    seen_estates = Estate.objects.visible_to(request.viewer)
    return find(EstateFact.objects.filter(estate__in=seen_estates).select_related("estate"), pk=pk)


def _row(one: Estate) -> dict[str, Any]:
    return {"id": one.pk, "name": one.name, "node": one.node.code, "address": one.address}


def _whole(one: Estate) -> EstateWhole:
    return EstateWhole(
        **_row(one),
        developer=one.developer,
        latitude=one.latitude,
        longitude=one.longitude,
        delivery_standard=[PromiseOut(**line) for line in one.delivery_standard],
        facts=[FactOut.model_validate(fact) for fact in one.facts.order_by("kind", "-on", "id")[:MOST_PARTS]],
        phases=[PhaseOut.model_validate(phase) for phase in one.phases.order_by("name")[:MOST_PARTS]],
        buildings=[
            BuildingOut(
                id=building.pk,
                name=building.name,
                phase=building.phase_id,
                floors=building.floors,
                delivery_on=building.delivery_on,
                unit_count=building.unit_count,  # type: ignore[attr-defined]  # annotated
            )
            for building in buildings_of(one)[:MOST_PARTS]
        ],
        public_areas=[
            AreaOut(id=area.pk, name=area.name, kind=area.kind, building=area.building_id)
            for area in one.public_areas.order_by("kind", "name")[:MOST_PARTS]
        ],
        version=one.version,
    )
