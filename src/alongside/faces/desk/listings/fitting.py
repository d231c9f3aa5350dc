"""Whom a listing suits, and what suits a customer; each says why (CUS-3, EST-4)."""

from __future__ import annotations

from django.http import HttpResponse

from alongside.domain.customers.actions.needing import UNITS
from alongside.domain.customers.models import Customer, Need
from alongside.domain.customers.permissions import SEE_CUSTOMERS
from alongside.domain.customers.queries.page import range_of
from alongside.domain.listings.permissions import SEE_LISTINGS
from alongside.domain.listings.queries.fitting import Reason, customers_fitting, listings_fitting
from alongside.faces.desk.listings.changing import AREA, listing_of
from alongside.faces.desk.page import DeskRequest, desk_page, find, show
from alongside.faces.ui.access import seen


@desk_page(SEE_CUSTOMERS)
def fitting_customers(request: DeskRequest, listing_id: int) -> HttpResponse:
    """Customers whose needs this listing meets."""
    request.viewer.require(SEE_LISTINGS)
    listing = listing_of(request, listing_id)
    found = customers_fitting(listing, request.viewer)
    seen(request, [one.customer for one in found])
    rows = [
        (one.customer, [_said(reason) for reason in one.reasons], [_in_words(need) for need in one.in_words])
        for one in found
    ]
    context = {"listing": listing, "rows": rows}
    return show(request, "faces/desk/listings/fitting_customers.html", context, area=AREA)


@desk_page(SEE_LISTINGS)
def fitting_listings(request: DeskRequest, pk: int) -> HttpResponse:
    """Listings that meet what a customer needs."""
    customer = find(Customer.objects.visible_to(request.viewer), pk=pk)
    seen(request, customer)
    found = listings_fitting(customer, request.viewer, now=request.now)
    context = {
        "customer": customer,
        "rows": [(one.listing, [_said(reason) for reason in one.reasons]) for one in found],
        "is_counted": any(
            need.lowest is not None or need.highest is not None for need in customer.needs.all()
        ),
    }
    return show(request, "faces/desk/listings/fitting_listings.html", context, area="desk:customers")


def _said(reason: Reason) -> tuple[str, str, str, str]:
    """Topic, what was asked, what is there, unit."""
    unit = str(UNITS[Need.Topic(reason.need.topic)])
    asked = range_of(reason.need.lowest, reason.need.highest)
    return str(reason.need.get_topic_display()), asked, range_of(reason.has, reason.has), unit


def _in_words(need: Need) -> tuple[str, str]:
    return str(need.get_topic_display()), need.words
