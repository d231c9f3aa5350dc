"""The cars of customers, and who stands at the gate (CUS-9). Photos of faces are shown in the desk only."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field

from alongside.domain.customers import actions
from alongside.domain.customers.models import Vehicle
from alongside.domain.customers.permissions import RECOGNISE_RESIDENTS
from alongside.domain.customers.queries.recognising import Resident, recognise
from alongside.faces.api.answering import Chapter
from alongside.faces.api.customers.customers import customers, find_customer
from alongside.faces.api.gate import ApiRequest, find
from alongside.faces.api.texts import Id, In, Line, Out
from alongside.faces.ui.access import seen
from alongside.kernel.ngrams import QueryTooLong

residents = Chapter("Residents at the gate")


class VehicleOut(Out):
    """A car, its plate masked."""

    id: int
    masked: str
    words: str
    added_at: datetime


class Vehicles(Out):
    items: list[VehicleOut]


class VehicleIn(In):
    """A car by its plate."""

    plate: Annotated[Line, Field(max_length=20, examples=["浙A·8M321"])]
    words: Annotated[Line, Field(max_length=60)] = ""
    """What it looks like."""


class HomeOut(Out):
    """A home of the resident here."""

    estate: str
    label: str
    role: str


class ResidentOut(Out):
    """No more of a resident than whoever stands at the gate needs."""

    name: str
    form_of_address: str
    homes: list[HomeOut]
    vehicles: list[str]
    """Plates, masked, each with what the car looks like."""
    alerts: list[str]
    """Kinds of what to mind: vulnerable, staff_safety."""
    has_portrait: bool


class Residents(Out):
    """At most twelve; ask more narrowly."""

    items: list[ResidentOut]


@customers.get("/customers/{id}/vehicles", Vehicles)
def list_vehicles(request: ApiRequest, id: Id) -> Vehicles:
    """The customer's cars."""
    rows = find_customer(request, id).vehicles.order_by("id")[:100]
    return Vehicles(items=[_vehicle(one) for one in rows])


@customers.post("/customers/{id}/add_vehicle", VehicleOut, status=201)
def add_vehicle(request: ApiRequest, id: Id, body: VehicleIn) -> VehicleOut:
    """A car of theirs."""
    customer = find_customer(request, id)
    return _vehicle(actions.add_vehicle(customer, **body.model_dump(), by=request.viewer, now=request.now))


@customers.delete("/vehicles/{id}")
def remove_vehicle(request: ApiRequest, id: Id) -> None:
    """Sold, or another's."""
    vehicle = find(Vehicle.objects.visible_to(request.viewer).select_related("customer"), pk=id)
    actions.remove_vehicle(vehicle, by=request.viewer, now=request.now)


@residents.get("/residents", Residents)
def list_residents(request: ApiRequest, q: Annotated[str, Field(max_length=60)]) -> Residents:
    """Whom these words mean among those who live where this client reaches: a name, a plate or its end, a home."""
    request.viewer.require(RECOGNISE_RESIDENTS)
    try:
        found = recognise(q, request.viewer, now=request.now)
    except QueryTooLong:
        found = []
    seen(request, [one.customer for one in found])
    return Residents(items=[_resident(one) for one in found])


def _vehicle(one: Vehicle) -> VehicleOut:
    return VehicleOut(id=one.pk, masked=one.masked, words=one.words, added_at=one.added_at)


def _resident(one: Resident) -> ResidentOut:
    return ResidentOut(
        name=one.customer.name,
        form_of_address=one.customer.form_of_address,
        homes=[
            HomeOut(estate=home.unit.estate.name, label=home.unit.label, role=home.role) for home in one.homes
        ],
        vehicles=[f"{car.masked} {car.words}".strip() for car in one.vehicles],
        alerts=[str(alert.kind) for alert in one.alerts],
        has_portrait=one.has_portrait,
    )
