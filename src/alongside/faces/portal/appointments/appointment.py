"""One appointment: when, where, what to bring; into the calendar, another time, cancel (JRN-7)."""

from __future__ import annotations

from urllib.parse import quote

from django.http import Http404, HttpResponse

from alongside.domain.appointments.models import Invitation
from alongside.domain.appointments.queries.figures import their_appointments
from alongside.domain.appointments.queries.letters import address_of
from alongside.domain.appointments.rules.calendar_file import Entry, calendar_file
from alongside.faces.portal.appointments.appointments import is_ahead
from alongside.faces.portal.page import PortalRequest, find, portal_page, show


def invitation_of(request: PortalRequest, invitation_id: int) -> Invitation:
    """The invitation, if it is theirs."""
    return find(their_appointments(request.viewer), pk=invitation_id)


@portal_page
def appointment(request: PortalRequest, invitation_id: int) -> HttpResponse:
    one = invitation_of(request, invitation_id)
    may_change = is_ahead(one, request) and not (one.slot and one.slot.from_at <= request.now)
    context = {"one": one, "batch": one.batch, "slot": one.slot, "may_change": may_change}
    return show(request, "faces/portal/appointments/appointment.html", context)


@portal_page
def appointment_file(request: PortalRequest, invitation_id: int) -> HttpResponse:
    """For the calendar of the phone. Taken in again after a change it replaces what is there."""
    one = invitation_of(request, invitation_id)
    slot = one.slot
    if slot is None:
        raise Http404
    url = address_of(one)
    entry = Entry(
        key=f"appointment-{one.pk}@{request.get_host().partition(':')[0]}",
        revision=one.version,
        from_at=slot.from_at,
        until_at=slot.until_at,
        title=one.batch.name,
        place=slot.place or one.batch.place,
        words="\n".join(words for words in (one.batch.told_words, one.batch.told_bring, url) if words),
        url=url,
    )
    response = HttpResponse(
        calendar_file(entry, now=request.now), content_type="text/calendar; charset=utf-8"
    )
    name = quote(f"{one.batch.name}.ics")
    response.headers["Content-Disposition"] = f"attachment; filename=appointment.ics; filename*=UTF-8''{name}"
    return response
