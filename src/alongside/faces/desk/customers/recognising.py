"""The cars and the face by which a customer is known at the gate (CUS-9)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import FileResponse, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from alongside.domain.customers.actions import add_vehicle, keep_portrait, remove_portrait, remove_vehicle
from alongside.domain.customers.models import Customer, Vehicle
from alongside.domain.customers.permissions import CHANGE_CUSTOMERS, RECOGNISE_RESIDENTS, SEE_CUSTOMERS
from alongside.domain.customers.queries.recognising import portraits
from alongside.faces.desk.customers.agents import served
from alongside.faces.desk.customers.changing import AREA, back_to
from alongside.faces.desk.form_page import form_page
from alongside.faces.desk.page import DeskRequest, desk_page, find, see
from alongside.faces.ui.access import seen
from alongside.kernel.stored_files import files_about


class VehicleForm(forms.Form):
    plate = forms.CharField(
        label=gettext_lazy("Plate"), max_length=20, help_text=gettext_lazy("Such as 浙A·8M321")
    )
    words = forms.CharField(
        label=gettext_lazy("What it looks like"), max_length=60, required=False,
        help_text=gettext_lazy("White Tesla, space B2-117"),
    )  # fmt: skip


class PortraitForm(forms.Form):
    picture = forms.FileField(
        label=gettext_lazy("Photo"), widget=forms.FileInput(attrs={"accept": "image/*"})
    )


@desk_page(CHANGE_CUSTOMERS)
def add_vehicle_page(request: DeskRequest, pk: int) -> HttpResponse:
    customer = find(Customer.objects.visible_to(request.viewer), pk=pk)
    seen(request, customer)

    def act(data: dict[str, Any]) -> str:
        add_vehicle(customer, **data, by=request.viewer, now=request.now)
        return back_to(customer)

    return form_page(
        request, VehicleForm(request.POST or None), act, title=_("Add a vehicle"), back=back_to(customer),
        crumb=customer.name, said=_("Saved."), area=AREA,
    )  # fmt: skip


@require_POST
@desk_page(CHANGE_CUSTOMERS)
def remove_vehicle_page(request: DeskRequest, pk: int) -> HttpResponse:
    vehicle = find(Vehicle.objects.visible_to(request.viewer).select_related("customer"), pk=pk)
    seen(request, vehicle.customer)
    remove_vehicle(vehicle, by=request.viewer, now=request.now)
    return see(request, back_to(vehicle.customer), _("Removed."))


@desk_page(CHANGE_CUSTOMERS)
def keep_portrait_page(request: DeskRequest, pk: int) -> HttpResponse:
    """Refused in words that lead on, when the resident has not agreed."""
    customer = find(Customer.objects.visible_to(request.viewer), pk=pk)
    seen(request, customer)

    def act(data: dict[str, Any]) -> str:
        keep_portrait(customer, **data, by=request.viewer, now=request.now)
        return back_to(customer)

    return form_page(
        request, PortraitForm(request.POST or None, request.FILES or None), act, title=_("Photo for the gate"),
        back=back_to(customer), crumb=customer.name,
        lead=_("Shown to the guards and butlers of their estate, as long as the resident's consent stands."),
        said=_("Saved."), area=AREA,
    )  # fmt: skip


@require_POST
@desk_page(CHANGE_CUSTOMERS)
def remove_portrait_page(request: DeskRequest, pk: int) -> HttpResponse:
    customer = find(Customer.objects.visible_to(request.viewer), pk=pk)
    seen(request, customer)
    remove_portrait(customer, by=request.viewer, now=request.now)
    return see(request, back_to(customer), _("Removed."))


@desk_page(RECOGNISE_RESIDENTS, SEE_CUSTOMERS)
def portrait(request: DeskRequest, pk: int) -> FileResponse:
    """The photo itself, while consent stands."""
    found = find(portraits(request.viewer, now=request.now), customer=pk)
    seen(request, found.customer)
    response = served(files_about(found).first())
    response.headers["Cache-Control"] = "no-store"
    return response
