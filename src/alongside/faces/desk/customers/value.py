"""Why a customer is of their tier, and how it came to be (CUS-4, CUS-5)."""

from __future__ import annotations

from django.http import HttpResponse

from alongside.domain.customers.models import Contribution, Introduction, TierChange, TierRule, ValueRule
from alongside.domain.customers.permissions import CHANGE_CUSTOMERS, SEE_CUSTOMERS
from alongside.domain.customers.queries.page import value_in_words, with_page
from alongside.faces.desk.page import DeskRequest, desk_page, find, show
from alongside.faces.ui.access import seen

MOST_CHANGES = 50
MOST_INTRODUCED = 50
MOST_CONTRIBUTIONS = 50


@desk_page(SEE_CUSTOMERS)
def customer_value(request: DeskRequest, pk: int) -> HttpResponse:
    customer = find(with_page(request.viewer), pk=pk)
    introductions = Introduction.objects.visible_to(request.viewer).select_related("customer", "introducer")
    brought_by = list(introductions.filter(customer=customer))
    brought = list(
        introductions.filter(introducer=customer).with_purchase().order_by("-id")[:MOST_INTRODUCED]
    )
    written = Contribution.objects.visible_to(request.viewer).filter(customer=customer)
    contributions = list(written.order_by("-printed_on", "-id")[:MOST_CONTRIBUTIONS])
    seen(request, customer, *(one.introducer for one in brought_by), *(one.customer for one in brought))
    sentences = {one.code: one.sentence for one in ValueRule.objects.all()}
    changes = TierChange.objects.visible_to(request.viewer).filter(customer=customer).order_by("-id")
    context = {
        "customer": customer,
        "reasons": value_in_words(customer.value_because, sentences),
        "changes": [(one, value_in_words(one.because, sentences)) for one in changes[:MOST_CHANGES]],
        "brought_by": brought_by,
        "brought": brought,
        "contributions": contributions,
        "may_change": request.viewer.may(CHANGE_CUSTOMERS, on=customer),
        "tiers": list(TierRule.objects.all()),
    }
    return show(request, "faces/desk/customers/value.html", context, area="desk:customers")
