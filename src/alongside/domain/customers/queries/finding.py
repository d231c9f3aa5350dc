"""Who is calling, who lives there, what to see before speaking."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo

from django.db.models import Prefetch, Q, QuerySet, prefetch_related_objects

from alongside.domain.customers import rules
from alongside.domain.customers.models import Alert, ContactPoint, Customer, CustomerNode, UnitRelation
from alongside.domain.customers.permissions import SEE_CUSTOMERS
from alongside.domain.estates.models import Unit
from alongside.domain.estates.queries import units_matching
from alongside.kernel.actor import Actor
from alongside.kernel.given import Given
from alongside.kernel.prepared import Prepared
from alongside.kernel.refusals import Refused
from alongside.kernel.search import Asked, holds

_NUMBER = re.compile(r"\+?[\d\s\-()·.]{4,24}")
MOST_FOUND = 50
FEW = 5_000  # customers, whom it costs less to sort than to find in the order of names among a million
MOST_SORTED = 2_000  # of more who are meant by a name, any so many are sorted: nobody means all of a surname


def find_by_phone(digits: str, viewer: Actor) -> QuerySet[Customer]:
    """The visible customers with exactly this phone, or whose phone ends with these four digits (CUS-2).

    Anything that is no phone finds nobody.
    """
    customers = Customer.objects.visible_to(viewer)
    bare = re.sub(r"\D", "", unicodedata.normalize("NFKC", digits))
    if len(bare) == 4:
        points = ContactPoint.objects.filter(tail_hash=rules.tail_hash("phone", bare))
    else:
        try:
            value = rules.normalised_phone(digits)
        except Refused:
            return customers.none()
        points = ContactPoint.objects.filter(kind="phone", value_hash=rules.contact_hash("phone", value))
    return customers.filter(pk__in=points.values("customer")).order_by("name_sort_key", "id")


def find_by_email(email: str, viewer: Actor) -> QuerySet[Customer]:
    """The visible customers with exactly this address."""
    customers = Customer.objects.visible_to(viewer)
    try:
        value = rules.normalised_email(email)
    except Refused:
        return customers.none()
    points = ContactPoint.objects.filter(kind="email", value_hash=rules.contact_hash("email", value))
    return customers.filter(pk__in=points.values("customer")).order_by("name_sort_key", "id")


def search_customers(query: str, viewer: Actor, *, limit: int = 20) -> list[Customer]:
    """Whoever the viewer may see and the query means: a phone or its last four digits, an email, a home,
    a name in characters, in pinyin (zhoumin) or by its initials (zm).

    Ready for a list: `shown_relations` and `shown_phones` are fetched. 3 to 5 queries.
    Raises QueryTooLong from kernel.search.
    """
    query = query.replace("\x00", "").strip()[:200]
    limit = min(limit, MOST_FOUND)
    if not query:
        return []
    found: dict[int, Customer] = {}
    for part in _parts(query, viewer):
        for customer in for_list(part.defer("search_text", "search_vector"))[:limit]:
            found.setdefault(customer.pk, customer)
        if len(found) >= limit:
            return list(found.values())
    if "@" not in query:
        named = [one for one in _named(query, viewer, limit) if one.pk not in found]
        prefetch_related_objects(named, *_shown())
        found |= {one.pk: one for one in named}
    return list(found.values())[:limit]


def _named(query: str, viewer: Actor, limit: int) -> list[Customer]:
    """By name, pinyin, initials. One query."""
    asked = Asked.of(query)
    if asked is None:
        return []
    rows = _named_query(limit, asked.is_settled)
    return rows(viewer, vector=asked.vector, patterns=list(asked.patterns))


@cache
def _named_query(limit: int, is_settled: bool) -> Prepared[Customer]:
    def build(viewer: Actor) -> QuerySet[Customer]:
        words = holds(Given("vector"), Given("patterns"), by_index=True, by_text=not is_settled)
        # Found by the words first, sorted after: in the order of names one would pass over most of a million to fill
        # a page with rare ones, and PostgreSQL does not know how rare they are.
        found = Customer.objects.visible_to(viewer).filter(words).values("pk")[:MOST_SORTED]
        named = Customer.objects.filter(pk__in=found).select_related("node")
        return named.defer("search_text", "search_vector").order_by("name_sort_key", "id")[:limit]

    return Prepared(build)


def _parts(query: str, viewer: Actor):
    """The ways to understand a query that are surer than a name, the surest first."""
    if "@" in query:
        yield find_by_email(query, viewer)
        return
    if _NUMBER.fullmatch(unicodedata.normalize("NFKC", query)):
        yield find_by_phone(query, viewer)
    if any(char.isdigit() for char in query):
        units = units_matching(query, viewer).values("pk")[:MOST_FOUND]
        living = UnitRelation.objects.filter(
            until_on__isnull=True, unit__in=list(units.values_list("pk", flat=True))
        )
        there = Customer.objects.visible_to(viewer).filter(pk__in=living.values("customer"))
        yield there.order_by("name_sort_key", "id")


def for_list(customers: QuerySet[Customer]) -> QuerySet[Customer]:
    """With what a line of a list shows: current homes and masked phones."""
    return customers.select_related("node").prefetch_related(*_shown())


def _shown() -> tuple[Prefetch, Prefetch]:
    relations = (
        UnitRelation.objects.filter(until_on__isnull=True).select_related("unit__estate").order_by("id")
    )
    phones = ContactPoint.objects.filter(kind="phone").defer("value").order_by("-is_primary", "id")
    return (
        Prefetch("unit_relations", relations, to_attr="shown_relations"),
        Prefetch("contact_points", phones, to_attr="shown_phones"),
    )


def page_by_name(
    customers: QuerySet[Customer],
    viewer: Actor,
    *,
    most: int,
    after: tuple[str, int] | None = None,
    few: int = FEW,
) -> QuerySet[Customer]:
    """The first of these customers by name, or the next behind (sort key, id), ready for a list. One query to find out how.

    Found in an index first and read after: whoever serves a part of a million passes over many that are not theirs.
    Whoever serves `few` would pass over nearly all, so theirs are collected and sorted. PostgreSQL keeps one plan for both.
    """
    if after:
        key, pk = after
        customers = customers.filter(Q(name_sort_key__gt=key) | Q(pk__gt=pk), name_sort_key__gte=key)
    reach = viewer.reach(SEE_CUSTOMERS)
    if reach and not reach.everywhere:
        theirs = CustomerNode.objects.filter(reach.over("node_id")).order_by().values("customer_id")
        if not theirs[few : few + 1].exists():
            customers = customers.filter(pk__in=theirs[:few])
    found = customers.order_by("name_sort_key", "id").values("pk")[:most]
    page = Customer.objects.filter(pk__in=found).defer("search_text", "search_vector")
    return for_list(page).order_by("name_sort_key", "id")


def customers_of(unit: Unit, viewer: Actor, *, now: datetime) -> QuerySet[UnitRelation]:
    """Who owns, rents, lives in a unit today, with the customer at hand (visible ones only)."""
    today = now.astimezone(ZoneInfo(unit.node.zone)).date()
    relations = UnitRelation.objects.visible_to(viewer).current(today).filter(unit=unit)
    return relations.select_related("customer").order_by("from_on", "id")


def units_of(customer: Customer, viewer: Actor, *, now: datetime) -> QuerySet[UnitRelation]:
    """The homes a customer has to do with today, with unit and estate at hand."""
    today = now.astimezone(ZoneInfo(customer.node.zone)).date()
    relations = UnitRelation.objects.visible_to(viewer).current(today).filter(customer=customer)
    return relations.select_related("unit__estate", "unit__building", "node").order_by("from_on", "id")


def alerts_of(customer: Customer, now: datetime) -> QuerySet[Alert]:
    """What a person must see before speaking to them: not lifted, not expired (CUS-8)."""
    today = now.astimezone(ZoneInfo(customer.node.zone)).date()
    return (
        Alert.objects.current(today)
        .filter(customer=customer)
        .select_related("owner")
        .order_by("raised_at", "id")
    )
