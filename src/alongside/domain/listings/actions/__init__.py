"""Every write to listings, in chapters: collecting, verifying, ending, the owner, the same flat twice, the rounds."""

from alongside.domain.listings.actions.collecting import (
    add_listing,
    add_photos,
    change_listing,
    remove_photo,
)
from alongside.domain.listings.actions.ending import conclude_listing, offer_again, withdraw_listing
from alongside.domain.listings.actions.matching import match_listings, merge_listings, part_listings
from alongside.domain.listings.actions.owner import change_owner, reveal_owner
from alongside.domain.listings.actions.verifying import sweep_verifications, verify_listing

__all__ = [
    "add_listing",
    "add_photos",
    "change_listing",
    "change_owner",
    "conclude_listing",
    "match_listings",
    "merge_listings",
    "offer_again",
    "part_listings",
    "remove_photo",
    "reveal_owner",
    "sweep_verifications",
    "verify_listing",
    "withdraw_listing",
]
