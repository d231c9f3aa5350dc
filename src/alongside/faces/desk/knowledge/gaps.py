"""What was searched for in vain, and asking somebody to write it (CHN-9)."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from alongside.domain.knowledge import actions
from alongside.domain.knowledge.models import SearchGap
from alongside.domain.knowledge.permissions import WRITE_KNOWLEDGE
from alongside.domain.knowledge.queries import gaps_for
from alongside.domain.organisation.models import StaffMember
from alongside.domain.organisation.queries import staff_holding
from alongside.faces.desk.day_input import DayInput
from alongside.faces.desk.form_page import form_page
from alongside.faces.desk.knowledge.articles import AREA
from alongside.faces.desk.page import DeskRequest, desk_page, find, see, show

MOST = 100
USUAL = timedelta(days=7)
END_OF_DAY = time(18)


class RequestForm(forms.Form):
    assignee = forms.ModelChoiceField(
        StaffMember.objects.none(), label=gettext_lazy("Who writes it"), empty_label=None
    )
    due_on = forms.DateField(label=gettext_lazy("By when"), widget=DayInput)
    words = forms.CharField(
        label=gettext_lazy("What it should answer"), required=False, max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    seen = forms.IntegerField(widget=forms.HiddenInput)


@desk_page(WRITE_KNOWLEDGE)
def search_gaps(request: DeskRequest) -> HttpResponse:
    """`?state=asked`"""
    state = request.GET.get("state", "open")
    state = state if state in SearchGap.State.values else "open"
    base = reverse("desk:search_gaps")
    context = {
        "rows": list(gaps_for(request.viewer, state)[:MOST]),
        "state": state,
        "tabs": [(f"{base}?state={code}", label, code == state) for code, label in SearchGap.State.choices],
    }
    return show(request, "faces/desk/knowledge/gaps.html", context, area=AREA)


@desk_page(WRITE_KNOWLEDGE)
def request_article_page(request: DeskRequest, pk: int) -> HttpResponse:
    gap = find(SearchGap.objects.visible_to(request.viewer).select_related("node"), pk=pk)
    zone = ZoneInfo(gap.node.zone)
    usual = (request.now + USUAL).astimezone(zone).date()
    initial = {"due_on": usual, "assignee": request.user, "seen": gap.version}
    form = RequestForm(request.POST or None, initial=initial)
    form.fields["assignee"].queryset = staff_holding(WRITE_KNOWLEDGE, node=gap.node, now=request.now)

    def act(data: dict[str, Any]) -> str:
        due_at = datetime.combine(data.pop("due_on"), END_OF_DAY, zone)
        actions.request_article(gap, **data, due_at=due_at, by=request.viewer, now=request.now)
        return reverse("desk:search_gaps")

    return form_page(
        request, form, act, title=_("Ask for the article: %(words)s") % {"words": gap.words},
        back=reverse("desk:search_gaps"), crumb=_("Searched in vain"), submit=_("Ask for the article"), area=AREA,
        said=_("Asked; it stands among their tasks."),
    )  # fmt: skip


@require_POST
@desk_page(WRITE_KNOWLEDGE)
def dismiss_gap_page(request: DeskRequest, pk: int) -> HttpResponse:
    gap = find(SearchGap.objects.visible_to(request.viewer).select_related("node"), pk=pk)
    actions.dismiss_gap(gap, by=request.viewer, now=request.now)
    return see(request, reverse("desk:search_gaps"), _("It is not shown any more."))
