"""Customers from outside (CUS-1): found, read, added, changed. Contact points stand masked in everything."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from ninja import Query
from pydantic import ConfigDict, Field

from alongside.domain.cases.queries.paging import token_of, values_of
from alongside.domain.customers import rules
from alongside.domain.customers.actions import knowing
from alongside.domain.customers.models import ContactPoint, Customer
from alongside.domain.customers.permissions import CHANGE_CUSTOMERS
from alongside.domain.customers.queries import survivor_of
from alongside.faces.api.answering import Chapter, seen_version
from alongside.faces.api.customers.shapes import (
    CustomerOut,
    CustomerPage,
    CustomerRow,
    LanguageCode,
    customer_out,
    phones_of,
    row_of,
)
from alongside.faces.api.gate import ApiRequest, named, node_named
from alongside.faces.api.problems import Merged
from alongside.faces.api.texts import Clock, Code, Id, In, Line, Out, Words
from alongside.faces.ui.access import seen
from alongside.kernel.ngrams import QueryTooLong
from alongside.kernel.refusals import Refused
from alongside.kernel.search import matches

customers = Chapter("Customers")
LAST_DIGITS = 4


class Paging(Out):
    """Page by page."""

    after: Annotated[str, Field(max_length=500)] = ""
    """`next` of the page before."""
    limit: Annotated[int, Field(ge=1, le=200)] = 50


class Looking(Paging):
    """One of them, or nothing for everybody."""

    phone: Annotated[str, Field(max_length=40)] = ""
    """The whole number, or its last four digits."""
    name: Annotated[Code, Field(max_length=100)] = ""
    """Any part of the name; pinyin and its initials too."""


class Described(In):
    """What describes a customer."""

    kind: Literal["person", "company"] = "person"
    form_of_address: Annotated[Line, Field(max_length=20)] = ""
    language: LanguageCode = "zh-hans"
    tier: Literal["standard", "silver", "gold"] = "standard"
    preferred_channel: Annotated[Code, Field(max_length=12)] = ""
    contact_from: Clock | None = None
    contact_until: Clock | None = None
    is_do_not_disturb: bool = False
    words: Words = ""


class AddIn(Described):
    """A new customer, known at a node."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"node": "GLT", "name": "周敏", "phone": "138 1234 4420", "form_of_address": "女士"}]
        }
    )

    node: Code
    name: Annotated[Line, Field(max_length=120)]
    phone: Annotated[Line, Field(max_length=40)] = ""
    email: Annotated[Line, Field(max_length=254)] = ""
    although_known: bool = False
    """Add another although somebody with this phone is known."""


class ChangeIn(Described):
    """Only the fields that are given change."""

    name: Annotated[Line, Field(max_length=120)] = ""


@customers.get("/customers", CustomerPage)
def list_customers(request: ApiRequest, looking: Query[Looking]) -> CustomerPage:
    """Find customers by phone or name, sorted by name."""
    rows = Customer.objects.visible_to(request.viewer).defer("search_text", "search_vector")
    if looking.phone:
        rows = rows.filter(pk__in=_with_phone(looking.phone))
    if looking.name:
        try:
            rows = rows.filter(matches(looking.name))
        except QueryTooLong:
            rows = rows.none()
    return customer_page(request, rows, looking)


@customers.get("/customers/{id}", CustomerOut)
def get_customer(request: ApiRequest, id: Id) -> CustomerOut:
    """One customer with homes, alerts and open cases."""
    return customer_out(find_customer(request, id), request)


@customers.post("/customers", CustomerOut, status=201)
def add_customer(request: ApiRequest, body: AddIn) -> CustomerOut:
    """Add a customer. 422 on `phone` when somebody with this phone is known already."""
    given = body.model_dump(exclude={"node"})
    node = node_named(request, body.node, CHANGE_CUSTOMERS)
    return customer_out(knowing.add_customer(node=node, by=request.viewer, now=request.now, **given), request)


@customers.patch("/customers/{id}", CustomerOut)
def change_customer(request: ApiRequest, id: Id, body: ChangeIn) -> CustomerOut:
    """Change the fields that are given."""
    changed = knowing.change_customer(
        find_customer(request, id),
        by=request.viewer,
        now=request.now,
        seen=seen_version(request),
        **body.model_dump(exclude_unset=True),
    )
    return customer_out(changed, request)


def customer_page(request: ApiRequest, rows: QuerySet[Customer], paging: Paging) -> CustomerPage:
    """The next of these customers, by name."""
    if paging.after:
        key, pk = values_of(paging.after, (str, int))
        if key is None or pk is None or "\x00" in key:
            raise Refused(_("This address of a page is damaged; start from the first page."), field="after")
        rows = rows.filter(Q(name_sort_key__gt=key) | Q(pk__gt=pk), name_sort_key__gte=key)
    found = list(rows.order_by("name_sort_key", "id")[: paging.limit + 1])
    page = found[: paging.limit]
    seen(request, page)
    phones = phones_of(page)
    more = token_of(page[-1].name_sort_key, page[-1].pk) if len(found) > paging.limit else ""
    return CustomerPage(items=[CustomerRow(**row_of(one, phones)) for one in page], next=more)


def find_customer(request: ApiRequest, id: int) -> Customer:
    """The customer as far as the client may see them. Raises Merged for a record that went into a visible one."""
    customers = Customer.objects.visible_to(request.viewer).select_related("node")
    customer = customers.filter(pk=id).first()
    if customer is None:
        survivor = survivor_of(id)
        if survivor and customers.filter(pk=survivor).exists():
            raise Merged(survivor)
        raise Http404
    seen(request, customer)
    return customer


def named_customer(request: ApiRequest, pk: int, field: str) -> Customer:
    """Another customer whom the body names; Refused naming the field for one whom the client may not see."""
    other = named(Customer.objects.visible_to(request.viewer).select_related("node"), field, pk=pk)
    seen(request, other)
    return other


def _with_phone(asked: str) -> Any:
    digits = "".join(one for one in asked if one.isascii() and one.isdigit())
    points = ContactPoint.objects.filter(kind=ContactPoint.Kind.PHONE)
    if len(digits) == LAST_DIGITS:
        points = points.filter(tail_hash=rules.tail_hash("phone", digits))
    else:
        points = points.filter(value_hash=rules.contact_hash("phone", rules.normalised_phone(asked)))
    return points.values("customer")
