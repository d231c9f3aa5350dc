"""The matrix of permissions: what each role allows, a sentence each (ORG-5)."""

from __future__ import annotations

from django.http import HttpResponse

from alongside.domain.organisation.models import Role
from alongside.domain.organisation.permissions import SEE_ORGANISATION
from alongside.faces.desk.page import DeskRequest, desk_page, show
from alongside.kernel.permission import known_permissions


@desk_page(SEE_ORGANISATION)
def permissions(request: DeskRequest) -> HttpResponse:
    roles = list(Role.objects.in_use().order_by("-escalation_rank", "pk"))
    held = {role.pk: frozenset(role.permissions) for role in roles}
    rows = [
        (permission, [(role, code in held[role.pk]) for role in roles])
        for code, permission in known_permissions().items()
    ]
    context = {"roles": roles, "rows": rows}
    return show(request, "faces/desk/roles/permissions.html", context, area="desk:organisation")
