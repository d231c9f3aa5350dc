"""How a customer is reached: masked, and in full only for a reason (CUS-1, INF-2)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from alongside.domain.customers.actions import reaching
from alongside.domain.customers.models import ContactPoint, Customer
from alongside.faces.api.customers.customers import customers, find_customer
from alongside.faces.api.customers.shapes import ContactCode, ContactOut, contact_out
from alongside.faces.api.gate import ApiRequest, find
from alongside.faces.api.texts import Id, In, Line, Out
from alongside.faces.ui.access import REVEAL, seen


class Revealed(Out):
    """The full value. The journal says who asked, and why."""

    value: str


class ContactIn(In):
    """A phone, email, WeChat id or address."""

    kind: ContactCode
    value: Line
    label: Annotated[Line, Field(max_length=30)] = ""
    is_primary: bool = False
    is_verified: bool = False


class RevealIn(In):
    """For what it is needed."""

    reason: Literal["call", "visit", "verify", "request", "legal"]


@customers.post("/customers/{id}/add_contact_point", ContactOut, status=201)
def add_contact_point(request: ApiRequest, id: Id, body: ContactIn) -> ContactOut:
    """A further phone, email, WeChat id or address."""
    point = reaching.add_contact_point(
        find_customer(request, id), by=request.viewer, now=request.now, **body.model_dump()
    )
    return contact_out(point)


@customers.post("/contact_points/{id}/verify_contact_point", ContactOut)
def verify_contact_point(request: ApiRequest, id: Id) -> ContactOut:
    """Somebody answered there: it is theirs."""
    return contact_out(
        reaching.verify_contact_point(_find_point(request, id), by=request.viewer, now=request.now)
    )


@customers.post("/contact_points/{id}/reveal_contact", Revealed)
def reveal_contact(request: ApiRequest, id: Id, body: RevealIn) -> Revealed:
    """The full value, with a line in the journal (INF-2)."""
    point = _find_point(request, id)
    value = reaching.reveal_contact(point, reason=body.reason, by=request.viewer, now=request.now)
    seen(request, point.customer_id, act=REVEAL, about=point, reason=body.reason)
    return Revealed(value=value)


@customers.delete("/contact_points/{id}")
def remove_contact_point(request: ApiRequest, id: Id) -> None:
    """Take a contact point away."""
    reaching.remove_contact_point(_find_point(request, id), by=request.viewer, now=request.now)


def _find_point(request: ApiRequest, id: int) -> ContactPoint:
    customers = Customer.objects.visible_to(request.viewer)
    point = find(ContactPoint.objects.filter(customer__in=customers).select_related("customer__node"), pk=id)
    seen(request, point.customer_id)
    return point
