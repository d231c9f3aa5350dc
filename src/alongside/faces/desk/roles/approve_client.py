"""Programs that ask for a role wider than their creator's wait for who manages the accounts there (ORG-5)."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from alongside.domain.organisation.actions import approve_client, revoke_client
from alongside.domain.organisation.models import ApiClient
from alongside.domain.organisation.permissions import MANAGE_STAFF
from alongside.faces.desk.page import DeskRequest, desk_page, find, see, show
from alongside.kernel.permission import known_permissions

MOST = 50


@desk_page(MANAGE_STAFF)
def waiting_clients(request: DeskRequest) -> HttpResponse:
    known = known_permissions()
    waiting = ApiClient.objects.waiting_for(request.viewer).select_related("role", "node", "created_by")
    rows = [
        (one, [known[code].sentence for code in one.role.permissions if code in known])
        for one in waiting.order_by("pk")[:MOST]
    ]
    return show(request, "faces/desk/roles/approve_client.html", {"rows": rows}, area="desk:organisation")


@require_POST
@desk_page(MANAGE_STAFF)
def approve_client_page(request: DeskRequest, pk: int) -> HttpResponse:
    client = find(ApiClient.objects.waiting_for(request.viewer).select_related("node"), pk=pk)
    approve_client(client, by=request.viewer, now=request.now)
    return see(request, reverse("desk:waiting_clients"), _("Approved: it is let in from now on."))


@require_POST
@desk_page(MANAGE_STAFF)
def refuse_client_page(request: DeskRequest, pk: int) -> HttpResponse:
    client = find(ApiClient.objects.waiting_for(request.viewer).select_related("node"), pk=pk)
    revoke_client(client, by=request.viewer, now=request.now)
    return see(request, reverse("desk:waiting_clients"), _("Refused: it is never let in."))
