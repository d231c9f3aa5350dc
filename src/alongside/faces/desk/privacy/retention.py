"""How long records are kept, what would go next month, and what went each night (INF-5)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alongside.domain.privacy.actions import change_retention_rule, outlook
from alongside.domain.privacy.models import RetentionRule, RetentionRun
from alongside.domain.privacy.permissions import CHANGE_RETENTION
from alongside.faces.desk.form_page import form_page
from alongside.faces.desk.page import DeskRequest, desk_page, find, show
from alongside.faces.desk.privacy.holding import may_see_holds
from alongside.kernel.access_cutting import proven_cuts
from alongside.kernel.retention import record_kinds

AREA = "desk:privacy"
MOST_RUNS = 40
MOST_CUTS = 20


class RuleForm(forms.Form):
    days = forms.IntegerField(label=gettext_lazy("Kept for, in days"), min_value=1, max_value=36_500)
    is_active = forms.BooleanField(label=gettext_lazy("Goes by itself"), required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput)


@desk_page(CHANGE_RETENTION)
def retention(request: DeskRequest) -> HttpResponse:
    labels = {one.code: one.label for one in record_kinds()}
    runs = list(RetentionRun.objects.filter(removed__gt=0).order_by("-at", "-id")[:MOST_RUNS])
    context = {
        "rows": outlook(now=request.now),
        "runs": [(labels.get(one.kind, one.kind), one) for one in runs],
        "cuts": list(proven_cuts())[: -MOST_CUTS - 1 : -1],
        "tab": "retention",
        "may_retain": True,
        "may_see_holds": may_see_holds(request),
    }
    return show(request, "faces/desk/privacy/retention.html", context, area=AREA)


@desk_page(CHANGE_RETENTION)
def change_retention_rule_page(request: DeskRequest, pk: int) -> HttpResponse:
    rule = find(RetentionRule.objects.all(), pk=pk)
    label = next((one.label for one in record_kinds() if one.code == rule.kind), rule.kind)
    initial = {"days": rule.days, "is_active": rule.is_active, "seen": rule.version}

    def act(data: dict[str, Any]) -> str:
        change_retention_rule(rule, **data, by=request.viewer, now=request.now)
        return reverse("desk:retention")

    return form_page(
        request, RuleForm(request.POST or None, initial=initial), act, title=str(label), back=reverse("desk:retention"),
        crumb=_("Retention"), lead=rule.why, said=_("From the next night on it is kept so."), area=AREA,
    )  # fmt: skip
