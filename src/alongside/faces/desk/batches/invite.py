"""For whom it is, how many people that is, and the invitation itself: seen before anybody is told (JRN-7)."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from alongside.domain.appointments.actions.inviting import invite
from alongside.domain.appointments.actions.planning import change_audience
from alongside.domain.appointments.models import Batch
from alongside.domain.appointments.permissions import PLAN_BATCHES
from alongside.domain.appointments.queries.audience import preview
from alongside.domain.appointments.rules.audience import Audience, handed_over_months_ago
from alongside.domain.customers.models import Segment
from alongside.domain.estates.models import Building, Phase
from alongside.faces.desk.batches.batch import address_of, batch_of, show_batch
from alongside.faces.desk.day_input import DayInput
from alongside.faces.desk.page import DeskRequest, desk_page, refusals_on, see
from alongside.faces.ui.access import seen
from alongside.kernel.refusals import Refused

ROLES = [
    ("prospect", gettext_lazy("Prospects")),
    ("buyer", gettext_lazy("Buyers")),
    ("owner", pgettext_lazy("people", "Owners")),
    ("co_owner", gettext_lazy("Co-owners")),
    ("tenant", gettext_lazy("Tenants")),
]
ALL_OF_IT = gettext_lazy("None chosen: all of them.")


class AudienceForm(forms.Form):
    roles = forms.MultipleChoiceField(
        label=gettext_lazy("Who"), choices=ROLES, widget=forms.CheckboxSelectMultiple
    )
    phases = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Phases"), queryset=Phase.objects.none(), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    buildings = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Buildings"), queryset=Building.objects.none(), required=False,
        widget=forms.CheckboxSelectMultiple, help_text=ALL_OF_IT,
    )  # fmt: skip
    months = forms.IntegerField(
        label=gettext_lazy("Handed over so many months ago"), required=False, min_value=1, max_value=600,
        help_text=gettext_lazy("Counted from the first day, give or take half a month: for anniversaries."),
    )  # fmt: skip
    handed_over_from = forms.DateField(
        label=gettext_lazy("Or handed over from"), required=False, widget=DayInput
    )
    handed_over_until = forms.DateField(
        label=gettext_lazy("Handed over until"), required=False, widget=DayInput
    )
    segment = forms.ModelChoiceField(
        label=gettext_lazy("Only customers in the segment"), queryset=Segment.objects.none(), required=False
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, batch: Batch, request: DeskRequest) -> None:
        whom = batch.whom
        kept = {**whom.as_json(), "seen": batch.version}
        super().__init__(request.POST or None, initial=kept)
        at = {"estate": batch.estate_id} if batch.estate_id else {"estate__node": batch.node_id}
        self.fields["phases"].queryset = Phase.objects.filter(**at).order_by("name")
        self.fields["buildings"].queryset = Building.objects.filter(**at).order_by("position", "id")
        self.fields["segment"].queryset = Segment.objects.visible_to(request.viewer)

    def audience(self, batch: Batch) -> Audience:
        """What the clean data means; months are counted back from the first slot."""
        data = self.cleaned_data
        begins, ends = data["handed_over_from"], data["handed_over_until"]
        if data["months"]:
            if batch.first_at is None:
                raise Refused(
                    gettext_lazy("Add slots first: months are counted from the first one."), field="months"
                )
            begins, ends = handed_over_months_ago(
                data["months"], batch.first_at.astimezone(ZoneInfo(batch.node.zone)).date()
            )
        return Audience(
            roles=tuple(data["roles"]),
            buildings=tuple(one.pk for one in data["buildings"]),
            phases=tuple(one.pk for one in data["phases"]),
            segment=data["segment"].pk if data["segment"] else None,
            handed_over_from=begins,
            handed_over_until=ends,
        )


@desk_page(PLAN_BATCHES)
def invite_page(request: DeskRequest, batch_id: int) -> HttpResponse:
    """Asked with `count` it only counts; with `save` it keeps the audience; with `invite` everybody new is told."""
    batch = batch_of(request, batch_id)
    request.viewer.require(PLAN_BATCHES, on=batch)
    form = AudienceForm(batch, request)
    if form.is_valid():
        with refusals_on(form):
            audience = form.audience(batch)
            if "count" in request.POST:
                batch.audience = audience.as_json()
            elif (done := _act(request, batch, audience, form.cleaned_data["seen"])) is not None:
                return done
    found = preview(batch, request.viewer, now=request.now)
    seen(request, [one.customer_id for one in found.some])
    context: dict[str, Any] = {"form": form, "found": found, "rest": found.people - len(found.some)}
    return show_batch(request, "faces/desk/batches/invite.html", batch, context)


def _act(request: DeskRequest, batch: Batch, audience: Audience, version: int) -> HttpResponse | None:
    batch = change_audience(batch, audience=audience, by=request.viewer, now=request.now, seen=version)
    if "invite" not in request.POST:
        return see(request, address_of(batch), _("Kept. Nobody was told."))
    count = invite(batch, by=request.viewer, now=request.now)
    words = ngettext("%(n)s person is being invited.", "%(n)s people are being invited.", count)
    return see(request, address_of(batch), words % {"n": count})
