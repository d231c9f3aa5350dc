"""What of the walk-in desk stands in the world of the doors."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tests.cast import Cast

from alongside.domain.customers.models import Customer
from alongside.domain.reception.actions.serving import call_next, take_window
from alongside.domain.reception.rules.addresses import address_of
from alongside.domain.reception.samples import a_lobby, a_ticket


def visits(cast: Cast, customer: Customer, now: datetime) -> dict[str, Any]:
    """A desk of the project with a visitor at the agent's window, and the addresses of its tablet and screen."""
    lobby = a_lobby(cast.project, now=now)
    window = take_window(lobby.windows.first(), by=cast.agent, now=now)
    a_ticket(lobby, now=now, by=cast.agent, customer=customer)
    return {
        "lobby": lobby,
        "window_of_lobby": window,
        "line_of_lobby": lobby.lines.first(),
        "visit": call_next(window, by=cast.agent, now=now),
        "door": address_of(lobby.pk, lobby.door_turn, "door"),
        "screen": address_of(lobby.pk, lobby.door_turn, "screen"),
    }
