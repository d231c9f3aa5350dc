"""The drawings that belong to the contract of a home: added, and read by whoever sees the home (EST-2)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import FileResponse, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alongside.domain.estates.actions import add_contract_drawing
from alongside.domain.estates.models import ContractDrawing, Unit
from alongside.domain.estates.permissions import CHANGE_ESTATES, SEE_ESTATES
from alongside.faces.desk.customers.agents import served
from alongside.faces.desk.form_page import form_page
from alongside.faces.desk.page import DeskRequest, desk_page, find
from alongside.kernel.stored_files import files_about


class DrawingForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=80,
        help_text=gettext_lazy("A drawing of the same name becomes its next version; the old one can still be read."),
    )  # fmt: skip
    file = forms.FileField(
        label=gettext_lazy("Drawing"),
        help_text=gettext_lazy("A picture or a PDF"),
        widget=forms.FileInput(attrs={"accept": "image/*,application/pdf"}),
    )


@desk_page(CHANGE_ESTATES)
def add_contract_drawing_page(request: DeskRequest, pk: int) -> HttpResponse:
    unit = find(Unit.objects.visible_to(request.viewer).select_related("estate"), pk=pk)
    request.viewer.require(CHANGE_ESTATES, on=unit)
    back = reverse("desk:unit", args=[pk])

    def act(data: dict[str, Any]) -> str:
        add_contract_drawing(unit, **data, by=request.viewer, now=request.now)
        return f"{back}#drawings"

    return form_page(
        request,
        DrawingForm(request.POST or None, request.FILES or None),
        act,
        title=_("Add a contract drawing"),
        lead=_("As it was agreed in the contract. The owner can read it too."),
        back=back,
        crumb=f"{unit.estate.name} {unit.label}",
        said=_("The drawing is in."),
        area="desk:estates",
    )


@desk_page(SEE_ESTATES)
def contract_drawing(request: DeskRequest, pk: int) -> FileResponse:
    """The drawing itself."""
    drawing = find(ContractDrawing.objects.visible_to(request.viewer), pk=pk)
    return served(files_about(drawing).first())
