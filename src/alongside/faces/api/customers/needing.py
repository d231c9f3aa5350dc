"""What customers need, in four kinds (CUS-3)."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from alongside.domain.customers import actions
from alongside.domain.customers.models import Customer
from alongside.faces.api.customers.customers import customers, find_customer
from alongside.faces.api.gate import ApiRequest
from alongside.faces.api.texts import Amount, Id, In, Line, Out

TopicCode = Literal[
    "wish", "budget", "area", "rooms", "timing", "surroundings", "community", "convenience", "schools", "hospitals",
    "transport", "layout", "price", "payment",
]  # fmt: skip


class NeedOut(Out):
    """One thing that a customer needs; amounts in the unit of the topic: 10,000 yuan, m², rooms."""

    kind: str
    topic: str
    words: str
    lowest: Decimal | None
    highest: Decimal | None
    said_at: datetime


class Needs(Out):
    """In the order in which they were said."""

    items: list[NeedOut]


class NeedIn(In):
    """What was said of a topic; nothing said ends the need."""

    topic: TopicCode
    words: Annotated[Line, Field(max_length=200)] = ""
    lowest: Amount | None = None
    highest: Amount | None = None


class NeedsIn(In):
    """A topic that is not named stays as it is."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"needs": [{"topic": "budget", "lowest": 300, "highest": 350}, {"topic": "rooms"}]}]
        }
    )

    needs: Annotated[list[NeedIn], Field(min_length=1, max_length=20)]


@customers.get("/customers/{id}/needs", Needs)
def list_needs(request: ApiRequest, id: Id) -> Needs:
    """What the customer needs."""
    return _needs(find_customer(request, id))


@customers.post("/customers/{id}/describe_needs", Needs)
def describe_needs(request: ApiRequest, id: Id, body: NeedsIn) -> Needs:
    """Write down what was said, topic by topic; one of which nothing is said ends."""
    customer = find_customer(request, id)
    said: dict[str, actions.Said] = {
        one.topic: actions.Said(one.words, one.lowest, one.highest) for one in body.needs
    }
    actions.describe_needs(customer, said, by=request.viewer, now=request.now)
    return _needs(customer)


def _needs(customer: Customer) -> Needs:
    return Needs(items=[NeedOut.model_validate(one) for one in customer.needs.order_by("id")])
