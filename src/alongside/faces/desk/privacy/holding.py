"""Legal holds: which there are, placing one, lifting it (INF-5)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from alongside.domain.cases.models import Case
from alongside.domain.customers.models import Customer
from alongside.domain.estates.models import Estate
from alongside.domain.privacy.actions import lift_hold, place_hold
from alongside.domain.privacy.models import LegalHold
from alongside.domain.privacy.permissions import CHANGE_RETENTION, HANDLE_PRIVACY_REQUESTS, PLACE_LEGAL_HOLD
from alongside.faces.desk.form_page import form_page
from alongside.faces.desk.page import DeskRequest, desk_page, find, see, show
from alongside.faces.ui.access import seen

AREA = "desk:privacy"
MOST = 200


class HoldForm(forms.Form):
    matter = forms.CharField(
        label=gettext_lazy("Matter"),
        max_length=120,
        help_text=gettext_lazy("The court's number, or who asked for it"),
    )


def may_see_holds(request: DeskRequest) -> bool:
    """Whether the tab of holds opens for them."""
    return request.viewer.may(PLACE_LEGAL_HOLD) or request.viewer.may(HANDLE_PRIVACY_REQUESTS)


@desk_page(PLACE_LEGAL_HOLD, HANDLE_PRIVACY_REQUESTS)
def legal_holds(request: DeskRequest) -> HttpResponse:
    rows = LegalHold.objects.visible_to(request.viewer).select_related(
        "customer", "estate", "node", "placed_by"
    )
    holds = list(rows.order_by("lifted_at", "-placed_at")[:MOST])
    numbers = dict(
        Case.objects.visible_to(request.viewer)
        .filter(pk__in=[one.case_id for one in holds if one.case_id])
        .values_list("pk", "number")
    )
    for one in holds:
        one.number = numbers.get(one.case_id or 0, "")
    seen(request, [one.customer_id for one in holds])
    context = {
        "holds": holds,
        "tab": "holds",
        "may_retain": request.viewer.may(CHANGE_RETENTION),
        "may_see_holds": may_see_holds(request),
        "may_place": request.viewer.may(PLACE_LEGAL_HOLD),
    }
    return show(request, "faces/desk/privacy/legal_holds.html", context, area=AREA)


@desk_page(PLACE_LEGAL_HOLD)
def hold_customer(request: DeskRequest, pk: int) -> HttpResponse:
    customer = find(Customer.objects.visible_to(request.viewer).select_related("node"), pk=pk)
    seen(request, customer)
    back = reverse("desk:customer_privacy", args=[pk])
    return _hold(request, {"customer": customer, "node": customer.node}, customer.name, back)


@desk_page(PLACE_LEGAL_HOLD)
def hold_case(request: DeskRequest, number: str) -> HttpResponse:
    case = find(Case.objects.visible_to(request.viewer).select_related("node", "customer"), number=number)
    seen(request, case.customer_id)
    held = {"case_id": case.pk, "customer": case.customer, "node": case.node}
    return _hold(request, held, case.number, reverse("desk:legal_holds"))


@desk_page(PLACE_LEGAL_HOLD)
def hold_estate(request: DeskRequest, pk: int) -> HttpResponse:
    estate = find(Estate.objects.visible_to(request.viewer).select_related("node"), pk=pk)
    return _hold(
        request, {"estate": estate, "node": estate.node}, estate.name, reverse("desk:estate", args=[pk])
    )


@require_POST
@desk_page(PLACE_LEGAL_HOLD)
def lift_hold_page(request: DeskRequest, pk: int) -> HttpResponse:
    hold = find(LegalHold.objects.visible_to(request.viewer), pk=pk)
    lift_hold(hold, by=request.viewer, now=request.now)
    return see(request, reverse("desk:legal_holds"), _("The hold is lifted."))


def _hold(request: DeskRequest, held: dict[str, Any], name: str, back: str) -> HttpResponse:
    def act(data: dict[str, Any]) -> str:
        place_hold(**held, **data, by=request.viewer, now=request.now)
        return reverse("desk:legal_holds")

    return form_page(
        request, HoldForm(request.POST or None), act, title=_("Put under legal hold"), back=back, crumb=name,
        lead=_("Nothing of it is deleted until the hold is lifted, neither on request nor by age."),
        submit=_("Place the hold"), said=_("Under legal hold."), area=AREA,
    )  # fmt: skip
