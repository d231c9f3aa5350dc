from __future__ import annotations

from django.urls import path

from alongside.faces.desk.listings import changing, owner, pairs, photos
from alongside.faces.desk.listings.ages import listing_ages
from alongside.faces.desk.listings.fitting import fitting_customers
from alongside.faces.desk.listings.import_listings import import_listings_page
from alongside.faces.desk.listings.listing import listing_page
from alongside.faces.desk.listings.listings import listings

urlpatterns = [
    path("", listings, name="listings"),
    path("new/", changing.add_listing_page, name="add_listing"),
    path("import/", import_listings_page, name="import_listings"),
    path("ages/", listing_ages, name="listing_ages"),
    path("twice/", pairs.listing_pairs, name="listing_pairs"),
    path("twice/<int:pair_id>/", pairs.merge_listings_page, name="merge_listings"),
    path("twice/<int:pair_id>/part/", pairs.part_listings_page, name="part_listings"),
    path("<int:listing_id>/", listing_page, name="listing"),
    path("<int:listing_id>/change/", changing.change_listing_page, name="change_listing"),
    path("<int:listing_id>/owner/", owner.change_owner_page, name="change_owner"),
    path("<int:listing_id>/reveal/", owner.reveal_owner_page, name="reveal_owner"),
    path("<int:listing_id>/verify/", changing.verify_listing_page, name="verify_listing"),
    path("<int:listing_id>/withdraw/", changing.withdraw_listing_page, name="withdraw_listing"),
    path("<int:listing_id>/offer-again/", changing.offer_again_page, name="offer_again"),
    path("<int:listing_id>/conclude/", changing.conclude_listing_page, name="conclude_listing"),
    path("<int:listing_id>/customers/", fitting_customers, name="fitting_customers"),
    path("<int:listing_id>/photos/", photos.listing_photos_page, name="listing_photos"),
]
