"""The signed addresses of a walk-in desk: the tablet at its door and the screen in its room (CHN-6).

Whoever has the address may use what it opens, without signing in; nobody guesses one, and renewing makes the old ones
worthless. The screen's address does not open the door's page.
"""

from __future__ import annotations

from typing import Literal

from django.core.signing import BadSignature, Signer

Place = Literal["door", "screen"]


def address_of(lobby_id: int, turn: int, place: Place) -> str:
    """The part of the address that opens it, e.g. `12-1-kB3…`."""
    return _signer(place).sign(f"{lobby_id}-{turn}")


def opened_by(address: str, place: Place) -> tuple[int, int] | None:
    """(which desk, which turn of its addresses); None for what we did not sign."""
    try:
        lobby_id, turn = _signer(place).unsign(address).split("-")
    except (BadSignature, ValueError):
        return None
    return int(lobby_id), int(turn)


def _signer(place: Place) -> Signer:
    return Signer(salt=f"reception.{place}", sep=".")
