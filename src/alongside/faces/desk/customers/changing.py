"""Add a customer, or change who they are."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from alongside.domain.customers.actions import add_customer, change_customer
from alongside.domain.customers.models import Customer
from alongside.domain.customers.permissions import CHANGE_CUSTOMERS
from alongside.domain.organisation.models import Node
from alongside.faces.desk.form_page import form_page
from alongside.faces.desk.page import DeskRequest, desk_page, find
from alongside.faces.ui.access import seen

AREA = "desk:customers"


class CustomerForm(forms.Form):
    """Who they are; the same for a new customer and for a known one."""

    name = forms.CharField(label=pgettext_lazy("person", "Name"), max_length=120)
    form_of_address = forms.CharField(
        label=gettext_lazy("Form of address"), max_length=20, required=False,
        help_text=gettext_lazy("Mr, Ms, or as they wish"),
    )  # fmt: skip
    kind = forms.ChoiceField(label=gettext_lazy("Person or company"), choices=Customer.Kind.choices)
    is_do_not_disturb = forms.BooleanField(
        label=gettext_lazy("Do not disturb: no calls of our own accord"), required=False
    )
    words = forms.CharField(
        label=gettext_lazy("Worth knowing"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class NewCustomerForm(CustomerForm):
    node = forms.ModelChoiceField(queryset=Node.objects.none(), label=gettext_lazy("First known at"))
    phone = forms.CharField(label=gettext_lazy("Phone"), max_length=40, required=False)
    email = forms.CharField(label=gettext_lazy("Email"), max_length=254, required=False)
    although_known = forms.BooleanField(
        label=gettext_lazy("Add even if the phone is known already: it is somebody else"), required=False
    )
    field_order = ("name", "form_of_address", "phone", "email", "node", "kind")

    def __init__(self, request: DeskRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = Node.objects.visible_to(request.viewer, CHANGE_CUSTOMERS).filter(is_active=True)
        self.fields["node"].queryset = places.order_by("path")
        projects = [one.pk for one in places if one.kind in ("project", "store")]
        if len(projects) == 1:
            self.fields["node"].initial = projects[0]


class ChangeCustomerForm(CustomerForm):
    seen = forms.IntegerField(widget=forms.HiddenInput)


@desk_page(CHANGE_CUSTOMERS)
def add_customer_page(request: DeskRequest) -> HttpResponse:
    def act(data: dict[str, Any]) -> str:
        customer = add_customer(**data, by=request.viewer, now=request.now)
        return reverse("desk:customer", args=[customer.pk])

    return form_page(
        request, NewCustomerForm(request, request.POST or None), act,
        title=_("New customer"), back=reverse("desk:customers"), crumb=_("Customers"),
        said=_("The customer is added."), area=AREA,
    )  # fmt: skip


@desk_page(CHANGE_CUSTOMERS)
def change_customer_page(request: DeskRequest, pk: int) -> HttpResponse:
    customer = find(Customer.objects.visible_to(request.viewer), pk=pk)
    seen(request, customer)
    names = [*CustomerForm.base_fields]
    initial = {name: getattr(customer, name) for name in names} | {"seen": customer.version}

    def act(data: dict[str, Any]) -> str:
        change_customer(customer, **data, by=request.viewer, now=request.now)
        return back_to(customer)

    return form_page(
        request, ChangeCustomerForm(request.POST or None, initial=initial), act,
        title=_("Change the details of %(name)s") % {"name": customer.name}, back=back_to(customer), crumb=customer.name,
        said=_("Saved."), area=AREA,
    )  # fmt: skip


def back_to(customer: Customer) -> str:
    return reverse("desk:customer", args=[customer.pk])
