"""A line of a home's price list; what was before stays below it (EST-2)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alongside.domain.estates.actions import set_unit_price
from alongside.domain.estates.models import Unit
from alongside.domain.estates.permissions import SEE_ESTATES, SET_PRICES
from alongside.faces.desk.day_input import DayInput
from alongside.faces.desk.form_page import form_page
from alongside.faces.desk.page import DeskRequest, desk_page, find


class PriceForm(forms.Form):
    list_amount = forms.DecimalField(
        label=gettext_lazy("List price (yuan)"), max_digits=14, decimal_places=2, min_value=0
    )
    from_on = forms.DateField(
        label=gettext_lazy("Holds from"),
        widget=DayInput,
        help_text=gettext_lazy("A day to come is shown as coming until then."),
    )
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=120, required=False)


@desk_page(SEE_ESTATES, SET_PRICES)
def set_unit_price_page(request: DeskRequest, pk: int) -> HttpResponse:
    unit = find(Unit.objects.visible_to(request.viewer).select_related("estate"), pk=pk)
    request.viewer.require(SET_PRICES, on=unit)
    back = reverse("desk:unit", args=[pk])

    def act(data: dict[str, Any]) -> str:
        set_unit_price(unit, **data, by=request.viewer, now=request.now)
        return f"{back}#prices"

    return form_page(
        request,
        PriceForm(request.POST or None, initial={"from_on": timezone.localdate(request.now)}),
        act,
        title=_("Set the price"),
        lead=_(
            "A line is never changed: a new one takes its place from its day on, and the old ones stay as history."
        ),
        back=back,
        crumb=f"{unit.estate.name} {unit.label}",
        said=_("The price is set."),
        area="desk:estates",
    )
