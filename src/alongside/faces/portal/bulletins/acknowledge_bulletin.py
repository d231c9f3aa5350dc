"""I have read the notice: one button (JRN-6)."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from alongside.domain.bulletins.actions import acknowledge_bulletin
from alongside.domain.bulletins.models import Recipient
from alongside.faces.portal.page import PortalRequest, find, portal_page, see


@require_POST
@portal_page
def acknowledge_bulletin_page(request: PortalRequest, pk: int) -> HttpResponse:
    recipient = find(Recipient.objects.visible_to(request.viewer), bulletin=pk)
    acknowledge_bulletin(recipient, by=request.viewer, now=request.now)
    return see(
        request, reverse("portal:bulletin", args=[pk]), _("Thank you. We know now that you have read it.")
    )
