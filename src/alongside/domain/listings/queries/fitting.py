"""Which customers a listing suits, and which listings suit a customer, by what can be counted (CUS-3, EST-4).

A need with amounts fits or it does not; one that fits must be there and none may contradict. What is said in words
only, people compare.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Q

from alongside.domain.customers.models import Customer, Need
from alongside.domain.customers.queries.needing import COUNTABLE, within
from alongside.domain.listings.models import Listing, ListingOwner
from alongside.kernel.actor import Actor

MOST = 30
TEN_THOUSAND = Decimal(10_000)
# People look a little beyond what they said: so much more or less still fits.
TOLERANCE = {
    Need.Topic.BUDGET: Decimal("0.05"),
    Need.Topic.AREA: Decimal("0.05"),
    Need.Topic.ROOMS: Decimal(0),
}


@dataclass(frozen=True)
class Reason:
    """A need that the listing meets: what was asked, and what the listing has (in the need's unit)."""

    need: Need
    has: Decimal


@dataclass(frozen=True)
class FittingCustomer:
    customer: Customer
    reasons: list[Reason]
    in_words: list[Need]  # to be compared by a person


@dataclass(frozen=True)
class FittingListing:
    listing: Listing
    reasons: list[Reason]


def what_it_has(listing: Listing) -> dict[str, Decimal]:
    """What a listing has of what can be counted. The rent of a lease is no budget for buying."""
    has = {Need.Topic.AREA.value: listing.area}
    if not listing.is_lease:
        has[Need.Topic.BUDGET.value] = listing.amount / TEN_THOUSAND
    if listing.rooms is not None:
        has[Need.Topic.ROOMS.value] = Decimal(listing.rooms)
    return has


def customers_fitting(listing: Listing, viewer: Actor) -> list[FittingCustomer]:
    """Customers whom the viewer may see and whose needs it meets, those with most reasons first. At most MOST; 3 queries."""
    has = what_it_has(listing)
    fits, contradicts = Q(pk__in=()), Q(pk__in=())
    for topic, amount in has.items():
        slack = amount * TOLERANCE[Need.Topic(topic)]
        met = within(topic, amount - slack, amount + slack)
        fits |= met
        contradicts |= Q(topic=topic) & (Q(lowest__isnull=False) | Q(highest__isnull=False)) & ~met
    needs = Need.objects.all()
    owners = ListingOwner.objects.filter(listing=listing, customer__isnull=False).values("customer")
    found = (
        Customer.objects.visible_to(viewer)
        .filter(pk__in=needs.filter(fits).values("customer"))
        .exclude(pk__in=needs.filter(contradicts).values("customer"))
        .exclude(pk__in=owners)
        .defer("search_text", "search_vector")
        .order_by("-id")[: MOST * 4]
    )
    by_customer: dict[int, list[Need]] = {}
    for one in needs.filter(customer__in=[one.pk for one in found]).order_by("id"):
        by_customer.setdefault(one.customer_id, []).append(one)
    rows = [_fitting(one, by_customer.get(one.pk, []), has) for one in found]
    return sorted(rows, key=lambda one: -len(one.reasons))[:MOST]


def listings_fitting(customer: Customer, viewer: Actor, *, now: datetime) -> list[FittingListing]:
    """Listings that the viewer may see, offered and verified, which meet what the customer said; last verified first.

    Nothing without a need that can be counted. At most MOST; 2 queries.
    """
    needs = [one for one in customer.needs.filter(topic__in=COUNTABLE).order_by("id") if _is_counted(one)]
    if not needs:
        return []
    found = Listing.objects.visible_to(viewer).public(now).exclude(kind=Listing.Kind.LEASE)
    for need in needs:
        low, high = _ends(need)
        factor = TEN_THOUSAND if need.topic == Need.Topic.BUDGET else Decimal(1)
        column = {"budget": "amount", "area": "area", "rooms": "rooms"}[need.topic]
        if low is not None:
            found = found.filter(**{f"{column}__gte": low * factor})
        if high is not None:
            found = found.filter(**{f"{column}__lte": high * factor})
    rows = found.select_related("estate").order_by("-verified_at", "-id")[:MOST]
    return [
        FittingListing(one, [Reason(need, what_it_has(one)[need.topic]) for need in needs]) for one in rows
    ]


def _fitting(customer: Customer, needs: list[Need], has: dict[str, Decimal]) -> FittingCustomer:
    return FittingCustomer(
        customer,
        [Reason(one, has[one.topic]) for one in needs if one.topic in has and _is_counted(one)],
        [one for one in needs if one.words],
    )


def _is_counted(need: Need) -> bool:
    return need.lowest is not None or need.highest is not None


def _ends(need: Need) -> tuple[Decimal | None, Decimal | None]:
    """The range a little widened, as people look."""
    slack = TOLERANCE[Need.Topic(need.topic)]
    low = need.lowest / (1 + slack) if need.lowest is not None else None
    high = need.highest / (1 - slack) if need.highest is not None else None
    return low, high
