"""The complaint daily: what customers complained about in their own words, and where it stands (CAS-12)."""

from __future__ import annotations

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from alongside.domain.cases.actions.daily import MOST_DRAWN, draw_spot_checks, record_spot_check
from alongside.domain.cases.models import SpotCheck
from alongside.domain.cases.permissions import SEE_DAILY, SPOT_CHECK
from alongside.domain.cases.queries.daily import daily_of
from alongside.domain.organisation.models import Node
from alongside.faces.desk.daily.days import AskedDay, asked_day, customers_in, daily_at
from alongside.faces.desk.page import DeskRequest, desk_page, find, refusals_on, see, show
from alongside.faces.ui.access import seen

TEMPLATE = "faces/desk/daily/daily.html"


class DrawForm(forms.Form):
    """How many to draw; the lot decides which."""

    node = forms.IntegerField(widget=forms.HiddenInput)
    on = forms.DateField(widget=forms.HiddenInput)
    count = forms.IntegerField(
        label=gettext_lazy("Cases to draw"), min_value=1, max_value=MOST_DRAWN, initial=3
    )


class RecordForm(forms.Form):
    """How the call went, and what the customer said."""

    result = forms.ChoiceField(label=gettext_lazy("How the call went"), choices=SpotCheck.Result.choices)
    words = forms.CharField(
        label=gettext_lazy("What the customer told you"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


@desk_page(SEE_DAILY)
def daily(request: DeskRequest) -> HttpResponse:
    return _page(request, asked_day(request))


@desk_page(SPOT_CHECK)
def draw_spot_checks_page(request: DeskRequest) -> HttpResponse:
    """Draw by lot, then back to the daily with the drawn ones on it."""
    form = DrawForm(request.POST or None)
    if not form.is_valid():
        return _page(request, asked_day(request), draw=form if form.is_bound else None)
    node = find(Node.objects.visible_to(request.viewer, SPOT_CHECK), pk=form.cleaned_data["node"])
    on: date = form.cleaned_data["on"]
    drawn = draw_spot_checks(
        node, on=on, count=form.cleaned_data["count"], by=request.viewer, now=request.now
    )
    said = ngettext("%(n)s case drawn.", "%(n)s cases drawn.", len(drawn)) % {"n": len(drawn)}
    return see(request, f"{daily_at(node, on)}#spot-checks", said)


@desk_page(SPOT_CHECK)
def record_spot_check_page(request: DeskRequest, pk: int) -> HttpResponse:
    check = find(
        SpotCheck.objects.visible_to(request.viewer).select_related("node", "case", "case__customer"), pk=pk
    )
    seen(request, check.case.customer_id, about=check.case)
    form = RecordForm(request.POST or None)
    if form.is_valid():
        with refusals_on(form):
            record_spot_check(check, **form.cleaned_data, by=request.viewer, now=request.now)
            back = f"{daily_at(check.node, check.daily_on)}#spot-checks"
            return see(request, back, _("The call is recorded."))
    context = {"check": check, "form": form, "back": daily_at(check.node, check.daily_on)}
    return show(request, "faces/desk/daily/record_spot_check.html", context, area="desk:daily")


def _page(request: DeskRequest, day: AskedDay, **more: Any) -> HttpResponse:
    found = daily_of(day.node, day.on, request.viewer)
    seen(request, customers_in(found))
    may_draw = request.viewer.may(SPOT_CHECK, on=day.node)
    draw = DrawForm(initial={"node": day.node.pk, "on": day.on, "count": 3}) if may_draw else None
    with timezone.override(ZoneInfo(day.node.zone)):
        context = {"day": day, "nodes": day.nodes, "daily": found, "draw": draw, "may_draw": may_draw, **more}
        return show(request, TEMPLATE, context, area="desk:daily")
