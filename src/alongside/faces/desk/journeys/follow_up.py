"""The follow-up workbench: who is to be called, what to say, the note and the next date, on one page (JRN-5)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from alongside.domain.customers.permissions import REVEAL_CONTACT
from alongside.domain.journeys.actions.stepping import do_step, give_step, waive_step
from alongside.domain.journeys.models import Step
from alongside.domain.journeys.permissions import SEE_JOURNEYS, WAIVE_STEP, WALK_JOURNEY
from alongside.domain.journeys.queries.story import my_steps, stages_of
from alongside.domain.organisation.models import StaffMember
from alongside.domain.organisation.queries import staff_holding
from alongside.domain.promises.permissions import MAKE_PROMISE
from alongside.domain.work.permissions import ASK_DEPARTMENT
from alongside.faces.desk.form_page import form_page
from alongside.faces.desk.journeys.journey import AREA, journey_of
from alongside.faces.desk.journeys.walking import MomentInput, address_of
from alongside.faces.desk.journeys.words import CHANNELS
from alongside.faces.desk.page import DeskRequest, desk_page, find, refusals_on, see, show
from alongside.faces.ui.access import seen

MOST = 60
RESULTS = [
    (Step.Result.REACHED, pgettext_lazy("follow-up", "Reached")),
    (Step.Result.NOT_REACHED, pgettext_lazy("follow-up", "Not reached")),
    (Step.Result.PROBLEM, pgettext_lazy("follow-up", "There is a problem")),
]


class StepForm(forms.Form):
    result = forms.ChoiceField(
        label=gettext_lazy("What came of it"), choices=RESULTS, widget=forms.RadioSelect
    )
    channel = forms.ChoiceField(label=gettext_lazy("Over"), choices=CHANNELS)
    said = forms.CharField(
        label=gettext_lazy("Spoken about"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4, "autofocus": True}),
    )
    feedback = forms.CharField(
        label=gettext_lazy("What the customer thinks"), max_length=4000, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    next_at = forms.DateTimeField(label=gettext_lazy("Next time agreed"), required=False, widget=MomentInput)
    seen = forms.IntegerField(widget=forms.HiddenInput)


class WaiveForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Why"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)


class GiveForm(forms.Form):
    to = forms.ModelChoiceField(label=gettext_lazy("Who does it"), queryset=StaffMember.objects.none())


@desk_page(SEE_JOURNEYS)
def follow_up(request: DeskRequest) -> HttpResponse:
    """The list alone; nobody chosen yet."""
    return _bench(request, None, None)


@desk_page(SEE_JOURNEYS)
def do_step_page(request: DeskRequest, pk: int) -> HttpResponse:
    """One of them, beside the list: after it is done, on to the next."""
    step = _step(request, pk)
    initial = {"result": Step.Result.REACHED, "channel": step.usual_channel, "seen": step.version}
    form = StepForm(request.POST or None, initial=initial)
    if form.is_valid():
        with refusals_on(form):
            do_step(step, **form.cleaned_data, by=request.viewer, now=request.now)
            return see(request, _next_address(request, step), _("Noted."))
    return _bench(request, step, form)


@desk_page(WAIVE_STEP)
def waive_step_page(request: DeskRequest, pk: int) -> HttpResponse:
    step = _step(request, pk)

    def act(data: dict[str, Any]) -> str:
        waive_step(step, **data, by=request.viewer, now=request.now)
        return address_of(step.journey)

    return form_page(
        request, WaiveForm(request.POST or None, initial={"seen": step.version}), act, title=_("Leave out this step"),
        back=reverse("desk:do_step", args=[step.pk]), crumb=step.name, said=_("Left out."), submit=_("Leave it out"), area=AREA,
    )  # fmt: skip


@desk_page(WALK_JOURNEY)
def give_step_page(request: DeskRequest, pk: int) -> HttpResponse:
    step = _step(request, pk)
    form = GiveForm(request.POST or None)
    form.fields["to"].queryset = staff_holding(WALK_JOURNEY, node=step.node, now=request.now)

    def act(data: dict[str, Any]) -> str:
        give_step(step, to=data["to"], by=request.viewer, now=request.now)
        return address_of(step.journey)

    return form_page(
        request, form, act, title=_("Give this step to somebody else"), back=reverse("desk:do_step", args=[step.pk]),
        crumb=step.name, said=_("Given."), area=AREA,
    )  # fmt: skip


def _step(request: DeskRequest, pk: int) -> Any:
    step = find(Step.objects.visible_to(request.viewer).select_related("node", "assignee"), pk=pk)
    step.journey = journey_of(request, step.journey_id)
    return step


def _bench(request: DeskRequest, step: Any, form: StepForm | None) -> HttpResponse:
    waiting = list(my_steps(request.viewer)[:MOST])
    seen(request, [one.journey.customer_id for one in waiting])
    context: dict[str, Any] = {
        "waiting": waiting,
        "step": step,
        "form": form,
        "late": _late(waiting, request),
    }
    if step is not None:
        stages = stages_of(step.journey)
        context |= {
            "stage": next((one for one in stages if one.code == step.stage), None),
            "before": [one for stage in stages for one in stage.steps if one.closed_at and one.said][-3:],
            "points": step.journey.customer.contact_points.defer("value").order_by(
                "-is_primary", "kind", "id"
            )[:6],
            "may_walk": step.state == "planned" and request.viewer.may(WALK_JOURNEY, on=step),
            "may_promise": request.viewer.may(MAKE_PROMISE, on=step),
            "may_reveal": request.viewer.may(REVEAL_CONTACT),
            "may_ask": request.viewer.may(ASK_DEPARTMENT, on=step),
            "may_waive": request.viewer.may(WAIVE_STEP, on=step),
        }
    return show(request, "faces/desk/journeys/follow_up.html", context, area="desk:follow_up")


def _late(waiting: list[Any], request: DeskRequest) -> int:
    return sum(one.due_at < request.now for one in waiting)


def _next_address(request: DeskRequest, done: Step) -> str:
    following = my_steps(request.viewer).exclude(pk=done.pk).values_list("pk", flat=True).first()
    return reverse("desk:do_step", args=[following]) if following else reverse("desk:follow_up")
