"""Add a node below another (ORG-1)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alongside.domain.organisation.actions import add_node
from alongside.domain.organisation.models import Calendar, Node
from alongside.domain.organisation.permissions import CHANGE_ORGANISATION
from alongside.domain.organisation.rules import PLACES
from alongside.faces.desk.form_page import form_page
from alongside.faces.desk.page import DeskRequest, desk_page, find


class NodeForm(forms.Form):
    """What a new node needs; hours come from above unless chosen."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind of node"))
    name = forms.CharField(label=gettext_lazy("Name"), max_length=80)
    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=8,
        help_text=gettext_lazy(
            "One to eight letters and digits. Case numbers begin with it; it never changes."
        ),
    )
    calendar = forms.ModelChoiceField(
        Calendar.objects.none(),
        label=gettext_lazy("Hours"),
        required=False,
        empty_label=gettext_lazy("as above it"),
    )

    def __init__(self, parent: Node, request: DeskRequest, *args: Any) -> None:
        super().__init__(*args)
        kinds = dict(Node.Kind.choices)
        self.fields["kind"].choices = [
            (one, kinds[one]) for one in Node.Kind.values if one in PLACES[parent.kind]
        ]
        self.fields["calendar"].queryset = Calendar.objects.visible_to(request.viewer).order_by("code")


@desk_page(CHANGE_ORGANISATION)
def add_node_page(request: DeskRequest, pk: int) -> HttpResponse:
    parent = find(Node.objects.visible_to(request.viewer, CHANGE_ORGANISATION), pk=pk)

    def act(data: dict[str, Any]) -> str:
        made = add_node(parent=parent, **data, by=request.viewer, now=request.now)
        return reverse("desk:node", args=[made.pk])

    return form_page(
        request,
        NodeForm(parent, request, request.POST or None),
        act,
        title=_("Add a node below %(name)s") % {"name": parent.name},
        back=reverse("desk:node", args=[pk]),
        crumb=parent.name,
        submit=_("Add"),
        said=_("The node is there. Name its manager next."),
        area="desk:organisation",
    )
