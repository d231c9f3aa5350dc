from __future__ import annotations

from django.urls import path

from alongside.faces.portal.listings.public_listings import public_listing, public_listings, public_photo

urlpatterns = [
    path("", public_listings, name="public_listings"),
    path("<uuid:listing_key>/", public_listing, name="public_listing"),
    path("photos/<uuid:photo_id>/", public_photo, name="public_photo"),
]
