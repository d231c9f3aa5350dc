"""Add a deadline rule (CAS-4)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alongside.domain.cases.actions.catalogue import add_deadline_rule
from alongside.domain.cases.models import RULED, Kind, Severity
from alongside.domain.cases.permissions import CHANGE_CATALOGUE
from alongside.domain.customers.models import Customer
from alongside.faces.desk.form_page import form_page
from alongside.faces.desk.page import DeskRequest, desk_page

ANY = [("", gettext_lazy("any"))]


class TimesForm(forms.Form):
    """The times of a rule."""

    minutes = forms.IntegerField(
        label=gettext_lazy("Minutes allowed"),
        min_value=1,
        help_text=gettext_lazy("Working minutes: a day of eight hours is 480."),
    )
    is_round_the_clock = forms.BooleanField(label=gettext_lazy("Counted round the clock"), required=False)
    warn_minutes = forms.IntegerField(label=gettext_lazy("Warn this many minutes before"), min_value=0)
    pause_cap_minutes = forms.IntegerField(
        label=gettext_lazy("Longest pause in all, minutes"),
        min_value=0,
        help_text=gettext_lazy(
            "A deadline stands still only while we wait for the customer, and no longer than this."
        ),
    )


class RuleForm(TimesForm):
    """For which cases, and which milestone."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), required=False, choices=[*ANY, *Kind.choices])
    severity = forms.TypedChoiceField(
        label=gettext_lazy("Severity"),
        required=False,
        choices=[*ANY, *Severity.choices],
        coerce=int,
        empty_value=None,
    )
    tier = forms.ChoiceField(
        label=gettext_lazy("Customer tier"), required=False, choices=[*ANY, *Customer.Tier.choices]
    )
    milestone = forms.ChoiceField(label=gettext_lazy("Milestone"), choices=RULED)
    field_order = ("kind", "severity", "tier", "milestone")


@desk_page(CHANGE_CATALOGUE)
def add_deadline_rule_page(request: DeskRequest) -> HttpResponse:
    back = reverse("desk:deadline_rules")

    def act(data: dict[str, Any]) -> str:
        add_deadline_rule(**data, by=request.viewer, now=request.now)
        return back

    return form_page(
        request,
        RuleForm(request.POST or None, initial={"warn_minutes": 60, "pause_cap_minutes": 7 * 24 * 60}),
        act,
        title=_("Add a deadline rule"),
        back=back,
        crumb=_("Deadline rules"),
        submit=_("Add"),
        said=_("The rule counts from now on."),
        area="desk:catalogue",
    )
