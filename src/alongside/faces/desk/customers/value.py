"""Why a customer is of their tier, and how it came to be (CUS-4, CUS-5)."""

from __future__ import annotations

from django.http import HttpResponse

from alongside.domain.customers.models import TierChange, TierRule, ValueRule
from alongside.domain.customers.permissions import SEE_CUSTOMERS
from alongside.domain.customers.queries.page import value_in_words, with_page
from alongside.faces.desk.page import DeskRequest, desk_page, find, show
from alongside.faces.ui.access import seen

MOST_CHANGES = 50


@desk_page(SEE_CUSTOMERS)
def customer_value(request: DeskRequest, pk: int) -> HttpResponse:
    customer = find(with_page(request.viewer), pk=pk)
    seen(request, customer)
    sentences = {one.code: one.sentence for one in ValueRule.objects.all()}
    changes = TierChange.objects.visible_to(request.viewer).filter(customer=customer).order_by("-id")
    context = {
        "customer": customer,
        "reasons": value_in_words(customer.value_because, sentences),
        "changes": [(one, value_in_words(one.because, sentences)) for one in changes[:MOST_CHANGES]],
        "tiers": list(TierRule.objects.all()),
    }
    return show(request, "faces/desk/customers/value.html", context, area="desk:customers")
