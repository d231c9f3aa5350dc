"""Slots are added, changed and cancelled (JRN-7)."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from alongside.domain.appointments.actions.changing import cancel_slot, change_slot
from alongside.domain.appointments.actions.planning import add_slots
from alongside.domain.appointments.models import Slot
from alongside.domain.appointments.permissions import PLAN_BATCHES
from alongside.domain.appointments.rules.slots import SlotGiven
from alongside.faces.desk.batches.batch import AREA, address_of, batch_of
from alongside.faces.desk.batches.plan_batch import HourInput, SlotsForm
from alongside.faces.desk.day_input import DayInput
from alongside.faces.desk.form_page import form_page
from alongside.faces.desk.page import DeskRequest, desk_page, find


class SlotForm(forms.Form):
    day = forms.DateField(label=gettext_lazy("Day"), widget=DayInput)
    begins = forms.TimeField(label=pgettext_lazy("hour", "From"), widget=HourInput)
    ends = forms.TimeField(label=pgettext_lazy("hour", "Until"), widget=HourInput)
    capacity = forms.IntegerField(label=gettext_lazy("Places"), min_value=1, max_value=500)
    place = forms.CharField(label=gettext_lazy("Meeting place"), max_length=120, required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput)


class WhyForm(forms.Form):
    words = forms.CharField(
        label=gettext_lazy("Why, for the customers to read"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)


@desk_page(PLAN_BATCHES)
def add_slots_page(request: DeskRequest, batch_id: int) -> HttpResponse:
    batch = batch_of(request, batch_id)
    kept = {"minutes": batch.kind.minutes, "capacity": batch.kind.capacity, "place": batch.place}
    form = SlotsForm(request.POST or None, initial=kept)

    def act(data: dict[str, Any]) -> str:
        add_slots(batch, slots=form.slots(ZoneInfo(batch.node.zone)), by=request.viewer, now=request.now)
        return address_of(batch)

    return form_page(
        request, form, act, title=_("Add slots"), back=address_of(batch), crumb=batch.name, said=_("Added."), area=AREA,
        lead=_("A slot that is there already at that time and place stays as it is."),
    )  # fmt: skip


@desk_page(PLAN_BATCHES)
def change_slot_page(request: DeskRequest, slot_id: int) -> HttpResponse:
    slot = _slot(request, slot_id)
    zone = ZoneInfo(slot.batch.node.zone)
    begins, ends = slot.from_at.astimezone(zone), slot.until_at.astimezone(zone)
    kept = {
        "day": begins.date(),
        "begins": begins.time(),
        "ends": ends.time(),
        "capacity": slot.capacity,
        "place": slot.place,
        "seen": slot.version,
    }

    def act(data: dict[str, Any]) -> str:
        from_at, until_at = (datetime.combine(data["day"], data[one], zone) for one in ("begins", "ends"))
        to = SlotGiven(from_at, until_at, data["capacity"], data["place"])
        change_slot(slot, to=to, by=request.viewer, now=request.now, seen=data["seen"])
        return address_of(slot.batch)

    cancel = reverse("desk:cancel_slot", args=[slot.pk])
    return form_page(
        request, SlotForm(request.POST or None, initial=kept), act, title=_("Change the slot"),
        back=address_of(slot.batch), crumb=slot.batch.name, said=_("Changed. Who has booked it is told."), area=AREA,
        lead=_("Who has booked keeps their place, and is told of a new time or place."),
        other=(cancel, _("Cancel the slot")),
    )  # fmt: skip


@desk_page(PLAN_BATCHES)
def cancel_slot_page(request: DeskRequest, slot_id: int) -> HttpResponse:
    slot = _slot(request, slot_id)
    booked = slot.seats.filter(invitation__state="booked").count()

    def act(data: dict[str, Any]) -> str:
        cancel_slot(slot, **data, by=request.viewer, now=request.now)
        return address_of(slot.batch)

    lead = ngettext(
        "%(n)s person has booked it. They are told why, and asked to choose another one.",
        "%(n)s people have booked it. They are told why, and asked to choose another one.",
        booked,
    )
    form = WhyForm(request.POST or None, initial={"seen": slot.version})
    return form_page(
        request, form, act, title=_("Cancel the slot"), back=address_of(slot.batch), crumb=slot.batch.name,
        lead=lead % {"n": booked}, said=_("Cancelled."), submit=_("Cancel the slot"), is_danger=True, area=AREA,
    )  # fmt: skip


def _slot(request: DeskRequest, slot_id: int) -> Slot:
    slots = Slot.objects.visible_to(request.viewer).select_related("batch__node", "batch__kind")
    return find(slots, pk=slot_id)
