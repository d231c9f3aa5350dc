"""What became of a listing, with those that were merged into it (EST-4, EST-5)."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from alongside.domain.listings.models import Listing, ListingChange, ListingPair, ListingPrice
from alongside.kernel.actor import Actor
from alongside.kernel.models import StoredFile

MOST = 200


def changes_of(listing: Listing) -> list[ListingChange]:
    """Newest first, those of merged listings among them."""
    rows = ListingChange.objects.filter(Q(listing=listing) | Q(listing__merged_into=listing))
    return list(rows.select_related("by", "listing").order_by("-at", "-id")[:MOST])


def prices_of(listing: Listing) -> list[ListingPrice]:
    """Every price that was asked, oldest first."""
    return list(listing.prices.order_by("from_at", "id"))


def photos_of(listing: Listing) -> QuerySet[StoredFile]:
    """Its pictures, and those of the listings that were merged into it."""
    ids = [listing.pk, *listing.merged.values_list("pk", flat=True)]
    return StoredFile.objects.filter(about_kind="listing", about_id__in=ids).order_by("created_at", "id")


def first_photos(listings: list[Listing]) -> dict[int, StoredFile]:
    """One picture of each, by the listing's id. One query."""
    rows = StoredFile.objects.filter(about_kind="listing", about_id__in=[one.pk for one in listings])
    return {one.about_id: one for one in rows.order_by("about_id", "created_at", "id").distinct("about_id")}


def pairs_of(listing: Listing, viewer: Actor) -> list[tuple[ListingPair, Listing]]:
    """Others that are probably the same flat, the likeliest first."""
    pairs = (
        ListingPair.objects.visible_to(viewer)
        .undecided()
        .filter(Q(first=listing) | Q(second=listing))
        .select_related("first__node", "second__node", "first__collected_by", "second__collected_by")
        .order_by("-points", "id")[:20]
    )
    return [(one, one.second if one.first_id == listing.pk else one.first) for one in pairs]


def open_pairs(viewer: Actor) -> QuerySet[ListingPair]:
    """Every pair that somebody has to look at, the likeliest first."""
    pairs = ListingPair.objects.visible_to(viewer).undecided()
    return pairs.select_related("first__node", "second__node").order_by("-points", "id")


def is_public(listing: Listing, now: datetime) -> bool:
    """Whether anybody may see it now."""
    return Listing.objects.public(now).filter(pk=listing.pk).exists()
