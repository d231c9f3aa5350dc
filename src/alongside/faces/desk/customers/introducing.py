"""Who brought whom (CUS-5): entered beside what it counts for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from alongside.domain.customers.actions import note_introduction, take_back_introduction
from alongside.domain.customers.models import Customer, Introduction
from alongside.domain.customers.permissions import CHANGE_CUSTOMERS
from alongside.faces.desk.customers.another_customer import AnotherCustomerField
from alongside.faces.desk.customers.changing import AREA
from alongside.faces.desk.form_page import form_page
from alongside.faces.desk.page import DeskRequest, desk_page, find, see
from alongside.faces.ui.access import seen


class IntroductionForm(forms.Form):
    introducer = AnotherCustomerField(label=gettext_lazy("Who introduced them"))

    def __init__(self, request: DeskRequest, *args: Any) -> None:
        super().__init__(*args)
        self.fields["introducer"].viewer = request.viewer


@desk_page(CHANGE_CUSTOMERS)
def note_introduction_page(request: DeskRequest, pk: int) -> HttpResponse:
    customer = find(Customer.objects.visible_to(request.viewer), pk=pk)
    seen(request, customer)
    back = reverse("desk:customer_value", args=[pk])

    def act(data: dict[str, Any]) -> str:
        note_introduction(customer, **data, by=request.viewer, now=request.now)
        return back

    return form_page(
        request, IntroductionForm(request, request.POST or None), act, title=_("Introduced by"), back=back,
        crumb=customer.name, said=_("Noted."), area=AREA,
        lead=_("It counts for the introducer once this customer has bought a home with us."),
    )  # fmt: skip


@require_POST
@desk_page(CHANGE_CUSTOMERS)
def take_back_introduction_page(request: DeskRequest, pk: int) -> HttpResponse:
    introductions = Introduction.objects.visible_to(request.viewer).select_related("customer", "introducer")
    introduction = find(introductions, pk=pk)
    seen(request, introduction.customer, introduction.introducer)
    take_back_introduction(introduction, by=request.viewer, now=request.now)
    return see(request, reverse("desk:customer_value", args=[introduction.customer_id]), _("Taken back."))
