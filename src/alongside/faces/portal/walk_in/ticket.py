"""A number on the visitor's own phone: how many wait before it, and where to go when it is called (CHN-6).

Whoever has the address sees it; there is nothing on it that says whose it is.
"""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from alongside.domain.reception.actions.serving import leave_line
from alongside.domain.reception.models import Ticket
from alongside.domain.reception.queries.finding import ticket_at
from alongside.domain.reception.queries.standing import Outlook, Standing
from alongside.domain.reception.states import STANDING
from alongside.faces.portal.walk_in.speaking import language_of, said_in
from alongside.kernel.actor import SYSTEM
from alongside.kernel.refusals import Refused


@require_safe
def ticket(request: HttpRequest, key: UUID) -> HttpResponse:
    found, now = _found(key), timezone.now()
    is_today = found.day == found.lobby.day_at(now)
    is_standing = found.state in STANDING and is_today
    outlook: Outlook | None = None
    if found.state == "waiting" and is_today:
        outlook = Standing(found.lobby, now=now).outlook(found)
    context = {"ticket": found, "outlook": outlook, "is_standing": is_standing}
    template = "faces/portal/walk_in/ticket.html"
    if request.headers.get("HX-Request"):
        template += "#now"
    return said_in(request, template, found.lobby, context)


@require_POST
def leave_line_page(request: HttpRequest, key: UUID) -> HttpResponse:
    """I do not wait any longer."""
    found = _found(key)
    with translation.override(language_of(request)):
        try:
            leave_line(found, by=SYSTEM, now=timezone.now())
            messages.success(request, _("Your number is given back. Come again whenever you like."))
        except Refused as no:
            messages.error(request, str(no.words))
    url = reverse("walk_in_ticket", args=[key])
    return HttpResponseRedirect(f"{url}?{request.GET.urlencode()}" if request.GET else url)


def _found(key: UUID) -> Ticket:
    found = ticket_at(key)
    if found is None:
        raise Http404
    return found
