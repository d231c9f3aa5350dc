"""Customers: found by name, pinyin, initials, phone, its last four digits, or home; else all by name."""

from __future__ import annotations

from urllib.parse import urlencode

from django.db.models import Q
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from alongside.domain.customers.models import Customer
from alongside.domain.customers.permissions import (
    CHANGE_CUSTOMERS,
    EXPORT_CUSTOMERS,
    MERGE_CUSTOMERS,
    SEE_CUSTOMERS,
)
from alongside.domain.customers.queries import for_list, search_customers
from alongside.faces.desk.page import DeskRequest, desk_page, show
from alongside.faces.ui.access import seen
from alongside.kernel.ngrams import QueryTooLong

PAGE = 50


@desk_page(SEE_CUSTOMERS)
def customers(request: DeskRequest) -> HttpResponse:
    asked = request.GET.get("q", "").strip()
    refusal, older = "", ""
    if asked:
        try:
            found = search_customers(asked, request.viewer, limit=PAGE)
        except QueryTooLong:
            found, refusal = [], _("That is too long to search for.")
    else:
        found = list(for_list(_after(request))[: PAGE + 1])
        if len(found) > PAGE:
            found, last = found[:PAGE], found[PAGE - 1]
            older = f"?{urlencode({'after': last.name_sort_key, 'id': last.pk})}"
    seen(request, found)
    context = {
        "asked": asked,
        "refusal": refusal,
        "customers": found,
        "older": older,
        "first": reverse("desk:customers") if request.GET.get("after") is not None else "",
        "may_merge": request.viewer.may(MERGE_CUSTOMERS),
        "may_export": request.viewer.may(EXPORT_CUSTOMERS),
        "may_add": request.viewer.may(CHANGE_CUSTOMERS),
    }
    return show(request, "faces/desk/customers/customers.html", context, status=422 if refusal else None)


def _after(request: DeskRequest):
    """By name, from where the page before ended."""
    rows = Customer.objects.visible_to(request.viewer).defer("search_text", "search_vector")
    key, pk = request.GET.get("after"), request.GET.get("id", "")
    if key is not None and pk.isdigit() and len(pk) < 19:
        key = key.replace("\x00", "")
        rows = rows.filter(Q(name_sort_key__gt=key) | Q(name_sort_key=key, id__gt=int(pk)))
    return rows.order_by("name_sort_key", "id")
