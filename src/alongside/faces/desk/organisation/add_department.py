"""Add a department to a node (ORG-1)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alongside.domain.organisation.actions import add_department
from alongside.domain.organisation.models import Department, Node
from alongside.domain.organisation.permissions import CHANGE_ORGANISATION
from alongside.faces.desk.form_page import form_page
from alongside.faces.desk.page import DeskRequest, desk_page, find


class DepartmentForm(forms.Form):
    """What it does, and how it is called here."""

    code = forms.ChoiceField(label=gettext_lazy("What it does"), choices=Department.Code.choices)
    name = forms.CharField(
        label=gettext_lazy("Own name"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("Only when it is called something else here."),
    )


@desk_page(CHANGE_ORGANISATION)
def add_department_page(request: DeskRequest, pk: int) -> HttpResponse:
    node = find(Node.objects.visible_to(request.viewer, CHANGE_ORGANISATION), pk=pk)
    back = reverse("desk:node", args=[pk])

    def act(data: dict[str, Any]) -> str:
        add_department(node, **data, by=request.viewer, now=request.now)
        return back

    return form_page(
        request,
        DepartmentForm(request.POST or None),
        act,
        title=_("Add a department to %(name)s") % {"name": node.name},
        back=back,
        crumb=node.name,
        submit=_("Add"),
        said=_("The department is there."),
        area="desk:organisation",
    )
