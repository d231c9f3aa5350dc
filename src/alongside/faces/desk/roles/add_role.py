"""A role of the company's own (ORG-5): a name, what it is for, and a sentence for each thing that it allows."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from alongside.domain.organisation.actions import add_role
from alongside.domain.organisation.models import Role
from alongside.domain.organisation.permissions import MANAGE_STAFF
from alongside.faces.desk.page import DeskRequest, desk_page, refusals_on, see, show
from alongside.faces.desk.roles.role_form import OwnRoleForm, described
from alongside.faces.ui.asked import is_whole


@desk_page(MANAGE_STAFF)
def add_role_page(request: DeskRequest) -> HttpResponse:
    """`?like=7` begins with what another role allows."""
    like = request.GET.get("like", "")
    pattern = Role.objects.in_use().filter(pk=int(like)).first() if is_whole(like) else None
    first = {"permissions": pattern.permissions} if pattern else {}
    form = OwnRoleForm(request.POST or None, initial=first)
    if form.is_valid():
        with refusals_on(form):
            given = form.cleaned_data
            made = add_role(
                **described(given),
                permissions=given["permissions"],
                by=request.viewer,
                now=request.now,
            )
            words = _("The role is there. Appoint somebody to it.")
            return see(request, f"{reverse('desk:roles')}#{made.code}", words)
    context = {
        "form": form,
        "pattern": pattern,
        "patterns": Role.objects.in_use().order_by("-escalation_rank", "pk"),
    }
    return show(request, "faces/desk/roles/change_role.html", context, area="desk:organisation")
