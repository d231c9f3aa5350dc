"""Hang a node and all below it under another (ORG-1)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alongside.domain.organisation.actions import move_node
from alongside.domain.organisation.models import Node
from alongside.domain.organisation.permissions import CHANGE_ORGANISATION
from alongside.faces.desk.form_page import form_page
from alongside.faces.desk.organisation.tree import node_choices
from alongside.faces.desk.page import DeskRequest, desk_page, find


class MoveForm(forms.Form):
    """Where it goes."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    parent = forms.ChoiceField(label=gettext_lazy("Below which node"))


@desk_page(CHANGE_ORGANISATION)
def move_node_page(request: DeskRequest, pk: int) -> HttpResponse:
    node = find(Node.objects.visible_to(request.viewer, CHANGE_ORGANISATION), pk=pk)
    back = reverse("desk:node", args=[pk])
    form = MoveForm(request.POST or None, initial={"seen": node.version, "parent": node.parent_id})
    form.fields["parent"].choices = node_choices(request, CHANGE_ORGANISATION)

    def act(data: dict[str, Any]) -> str:
        to = Node.objects.visible_to(request.viewer, CHANGE_ORGANISATION).get(pk=data["parent"])
        move_node(node, to=to, seen=data["seen"], by=request.viewer, now=request.now)
        return back

    return form_page(
        request,
        form,
        act,
        title=_("Move %(name)s") % {"name": node.name},
        back=back,
        crumb=node.name,
        submit=_("Move the node"),
        lead=_(
            "Everything below it moves along: people see what their roles reach from the new place. "
            "What happened before stays counted where it happened."
        ),
        question=_("Move this node and everything below it?"),
        said=_("Moved."),
        area="desk:organisation",
    )
