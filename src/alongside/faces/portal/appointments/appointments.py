"""My appointments: what waits for my answer, what is booked, what was (JRN-7)."""

from __future__ import annotations

from django.http import HttpResponse

from alongside.domain.appointments.models import Invitation
from alongside.domain.appointments.queries.figures import their_appointments
from alongside.faces.portal.page import PortalRequest, portal_page, show

MOST = 40


@portal_page
def appointments(request: PortalRequest) -> HttpResponse:
    mine = list(their_appointments(request.viewer)[:MOST])
    ahead = [one for one in mine if is_ahead(one, request)]
    ahead.sort(key=lambda one: (one.slot is not None, one.slot.from_at if one.slot else one.planned_at))
    context = {"ahead": ahead, "behind": [one for one in mine if one not in ahead]}
    return show(request, "faces/portal/appointments/appointments.html", context)


def is_ahead(one: Invitation, request: PortalRequest) -> bool:
    """Whether it may still come to something; `batch` and `seat__slot` loaded."""
    if one.batch.state not in ("planned", "open") or one.state not in ("invited", "booked", "declined"):
        return False
    if one.slot is not None:
        return one.slot.until_at > request.now
    return bool(one.batch.last_at and one.batch.last_at > request.now)
