"""The pictures of a draft: add, order, words below, take away (JRN-6)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alongside.domain.bulletins.actions import add_photos, arrange_photos, remove_photo
from alongside.domain.bulletins.models import BulletinPhoto
from alongside.domain.bulletins.permissions import WRITE_BULLETINS
from alongside.faces.desk.bulletins.bulletin import address_of, bulletin_of
from alongside.faces.desk.bulletins.bulletins import AREA
from alongside.faces.desk.page import DeskRequest, desk_page, find, refusals_on, see, show
from alongside.faces.ui.upload_field import UploadsField

MOST_CHARACTERS = 80


class PhotosForm(forms.Form):
    photos = UploadsField(label=gettext_lazy("Photos"), required=False)


class ArrangeForm(forms.Form):
    """Place and caption of each picture; `remove` names one that goes."""

    remove = forms.IntegerField(required=False, min_value=1, max_value=2**62)

    def __init__(self, photos: list[BulletinPhoto], data: Any) -> None:
        super().__init__(data)
        self.photos = photos
        for place, one in enumerate(photos, start=1):
            self.fields[f"place_{one.pk}"] = forms.IntegerField(
                label=_("Place"), initial=place, min_value=0, max_value=999, required=False
            )
            self.fields[f"caption_{one.pk}"] = forms.CharField(
                label=_("Words below"), initial=one.caption, max_length=MOST_CHARACTERS, required=False
            )

    @property
    def order(self) -> list[tuple[int, str]]:
        """As they shall follow each other, with their captions."""
        data = self.cleaned_data
        now = {one.pk: place for place, one in enumerate(self.photos, start=1)}
        place_of = {
            key: (place if (place := data[f"place_{key}"]) is not None else now[key], now[key]) for key in now
        }
        return [(key, data[f"caption_{key}"]) for key in sorted(now, key=lambda key: place_of[key])]

    def rows(self) -> list[tuple[BulletinPhoto, forms.BoundField, forms.BoundField]]:
        return [(one, self[f"place_{one.pk}"], self[f"caption_{one.pk}"]) for one in self.photos]


@desk_page(WRITE_BULLETINS)
def bulletin_photos_page(request: DeskRequest, pk: int) -> HttpResponse:
    bulletin = bulletin_of(request, pk)
    photos = list(bulletin.photos.select_related("file"))
    adding = PhotosForm(request.POST, request.FILES) if "add" in request.POST else PhotosForm()
    arranging = ArrangeForm(photos, request.POST if request.POST and "add" not in request.POST else None)
    if adding.is_bound and adding.is_valid():
        with refusals_on(adding):
            new = adding.cleaned_data["photos"]
            if new:
                add_photos(bulletin, photos=new, by=request.viewer, now=request.now)
            return see(request, request.path, _("The photos are in.") if new else "")
    if arranging.is_bound and arranging.is_valid():
        with refusals_on(arranging):
            gone = arranging.cleaned_data["remove"]
            if gone:
                one = find(bulletin.photos.select_related("bulletin"), pk=gone)
                remove_photo(one, by=request.viewer, now=request.now)
                return see(request, request.path, _("The photo is removed."))
            arrange_photos(bulletin, order=arranging.order, by=request.viewer, now=request.now)
            return see(request, address_of(bulletin), _("Saved."))
    context = {"bulletin": bulletin, "adding": adding, "arranging": arranging, "back": address_of(bulletin)}
    return show(request, "faces/desk/bulletins/bulletin_photos.html", context, area=AREA)
