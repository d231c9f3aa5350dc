"""The tablet at the door: whoever comes presses what they come for and has a number (CHN-6). Opened by a signed address."""

from __future__ import annotations

from secrets import token_hex
from urllib.parse import urlencode
from uuid import UUID

import segno
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_http_methods, require_safe

from alongside.domain.reception.actions.drawing import draw_at_door
from alongside.domain.reception.models import Lobby, Ticket
from alongside.domain.reception.queries.finding import ticket_at
from alongside.domain.reception.queries.standing import Standing, is_open
from alongside.faces.portal.walk_in.speaking import language_of, lobby_behind, said_in
from alongside.kernel.refusals import Refused

SHOWN_SECONDS = 20  # then the tablet is the next visitor's


@require_http_methods(["GET", "HEAD", "POST"])
def door(request: HttpRequest, address: str) -> HttpResponse:
    lobby, now = lobby_behind(address, "door"), timezone.now()
    refusal = ""
    if request.method == "POST":
        line = lobby.lines.filter(letter=request.POST.get("line", "")[:1], is_active=True).first()
        if line is None:
            raise Http404
        try:
            ticket = draw_at_door(lobby, line=line, once_key=request.POST.get("once", ""), now=now)
        except Refused as no:
            with translation.override(language_of(request)):
                refusal = str(no.words)
        else:
            return HttpResponseRedirect(
                _in_language(reverse("walk_in_drawn", args=[address, ticket.key]), request)
            )
    standing = Standing(lobby, now=now)
    lines = [(one, standing.outlook_of(one)) for one in lobby.lines.filter(is_active=True)]
    context = {
        "address": address,
        "lines": lines,
        "is_open": is_open(lobby, now),
        "refusal": refusal,
        "once": token_hex(12),
    }
    return said_in(request, "faces/portal/walk_in/door.html", lobby, context, status=422 if refusal else 200)


@require_safe
def drawn(request: HttpRequest, address: str, key: UUID) -> HttpResponse:
    """The number just drawn, how many wait before it, and where to follow it; then the door again."""
    lobby, now = lobby_behind(address, "door"), timezone.now()
    ticket = _of_today(lobby, key)
    context = {
        "address": address,
        "ticket": ticket,
        "outlook": Standing(lobby, now=now).outlook(ticket) if ticket.state == "waiting" else None,
        "picture": picture_of(request, ticket),
        "seconds": SHOWN_SECONDS,
    }
    return said_in(request, "faces/portal/walk_in/drawn.html", lobby, context)


def picture_of(request: HttpRequest, ticket: Ticket) -> SafeString:
    """The ticket's own address, to be taken along with a phone."""
    url = request.build_absolute_uri(_in_language(reverse("walk_in_ticket", args=[ticket.key]), request))
    return mark_safe(segno.make(url, error="m").svg_inline(border=2, omitsize=True))


def _of_today(lobby: Lobby, key: UUID) -> Ticket:
    ticket = ticket_at(key)
    if ticket is None or ticket.lobby_id != lobby.pk:
        raise Http404
    return ticket


def _in_language(url: str, request: HttpRequest) -> str:
    asked = request.GET.get("lang", "")
    return f"{url}?{urlencode({'lang': language_of(request)})}" if asked else url
