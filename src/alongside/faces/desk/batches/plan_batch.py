"""A batch is planned on one page: what, when, where, how many; for whom follows on the next (JRN-7)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from alongside.domain.appointments.actions.planning import change_batch, plan_batch
from alongside.domain.appointments.models import BatchKind
from alongside.domain.appointments.permissions import PLAN_BATCHES
from alongside.domain.appointments.rules.slots import MOST_DAYS, SlotGiven, slots_of_days
from alongside.domain.estates.models import Estate
from alongside.faces.desk.batches.batch import AREA, address_of, batch_of
from alongside.faces.desk.day_input import DayInput, HourInput
from alongside.faces.desk.form_page import form_page
from alongside.faces.desk.page import DeskRequest, desk_page, refusals_on, see, show
from alongside.kernel.refusals import Refused


class SlotsForm(forms.Form):
    """Slots one after the other on some days."""

    day = forms.DateField(label=gettext_lazy("First day"), widget=DayInput)
    last_day = forms.DateField(label=gettext_lazy("Last day"), required=False, widget=DayInput)
    begins = forms.TimeField(label=pgettext_lazy("hour", "From"), initial="09:00", widget=HourInput)
    ends = forms.TimeField(label=pgettext_lazy("hour", "Until"), initial="17:00", widget=HourInput)
    rest_from = forms.TimeField(
        label=gettext_lazy("Rest from"), required=False, initial="12:00", widget=HourInput
    )
    rest_until = forms.TimeField(
        label=gettext_lazy("Rest until"), required=False, initial="13:00", widget=HourInput
    )
    minutes = forms.IntegerField(
        label=gettext_lazy("Minutes a slot"), min_value=10, max_value=480, initial=60
    )
    capacity = forms.IntegerField(label=gettext_lazy("Places a slot"), min_value=1, max_value=500, initial=10)
    place = forms.CharField(label=gettext_lazy("Meeting place"), max_length=120, required=False)

    def slots(self, zone: ZoneInfo) -> list[SlotGiven]:
        """The slots that the clean data means. Refused for none, and for too many days."""
        data = self.cleaned_data
        last = data["last_day"] or data["day"]
        count = (last - data["day"]).days + 1
        if not 1 <= count <= MOST_DAYS:
            raise Refused(
                gettext_lazy("From the first day to the last one it is at most %(n)s days.")
                % {"n": MOST_DAYS},
                field="last_day",
            )
        given = {
            field: data[field]
            for field in ("begins", "ends", "minutes", "capacity", "place", "rest_from", "rest_until")
        }
        return slots_of_days([data["day"] + timedelta(days=n) for n in range(count)], zone=zone, **given)


class WordsForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name, as customers read it"), max_length=80)
    words = forms.CharField(
        label=gettext_lazy("What customers read about it"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Empty: the words of the kind."),
    )
    bring = forms.CharField(label=gettext_lazy("What to bring"), max_length=300, required=False)


class PlanForm(SlotsForm, WordsForm):
    kind = forms.ModelChoiceField(
        label=gettext_lazy("Kind"), queryset=BatchKind.objects.filter(is_active=True), empty_label=None
    )
    estate = forms.ModelChoiceField(
        label=gettext_lazy("Estate"), queryset=Estate.objects.none(), empty_label=None
    )
    field_order = ["kind", "estate", "name", "words", "bring"]

    def __init__(self, request: DeskRequest) -> None:
        super().__init__(request.POST or None)
        theirs = request.viewer.limit(Estate.objects.select_related("node"), PLAN_BATCHES)
        self.fields["estate"].queryset = theirs.order_by("name_sort_key", "pk")


class ChangeForm(WordsForm):
    place = forms.CharField(label=gettext_lazy("Meeting place"), max_length=120, required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput)


@desk_page(PLAN_BATCHES)
def plan_batch_page(request: DeskRequest) -> HttpResponse:
    form = PlanForm(request)
    if form.is_valid():
        with refusals_on(form):
            data = form.cleaned_data
            node = data["estate"].node
            batch = plan_batch(
                node=node,
                responsible=request.user,
                slots=form.slots(ZoneInfo(node.zone)),
                **{field: data[field] for field in ("kind", "estate", "name", "words", "bring", "place")},
                by=request.viewer,
                now=request.now,
            )
            url = reverse("desk:invite_batch", args=[batch.pk])
            return see(request, url, _("Planned. Nobody hears of it until you invite."))
    return show(request, "faces/desk/batches/plan_batch.html", {"form": form}, area=AREA)


@desk_page(PLAN_BATCHES)
def change_batch_page(request: DeskRequest, batch_id: int) -> HttpResponse:
    batch = batch_of(request, batch_id)
    kept = {field: getattr(batch, field) for field in ("name", "words", "bring", "place")}

    def act(data: dict[str, Any]) -> str:
        change_batch(batch, **data, by=request.viewer, now=request.now)
        return address_of(batch)

    return form_page(
        request, ChangeForm(request.POST or None, initial={**kept, "seen": batch.version}), act,
        title=_("Change what it says"), back=address_of(batch), crumb=batch.name, said=_("Saved."), area=AREA,
    )  # fmt: skip
