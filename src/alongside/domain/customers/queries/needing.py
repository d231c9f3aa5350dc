"""Customers by what they need: for matching, and to learn what homes should be like (CUS-3)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q, QuerySet

from alongside.domain.customers.models import Customer, Need
from alongside.kernel.actor import Actor

MOST_COUNTED = 10_000
COUNTABLE = (Need.Topic.BUDGET, Need.Topic.AREA, Need.Topic.ROOMS)
Range = tuple[Decimal | None, Decimal | None]


@dataclass(frozen=True)
class NeedsAsked:
    """What is looked for; empty asks nothing, all of it must hold.

    `budget` (in 10,000 yuan), `area` (m²), `rooms`: their range must overlap with this one; either end may be open.
    `words` stands in what they said of `topic`, or of any topic of `kind`, or of any.
    """

    kind: str = ""
    topic: str = ""
    words: str = ""
    budget: Range = (None, None)
    area: Range = (None, None)
    rooms: Range = (None, None)

    @property
    def ranges(self) -> dict[str, Range]:
        asked = {Need.Topic.BUDGET: self.budget, Need.Topic.AREA: self.area, Need.Topic.ROOMS: self.rooms}
        return {str(topic): ends for topic, ends in asked.items() if ends != (None, None)}

    @property
    def is_nothing(self) -> bool:
        return not (self.kind or self.topic or self.words or self.ranges)


@dataclass(frozen=True)
class NeedCounts:
    """How many customers, exactly up to MOST_COUNTED, and of what else they spoke: (topic's label, how many)."""

    number: int
    is_more: bool
    topics: list[tuple[str, int]]


def customers_needing(asked: NeedsAsked, viewer: Actor) -> QuerySet[Customer]:
    """Whom the viewer may see and who said so, by name."""
    found = Customer.objects.visible_to(viewer)
    said = Need.objects.all()
    if asked.topic or asked.kind or asked.words:
        narrowed = said.filter(topic=asked.topic) if asked.topic else said
        narrowed = narrowed.filter(kind=asked.kind) if asked.kind else narrowed
        narrowed = narrowed.filter(words__icontains=asked.words) if asked.words else narrowed
        found = found.filter(pk__in=narrowed.values("customer"))
    for topic, (least, most) in asked.ranges.items():
        found = found.filter(pk__in=said.filter(within(topic, least, most)).values("customer"))
    return found.defer("search_text", "search_vector").order_by("name_sort_key", "id")


def within(topic: str, least: Decimal | None, most: Decimal | None) -> Q:
    """Needs of that topic whose range overlaps with this one. One that names no amount fits nothing."""
    q = Q(topic=topic) & (Q(lowest__isnull=False) | Q(highest__isnull=False))
    if most is not None:
        q &= Q(lowest__isnull=True) | Q(lowest__lte=most)
    if least is not None:
        q &= Q(highest__isnull=True) | Q(highest__gte=least)
    return q


def counts_of(found: QuerySet[Customer]) -> NeedCounts:
    """Two queries, over at most MOST_COUNTED customers."""
    some = found.order_by().values("pk")[: MOST_COUNTED + 1]
    number = some.count()
    rows = Need.objects.filter(customer__in=found.order_by("pk").values("pk")[:MOST_COUNTED])
    told = dict(rows.order_by().values_list("topic").annotate(n=Count("pk")))
    topics = [(str(one.label), told[one.value]) for one in Need.Topic if one.value in told]
    return NeedCounts(
        min(number, MOST_COUNTED), number > MOST_COUNTED, sorted(topics, key=lambda pair: -pair[1])
    )


def needs_of(customers: Iterable[Customer]) -> dict[int, list[Need]]:
    """{customer's id: what they need}, in the order of the kinds. One query."""
    found: dict[int, list[Need]] = {}
    for one in Need.objects.filter(customer__in=customers).order_by("customer_id", "id"):
        found.setdefault(one.customer_id, []).append(one)
    return found
