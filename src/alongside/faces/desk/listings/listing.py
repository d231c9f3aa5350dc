"""A listing: what is offered, whose it is (masked), how true it is, and everything that became of it (EST-4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from alongside.domain.customers.models import Customer
from alongside.domain.customers.permissions import SEE_CUSTOMERS
from alongside.domain.listings import rules
from alongside.domain.listings.actions.verifying import HOW
from alongside.domain.listings.models import Listing, ListingChange, ListingOwner
from alongside.domain.listings.permissions import COLLECT_LISTINGS, MERGE_LISTINGS, REVEAL_OWNER, SEE_LISTINGS
from alongside.domain.listings.queries.story import changes_of, is_public, pairs_of, photos_of, prices_of
from alongside.faces.desk.listings.changing import AREA, listing_of
from alongside.faces.desk.page import DeskRequest, desk_page, show
from alongside.faces.ui.access import seen

LABELS = {
    "kind": gettext_lazy("Kind"),
    "district": gettext_lazy("District"),
    "estate_name": gettext_lazy("Estate"),
    "address": gettext_lazy("Door"),
    "rooms": gettext_lazy("Rooms"),
    "halls": gettext_lazy("Living rooms"),
    "kitchens": gettext_lazy("Kitchens"),
    "baths": gettext_lazy("Bathrooms"),
    "area": gettext_lazy("Gross area"),
    "internal_area": gettext_lazy("Internal area"),
    "floor": gettext_lazy("Floor"),
    "floor_band": gettext_lazy("Part of the building"),
    "floors_total": gettext_lazy("Floors"),
    "facing": gettext_lazy("Orientation"),
    "finish": gettext_lazy("Fitting-out"),
    "title_status": gettext_lazy("Title"),
    "facilities": gettext_lazy("Facilities"),
    "amount": pgettext_lazy("listing", "Price"),
    "words": gettext_lazy("Its selling points"),
    "source": gettext_lazy("Known from"),
    "source_words": gettext_lazy("Known from"),
    "collected_by": gettext_lazy("Collected by"),
    "unit": gettext_lazy("The home"),
    "estate": gettext_lazy("Estate"),
    "deal_amount": gettext_lazy("Agreed price"),
    "concluded_on": gettext_lazy("Agreed on"),
    "end_reason": gettext_lazy("Why"),
    "how": gettext_lazy("How it was verified"),
    "photos": gettext_lazy("Photos"),
}
CHOICES: dict[str, dict[str, Any]] = {
    "kind": dict(Listing.Kind.choices), "finish": dict(Listing.Finish.choices), "source": dict(Listing.Source.choices),
    "floor_band": dict(Listing.Band.choices), "end_reason": dict(Listing.EndReason.choices), "how": dict(HOW),
}  # fmt: skip


@dataclass(frozen=True)
class Told:
    """A line of the story."""

    what: str
    why: str
    by: str
    at: datetime
    number: str  # of the listing, where it is one that was merged
    fields: list[tuple[str, str, str]]


@desk_page(SEE_LISTINGS)
def listing_page(request: DeskRequest, listing_id: int) -> HttpResponse:
    listing = listing_of(request, listing_id)
    owner = ListingOwner.objects.filter(listing=listing).first()
    customer = (
        Customer.objects.visible_to(request.viewer).filter(pk=owner.customer_id).first() if owner else None
    )
    seen(request, customer)
    prices = prices_of(listing)
    may_collect = request.viewer.may(COLLECT_LISTINGS, on=listing)
    context = {
        "listing": listing,
        "age": rules.age_of(listing.verified_at, request.now),
        "is_public": is_public(listing, request.now),
        "owner": owner,
        "customer": customer,
        "photos": list(photos_of(listing)),
        "prices": prices,
        "price_line": [float(one.amount) for one in prices],
        "story": [_told(one, listing) for one in changes_of(listing)],
        "pairs": pairs_of(listing, request.viewer) if listing.state == "offered" else [],
        "may_see_customers": request.viewer.may(SEE_CUSTOMERS),
        "may_collect": may_collect,
        "may_change": may_collect and listing.state == "offered",
        "may_merge": request.viewer.may(MERGE_LISTINGS, on=listing),
        "may_reveal": owner is not None and request.viewer.may(REVEAL_OWNER, on=listing),
    }
    return show(request, "faces/desk/listings/listing.html", context, area=AREA)


def _told(change: ListingChange, listing: Listing) -> Told:
    return Told(
        str(change.get_what_display()),
        change.why,
        change.by.name if change.by else _("The system"),
        change.at,
        change.listing.number if change.listing_id != listing.pk else "",
        [
            (str(LABELS.get(name, name)), _said(name, before), _said(name, after))
            for name, (before, after) in change.fields.items()
            if name not in ("collected_by", "unit", "estate")
        ],
    )


def _said(name: str, value: Any) -> str:
    if value in (None, ""):
        return ""
    text = str(CHOICES.get(name, {}).get(value, value))
    return f"¥{Decimal(text):,.0f}" if name in ("amount", "deal_amount") else text
