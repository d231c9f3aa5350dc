"""Signing out: this device, or another one of the customer's."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from alongside.domain.customers.actions import end_portal_session
from alongside.domain.customers.models import PortalSession
from alongside.faces.portal.page import SESSION_KEY, PortalRequest, find, portal_page, see


@require_POST
@portal_page
def sign_out(request: PortalRequest) -> HttpResponse:
    end_portal_session(request.portal_session, by=request.viewer, now=request.now)
    leave(request)
    return HttpResponseRedirect(reverse("portal:sign_in"))


@require_POST
@portal_page
def end_session(request: PortalRequest, session_id: int) -> HttpResponse:
    session = find(PortalSession.objects.visible_to(request.viewer), pk=session_id)
    end_portal_session(session, by=request.viewer, now=request.now)
    if session == request.portal_session:
        leave(request)
        return HttpResponseRedirect(reverse("portal:sign_in"))
    return see(request, reverse("portal:me"), _("Signed out on that device."))


def leave(request: PortalRequest) -> None:
    """Forget the customer here. A staff member who is signed in beside them in the same browser stays so."""
    if request.user.is_authenticated:
        request.session.pop(SESSION_KEY, None)
        request.session.cycle_key()
    else:
        request.session.flush()
