"""Suggestions of who may be the same person, to work off one after the other (CUS-6)."""

from __future__ import annotations

from django.http import HttpResponse

from alongside.domain.customers.models import Customer, DuplicateSuggestion
from alongside.domain.customers.permissions import MERGE_CUSTOMERS
from alongside.domain.customers.queries import for_list
from alongside.faces.desk.page import DeskRequest, desk_page, show
from alongside.faces.ui.access import seen

PAGE = 50


@desk_page(MERGE_CUSTOMERS)
def duplicates(request: DeskRequest) -> HttpResponse:
    """Pairs of which the person may see both, the likeliest first; the next fifty come when these are decided."""
    found = list(DuplicateSuggestion.objects.visible_to(request.viewer).open()[: PAGE + 1])
    people = Customer.objects.filter(pk__in={pk for one in found for pk in (one.first_id, one.second_id)})
    by_id = {one.pk: one for one in for_list(people.defer("search_text", "search_vector"))}
    seen(request, by_id)
    context = {
        "pairs": [(one, by_id[one.first_id], by_id[one.second_id]) for one in found[:PAGE]],
        "has_more": len(found) > PAGE,
    }
    return show(request, "faces/desk/customers/duplicates.html", context, area="desk:customers")
