"""What is done at a window a hundred times a day: sit down, call, call again, serve, and numbers given at the desk (CHN-6)."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from alongside.domain.appointments.models import Invitation
from alongside.domain.reception.actions import serving
from alongside.domain.reception.actions.drawing import check_in, draw_ticket
from alongside.domain.reception.models import Line, Lobby, Ticket, Window
from alongside.domain.reception.permissions import RECEIVE_VISITORS
from alongside.domain.reception.queries.finding import window_of
from alongside.faces.desk.page import DeskRequest, desk_page, find, see
from alongside.faces.ui.asked import is_whole
from alongside.kernel.actor import Actor
from alongside.kernel.refusals import Refused

MOVES: dict[str, Callable[..., Ticket]] = {
    "again": serving.call_again,
    "serve": serving.serve_ticket,
    "miss": serving.miss_ticket,
    "back": serving.take_back,
    "left": serving.leave_line,
}


def back_to(lobby_id: int) -> str:
    """The page of the desk at which one works."""
    return f"{reverse('desk:reception')}?lobby={lobby_id}"


def ticket_of(request: DeskRequest, ticket_id: int) -> Ticket:
    """A visit that the viewer may see, with what belongs to it."""
    shown = Ticket.objects.visible_to(request.viewer)
    return find(shown.select_related("lobby__node", "line", "customer", "window", "node"), pk=ticket_id)


def lobby_of(request: DeskRequest, lobby_id: int) -> Lobby:
    """A desk that the viewer may see."""
    return find(Lobby.objects.visible_to(request.viewer).select_related("node"), pk=lobby_id)


@require_POST
@desk_page(RECEIVE_VISITORS)
def take_window_page(request: DeskRequest, window_id: int) -> HttpResponse:
    window = _window(request, window_id)
    serving.take_window(window, by=request.viewer, now=request.now)
    return see(request, back_to(window.lobby_id), _("You sit at %(window)s.") % {"window": window.name})


@require_POST
@desk_page(RECEIVE_VISITORS)
def leave_window_page(request: DeskRequest, window_id: int) -> HttpResponse:
    window = _window(request, window_id)
    serving.leave_window(window, by=request.viewer, now=request.now)
    return see(
        request, back_to(window.lobby_id), _("Nobody sits at %(window)s now.") % {"window": window.name}
    )


@require_POST
@desk_page(RECEIVE_VISITORS)
def call_next_page(request: DeskRequest, window_id: int) -> HttpResponse:
    window = _window(request, window_id)
    ticket = serving.call_next(window, by=request.viewer, now=request.now)
    return see(request, back_to(window.lobby_id), "" if ticket else _("Nobody waits."))


@require_POST
@desk_page(RECEIVE_VISITORS)
def move_ticket(request: DeskRequest, ticket_id: int, act: str) -> HttpResponse:
    """`again`, `serve`, `miss`, `back`, `left`; `call`: this one before whoever is next."""
    ticket = ticket_of(request, ticket_id)
    if act == "call":
        serving.call_ticket(ticket, window=_mine(request.viewer, ticket), by=request.viewer, now=request.now)
    elif act in MOVES:
        MOVES[act](ticket, by=request.viewer, now=request.now)
    else:
        raise Http404
    return see(request, back_to(ticket.lobby_id))


@require_POST
@desk_page(RECEIVE_VISITORS)
def draw_ticket_page(request: DeskRequest, lobby_id: int) -> HttpResponse:
    """A number for whoever stands before the desk."""
    lobby = lobby_of(request, lobby_id)
    ticket = draw_ticket(
        lobby,
        line=_line(request, lobby),
        is_first=bool(request.POST.get("first")),
        once_key=request.POST.get("once", ""),
        by=request.viewer,
        now=request.now,
    )
    return see(request, back_to(lobby.pk), _("Number %(code)s.") % {"code": ticket.code})


@require_POST
@desk_page(RECEIVE_VISITORS)
def check_in_page(request: DeskRequest, lobby_id: int) -> HttpResponse:
    """Who has an appointment today is here."""
    lobby = lobby_of(request, lobby_id)
    asked = request.POST.get("invitation", "")
    shown = Invitation.objects.visible_to(request.viewer).select_related("batch")
    invitation = find(shown, pk=int(asked) if is_whole(asked) else 0)
    ticket = check_in(
        lobby, invitation=invitation, line=_line(request, lobby), by=request.viewer, now=request.now
    )
    return see(request, back_to(lobby.pk), _("Number %(code)s.") % {"code": ticket.code})


def _window(request: DeskRequest, window_id: int) -> Window:
    there = Window.objects.filter(lobby__in=Lobby.objects.visible_to(request.viewer))
    return find(there.select_related("lobby__node"), pk=window_id)


def _mine(viewer: Actor, ticket: Ticket) -> Window:
    mine = window_of(viewer)
    if mine is None or mine.lobby_id != ticket.lobby_id:
        raise Refused(_("Say first at which window you sit."))
    return mine


def _line(request: DeskRequest, lobby: Lobby) -> Line:
    line = lobby.lines.filter(letter=request.POST.get("line", "")[:1], is_active=True).first()
    if line is None:
        raise Refused(_("Choose what it is about."))
    return line
