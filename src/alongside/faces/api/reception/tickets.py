"""Walk-in desks from outside: who waits today, and a number for whoever comes (CHN-6, SAL-1)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Query
from pydantic import Field

from alongside.domain.customers.models import Customer
from alongside.domain.reception.actions.drawing import draw_ticket as draw
from alongside.domain.reception.models import Line, Lobby, Ticket
from alongside.domain.reception.queries.figures import tickets_seen
from alongside.domain.reception.queries.standing import Standing, is_open
from alongside.faces.api.answering import Chapter
from alongside.faces.api.gate import ApiRequest, find, named
from alongside.faces.api.texts import Code, Id, In, Out
from alongside.faces.ui.access import seen

tickets = Chapter("Walk-in desks")
MOST = 1_000


class LineOut(Out):
    """What people come for; its letter begins the numbers."""

    letter: str
    name: str
    waiting: int
    """How many are called before whoever draws a number now."""
    minutes: int | None
    """About how long they wait; null while nobody serves."""


class LobbyOut(Out):
    id: int
    node: str
    name: str
    is_open: bool
    greet_minutes: int
    """Whoever comes is to be called within so many."""
    lines: list[LineOut]


class Lobbies(Out):
    items: list[LobbyOut]


class TicketOut(Out):
    """One visit. It holds no words of anybody."""

    id: int
    code: str
    line: str
    state: str
    """waiting, called, serving, done; missed: did not come; left: before they were called."""
    source: str
    is_first: bool
    customer: int | None
    key: UUID
    """Of its public page, `/walk-in/<key>/`, which names nobody."""
    day: date
    drawn_at: datetime
    due_at: datetime
    called_at: datetime | None
    served_at: datetime | None
    ended_at: datetime | None
    window: str
    waited_seconds: int | None


class Tickets(Out):
    items: list[TicketOut]


class AskedOfTickets(Out):
    """The day of the place, today without one; the last number first."""

    day: date | None = None
    limit: Annotated[int, Field(ge=1, le=MOST)] = 200


class TicketIn(In):
    line: Annotated[Code, Field(max_length=1, examples=["A"])]
    customer: Id | None = None
    is_first: bool = False
    """Old, pregnant or disabled people, and who has an appointment."""


@tickets.get("/lobbies", Lobbies)
def list_lobbies(request: ApiRequest) -> Lobbies:
    """The walk-in desks that this client sees, and how long one waits there now."""
    rows = Lobby.objects.visible_to(request.viewer).filter(is_active=True).select_related("node")
    return Lobbies(items=[_lobby(one, request.now) for one in rows.order_by("pk")[:50]])


@tickets.get("/lobbies/{id}/tickets", Tickets)
def list_tickets(request: ApiRequest, id: Id, asked: Query[AskedOfTickets]) -> Tickets:
    """The numbers of a day at one desk."""
    lobby = _found(request, id)
    rows = list(tickets_seen(request.viewer, lobby, asked.day or lobby.day_at(request.now))[: asked.limit])
    seen(request, [one.customer_id for one in rows])
    return Tickets(items=[_ticket(one) for one in rows])


@tickets.post("/lobbies/{id}/tickets", TicketOut, status=201)
def draw_ticket(request: ApiRequest, id: Id, body: TicketIn) -> TicketOut:
    """A number for somebody who comes, as from a machine of one's own at the door."""
    lobby = _found(request, id)
    line = named(Line.objects.filter(lobby=lobby, is_active=True), "line", letter=body.line.upper())
    customer = named(Customer.objects.visible_to(request.viewer), "customer", pk=body.customer)
    ticket = draw(
        lobby, line=line, customer=customer, is_first=body.is_first, source=Ticket.Source.PROGRAM,
        by=request.viewer, now=request.now,
    )  # fmt: skip
    return _ticket(ticket)


def _found(request: ApiRequest, id: int) -> Lobby:
    return find(Lobby.objects.visible_to(request.viewer).select_related("node"), pk=id)


def _lobby(lobby: Lobby, now: datetime) -> LobbyOut:
    standing = Standing(lobby, now=now)
    told = [(one, standing.outlook_of(one)) for one in lobby.lines.filter(is_active=True)]
    lines = [
        LineOut(letter=one.letter, name=str(one), waiting=out.ahead, minutes=out.minutes) for one, out in told
    ]
    return LobbyOut(
        id=lobby.pk, node=lobby.node.code, name=lobby.name, is_open=is_open(lobby, now), greet_minutes=lobby.greet_minutes, lines=lines
    )  # fmt: skip


def _ticket(one: Ticket) -> TicketOut:
    waited = one.waited
    given: dict[str, Any] = {
        name: getattr(one, name)
        for name in (
            "code", "state", "source", "is_first", "key", "day", "drawn_at", "due_at", "called_at", "served_at", "ended_at"
        )
    }  # fmt: skip
    return TicketOut(
        id=one.pk, line=one.line.letter, customer=one.customer_id, window=one.window.name if one.window else "",
        waited_seconds=round(waited.total_seconds()) if waited else None, **given,
    )  # fmt: skip
