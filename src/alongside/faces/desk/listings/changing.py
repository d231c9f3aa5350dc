"""Take a listing in, in less than a minute; change, verify, withdraw, conclude it (EST-4)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from alongside.domain.estates.rules import Floor, Layout, as_facing, as_floor, as_layout, said_facing
from alongside.domain.listings.actions import (
    add_listing,
    change_listing,
    conclude_listing,
    offer_again,
    verify_listing,
    withdraw_listing,
)
from alongside.domain.listings.actions.collecting import said_layout
from alongside.domain.listings.actions.verifying import HOW
from alongside.domain.listings.models import Listing
from alongside.domain.listings.permissions import COLLECT_LISTINGS
from alongside.domain.organisation.models import Node
from alongside.faces.desk.day_input import DayInput
from alongside.faces.desk.form_page import form_page
from alongside.faces.desk.listings.fields import SaidField
from alongside.faces.desk.page import DeskRequest, desk_page, find, refusals_on, see, show
from alongside.faces.ui.access import seen
from alongside.faces.ui.upload_field import UploadsField
from alongside.kernel.quantities import as_amount, as_area

AREA = "desk:listings"
WHY = gettext_lazy("It stays in the listing's history.")


class ListingForm(forms.Form):
    """What a listing says, written as people write it."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=Listing.Kind.choices)
    district = forms.CharField(label=gettext_lazy("District"), max_length=40, required=False)
    estate_name = forms.CharField(label=gettext_lazy("Estate"), max_length=80)
    address = forms.CharField(
        label=gettext_lazy("Door"), max_length=120, required=False,
        help_text=gettext_lazy("8-1-2102; never shown to the public"),
    )  # fmt: skip
    layout = SaidField(
        as_layout,
        gettext_lazy("Write it as 3室2厅2卫 or 3-2-2."),
        label=gettext_lazy("Layout"),
        required=False,
    )
    area = SaidField(as_area, gettext_lazy("Write it as 113.62."), label=gettext_lazy("Gross area (㎡)"))
    floor = SaidField(
        as_floor, gettext_lazy("Write it as 12/26 or 低楼层(共16层)."), label=gettext_lazy("Floor"), required=False,
        help_text=gettext_lazy("12/26: the twelfth of 26"),
    )  # fmt: skip
    facing = SaidField(
        as_facing, gettext_lazy("Write it as 南 or 南北."), label=gettext_lazy("Orientation"), required=False
    )
    finish = forms.ChoiceField(
        label=gettext_lazy("Fitting-out"), choices=[("", "—"), *Listing.Finish.choices], required=False
    )
    amount = SaidField(
        as_amount, gettext_lazy("Write it as 432万 or 8800."), label=pgettext_lazy("listing", "Price"),
        help_text=gettext_lazy("432万; of a lease the rent of a month: 8800"),
    )  # fmt: skip
    title_status = forms.CharField(label=gettext_lazy("Title"), max_length=60, required=False)
    facilities = forms.CharField(
        label=gettext_lazy("Facilities"), max_length=200, required=False,
        help_text=gettext_lazy("Lift, parking space, heating"),
    )  # fmt: skip
    words = forms.CharField(
        label=gettext_lazy("Its selling points"), max_length=2000, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Shown to the public: no names, no numbers, no door."),
    )  # fmt: skip
    source = forms.ChoiceField(label=gettext_lazy("Known from"), choices=Listing.Source.choices)

    @property
    def described(self) -> dict[str, Any]:
        """The clean data as the fields of a listing."""
        data = dict(self.cleaned_data)
        floor, layout = data.pop("floor") or Floor(), data.pop("layout")
        data |= {"floor": floor.number, "floor_band": floor.band, "floors_total": floor.total}
        return data | said_layout(layout) | {"facing": data["facing"] or 0}


class NewListingForm(ListingForm):
    node = forms.ModelChoiceField(queryset=Node.objects.none(), label=gettext_lazy("Belongs to"))
    owner_name = forms.CharField(label=gettext_lazy("Owner's name"), max_length=120, required=False)
    owner_phone = forms.CharField(
        label=gettext_lazy("Owner's phone"), max_length=40, required=False,
        help_text=gettext_lazy("Kept encrypted and shown for a reason only."),
    )  # fmt: skip
    photos = UploadsField(label=gettext_lazy("Photos"), required=False)

    def __init__(self, request: DeskRequest, *args: Any) -> None:
        super().__init__(*args)
        places = Node.objects.visible_to(request.viewer, COLLECT_LISTINGS).filter(is_active=True)
        self.fields["node"].queryset = places.order_by("path")
        own = [one.pk for one in places if one.kind in ("project", "store")]
        self.fields["node"].initial = own[0] if own else None


class ChangeListingForm(ListingForm):
    why = forms.CharField(label=gettext_lazy("Why"), max_length=300, help_text=WHY)
    seen = forms.IntegerField(widget=forms.HiddenInput)


class VerifyForm(forms.Form):
    how = forms.ChoiceField(
        label=gettext_lazy("How do you know that it is true today?"), choices=list(HOW.items()),
        widget=forms.RadioSelect,
    )  # fmt: skip
    words = forms.CharField(label=gettext_lazy("Worth knowing"), max_length=300, required=False)


class WithdrawForm(forms.Form):
    reason = forms.ChoiceField(
        label=gettext_lazy("Why"), choices=Listing.EndReason.choices, widget=forms.RadioSelect
    )
    words = forms.CharField(label=gettext_lazy("Worth knowing"), max_length=300, required=False)


class WhyForm(forms.Form):
    why = forms.CharField(label=gettext_lazy("Why"), max_length=300, help_text=WHY)


class ConcludeForm(forms.Form):
    amount = SaidField(
        as_amount, gettext_lazy("Write it as 432万 or 8800."), label=gettext_lazy("Agreed price")
    )
    on = forms.DateField(label=gettext_lazy("Agreed on"), widget=DayInput)
    words = forms.CharField(label=gettext_lazy("Worth knowing"), max_length=300, required=False)


@desk_page(COLLECT_LISTINGS)
def add_listing_page(request: DeskRequest) -> HttpResponse:
    form = NewListingForm(request, request.POST or None, request.FILES or None)
    if form.is_valid():
        with refusals_on(form):
            listing = add_listing(**form.described, by=request.viewer, now=request.now)
            return see(request, address_of(listing), _("The listing is taken in; you answer for its truth."))
    return show(request, "faces/desk/listings/add_listing.html", {"form": form}, area=AREA)


@desk_page(COLLECT_LISTINGS)
def change_listing_page(request: DeskRequest, listing_id: int) -> HttpResponse:
    listing = listing_of(request, listing_id)
    form = ChangeListingForm(request.POST or None, initial=_initial(listing))

    def act(data: dict[str, Any]) -> str:
        change_listing(listing, **form.described, by=request.viewer, now=request.now)
        return address_of(listing)

    return form_page(
        request, form, act, title=_("Change the details of %(name)s") % {"name": listing.estate_name},
        back=address_of(listing), crumb=listing.number, said=_("Saved."),
        area=AREA,
    )  # fmt: skip


@desk_page(COLLECT_LISTINGS)
def verify_listing_page(request: DeskRequest, listing_id: int) -> HttpResponse:
    listing = listing_of(request, listing_id)

    def act(data: dict[str, Any]) -> str:
        verify_listing(listing, **data, by=request.viewer, now=request.now)
        return address_of(listing)

    return form_page(
        request, VerifyForm(request.POST or None), act, title=_("Verify the listing"), submit=_("It is true today"),
        lead=_("It is shown to the public for 45 days from its last verification."),
        back=address_of(listing), crumb=listing.number, said=_("Verified."), area=AREA,
    )  # fmt: skip


@desk_page(COLLECT_LISTINGS)
def withdraw_listing_page(request: DeskRequest, listing_id: int) -> HttpResponse:
    listing = listing_of(request, listing_id)

    def act(data: dict[str, Any]) -> str:
        withdraw_listing(listing, **data, by=request.viewer, now=request.now)
        return address_of(listing)

    return form_page(
        request, WithdrawForm(request.POST or None), act, title=_("Withdraw the listing"),
        submit=_("Withdraw the listing"), is_danger=True,
        lead=_("Nobody finds it any more; its history stays. “It was not true” counts for whoever collected it."),
        back=address_of(listing), crumb=listing.number, said=_("The listing is withdrawn."), area=AREA,
    )  # fmt: skip


@desk_page(COLLECT_LISTINGS)
def offer_again_page(request: DeskRequest, listing_id: int) -> HttpResponse:
    listing = listing_of(request, listing_id)

    def act(data: dict[str, Any]) -> str:
        offer_again(listing, **data, by=request.viewer, now=request.now)
        return address_of(listing)

    return form_page(
        request, WhyForm(request.POST or None), act, title=_("Offer it again"), submit=_("Offer it again"),
        lead=_("It counts as verified by you today."),
        back=address_of(listing), crumb=listing.number, said=_("The listing is offered again."), area=AREA,
    )  # fmt: skip


@desk_page(COLLECT_LISTINGS)
def conclude_listing_page(request: DeskRequest, listing_id: int) -> HttpResponse:
    listing = listing_of(request, listing_id)
    initial = {"on": timezone.localdate(request.now), "amount": f"{listing.amount:f}".removesuffix(".00")}

    def act(data: dict[str, Any]) -> str:
        conclude_listing(listing, **data, by=request.viewer, now=request.now)
        return address_of(listing)

    return form_page(
        request, ConcludeForm(request.POST or None, initial=initial), act, title=_("Conclude the deal"),
        submit=_("The deal is done"), lead=_("The listing leaves the public view at this moment."),
        back=address_of(listing), crumb=listing.number, said=_("Congratulations. The listing is off the market."),
        area=AREA,
    )  # fmt: skip


def listing_of(request: DeskRequest, listing_id: int) -> Listing:
    """One that the viewer may see, else 404; its owner is shown masked."""
    listing = find(Listing.objects.visible_to(request.viewer).select_related("node", "owner"), pk=listing_id)
    owner = getattr(listing, "owner", None)
    seen(request, owner.customer_id if owner else None)
    return listing


def address_of(listing: Listing) -> str:
    return reverse("desk:listing", args=[listing.pk])


def _initial(listing: Listing) -> dict[str, Any]:
    """What it says, as people write it."""
    floor = "" if listing.floor is None else str(listing.floor)
    if listing.floors_total:
        floor = f"{floor or _band(listing)}/{listing.floors_total}"
    kept = (
        "kind",
        "district",
        "estate_name",
        "address",
        "finish",
        "title_status",
        "facilities",
        "words",
        "source",
    )
    return {name: getattr(listing, name) for name in kept} | {
        "layout": str(Layout(listing.rooms, listing.halls, listing.kitchens, listing.baths))
        if listing.rooms
        else "",
        "area": listing.area,
        "floor": floor,
        "facing": said_facing(listing.facing),
        "amount": f"{listing.amount:f}".removesuffix(".00"),
        "seen": listing.version,
    }


def _band(listing: Listing) -> str:
    return {"low": "低楼层", "middle": "中楼层", "high": "高楼层"}.get(listing.floor_band, "")
