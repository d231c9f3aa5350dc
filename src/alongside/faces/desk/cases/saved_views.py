"""Keeping a list of cases under a name, and dropping it again."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from alongside.domain.cases.actions import changing
from alongside.domain.cases.models import SavedView
from alongside.domain.cases.permissions import SEE_CASES
from alongside.faces.desk.page import DeskRequest, desk_page, find, see


@require_POST
@desk_page(SEE_CASES)
def save_view(request: DeskRequest) -> HttpResponse:
    """The conditions are in the address, as the list shows them."""
    changing.save_view(
        name=request.POST.get("name", ""), conditions=request.GET, by=request.viewer, now=request.now
    )
    return see(request, f"{reverse('desk:cases')}?{request.GET.urlencode()}", _("Kept."))


@require_POST
@desk_page(SEE_CASES)
def delete_view(request: DeskRequest, view_id: int) -> HttpResponse:
    view = find(SavedView.objects.filter(owner_id=request.viewer.id), pk=view_id)
    changing.delete_view(view, by=request.viewer, now=request.now)
    return see(request, reverse("desk:cases"), _("Deleted."))
