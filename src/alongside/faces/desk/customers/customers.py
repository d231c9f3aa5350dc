"""Customers: found by name, pinyin, initials, phone, its last four digits, or home; else all by name."""

from __future__ import annotations

from urllib.parse import urlencode

from django.db.models import Count, Q
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from alongside.domain.cases.models import Case
from alongside.domain.customers.models import Customer, Segment
from alongside.domain.customers.permissions import (
    CHANGE_CUSTOMERS,
    EXPORT_CUSTOMERS,
    MERGE_CUSTOMERS,
    SEE_CUSTOMERS,
)
from alongside.domain.customers.queries import page_by_name, search_customers
from alongside.domain.customers.queries.segments import customers_in, in_words
from alongside.faces.desk.case_links import may_list_cases
from alongside.faces.desk.page import DeskRequest, desk_page, find, show
from alongside.faces.ui.access import seen
from alongside.faces.ui.asked import is_whole
from alongside.kernel.ngrams import QueryTooLong

PAGE = 50


@desk_page(SEE_CUSTOMERS)
def customers(request: DeskRequest) -> HttpResponse:
    asked = request.GET.get("q", "").strip()
    refusal, older = "", ""
    segment = _segment(request)
    if asked:
        try:
            found = search_customers(asked, request.viewer, limit=PAGE)
        except QueryTooLong:
            found, refusal = [], _("That is too long to search for.")
    else:
        if segment:
            rows = customers_in(segment, request.viewer, now=request.now)
        else:
            rows = Customer.objects.visible_to(request.viewer)
        found = list(page_by_name(rows, request.viewer, most=PAGE + 1, after=_after(request)))
        if len(found) > PAGE:
            found, last = found[:PAGE], found[PAGE - 1]
            further = {"after": last.name_sort_key, "id": last.pk} | (
                {"segment": segment.pk} if segment else {}
            )
            older = f"?{urlencode(further)}"
    seen(request, found)
    context = {
        "asked": asked,
        "segment": segment,
        "segment_words": in_words(segment.conditions, is_any=segment.is_any) if segment else "",
        "refusal": refusal,
        "customers": found,
        "counts": _counts(found, request),
        "older": older,
        "first": _first(segment) if request.GET.get("after") is not None else "",
        "may_merge": request.viewer.may(MERGE_CUSTOMERS),
        "may_export": request.viewer.may(EXPORT_CUSTOMERS),
        "may_add": request.viewer.may(CHANGE_CUSTOMERS),
    }
    return show(request, "faces/desk/customers/customers.html", context, status=422 if refusal else None)


def _counts(found: list[Customer], request: DeskRequest) -> dict[int, dict[str, int]] | None:
    """How much is open and late of each; none for whom cases are closed. One query."""
    if not may_list_cases(request.viewer):
        return None
    cases = Case.objects.visible_to(request.viewer).filter(
        is_open=True, customer__in=[one.pk for one in found]
    )
    rows = (
        cases.order_by()
        .values("customer_id")
        .annotate(open=Count("id"), late=Count("id", filter=Q(next_due_at__lt=request.now)))
    )
    return {row["customer_id"]: row for row in rows}


def _segment(request: DeskRequest) -> Segment | None:
    """The segment that narrows the list; one that the person may not see is not there."""
    pk = request.GET.get("segment", "")
    if not pk.isdigit() or len(pk) > 18:
        return None
    return find(Segment.objects.visible_to(request.viewer), pk=int(pk))


def _first(segment: Segment | None) -> str:
    return reverse("desk:customers") + (f"?segment={segment.pk}" if segment else "")


def _after(request: DeskRequest) -> tuple[str, int] | None:
    """Where the page before ended."""
    key, pk = request.GET.get("after"), request.GET.get("id", "")
    if key is None or not is_whole(pk):
        return None
    return key.replace("\x00", ""), int(pk)
