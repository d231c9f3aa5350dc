"""What happens to a journey: an event, another companion, an early end (JRN-1, JRN-3)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alongside.domain.journeys.actions.walking import end_journey, give_journey, record_happening
from alongside.domain.journeys.models import Journey
from alongside.domain.journeys.permissions import WALK_JOURNEY
from alongside.domain.journeys.rules import HAPPENINGS
from alongside.domain.organisation.models import StaffMember
from alongside.domain.organisation.queries import staff_holding
from alongside.faces.desk.form_page import form_page
from alongside.faces.desk.journeys.journey import AREA, journey_of
from alongside.faces.desk.page import DeskRequest, desk_page

END_REASONS = [
    ("bought_elsewhere", gettext_lazy("Bought elsewhere")),
    ("no_longer_looking", gettext_lazy("No longer looking")),
    ("unreachable", gettext_lazy("Cannot be reached")),
    ("given_back", gettext_lazy("Gave the home back")),
    ("sold", gettext_lazy("Sold the home")),
]


class MomentInput(forms.DateTimeInput):
    """A moment in the browser's own field."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class HappeningForm(forms.Form):
    event = forms.ChoiceField(label=gettext_lazy("What happened"), widget=forms.RadioSelect)
    at = forms.DateTimeField(label=gettext_lazy("When"), widget=MomentInput)

    def __init__(self, journey: Journey, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        once = set(journey.facts.filter(withdrawn_at__isnull=True).values_list("event", flat=True))
        after = {
            step["after"] for stage in journey.version_walked.stages() for step in stage.get("steps", ())
        }
        begins = {stage["begins"] for stage in journey.version_walked.stages()}
        self.fields["event"].choices = [
            (one.code, one.label)
            for one in HAPPENINGS.values()
            if one.code in after | begins and not one.is_promised and (one.repeats or one.code not in once)
        ]


class EndForm(forms.Form):
    reason = forms.ChoiceField(label=gettext_lazy("Why"), choices=END_REASONS, widget=forms.RadioSelect)


class KeeperForm(forms.Form):
    keeper = forms.ModelChoiceField(
        label=gettext_lazy("Who walks with them"), queryset=StaffMember.objects.none()
    )


def address_of(journey: Journey) -> str:
    return reverse("desk:journey", args=[journey.pk])


@desk_page(WALK_JOURNEY)
def record_happening_page(request: DeskRequest, pk: int) -> HttpResponse:
    journey = journey_of(request, pk)

    def act(data: dict[str, Any]) -> str:
        record_happening(journey, **data, by=request.viewer, now=request.now)
        return address_of(journey)

    form = HappeningForm(journey, request.POST or None, initial={"at": timezone.localtime(request.now)})
    return form_page(
        request, form, act, title=_("Something happened"), back=address_of(journey), crumb=journey.customer.name,
        lead=_("The steps that follow from it appear by themselves."), said=_("Entered; the steps are planned."), area=AREA,
    )  # fmt: skip


@desk_page(WALK_JOURNEY)
def give_journey_page(request: DeskRequest, pk: int) -> HttpResponse:
    journey = journey_of(request, pk)
    form = KeeperForm(request.POST or None, initial={"keeper": journey.keeper_id})
    form.fields["keeper"].queryset = staff_holding(WALK_JOURNEY, node=journey.node, now=request.now)

    def act(data: dict[str, Any]) -> str:
        give_journey(journey, keeper=data["keeper"], by=request.viewer, now=request.now)
        return address_of(journey)

    return form_page(
        request, form, act, title=_("Who walks with them"), back=address_of(journey), crumb=journey.customer.name,
        lead=_("Open steps of the one before go along."), said=_("Saved."), area=AREA,
    )  # fmt: skip


@desk_page(WALK_JOURNEY)
def end_journey_page(request: DeskRequest, pk: int) -> HttpResponse:
    journey = journey_of(request, pk)

    def act(data: dict[str, Any]) -> str:
        end_journey(journey, reason=data["reason"], by=request.viewer, now=request.now)
        return address_of(journey)

    return form_page(
        request, EndForm(request.POST or None), act, title=_("End this journey early"), back=address_of(journey),
        crumb=journey.customer.name, lead=_("Its open steps are no longer needed. What was done stays."),
        said=_("The journey has ended."), submit=_("End it"), is_danger=True, area=AREA,
    )  # fmt: skip
