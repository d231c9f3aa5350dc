"""Change the times of a deadline rule, or switch it off (CAS-4)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alongside.domain.cases.actions.catalogue import change_deadline_rule
from alongside.domain.cases.models import DeadlineRule
from alongside.domain.cases.permissions import CHANGE_CATALOGUE
from alongside.faces.desk.catalogue.add_deadline_rule import TimesForm
from alongside.faces.desk.catalogue.deadline_rules import whom_of
from alongside.faces.desk.form_page import form_page
from alongside.faces.desk.page import DeskRequest, desk_page, find


class ChangeRuleForm(TimesForm):
    is_active = forms.BooleanField(label=gettext_lazy("In force"), required=False)


@desk_page(CHANGE_CATALOGUE)
def change_deadline_rule_page(request: DeskRequest, pk: int) -> HttpResponse:
    rule = find(DeadlineRule.objects.all(), pk=pk)
    back = reverse("desk:deadline_rules")
    as_it_is = {name: getattr(rule, name) for name in ChangeRuleForm.base_fields}
    whom = [*whom_of(rule.kind, rule.severity, rule.tier), str(rule.get_milestone_display())]

    def act(data: dict[str, Any]) -> str:
        change_deadline_rule(rule, **data, by=request.viewer, now=request.now)
        return back

    return form_page(
        request,
        ChangeRuleForm(request.POST or None, initial=as_it_is),
        act,
        title=" · ".join(whom),
        back=back,
        crumb=_("Deadline rules"),
        lead=_("A change counts for cases opened from then on; deadlines that already run keep their time."),
        said=_("Saved."),
        area="desk:catalogue",
    )
