"""What a customer wrote for the newsletter (CUS-5): entered beside what it counts for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST

from alongside.domain.customers.actions import note_contribution, take_back_contribution
from alongside.domain.customers.models import Contribution, Customer
from alongside.domain.customers.permissions import CHANGE_CUSTOMERS
from alongside.faces.desk.customers.changing import AREA
from alongside.faces.desk.day_input import DayInput
from alongside.faces.desk.form_page import form_page
from alongside.faces.desk.page import DeskRequest, desk_page, find, see
from alongside.faces.ui.access import seen


class ContributionForm(forms.Form):
    kind = forms.ChoiceField(
        label=pgettext_lazy("newsletter", "What it was"), choices=Contribution.Kind.choices
    )
    title = forms.CharField(label=pgettext_lazy("newsletter", "Title"), max_length=120)
    printed_on = forms.DateField(label=gettext_lazy("The day of the issue"), widget=DayInput)


@desk_page(CHANGE_CUSTOMERS)
def note_contribution_page(request: DeskRequest, pk: int) -> HttpResponse:
    customer = find(Customer.objects.visible_to(request.viewer), pk=pk)
    seen(request, customer)
    back = reverse("desk:customer_value", args=[pk])

    def act(data: dict[str, Any]) -> str:
        note_contribution(customer, **data, by=request.viewer, now=request.now)
        return back

    return form_page(
        request, ContributionForm(request.POST or None), act, title=_("Wrote for the newsletter"), back=back,
        crumb=customer.name, said=_("Noted."), area=AREA,
    )  # fmt: skip


@require_POST
@desk_page(CHANGE_CUSTOMERS)
def take_back_contribution_page(request: DeskRequest, pk: int) -> HttpResponse:
    contributions = Contribution.objects.visible_to(request.viewer).select_related("customer")
    contribution = find(contributions, pk=pk)
    seen(request, contribution.customer)
    take_back_contribution(contribution, by=request.viewer, now=request.now)
    return see(request, reverse("desk:customer_value", args=[contribution.customer_id]), _("Taken back."))
