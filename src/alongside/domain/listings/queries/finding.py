"""Which listings somebody looks for (EST-4)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import F, Q

from alongside.domain.estates.models import Unit
from alongside.domain.estates.rules import COMPASS
from alongside.domain.listings import rules
from alongside.domain.listings.models import Listing, ListingQuerySet
from alongside.domain.listings.rules import estate_key, place_of
from alongside.kernel.actor import Actor

MOST = 50


@dataclass(frozen=True)
class Wanted:
    """What a listing should be; None and empty ask nothing. `age` is one of rules.AGES."""

    kind: str = ""
    state: str = "offered"
    words: str = ""
    least_amount: Decimal | None = None
    most_amount: Decimal | None = None
    least_area: Decimal | None = None
    most_area: Decimal | None = None
    rooms: int | None = None
    band: str = ""
    facing: str = ""
    finish: str = ""
    age: str = ""
    node_id: int | None = None
    collector_id: int | None = None


def listings_wanted(among: ListingQuerySet, wanted: Wanted, *, now: datetime) -> ListingQuerySet:
    """Those of `among` that are wanted, last verified first; after `after` (verified_at, id) for the next page."""
    found = among
    exactly = {
        "kind": wanted.kind, "state": wanted.state, "floor_band": wanted.band, "finish": wanted.finish,
        "node_id": wanted.node_id, "collected_by_id": wanted.collector_id,
    }  # fmt: skip
    found = found.filter(**{name: value for name, value in exactly.items() if value})
    limits = {
        "amount__gte": wanted.least_amount, "amount__lte": wanted.most_amount, "area__gte": wanted.least_area,
        "area__lte": wanted.most_area,
    }  # fmt: skip
    found = found.filter(**{name: value for name, value in limits.items() if value is not None})
    if wanted.rooms:
        found = found.filter(rooms__gte=5) if wanted.rooms >= 5 else found.filter(rooms=wanted.rooms)
    if wanted.facing in COMPASS:
        bit = 1 << COMPASS.index(wanted.facing)
        found = found.annotate(faces=F("facing").bitand(bit)).filter(faces=bit)
    if wanted.age in rules.AGES:
        after, until = rules.span_of(wanted.age, now)
        found = found.filter(**({"verified_at__gt": after} if after else {}))
        found = found.filter(**({"verified_at__lte": until} if until else {}))
    if wanted.words:
        found = found.filter(_named(wanted.words))
    return found.order_by("-verified_at", "-id")


def page_after(found: ListingQuerySet, verified_at: datetime, pk: int) -> ListingQuerySet:
    """The rest behind a listing that was the last of a page."""
    return found.filter(Q(verified_at__lt=verified_at) | Q(pk__lt=pk), verified_at__lte=verified_at)


def _named(words: str) -> Q:
    """By number, estate, district, or a door of it."""
    words = words.strip()[:80]
    named = Q(number__iexact=words) | Q(estate_key__contains=estate_key(words)) | Q(district__contains=words)
    key, _entrance = place_of("", words)
    if key:
        named |= Q(place_key__endswith=key)
    return named


def offered_by_unit(units: Iterable[Unit], viewer: Actor) -> dict[int, str]:
    """As what each of these homes is offered now, as far as the viewer may see it. One query."""
    offered = Listing.objects.visible_to(viewer).filter(state="offered", unit__in=[one.pk for one in units])
    return dict(offered.order_by("id").values_list("unit_id", "kind"))
