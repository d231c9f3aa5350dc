"""How to reach a customer: add, verify, remove; and see one in full, with a reason that stays on record."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from alongside.domain.customers.actions import (
    add_contact_point,
    remove_contact_point,
    reveal_contact,
    verify_contact_point,
)
from alongside.domain.customers.models import ContactPoint, Customer
from alongside.domain.customers.permissions import CHANGE_CUSTOMERS, REVEAL_CONTACT
from alongside.domain.customers.rules import as_read
from alongside.faces.desk.customers.changing import AREA, back_to
from alongside.faces.desk.form_page import form_page
from alongside.faces.desk.page import DeskRequest, desk_page, find, refusals_on, see, show
from alongside.faces.ui.access import REVEAL, seen


class ContactPointForm(forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=ContactPoint.Kind.choices)
    value = forms.CharField(label=gettext_lazy("Number or address"), max_length=300)
    label = forms.CharField(
        label=gettext_lazy("Whose or where"),
        max_length=30,
        required=False,
        help_text=gettext_lazy("Office, mother"),
    )
    is_primary = forms.BooleanField(label=gettext_lazy("Use this one first"), required=False)


class RevealForm(forms.Form):
    reason = forms.ChoiceField(
        label=gettext_lazy("For what do you need it?"),
        choices=ContactPoint.RevealReason.choices,
        widget=forms.RadioSelect,
    )


@desk_page(CHANGE_CUSTOMERS)
def add_contact_point_page(request: DeskRequest, pk: int) -> HttpResponse:
    customer = find(Customer.objects.visible_to(request.viewer), pk=pk)
    seen(request, customer)

    def act(data: dict[str, Any]) -> str:
        add_contact_point(customer, **data, by=request.viewer, now=request.now)
        return back_to(customer)

    return form_page(
        request, ContactPointForm(request.POST or None), act, title=_("Add a contact point"),
        back=back_to(customer), crumb=customer.name, said=_("The contact point is added."), area=AREA,
    )  # fmt: skip


@desk_page(REVEAL_CONTACT)
def reveal_contact_page(request: DeskRequest, pk: int) -> HttpResponse:
    """The value is shown once, on the answer to this post, and kept by nothing on the way (INF-2)."""
    point, customer = _point(request, pk)
    form, value = RevealForm(request.POST or None), ""
    if form.is_valid():
        with refusals_on(form):
            value = reveal_contact(point, **form.cleaned_data, by=request.viewer, now=request.now)
            seen(request, customer, act=REVEAL, about=point, **form.cleaned_data)
    context = {
        "form": form,
        "point": point,
        "customer": customer,
        "value": value,
        "read": as_read(point.kind, value),
        "back": back_to(customer),
    }
    fragment = "#sheet" if request.htmx else ""
    response = show(request, f"faces/desk/customers/reveal_contact.html{fragment}", context, area=AREA)
    response["Cache-Control"] = "no-store"
    return response


@require_POST
@desk_page(CHANGE_CUSTOMERS)
def verify_contact_point_page(request: DeskRequest, pk: int) -> HttpResponse:
    point, customer = _point(request, pk)
    verify_contact_point(point, by=request.viewer, now=request.now)
    return see(request, back_to(customer), _("Verified."))


@require_POST
@desk_page(CHANGE_CUSTOMERS)
def remove_contact_point_page(request: DeskRequest, pk: int) -> HttpResponse:
    point, customer = _point(request, pk)
    remove_contact_point(point, by=request.viewer, now=request.now)
    return see(request, back_to(customer), _("Removed."))


def _point(request: DeskRequest, pk: int) -> tuple[ContactPoint, Customer]:
    """Of a customer that the viewer may see, else 404."""
    points = ContactPoint.objects.visible_to(request.viewer)
    point = find(points.select_related("customer"), pk=pk)
    seen(request, point.customer)
    return point, point.customer
