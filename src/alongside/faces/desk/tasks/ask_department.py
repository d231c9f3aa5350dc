"""Ask another department, about a customer, a step, or nothing in particular; for a case its own page does it (ORG-10)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alongside.domain.cases.models import Case, CaseMeeting
from alongside.domain.organisation.models import Department, Node
from alongside.domain.work.actions import ask_department
from alongside.domain.work.permissions import ASK_DEPARTMENT
from alongside.faces.desk.form_page import form_page
from alongside.faces.desk.meetings.months import meeting_at
from alongside.faces.desk.nodes import choose_node
from alongside.faces.desk.page import DeskRequest, desk_page
from alongside.faces.desk.tasks.subjects import About, about_named
from alongside.faces.desk.tasks.tasks import AREA
from alongside.faces.ui.access import seen


class AskForm(forms.Form):
    department = forms.ModelChoiceField(
        Department.objects.none(),
        label=gettext_lazy("Department"),
        empty_label=gettext_lazy("Choose a department"),
    )
    title = forms.CharField(label=gettext_lazy("What shall they do?"), max_length=200)
    words = forms.CharField(
        label=gettext_lazy("What they should know"), required=False, max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip
    due_at = forms.DateTimeField(
        label=gettext_lazy("To be done by"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )


class DepartmentChoice(forms.ModelChoiceField):
    def label_from_instance(self, department: Department) -> str:
        return f"{department} · {department.node.name}"


@desk_page(ASK_DEPARTMENT)
def ask_department_page(request: DeskRequest) -> HttpResponse:
    """`?about=customer:12`, or `?node=7` when it is about nothing in particular."""
    about = _about(request)
    if about is not None and isinstance(about.thing, Case):
        return HttpResponseRedirect(reverse("desk:act_on_case", args=[about.thing.number, "ask_cooperation"]))
    if about is not None and isinstance(about.thing, CaseMeeting):  # what is asked of it is its decision
        return HttpResponseRedirect(meeting_at(about.thing.node, about.thing.month, "decide_at_meeting"))
    node = about.thing.node if about else choose_node(request, ASK_DEPARTMENT).node
    request.viewer.require(ASK_DEPARTMENT, on=node)
    due = timezone.localtime(request.now + timedelta(days=1)).replace(second=0, microsecond=0)
    form = AskForm(request.POST or None, initial={"due_at": due})
    form.fields["department"] = DepartmentChoice(
        departments_near(node), label=_("Department"), empty_label=_("Choose a department")
    )

    def act(data: dict[str, Any]) -> str:
        task = ask_department(
            node=node, about=about.thing if about else None, by=request.viewer, now=request.now, **data
        )
        return reverse("desk:task", args=[task.pk])

    if about:
        seen(request, about.customer_id)
    return form_page(
        request, form, act, title=_("Ask a department"), back=about.url if about else reverse("desk:tasks"),
        crumb=about.label if about else _("Tasks between departments"), said=_("Asked."), submit=_("Ask a department"),
        lead=_("They accept it or give it back with a reason. When it is late, you and who leads them hear of it."), area=AREA,
    )  # fmt: skip


def _about(request: DeskRequest) -> About | None:
    said = request.GET.get("about", "")
    found = about_named(said, request) if said else None
    if said and found is None:
        raise Http404
    return found


def departments_near(node: Node) -> Any:
    """Those of the place, above it and below it, the nearest first."""
    near = Department.objects.filter(node_id__in=node.ancestor_ids) | Department.objects.filter(
        node__in=Node.objects.within(node)
    )
    return near.select_related("node").order_by("-node__path", "code")
