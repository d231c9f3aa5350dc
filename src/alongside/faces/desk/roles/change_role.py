"""Say anew what a role allows (ORG-5); the journal keeps what was added and taken. One of our own is retired here."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from alongside.domain.organisation.actions import change_role, retire_role
from alongside.domain.organisation.models import Appointment, Role
from alongside.domain.organisation.permissions import MANAGE_STAFF
from alongside.faces.desk.page import DeskRequest, desk_page, find, refusals_on, see, show
from alongside.faces.desk.roles.role_form import OwnRoleForm, PermissionsForm, described


@desk_page(MANAGE_STAFF)
def change_role_page(request: DeskRequest, pk: int) -> HttpResponse:
    role = find(Role.objects.in_use(), pk=pk)
    kind = OwnRoleForm if role.is_own else PermissionsForm
    form = kind(request.POST or None, initial=kind.as_it_is(role))
    if form.is_valid():
        with refusals_on(form):
            given = form.cleaned_data
            change_role(
                role,
                permissions=given["permissions"],
                seen=[code for code in given["seen"].split(",") if code],
                described=described(given, role) if role.is_own else None,
                by=request.viewer,
                now=request.now,
            )
            return see(request, f"{reverse('desk:roles')}#{role.code}", _("Saved; it holds from now on."))
    held = Appointment.objects.active(request.now).filter(role=role)
    context = {
        "role": role,
        "form": form,
        "holders": held.values("staff").distinct().count(),
        "may_retire": role.is_own,
    }
    return show(request, "faces/desk/roles/change_role.html", context, area="desk:organisation")


@require_POST
@desk_page(MANAGE_STAFF)
def retire_role_page(request: DeskRequest, pk: int) -> HttpResponse:
    role = find(Role.objects.in_use(), pk=pk)
    retire_role(role, by=request.viewer, now=request.now)
    return see(request, reverse("desk:roles"), _("Retired: nobody can be given this role any more."))
