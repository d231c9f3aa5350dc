"""What is made of a hot issue: one small form each (CAS-11, CAS-19)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from alongside.domain.assistance.actions import answer_issue, group_issue, join_issue, set_issue_aside
from alongside.domain.assistance.models import HotIssue
from alongside.domain.assistance.permissions import LEAD_HOT_ISSUE
from alongside.domain.cases.actions.group.answering import ANSWER_CHARACTERS
from alongside.domain.cases.models import Category, Kind
from alongside.domain.cases.rules.intake import TITLE_CHARACTERS
from alongside.faces.desk.cases.acts import case_url
from alongside.faces.desk.cases.categories import categories_by_kind
from alongside.faces.desk.form_page import form_page
from alongside.faces.desk.hot_issues.hot_issue import issue_of
from alongside.faces.desk.hot_issues.hot_issues import titles_of
from alongside.faces.desk.page import DeskRequest, desk_page, see
from alongside.faces.ui.asked import is_whole

AREA = "desk:hot_issues"


class SeenForm(forms.Form):
    seen = forms.IntegerField(widget=forms.HiddenInput)


class LeadForm(SeenForm):
    """What the lead case is called."""

    title = forms.CharField(label=gettext_lazy("Subject"), max_length=TITLE_CHARACTERS)
    category = forms.ModelChoiceField(
        Category.objects.none(), label=gettext_lazy("Category"), empty_label="—", required=False
    )

    def __init__(self, request: DeskRequest, issue: HotIssue, kinds: frozenset[str]) -> None:
        begin = {
            "seen": issue.version,
            "title": titles_of([issue], request.viewer).get(issue.pk, ""),
            "category": issue.category_id if issue.category and issue.category.kind in kinds else None,
        }
        super().__init__(request.POST or None, initial=begin)
        labels = {str(Kind(kind).label) for kind in kinds}
        self.fields["category"].queryset = Category.objects.filter(is_active=True, kind__in=kinds)
        self.fields["category"].choices = [
            ("", "—"),
            *(group for group in categories_by_kind() if group[0] in labels),
        ]


class GroupForm(LeadForm):
    words = forms.CharField(
        label=gettext_lazy("What it is about, in a few sentences"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=4000,
    )


class AnswerForm(LeadForm):
    answer = forms.CharField(
        label=gettext_lazy("What everybody is told"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=ANSWER_CHARACTERS,
    )


class NewAnswerForm(SeenForm):
    answer = forms.CharField(
        label=gettext_lazy("What everybody is told"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=ANSWER_CHARACTERS,
    )


@desk_page(LEAD_HOT_ISSUE)
def group_issue_page(request: DeskRequest, pk: int) -> HttpResponse:
    issue = issue_of(request, pk)
    form = GroupForm(request, issue, frozenset({Kind.COMPLAINT}))
    form.fields["category"].required = True

    def act(data: dict[str, Any]) -> str:
        return case_url(group_issue(issue, **data, by=request.viewer, now=request.now).number)

    return _page(
        request, issue, form, act, title=_("Make it a group complaint"), submit=_("Open the lead case"),
        lead=_("A lead case opens. The open cases follow it, and conversations that are no case become cases that do. Each keeps its own customer, person in charge and deadlines."),
        said=_("Opened. The cases follow it."),
    )  # fmt: skip


@desk_page(LEAD_HOT_ISSUE)
def answer_issue_page(request: DeskRequest, pk: int) -> HttpResponse:
    issue = issue_of(request, pk)
    if issue.lead_case_id:
        begin = {"seen": issue.version, "answer": issue.standing_answer}
        form: forms.Form = NewAnswerForm(request.POST or None, initial=begin)
    else:
        kinds = frozenset({Kind.COMPLAINT, Kind.REPAIR, Kind.ENQUIRY})
        form = AnswerForm(request, issue, kinds)

    def act(data: dict[str, Any]) -> str:
        answer_issue(issue, **data, by=request.viewer, now=request.now)
        return reverse("desk:hot_issue", args=[issue.pk])

    return _page(
        request, issue, form, act, title=_("Standing answer"), submit=_("Tell everybody"),
        lead=_("Everybody who called or wrote is told now, once; their conversations become cases. Whoever opens a case in this estate reads it."),
        said=_("Everybody is being told."),
    )  # fmt: skip


@require_POST
@desk_page(LEAD_HOT_ISSUE)
def join_issue_page(request: DeskRequest, pk: int) -> HttpResponse:
    issue = issue_of(request, pk)
    seen = request.POST.get("seen", "")
    joined = join_issue(issue, by=request.viewer, now=request.now, seen=int(seen) if is_whole(seen) else None)
    return see(request, reverse("desk:hot_issue", args=[pk]), _("%(n)s joined.") % {"n": joined})


@desk_page(LEAD_HOT_ISSUE)
def set_issue_aside_page(request: DeskRequest, pk: int) -> HttpResponse:
    issue = issue_of(request, pk)
    form = SeenForm(request.POST or None, initial={"seen": issue.version})

    def act(data: dict[str, Any]) -> str:
        set_issue_aside(issue, **data, by=request.viewer, now=request.now)
        return reverse("desk:hot_issues")

    return _page(
        request, issue, form, act, title=_("Set aside"), submit=_("Set aside"),
        lead=_("They have nothing to do with each other. It is not raised again."), said=_("Set aside."),
    )  # fmt: skip


def _page(request: DeskRequest, issue: HotIssue, form: forms.Form, act: Any, **looks: Any) -> HttpResponse:
    back = reverse("desk:hot_issue", args=[issue.pk])
    crumb = titles_of([issue], request.viewer).get(issue.pk) or str(issue.category or issue.node.name)
    return form_page(request, form, act, back=back, crumb=crumb, area=AREA, **looks)
