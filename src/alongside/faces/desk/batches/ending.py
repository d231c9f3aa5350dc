"""A batch goes to somebody else, or does not take place (JRN-7, ORG-6)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alongside.domain.appointments.actions.changing import cancel_batch
from alongside.domain.appointments.actions.planning import give_batch
from alongside.domain.appointments.permissions import PLAN_BATCHES
from alongside.domain.organisation.models import StaffMember
from alongside.domain.organisation.queries import staff_holding
from alongside.faces.desk.batches.batch import AREA, address_of, batch_of
from alongside.faces.desk.batches.slots import WhyForm
from alongside.faces.desk.form_page import form_page
from alongside.faces.desk.page import DeskRequest, desk_page


class GiveForm(forms.Form):
    to = forms.ModelChoiceField(label=gettext_lazy("Who answers"), queryset=StaffMember.objects.none())


@desk_page(PLAN_BATCHES)
def give_batch_page(request: DeskRequest, batch_id: int) -> HttpResponse:
    batch = batch_of(request, batch_id)
    form = GiveForm(request.POST or None)
    form.fields["to"].queryset = staff_holding(PLAN_BATCHES, node=batch.node, now=request.now)

    def act(data: dict[str, Any]) -> str:
        give_batch(batch, **data, by=request.viewer, now=request.now)
        return address_of(batch)

    return form_page(
        request, form, act, title=_("Give to somebody"), back=address_of(batch), crumb=batch.name, said=_("Given."),
        area=AREA,
    )  # fmt: skip


@desk_page(PLAN_BATCHES)
def cancel_batch_page(request: DeskRequest, batch_id: int) -> HttpResponse:
    batch = batch_of(request, batch_id)

    def act(data: dict[str, Any]) -> str:
        cancel_batch(batch, **data, by=request.viewer, now=request.now)
        return address_of(batch)

    form = WhyForm(request.POST or None, initial={"seen": batch.version})
    return form_page(
        request, form, act, title=_("Cancel the appointments"), back=address_of(batch), crumb=batch.name,
        lead=_("Everybody who was invited and has not said no is told why."), said=_("Cancelled. Everybody is told."),
        submit=_("Cancel the appointments"), is_danger=True, area=AREA,
    )  # fmt: skip
