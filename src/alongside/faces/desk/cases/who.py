"""Who is it? People by phone number, name or room, with their homes (CAS-2)."""

from __future__ import annotations

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
    call = request.GET.get("call", "")
    return [_person(one, for_page, call) for one in found]


def people_known(request: DeskRequest, ids: list[int]) -> list[Person]:
    """These, as far as the viewer may see them, to begin a case for. 3 queries."""
    known = list(for_list(Customer.objects.visible_to(request.viewer).filter(pk__in=ids))[:MOST_FOUND])
    seen(request, known)
    return [_person(one, for_page=False) for one in known]


def _person(customer: Customer, for_page: bool, call: str = "") -> Person:
    relations = customer.shown_relations
    chosen: dict[str, Any] = {"customer": customer.pk}
    if len(relations) == 1:
        chosen["unit"] = relations[0].unit_id
    if call:  # in which they say it
        chosen["call"] = call[:18]
    to_begin = f"{reverse('desk:open_case')}?{urlencode(chosen)}"
    return Person(
        name=customer.name,
        role=relations[0].get_role_display() if relations else "",
        homes="、".join(f"{one.unit.estate.name} {one.unit.label}" for one in relations[:3]),
        phone=customer.shown_phones[0].masked if customer.shown_phones else "",
        url=reverse("desk:customer", args=[customer.pk]) if for_page else to_begin,
    )
