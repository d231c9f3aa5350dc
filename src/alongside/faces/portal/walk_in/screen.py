"""The big screen of the waiting room: which number is called to which window; no names (CHN-6). Opened by a signed address."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from alongside.domain.reception.queries.standing import Standing
from alongside.faces.portal.walk_in.speaking import lobby_behind, said_in

NEXT = 10
CALLED = 5


@require_safe
def screen(request: HttpRequest, address: str) -> HttpResponse:
    """`?lang=en`. Only what changes is asked for again."""
    lobby, now = lobby_behind(address, "screen"), timezone.now()
    standing = Standing(lobby, now=now)
    called = standing.called[:CALLED]
    context = {
        "address": address,
        "called": called,
        "newest": f"{called[0].pk}.{called[0].calls}" if called else "",
        "next": standing.waiting[:NEXT],
        "waiting": len(standing.waiting),
        "now": now,
    }
    template = "faces/portal/walk_in/screen.html"
    if request.headers.get("HX-Request"):
        template += "#board"
    return said_in(request, template, lobby, context)
