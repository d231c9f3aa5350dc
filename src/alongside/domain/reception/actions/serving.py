"""Whoever is next is called to a window, comes or does not, and is served (CHN-6, SAL-1)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from alongside.domain.organisation.actions.staff import hold_staff
from alongside.domain.reception import events
from alongside.domain.reception.models import Ticket, Window
from alongside.domain.reception.permissions import RECEIVE_VISITORS
from alongside.domain.reception.states import AT_WINDOW, TICKET_STATES
from alongside.kernel import journal
from alongside.kernel.actor import Actor
from alongside.kernel.events import Event
from alongside.kernel.refusals import Refused


@transaction.atomic
def take_window(window: Window, *, by: Actor, now: datetime) -> Window:
    """I sit here from now on, and nowhere else. Whoever sat here before has left, unless somebody is with them."""
    by.require(RECEIVE_VISITORS, on=window.lobby)
    if by.kind != "staff" or by.id is None:
        raise Refused(_("Only a person sits at a window."))
    hold_staff(by.id)
    # Held in one order, so that two who swap do not wait for each other.
    both = _windows().filter(Q(pk=window.pk) | Q(staff=by.id)).order_by("pk")
    held = {one.pk: one for one in both}
    fresh = held.pop(window.pk)
    mine = next(iter(held.values()), None)
    if not fresh.is_active:
        raise Refused(_("This window is closed."))
    if fresh.staff_id == by.id:
        return fresh
    for one in (fresh, mine):
        if one is not None and at_window(one) is not None:
            raise Refused(_("%(window)s has not finished with its visitor.") % {"window": one.name})
    if mine is not None:
        stand_up(mine)
    fresh.staff_id, fresh.since = by.id, now
    fresh.save(update_fields=["staff", "since"])
    return fresh


@transaction.atomic
def leave_window(window: Window, *, by: Actor, now: datetime) -> None:
    """Nobody sits there now. Refused while somebody is being served."""
    by.require(RECEIVE_VISITORS, on=window.lobby)
    fresh = _held(window)
    if at_window(fresh) is not None:
        raise Refused(_("%(window)s has not finished with its visitor.") % {"window": fresh.name})
    stand_up(fresh)


@transaction.atomic
def call_next(window: Window, *, by: Actor, now: datetime) -> Ticket | None:
    """Whoever is next comes to this window; None when nobody waits for it.

    Any number of windows may call at the same moment: each takes the first that no other is just taking.
    """
    fresh = _mine(window, by)
    if (here := at_window(fresh)) is not None:
        raise Refused(_("First finish with %(code)s.") % {"code": here.code}, facts={"ticket": here.pk})
    lines = list(fresh.lines.values_list("pk", flat=True))
    waiting = Ticket.objects.filter(lobby=fresh.lobby, day=fresh.lobby.day_at(now)).in_turn()
    waiting = waiting.filter(line__in=lines) if lines else waiting
    ticket = waiting.select_for_update(of=("self",), skip_locked=True).first()
    return _call(ticket, fresh, by=by, now=now) if ticket is not None else None


@transaction.atomic
def call_ticket(ticket: Ticket, *, window: Window, by: Actor, now: datetime) -> Ticket:
    """Just this one, before whoever is next: they are in a hurry, or it is theirs to serve."""
    fresh = _mine(window, by)
    if (here := at_window(fresh)) is not None:
        raise Refused(_("First finish with %(code)s.") % {"code": here.code}, facts={"ticket": here.pk})
    return _call(lock_ticket(ticket), fresh, by=by, now=now)


@transaction.atomic
def call_again(ticket: Ticket, *, by: Actor, now: datetime) -> Ticket:
    """Once more, at the same window."""
    fresh = _moving(ticket, "call_again", by)
    fresh.calls, fresh.last_called_at = fresh.calls + 1, now
    return _moved(fresh, "call_again", events.TICKET_CALLED, by=by, now=now, calls=fresh.calls)


@transaction.atomic
def serve_ticket(ticket: Ticket, *, by: Actor, now: datetime) -> Ticket:
    """They stand at the window."""
    fresh = _moving(ticket, "serve", by)
    fresh.served_at = now
    return _moved(fresh, "serve", events.TICKET_SERVED, by=by, now=now)


@transaction.atomic
def miss_ticket(ticket: Ticket, *, by: Actor, now: datetime) -> Ticket:
    """They did not come, however often they were called. Refused before that was often enough."""
    fresh = _moving(ticket, "miss", by)
    wanted = fresh.lobby.calls_before_missed
    if fresh.calls < wanted:
        raise Refused(_("Call %(code)s %(n)s times first.") % {"code": fresh.code, "n": wanted})
    fresh.ended_at = now
    return _moved(fresh, "miss", events.TICKET_MISSED, by=by, now=now, calls=fresh.calls)


@transaction.atomic
def take_back(ticket: Ticket, *, by: Actor, now: datetime) -> Ticket:
    """They are here after all, or were called by mistake: they wait again, in front, and a new wait is measured."""
    fresh = _moving(ticket, "take_back", by)
    if fresh.day != fresh.lobby.day_at(now):
        raise Refused(_("This number is of another day. Give them a new one."))
    if fresh.state != "called":
        fresh.waits_since, fresh.due_at = now, now + timedelta(minutes=fresh.lobby.greet_minutes)
    fresh.is_first, fresh.window, fresh.staff = True, None, None
    fresh.called_at = fresh.last_called_at = fresh.ended_at = None
    fresh.calls = 0
    fresh.next_act_at = max(now, fresh.due_at - timedelta(minutes=fresh.lobby.warn_minutes))
    return _moved(fresh, "take_back", events.TICKET_TAKEN_BACK, by=by, now=now)


@transaction.atomic
def leave_line(ticket: Ticket, *, by: Actor, now: datetime) -> Ticket:
    """They do not wait any longer: said by themself on their own phone (whoever knows the address), or at the desk."""
    if by.kind != "system":
        by.require(RECEIVE_VISITORS, on=ticket)
    fresh = lock_ticket(ticket)
    TICKET_STATES.check("leave", fresh.state)
    fresh.ended_at, fresh.next_act_at = now, None
    return _moved(fresh, "leave", events.TICKET_LEFT, by=by, now=now)


def at_window(window: Window) -> Ticket | None:
    """Who is called there or served there now."""
    here = Ticket.objects.filter(window=window, state__in=AT_WINDOW)
    return here.select_related("line", "customer", "lobby__node", "window").first()


def lock_ticket(ticket: Ticket) -> Ticket:
    """The number as it is now, held until the end of the transaction."""
    held = Ticket.objects.select_for_update(of=("self",))
    return held.select_related("lobby__node", "line", "customer", "window", "message").get(pk=ticket.pk)


def _call(ticket: Ticket, window: Window, *, by: Actor, now: datetime) -> Ticket:
    TICKET_STATES.check("call", ticket.state)
    ticket.window, ticket.staff_id = window, by.id
    ticket.calls, ticket.called_at, ticket.last_called_at = 1, now, now
    ticket.next_act_at = None
    waited = round((now - ticket.waits_since).total_seconds())
    return _moved(ticket, "call", events.TICKET_CALLED, by=by, now=now, window=window.pk, waited=waited)


def _moving(ticket: Ticket, move: str, by: Actor) -> Ticket:
    by.require(RECEIVE_VISITORS, on=ticket)
    fresh = lock_ticket(ticket)
    TICKET_STATES.check(move, fresh.state)
    return fresh


def _moved(fresh: Ticket, move: str, event: Event, *, by: Actor, now: datetime, **facts: Any) -> Ticket:
    fresh.state = TICKET_STATES.check(move, fresh.state)
    fresh.save()
    journal.record(event, about=fresh, by=by, at=now, facts=facts)
    return fresh


def _mine(window: Window, by: Actor) -> Window:
    by.require(RECEIVE_VISITORS, on=window.lobby)
    fresh = _held(window)
    if fresh.staff_id is None or fresh.staff_id != by.id:
        raise Refused(_("Say first at which window you sit."))
    return fresh


def _windows() -> QuerySet[Window]:
    return Window.objects.select_for_update(of=("self",)).select_related("lobby__node")


def _held(window: Window) -> Window:
    return _windows().get(pk=window.pk)


def stand_up(window: Window) -> None:
    """Nobody sits there (held by the caller)."""
    window.staff = window.since = None
    window.save(update_fields=["staff", "since"])
