"""The ladder after a missed deadline: who hears, and how long they have (CAS-4)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alongside.domain.cases.actions.catalogue import change_escalation_step
from alongside.domain.cases.models import EscalationStep
from alongside.domain.cases.permissions import CHANGE_CATALOGUE
from alongside.domain.organisation.models import Role
from alongside.faces.desk.catalogue.minutes import said
from alongside.faces.desk.form_page import form_page
from alongside.faces.desk.local_names import LocalNameForm, as_typed, typed_name
from alongside.faces.desk.page import DeskRequest, desk_page, find, show
from alongside.faces.desk.roles.role_form import RANKS


@desk_page(CHANGE_CATALOGUE)
def escalation(request: DeskRequest) -> HttpResponse:
    roles: dict[int, list[str]] = {}
    for role in Role.objects.in_use().filter(escalation_rank__gt=0).order_by("pk"):
        roles.setdefault(role.escalation_rank, []).append(str(role))
    names = dict(RANKS)
    rows, after = [], 0
    for step in EscalationStep.objects.all():
        rows.append(
            {
                "step": step,
                "rank": names.get(step.rank, step.rank),
                "roles": roles.get(step.rank, []),
                "after": _("after %(time)s") % {"time": said(after)} if after else _("at once"),
                "time": said(step.minutes_to_act),
            }
        )
        after += step.minutes_to_act
    return show(request, "faces/desk/catalogue/escalation.html", {"rows": rows}, area="desk:catalogue")


class StepForm(LocalNameForm):
    rank = forms.TypedChoiceField(label=gettext_lazy("Goes to"), choices=RANKS, coerce=int)
    minutes_to_act = forms.IntegerField(
        label=gettext_lazy("Minutes to act before the next rung"), min_value=1
    )


@desk_page(CHANGE_CATALOGUE)
def change_escalation_page(request: DeskRequest, pk: int) -> HttpResponse:
    step = find(EscalationStep.objects.all(), pk=pk)
    back = reverse("desk:escalation")
    as_it_is = {**as_typed(step.name), "rank": step.rank, "minutes_to_act": step.minutes_to_act}

    def act(data: dict[str, Any]) -> str:
        change_escalation_step(
            step,
            name=typed_name(data, step.name),
            rank=data["rank"],
            minutes_to_act=data["minutes_to_act"],
            by=request.viewer,
            now=request.now,
        )
        return back

    return form_page(
        request,
        StepForm(request.POST or None, initial=as_it_is),
        act,
        title=_("Rung %(level)s: %(name)s") % {"level": step.level, "name": step},
        back=back,
        crumb=_("Escalation ladder"),
        said=_("Saved."),
        area="desk:catalogue",
    )
