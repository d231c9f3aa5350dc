"""Setting up walk-in desks: hours and standard, what people come for, the windows, the addresses at the door (CHN-6)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from alongside.domain.organisation.models import Node
from alongside.domain.reception import events
from alongside.domain.reception.models import Line, Lobby, Ticket, Window
from alongside.domain.reception.permissions import KEEP_LOBBIES
from alongside.domain.reception.states import AT_WINDOW
from alongside.kernel import journal
from alongside.kernel.actor import Actor
from alongside.kernel.concurrency import lock
from alongside.kernel.refusals import Refused

MOST_LINES, MOST_WINDOWS = 12, 40
LONGEST_MINUTES = 240
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"  # neither I nor O: on a screen they are 1 and 0


@transaction.atomic
def set_up_lobby(node: Node, *, by: Actor, now: datetime, **given: Any) -> Lobby:
    """`given`: name, hours and standard, as `Lobby` has them. Raises Refused naming the field."""
    by.require(KEEP_LOBBIES, on=node)
    _check(given)
    lobby = Lobby.objects.create(node=node, **given)
    journal.record(events.LOBBY_SET_UP, about=lobby, by=by, at=now)
    return lobby


@transaction.atomic
def change_lobby(lobby: Lobby, *, by: Actor, now: datetime, seen: int | None = None, **given: Any) -> Lobby:
    """Who waits already keeps the time that they were given. Raises Refused naming the field, Conflict."""
    by.require(KEEP_LOBBIES, on=lobby)
    fresh = lock(lobby, seen=seen)
    _check(given)
    for name, value in given.items():
        setattr(fresh, name, value)
    fresh.version += 1
    fresh.save()
    journal.record(events.LOBBY_CHANGED, about=fresh, by=by, at=now, facts={"what": sorted(given)})
    return fresh


@transaction.atomic
def keep_line(
    lobby: Lobby, *, name: Mapping[str, str], icon: str = "message-circle", line: Line | None = None,
    is_active: bool = True, by: Actor, now: datetime,
) -> Line:  # fmt: skip
    """Something people come for: a new one gets the next letter, which stays its own."""
    by.require(KEEP_LOBBIES, on=lobby)
    fresh = lock(lobby)
    if line is None:
        there = set(fresh.lines.values_list("letter", flat=True))
        free = [letter for letter in LETTERS if letter not in there]
        if len(there) >= MOST_LINES or not free:
            raise Refused(_("At most %(n)s; nobody reads more at the door.") % {"n": MOST_LINES})
        line = Line(lobby=fresh, letter=free[0], position=len(there))
    line.name, line.icon, line.is_active = dict(name), icon, is_active
    line.save()
    journal.record(events.LOBBY_CHANGED, about=fresh, by=by, at=now, facts={"line": line.letter})
    return line


@transaction.atomic
def keep_window(
    lobby: Lobby, *, name: str, lines: Collection[Line] = (), window: Window | None = None,
    is_active: bool = True, by: Actor, now: datetime,
) -> Window:  # fmt: skip
    """A window and what is served there; nothing named: everything. One that is closed is left by who sat there."""
    by.require(KEEP_LOBBIES, on=lobby)
    fresh = lock(lobby)
    others = fresh.windows.exclude(pk=window.pk if window else None)
    if others.filter(name=name).exists():
        raise Refused(_("There is a window of this name."), field="name")
    if window is None:
        if others.count() >= MOST_WINDOWS:
            raise Refused(_("At most %(n)s windows.") % {"n": MOST_WINDOWS})
        window = Window(lobby=fresh)
    window.name, window.is_active = name, is_active
    if not is_active:
        if Ticket.objects.filter(window=window, state__in=AT_WINDOW).exists():
            raise Refused(_("Somebody is being served there."))
        window.staff = window.since = None
    window.save()
    window.lines.set(one for one in lines if one.lobby_id == fresh.pk)
    journal.record(events.LOBBY_CHANGED, about=fresh, by=by, at=now, facts={"window": window.pk})
    return window


@transaction.atomic
def renew_addresses(lobby: Lobby, *, by: Actor, now: datetime) -> Lobby:
    """The addresses of tablet and screen open nothing any more; new ones do."""
    by.require(KEEP_LOBBIES, on=lobby)
    Lobby.objects.filter(pk=lobby.pk).update(door_turn=F("door_turn") + 1, version=F("version") + 1)
    lobby.refresh_from_db()
    journal.record(events.LOBBY_ADDRESSES_RENEWED, about=lobby, by=by, at=now)
    return lobby


def _check(given: Mapping[str, Any]) -> None:
    if "name" in given and not given["name"].strip():
        raise Refused(_("It needs a name."), field="name")
    if "opens" in given and given["opens"] >= given["closes"]:
        raise Refused(_("It closes after it opens."), field="closes")
    if "greet_minutes" in given:
        if not 1 <= given["greet_minutes"] <= LONGEST_MINUTES:
            raise Refused(_("Between a minute and four hours."), field="greet_minutes")
        if not 0 <= given["warn_minutes"] < given["greet_minutes"]:
            raise Refused(_("The warning comes before the time is over."), field="warn_minutes")
