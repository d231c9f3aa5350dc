"""Promises for tests and the demo, made through the actions."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from alongside.domain.customers.models import Customer
from alongside.domain.organisation.models import Node
from alongside.domain.promises.actions.making import make_promise
from alongside.domain.promises.models import Promise, PromiseKind
from alongside.kernel.actor import Actor


def a_kind(code: str = "other", **name: str) -> PromiseKind:
    """A kind, made where no pack was loaded."""
    texts = name or {"zh-hans": "其他", "en": "Something else"}
    return PromiseKind.objects.get_or_create(code=code, defaults={"name": texts})[0]


def a_promise(
    customer: Customer, *, by: Actor, now: datetime, node: Node | None = None, **but: Any
) -> Promise:
    """A promise to the customer, of who acts, for the day after tomorrow."""
    place = node or customer.node
    given = {
        "kind": but.pop("kind", None) or a_kind(),
        "words": "周五前把维修方案发给您",
        "due_on": (now.astimezone(ZoneInfo(place.zone)) + timedelta(days=2)).date(),
    }
    return make_promise(customer, node=place, by=by, now=now, **{**given, **but})
