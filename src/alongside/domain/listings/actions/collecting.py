"""Taking a listing in, and changing what it says. Whoever collects it answers for its truth (EST-4)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from alongside.domain.estates.models import Estate, Unit
from alongside.domain.estates.rules import Layout, band_of, said_facing
from alongside.domain.listings import events, rules
from alongside.domain.listings.actions.keeping import keep_change
from alongside.domain.listings.actions.matching import match_listings
from alongside.domain.listings.actions.owner import write_owner
from alongside.domain.listings.models import Listing, ListingPrice
from alongside.domain.listings.permissions import COLLECT_LISTINGS
from alongside.domain.organisation.models import Node, StaffMember
from alongside.kernel.actor import Actor
from alongside.kernel.concurrency import lock
from alongside.kernel.files import PICTURE
from alongside.kernel.models import StoredFile
from alongside.kernel.numbers import next_number
from alongside.kernel.refusals import Refused
from alongside.kernel.stored_files import delete_file, files_about, store_files

DESCRIBING = (
    "kind", "district", "estate_name", "address", "rooms", "halls", "kitchens", "baths", "area", "internal_area",
    "floor", "floor_band", "floors_total", "facing", "finish", "title_status", "facilities", "amount", "words",
    "source", "source_words",
)  # fmt: skip
CHANGEABLE = frozenset(DESCRIBING) | {"collected_by", "unit"}


@transaction.atomic
def add_listing(
    *,
    node: Node,
    kind: str,
    by: Actor,
    now: datetime,
    estate_name: str = "",
    area: Decimal | None = None,
    amount: Decimal | None = None,
    unit: Unit | None = None,
    collected_by: StaffMember | None = None,
    owner_name: str = "",
    owner_phone: str = "",
    photos: Iterable[Any] = (),
    **described: Any,
) -> Listing:
    """Take it in, verified now by whoever collects it. Others of the same flat are looked for at once (EST-5).

    With a `unit` of ours what is not said is taken from it. `described`: see DESCRIBING. The owner is linked to
    the customer with that phone whom `by` may see, else kept by name and phone.
    """
    by.require(COLLECT_LISTINGS, on=node)
    if unknown := set(described) - set(DESCRIBING):
        raise ValueError(f"a listing is not described by {sorted(unknown)}")
    collector_id = collected_by.pk if collected_by else by.id if by.kind == "staff" else None
    if collector_id is None:
        raise Refused(_("Say who collected it: they answer for its truth."), field="collected_by")
    listing = Listing(
        node=node, kind=kind, estate_name=estate_name.strip(), area=area, amount=amount, collected_by_id=collector_id,
        verified_at=now, verified_by_id=collector_id, created_at=now, **cleaned(described),
    )  # fmt: skip
    if unit is not None:
        take_from_unit(listing, unit)
    listing.estate = (
        unit.estate if unit else Estate.objects.filter(node=node, name=listing.estate_name).first()
    )
    _settle(listing)
    listing.number = listing_number(node, now)
    listing.save()
    ListingPrice.objects.create(listing=listing, amount=listing.amount, from_at=now)
    write_owner(listing, name=owner_name, phone=owner_phone, by=by)
    photos = list(photos)
    if photos:
        store_files(photos, about=listing, by=by, now=now, purposes=frozenset({PICTURE}))
    keep_change(listing, "added", events.LISTING_ADDED, by=by, now=now, facts={"kind": kind})
    match_listings([listing.pk], now=now)
    return listing


@transaction.atomic
def change_listing(
    listing: Listing, *, why: str, by: Actor, now: datetime, seen: int | None = None, **changes: Any
) -> Listing:
    """Change what it says, with a reason. A new price begins a line of the price history."""
    by.require(COLLECT_LISTINGS, on=listing)
    if unknown := set(changes) - CHANGEABLE:
        raise ValueError(f"a listing has no changeable {sorted(unknown)}")
    if not why.strip():
        raise Refused(_("Say why."), field="why")
    listing = lock(listing, seen=seen)
    check_is_offered(listing)
    before = {name: getattr(listing, name) for name in changes}
    for name, value in cleaned(changes).items():
        setattr(listing, name, value)
    changed = {
        name: (_said(name, before[name]), _said(name, getattr(listing, name)))
        for name in changes
        if before[name] != getattr(listing, name)
    }
    if not changed:
        return listing
    _settle(listing)
    listing.version += 1
    listing.save()
    if "amount" in changed:
        ListingPrice.objects.create(listing=listing, amount=listing.amount, from_at=now)
    keep_change(listing, "changed", events.LISTING_CHANGED, by=by, now=now, why=why, fields=changed)
    match_listings([listing.pk], now=now)
    return listing


@transaction.atomic
def add_photos(listing: Listing, *, photos: Iterable[Any], by: Actor, now: datetime) -> list[StoredFile]:
    """Pictures of the home. Their place of taking is not kept (INF-8)."""
    by.require(COLLECT_LISTINGS, on=listing)
    listing = lock(listing)
    check_is_offered(listing)
    photos = list(photos)
    if files_about(listing).count() + len(photos) > rules.MOST_PHOTOS:
        raise Refused(_("A listing has at most %(n)s photos.") % {"n": rules.MOST_PHOTOS}, field="photos")
    stored = store_files(photos, about=listing, by=by, now=now, purposes=frozenset({PICTURE}))
    keep_change(
        listing, "photos", events.LISTING_CHANGED, by=by, now=now, fields={"photos": (0, len(stored))}
    )
    return stored


@transaction.atomic
def remove_photo(listing: Listing, stored: StoredFile, *, by: Actor, now: datetime) -> None:
    """Take a picture away."""
    by.require(COLLECT_LISTINGS, on=listing)
    listing = lock(listing)
    check_is_offered(listing)
    if not files_about(listing).filter(pk=stored.pk).exists():
        raise Refused(_("The picture belongs to another listing."))
    delete_file(stored)
    keep_change(listing, "photos", events.LISTING_CHANGED, by=by, now=now, fields={"photos": (1, 0)})


def check_is_offered(listing: Listing) -> None:
    if listing.state != "offered":
        raise Refused(_("The listing is not offered any more."), facts={"state": listing.state})


def listing_number(node: Node, now: datetime) -> str:
    """BJM-L2611-0001: per node and month."""
    series = number_series(node, now)
    return f"{series}-{next_number(series):04d}"


def number_series(node: Node, now: datetime) -> str:
    return f"{node.code}-L{now:%y%m}"


def take_from_unit(listing: Listing, unit: Unit) -> None:
    """What our own records say of a home, where nothing else was said."""
    listing.unit = unit
    listing.estate_name = listing.estate_name or unit.estate.name
    listing.address = listing.address or unit.label
    if not listing.area and unit.gross_area:
        listing.area = unit.gross_area
    listing.floor = listing.floor if listing.floor is not None else unit.floor
    listing.floors_total = listing.floors_total or unit.building.floors
    listing.finish = listing.finish or unit.finish
    listing.title_status = listing.title_status or unit.title_status


def cleaned(described: dict[str, Any]) -> dict[str, Any]:
    return {name: value.strip() if isinstance(value, str) else value for name, value in described.items()}


def _settle(listing: Listing) -> None:
    """What follows from the rest, and whether all of it can be. Raises Refused."""
    if listing.kind not in Listing.Kind.values:
        raise Refused(_("There is no such kind of listing."), field="kind")
    rules.check_listing(estate_name=listing.estate_name, area=listing.area, amount=listing.amount)
    if listing.internal_area is not None and not 0 < listing.internal_area <= listing.area:
        raise Refused(_("The internal area cannot be larger than the gross area."), field="internal_area")
    if listing.floor is not None and listing.floors_total and listing.floor > listing.floors_total:
        raise Refused(_("The building has fewer floors."), field="floor")
    if listing.unit is not None and listing.unit.node_id != listing.node_id:
        raise Refused(_("This home is served by another place."), field="unit")
    listing.floor_band = band_of(listing.floor, listing.floors_total) or listing.floor_band
    listing.estate_key = rules.estate_key(listing.estate_name)
    listing.place_key, listing.place_entrance = rules.place_of(listing.estate_name, listing.address)
    listing.matched_at = None


def _said(name: str, value: Any) -> Any:
    """As the history tells it: people and homes by their id, orientations in words."""
    if name == "facing":
        return said_facing(value or 0)
    return value.pk if isinstance(value, Unit | StaffMember) else value


def said_layout(layout: Layout | None) -> dict[str, int | None]:
    """A layout as the fields of a listing."""
    names = ("rooms", "halls", "kitchens", "baths")
    return {name: getattr(layout, name) if layout else None for name in names}
