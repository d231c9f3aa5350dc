"""Listings that are probably one flat, side by side: merged, or found to be two (EST-5)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST

from alongside.domain.listings.actions import merge_listings, part_listings
from alongside.domain.listings.models import Listing, ListingPair
from alongside.domain.listings.permissions import MERGE_LISTINGS, SEE_LISTINGS
from alongside.domain.listings.queries.story import first_photos, open_pairs
from alongside.faces.desk.listings.changing import AREA, address_of
from alongside.faces.desk.page import DeskRequest, desk_page, find, refusals_on, see, show

MOST = 100
EVIDENCE = {
    "unit": gettext_lazy("the same home of ours"),
    "address": gettext_lazy("the same door"),
    "owner": gettext_lazy("the same owner's phone"),
    "area": gettext_lazy("the same area"),
    "floor": gettext_lazy("the same floor"),
    "layout": gettext_lazy("the same layout"),
}


@dataclass(frozen=True)
class Line:
    """One thing that both say, side by side."""

    label: Any
    first: str
    second: str

    @property
    def is_same(self) -> bool:
        return self.first == self.second


class MergeForm(forms.Form):
    keep = forms.TypedChoiceField(
        label=gettext_lazy("Which one stays?"), coerce=int, widget=forms.RadioSelect
    )
    why = forms.CharField(label=gettext_lazy("Why"), max_length=300)

    def __init__(self, pair: ListingPair, *args: Any) -> None:
        super().__init__(*args)
        self.fields["keep"].choices = [(one.pk, one.number) for one in (pair.first, pair.second)]


@desk_page(SEE_LISTINGS)
def listing_pairs(request: DeskRequest) -> HttpResponse:
    pairs = list(open_pairs(request.viewer)[:MOST])
    rows = [(one, [EVIDENCE[code] for code in one.evidence if code in EVIDENCE]) for one in pairs]
    return show(
        request,
        "faces/desk/listings/listing_pairs.html",
        {"rows": rows, "may_merge": request.viewer.may(MERGE_LISTINGS)},
        area=AREA,
    )


@desk_page(MERGE_LISTINGS)
def merge_listings_page(request: DeskRequest, pair_id: int) -> HttpResponse:
    pair = _pair(request, pair_id)
    form = MergeForm(pair, request.POST or None)
    if form.is_valid():
        keep, gone = pair.first, pair.second
        if form.cleaned_data["keep"] == gone.pk:
            keep, gone = gone, keep
        with refusals_on(form):
            merge_listings(keep, gone, why=form.cleaned_data["why"], by=request.viewer, now=request.now)
            return see(request, address_of(keep), _("Merged; the history of both is kept."))
    photos = first_photos([pair.first, pair.second])
    context = {
        "pair": pair,
        "form": form,
        "evidence": [EVIDENCE[code] for code in pair.evidence if code in EVIDENCE],
        "sides": [(one, photos.get(one.pk)) for one in (pair.first, pair.second)],
        "lines": _lines(pair.first, pair.second),
    }
    return show(request, "faces/desk/listings/merge_listings.html", context, area=AREA)


@require_POST
@desk_page(MERGE_LISTINGS)
def part_listings_page(request: DeskRequest, pair_id: int) -> HttpResponse:
    part_listings(_pair(request, pair_id), by=request.viewer, now=request.now)
    return see(request, reverse("desk:listing_pairs"), _("They are not offered for merging again."))


def _pair(request: DeskRequest, pair_id: int) -> ListingPair:
    pairs = ListingPair.objects.visible_to(request.viewer)
    return find(
        pairs.select_related("first__node", "second__node", "first__collected_by", "second__collected_by"),
        pk=pair_id,
    )


def _lines(first: Listing, second: Listing) -> list[Line]:
    def both(label: Any, read: Any) -> Line:
        return Line(label, str(read(first) or "—"), str(read(second) or "—"))

    return [
        both(gettext_lazy("Estate"), lambda one: one.estate_name),
        both(gettext_lazy("Door"), lambda one: one.address),
        both(gettext_lazy("Layout"), lambda one: one.layout),
        both(gettext_lazy("Gross area"), lambda one: f"{one.area} ㎡"),
        both(
            gettext_lazy("Floor"),
            lambda one: one.floor if one.floor is not None else one.get_floor_band_display(),
        ),
        both(gettext_lazy("Orientation"), lambda one: one.orientation),
        both(gettext_lazy("Fitting-out"), lambda one: one.get_finish_display()),
        both(pgettext_lazy("listing", "Price"), lambda one: f"¥{one.amount:,.0f}"),
        both(gettext_lazy("Belongs to"), lambda one: one.node.name),
        both(gettext_lazy("Collected by"), lambda one: one.collected_by.name),
    ]
