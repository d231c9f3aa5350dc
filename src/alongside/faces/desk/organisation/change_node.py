"""Change a node's name, hours, zone and manager, or close it down (ORG-1, ORG-4)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alongside.domain.organisation.actions import change_node
from alongside.domain.organisation.models import Appointment, Calendar, Node, StaffMember
from alongside.domain.organisation.permissions import CHANGE_ORGANISATION
from alongside.faces.desk.form_page import form_page
from alongside.faces.desk.page import DeskRequest, desk_page, find


class ChangeNodeForm(forms.Form):
    """A node as it is now, to be mended."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    name = forms.CharField(label=gettext_lazy("Name"), max_length=80)
    manager = forms.ModelChoiceField(
        StaffMember.objects.none(),
        label=gettext_lazy("Manager"),
        required=False,
        empty_label=gettext_lazy("nobody"),
        help_text=gettext_lazy("Answers first for the customers here."),
    )
    calendar = forms.ModelChoiceField(
        Calendar.objects.none(),
        label=gettext_lazy("Hours"),
        required=False,
        empty_label=gettext_lazy("as above it"),
    )
    zone = forms.CharField(label=gettext_lazy("Time zone"), max_length=40)
    is_active = forms.BooleanField(label=gettext_lazy("In operation"), required=False)

    def __init__(self, node: Node, request: DeskRequest, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["manager"].queryset = managers_for(node, request)
        self.fields["calendar"].queryset = Calendar.objects.visible_to(request.viewer).order_by("code")


def managers_for(node: Node, request: DeskRequest):
    """Who works at the node or above it, and who manages it already."""
    working = Appointment.objects.active(request.now).filter(node_id__in=node.ancestor_ids)
    return (
        StaffMember.objects.visible_to(request.viewer)
        .filter(Q(pk__in=working.values("staff_id")) | Q(pk=node.manager_id))
        .order_by("name_sort_key", "id")
    )


@desk_page(CHANGE_ORGANISATION)
def change_node_page(request: DeskRequest, pk: int) -> HttpResponse:
    node = find(Node.objects.visible_to(request.viewer, CHANGE_ORGANISATION), pk=pk)
    back = reverse("desk:node", args=[pk])
    as_it_is = {name: getattr(node, name) for name in ("name", "manager", "calendar", "zone", "is_active")}

    def act(data: dict[str, Any]) -> str:
        change_node(node, **data, by=request.viewer, now=request.now)
        return back

    return form_page(
        request,
        ChangeNodeForm(node, request, request.POST or None, initial={"seen": node.version, **as_it_is}),
        act,
        title=_("Change %(name)s") % {"name": node.name},
        back=back,
        crumb=node.name,
        said=_("Saved."),
        area="desk:organisation",
    )
