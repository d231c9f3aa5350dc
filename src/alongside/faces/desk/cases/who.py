"""Who is it? People by phone number, name or room, with their homes (CAS-2)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from alongside.domain.customers.models import Customer
from alongside.domain.customers.queries import for_list, search_customers
from alongside.faces.desk.page import DeskRequest
from alongside.faces.ui.access import seen
from alongside.kernel.ngrams import QueryTooLong

MOST_FOUND = 8
TOLD_IN = ("call", "ticket")  # in which they say it: a telephone call, a visit


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody found, and where choosing them leads."""

    name: str
    role: str
    homes: str
    phone: str
    url: str


def people_found(request: DeskRequest, asked: str, *, for_page: bool = False) -> list[Person]:
    """At most MOST_FOUND; choosing one begins a case for them, or (`for_page`) opens their page. 5 queries at most."""
    try:
        found = search_customers(asked, request.viewer, limit=MOST_FOUND)
    except QueryTooLong:
        return []
    seen(request, found)
    told_in = {name: request.GET[name][:18] for name in TOLD_IN if request.GET.get(name)}
    return [_person(one, for_page, told_in) for one in found]


def customers_found(request: DeskRequest, asked: str) -> list[Customer]:
    """At most MOST_FOUND customers by phone, name or room, as a list shows them. 5 queries at most."""
    try:
        return customers_known(request, search_customers(asked, request.viewer, limit=MOST_FOUND))
    except QueryTooLong:
        return []


def customers_known(request: DeskRequest, people: Iterable[Customer]) -> list[Customer]:
    """These as a list shows them, as far as the viewer may see them."""
    ids = [one.pk for one in people]
    known = list(for_list(Customer.objects.visible_to(request.viewer).filter(pk__in=ids)))
    seen(request, known)
    return known


def people_known(request: DeskRequest, ids: list[int]) -> list[Person]:
    """These, as far as the viewer may see them, to begin a case for. 3 queries."""
    known = list(for_list(Customer.objects.visible_to(request.viewer).filter(pk__in=ids))[:MOST_FOUND])
    seen(request, known)
    return [_person(one, for_page=False) for one in known]


def _person(customer: Customer, for_page: bool, told_in: dict[str, str] | None = None) -> Person:
    relations = customer.shown_relations
    chosen: dict[str, Any] = {"customer": customer.pk}
    if len(relations) == 1:
        chosen["unit"] = relations[0].unit_id
    chosen |= told_in or {}
    to_begin = f"{reverse('desk:open_case')}?{urlencode(chosen)}"
    return Person(
        name=customer.name,
        role=relations[0].get_role_display() if relations else "",
        homes="、".join(f"{one.unit.estate.name} {one.unit.label}" for one in relations[:3]),
        phone=customer.shown_phones[0].masked if customer.shown_phones else "",
        url=reverse("desk:customer", args=[customer.pk]) if for_page else to_begin,
    )
