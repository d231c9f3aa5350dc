"""The pictures of a listing (EST-4)."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alongside.domain.listings.actions import add_photos, remove_photo
from alongside.domain.listings.permissions import COLLECT_LISTINGS
from alongside.domain.listings.queries.story import photos_of
from alongside.faces.desk.listings.changing import AREA, address_of, listing_of
from alongside.faces.desk.page import DeskRequest, desk_page, find, refusals_on, see, show
from alongside.faces.ui.upload_field import UploadsField


class PhotosForm(forms.Form):
    photos = UploadsField(label=gettext_lazy("Photos"), required=False)
    remove = forms.UUIDField(required=False)


@desk_page(COLLECT_LISTINGS)
def listing_photos_page(request: DeskRequest, listing_id: int) -> HttpResponse:
    """Add some, or take one away."""
    listing = listing_of(request, listing_id)
    form = PhotosForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        with refusals_on(form):
            gone, photos = form.cleaned_data["remove"], form.cleaned_data["photos"]
            if gone:
                remove_photo(listing, find(photos_of(listing), pk=gone), by=request.viewer, now=request.now)
                return see(request, request.path, _("The photo is removed."))
            if photos:
                add_photos(listing, photos=photos, by=request.viewer, now=request.now)
            return see(request, address_of(listing), _("The photos are in.") if photos else "")
    context = {
        "listing": listing,
        "form": form,
        "photos": list(photos_of(listing)),
        "back": address_of(listing),
    }
    return show(request, "faces/desk/listings/listing_photos.html", context, area=AREA)
