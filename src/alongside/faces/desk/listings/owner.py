"""Whose a listing is: masked until somebody says why they need it (EST-6)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alongside.domain.listings.actions import change_owner, reveal_owner
from alongside.domain.listings.models import ListingOwner
from alongside.domain.listings.permissions import COLLECT_LISTINGS, REVEAL_OWNER
from alongside.faces.desk.form_page import form_page
from alongside.faces.desk.listings.changing import AREA, WHY, address_of, listing_of
from alongside.faces.desk.page import DeskRequest, desk_page, refusals_on, show
from alongside.faces.ui.access import REVEAL, seen


class RevealForm(forms.Form):
    reason = forms.ChoiceField(
        label=gettext_lazy("For what do you need it?"), choices=ListingOwner.RevealReason.choices,
        widget=forms.RadioSelect,
    )  # fmt: skip


class OwnerForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Owner's name"), max_length=120, required=False)
    phone = forms.CharField(label=gettext_lazy("Owner's phone"), max_length=40, required=False)
    why = forms.CharField(label=gettext_lazy("Why"), max_length=300, help_text=WHY)


@desk_page(REVEAL_OWNER)
def reveal_owner_page(request: DeskRequest, listing_id: int) -> HttpResponse:
    """Shown once, on the answer to this post, and kept by nothing on the way (INF-2)."""
    listing = listing_of(request, listing_id)
    form, name, phone = RevealForm(request.POST or None), "", ""
    if form.is_valid():
        with refusals_on(form):
            name, phone = reveal_owner(listing, **form.cleaned_data, by=request.viewer, now=request.now)
            owner = ListingOwner.objects.get(listing=listing)
            seen(request, owner.customer_id, act=REVEAL, about=listing, **form.cleaned_data)
    context = {
        "form": form, "listing": listing, "name": name, "phone": phone, "is_shown": bool(name or phone),
        "back": address_of(listing),
    }  # fmt: skip
    fragment = "#sheet" if request.htmx else ""
    response = show(request, f"faces/desk/listings/reveal_owner.html{fragment}", context, area=AREA)
    response["Cache-Control"] = "no-store"
    return response


@desk_page(COLLECT_LISTINGS)
def change_owner_page(request: DeskRequest, listing_id: int) -> HttpResponse:
    listing = listing_of(request, listing_id)

    def act(data: dict[str, Any]) -> str:
        change_owner(listing, **data, by=request.viewer, now=request.now)
        return address_of(listing)

    return form_page(
        request, OwnerForm(request.POST or None), act, title=_("Another owner"), said=_("Saved."),
        lead=_("Both are kept encrypted. A customer of ours is found by the phone."),
        back=address_of(listing), crumb=listing.number, area=AREA,
    )  # fmt: skip
