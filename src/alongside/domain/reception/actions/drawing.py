"""A number is drawn: at the door, at the desk, or by who comes to an appointment (CHN-6, SAL-1)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from alongside.domain.appointments.actions.attending import CAME, mark_attendance
from alongside.domain.appointments.models import Invitation
from alongside.domain.customers.actions import know_at
from alongside.domain.customers.models import Customer
from alongside.domain.reception import events
from alongside.domain.reception.models import Line, Lobby, Ticket
from alongside.domain.reception.permissions import RECEIVE_VISITORS
from alongside.domain.reception.queries.standing import is_open
from alongside.domain.reception.rules.waiting import code_of
from alongside.kernel import journal
from alongside.kernel.actor import SYSTEM, Actor
from alongside.kernel.numbers import next_number
from alongside.kernel.refusals import Refused

A_MINUTE = timedelta(minutes=1)
MOST_A_MINUTE = 12  # at one door: nobody presses faster than that for themself
MOST_WAITING = 300
KEY_CHARACTERS = 40
Source = Ticket.Source


@transaction.atomic
def draw_at_door(lobby: Lobby, *, line: Line, once_key: str, now: datetime) -> Ticket:
    """By whoever stands there, known or not. The same `once_key` is the same number: a finger that trembles draws one.

    Refused while it is closed, and when numbers are drawn faster than people can come in.
    """
    before = Ticket.objects.filter(lobby=lobby, once_key=_key(once_key)).first() if once_key else None
    if before is not None:
        return before
    if not is_open(lobby, now):
        raise Refused(_("We are closed now. Our hours are %(opens)s to %(closes)s.") % {
            "opens": f"{lobby.opens:%H:%M}", "closes": f"{lobby.closes:%H:%M}",
        })  # fmt: skip
    drawn = Ticket.objects.filter(lobby=lobby, day=lobby.day_at(now), source=Source.DOOR)
    if drawn.filter(drawn_at__gt=now - A_MINUTE).count() >= MOST_A_MINUTE:
        raise Refused(_("Many numbers were drawn just now. Please wait a moment and try again."))
    return _draw(lobby, line, Source.DOOR, by=SYSTEM, now=now, once_key=once_key)


@transaction.atomic
def draw_ticket(
    lobby: Lobby, *, line: Line, by: Actor, now: datetime, customer: Customer | None = None,
    is_first: bool = False, once_key: str = "", source: str = Source.DESK,
) -> Ticket:  # fmt: skip
    """Given by staff, also before it opens. `is_first`: old, pregnant or disabled people are called before the others."""
    by.require(RECEIVE_VISITORS, on=lobby)
    if once_key and (before := Ticket.objects.filter(lobby=lobby, once_key=_key(once_key)).first()):
        return before
    if customer is not None:
        if customer.erased_at is not None:
            raise Refused(_("The customer's data was deleted at their request."), field="customer")
        know_at(customer, lobby.node)
    return _draw(lobby, line, source, by=by, now=now, once_key=once_key, customer=customer, is_first=is_first)


@transaction.atomic
def check_in(lobby: Lobby, *, invitation: Invitation, line: Line, by: Actor, now: datetime) -> Ticket:
    """Who has an appointment today is here: that is noted there, and they are called before those without one.

    Said twice it is the same number.
    """
    by.require(RECEIVE_VISITORS, on=lobby)
    held = (
        Invitation.objects.select_for_update(of=("self",))
        .select_related("batch", "customer")
        .get(pk=invitation.pk)
    )
    if (before := Ticket.objects.filter(invitation=held).first()) is not None:
        return before
    if held.state != CAME:
        mark_attendance(held.batch, invitations=[held.pk], came=CAME, by=by, now=now)
    return _draw(
        lobby,
        line,
        Source.APPOINTMENT,
        by=by,
        now=now,
        customer=held.customer,
        invitation=held,
        is_first=True,
    )


def _key(once: str) -> str:
    """What a form sent, as it can be kept."""
    return once.replace("\x00", "")[:KEY_CHARACTERS]


def _draw(
    lobby: Lobby, line: Line, source: str, *, by: Actor, now: datetime, once_key: str = "",
    customer: Customer | None = None, invitation: Invitation | None = None, is_first: bool = False,
) -> Ticket:  # fmt: skip
    if line.lobby_id != lobby.pk or not line.is_active:
        raise Refused(_("Choose what it is about."), field="line")
    day = lobby.day_at(now)
    if Ticket.objects.filter(lobby=lobby, day=day, state="waiting").count() >= MOST_WAITING:
        raise Refused(_("So many people wait that no more numbers are given out. Please ask at the desk."))
    ticket = Ticket(
        lobby=lobby, node_id=lobby.node_id, line=line, day=day, source=source, is_first=is_first, customer=customer,
        invitation=invitation, once_key=_key(once_key) or None, drawn_at=now, waits_since=now,
        due_at=now + timedelta(minutes=lobby.greet_minutes),
        next_act_at=now + timedelta(minutes=lobby.greet_minutes - lobby.warn_minutes),
    )  # fmt: skip
    try:
        with transaction.atomic():
            # Last of all: whoever draws for the same line waits for this transaction.
            ticket.code = code_of(line.letter, next_number(f"ticket:{lobby.pk}:{line.letter}:{day:%y%m%d}"))
            ticket.save()
    except IntegrityError:  # the same finger in the same moment; this number is given back
        if ticket.once_key is None:
            raise
        return Ticket.objects.get(lobby=lobby, once_key=ticket.once_key)
    facts = {"line": line.letter, "source": source, "customer": customer.pk if customer else None}
    journal.record(events.TICKET_DRAWN, about=ticket, by=by, at=now, facts=facts)
    return ticket
