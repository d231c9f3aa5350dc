"""The promised day of a building is set or moved: what hangs on it moves, and its buyers are told (JRN-3)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from alongside.domain.estates.actions import move_delivery
from alongside.domain.estates.models import Building, Estate
from alongside.domain.estates.permissions import CHANGE_ESTATES
from alongside.domain.journeys.models import Journey
from alongside.faces.desk.day_input import DayInput
from alongside.faces.desk.estates.changing import AREA, estate_address
from alongside.faces.desk.form_page import form_page
from alongside.faces.desk.page import DeskRequest, desk_page, find


class DeliveryForm(forms.Form):
    on = forms.DateField(label=gettext_lazy("Promised day"), widget=DayInput, required=False)
    words = forms.CharField(
        label=gettext_lazy("Why, in words for the buyers"), max_length=300, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("They read these words in the letter. Needed where a day was promised before."),
    )  # fmt: skip


@desk_page(CHANGE_ESTATES)
def move_delivery_page(request: DeskRequest, pk: int) -> HttpResponse:
    estates = Estate.objects.visible_to(request.viewer)
    building = find(Building.objects.filter(estate__in=estates).select_related("estate__node"), pk=pk)
    waiting = Journey.objects.walking().filter(building=building).count()

    def act(data: dict[str, Any]) -> str:
        move_delivery(building, **data, by=request.viewer, now=request.now)
        return estate_address(building.estate, building)

    words = ngettext(
        "%(n)s journey is planned anew and its customer is told.",
        "%(n)s journeys are planned anew and their customers are told.",
        waiting,
    )
    return form_page(
        request, DeliveryForm(request.POST or None, initial={"on": building.delivery_on}), act,
        title=_("Delivery of %(building)s") % {"building": building.name}, back=estate_address(building.estate, building),
        crumb=f"{building.estate.name} {building.name}", said=_("The day is moved. The plans follow in the background."),
        lead=words % {"n": waiting} if waiting else "", submit=_("Move the day") if building.delivery_on else "", area=AREA,
    )  # fmt: skip
