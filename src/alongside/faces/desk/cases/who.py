"""Who is it? People by phone number, name or room, with their homes (CAS-2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import NoReverseMatch, reverse

from alongside.domain.customers.models import ContactPoint, Customer, UnitRelation
from alongside.faces.desk.page import DeskRequest
from alongside.kernel.crypto import blind_index
from alongside.kernel.ngrams import QueryTooLong
from alongside.kernel.search import matches

MOST_FOUND = 8
SHORTEST_PHONE = 4  # the last four digits are enough


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody found, and where choosing them leads."""

    name: str
    role: str
    homes: str
    phone: str
    url: str


def people_found(request: DeskRequest, asked: str, *, for_page: bool = False) -> list[Person]:
    """At most MOST_FOUND; choosing one begins a case for them, or (`for_page`) opens their page. 3 queries."""
    asked = asked.strip()
    if not asked:
        return []
    seen = Customer.objects.visible_to(request.viewer)
    found = list(seen.filter(_asked_for(asked)).order_by("name_sort_key", "id").distinct()[:MOST_FOUND])
    ids = [one.pk for one in found]
    relations: dict[int, list[UnitRelation]] = {}
    for one in UnitRelation.objects.filter(customer_id__in=ids, until_on__isnull=True).select_related(
        "unit__estate"
    ):
        relations.setdefault(one.customer_id, []).append(one)
    phones = ContactPoint.objects.filter(customer_id__in=ids, kind=ContactPoint.Kind.PHONE).order_by(
        "is_primary"
    )
    masked = {one.customer_id: one.masked for one in phones}
    return [_person(one, relations.get(one.pk, []), masked.get(one.pk, ""), for_page) for one in found]


def _asked_for(asked: str) -> Q:
    """A phone by its blind index (the number itself is never stored in clear), else name or room."""
    digits = "".join(character for character in asked if character.isdigit())
    homes = Q(unit_relations__unit__label__icontains=asked, unit_relations__until_on__isnull=True)
    if digits and len(digits) >= SHORTEST_PHONE and not set(asked) - set("0123456789+- "):
        national = digits.removeprefix("86") if len(digits) > 11 else digits
        whole = blind_index(f"+86{national.removeprefix('0')}", purpose="phone")
        tail = blind_index(digits[-4:], purpose="phone_tail")
        return Q(contact_points__value_hash=whole) | Q(contact_points__tail_hash=tail) | homes
    try:
        return Q(name__startswith=asked) | matches(asked) | homes
    except QueryTooLong:
        return Q(pk__in=[])


def _person(customer: Customer, relations: list[UnitRelation], phone: str, for_page: bool) -> Person:
    chosen: dict[str, Any] = {"customer": customer.pk}
    if len(relations) == 1:
        chosen["unit"] = relations[0].unit_id
    return Person(
        name=customer.name,
        role=relations[0].get_role_display() if relations else "",
        homes="、".join(f"{one.unit.estate.name} {one.unit.label}" for one in relations[:3]),
        phone=phone,
        url=_page_of(customer) if for_page else f"{reverse('desk:open_case')}?{urlencode(chosen)}",
    )


def _page_of(customer: Customer) -> str:
    """The customer's page, else the list of their cases."""
    try:
        return reverse("desk:customer", args=[customer.pk])
    except NoReverseMatch:
        return f"{reverse('desk:cases')}?customer={customer.pk}"
