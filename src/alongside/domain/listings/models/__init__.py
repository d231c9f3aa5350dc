"""Listings, their owners, their history, and pairs that are probably one flat, in chapters."""

from alongside.domain.listings.models.history import ListingChange, ListingPrice
from alongside.domain.listings.models.listing import Listing, ListingQuerySet
from alongside.domain.listings.models.owner import ListingOwner
from alongside.domain.listings.models.pair import ListingPair

__all__ = ["Listing", "ListingChange", "ListingOwner", "ListingPair", "ListingPrice", "ListingQuerySet"]
