"""Say anew what a role allows (ORG-5): a permission a line, in words; the journal keeps what was added and taken."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alongside.domain.organisation.actions import change_role
from alongside.domain.organisation.models import Appointment, Role
from alongside.domain.organisation.permissions import MANAGE_STAFF
from alongside.faces.desk.page import DeskRequest, desk_page, find, refusals_on, see, show
from alongside.kernel.actor import Actor
from alongside.kernel.permission import known_permissions


class RoleForm(forms.Form):
    """`seen` is what the role allowed when the page was drawn."""

    permissions = forms.MultipleChoiceField(
        label=gettext_lazy("Permissions"), required=False, widget=forms.CheckboxSelectMultiple
    )
    amount_limit = forms.DecimalField(
        label=gettext_lazy("Confirms losses up to (yuan)"), min_value=0, max_digits=14, decimal_places=2
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, role: Role, *args: Any) -> None:
        initial = {
            "permissions": role.permissions,
            "amount_limit": role.amount_limit,
            "seen": ",".join(sorted(role.permissions)),
        }
        super().__init__(*args, initial=initial)
        self.fields["permissions"].choices = [
            (code, one.sentence) for code, one in known_permissions().items()
        ]


def may_change_roles(viewer: Actor) -> bool:
    return viewer.reach(MANAGE_STAFF).everywhere


@desk_page(MANAGE_STAFF)
def change_role_page(request: DeskRequest, pk: int) -> HttpResponse:
    role = find(Role.objects.all(), pk=pk)
    form = RoleForm(role, request.POST or None)
    if form.is_valid():
        with refusals_on(form):
            given = dict(form.cleaned_data)
            seen = [code for code in given.pop("seen").split(",") if code]
            change_role(role, **given, seen=seen, by=request.viewer, now=request.now)
            return see(request, f"{reverse('desk:roles')}#{role.code}", _("Saved; it holds from now on."))
    context = {
        "role": role,
        "form": form,
        "holders": Appointment.objects.active(request.now)
        .filter(role=role)
        .values("staff")
        .distinct()
        .count(),
    }
    return show(request, "faces/desk/roles/change_role.html", context, area="desk:organisation")
