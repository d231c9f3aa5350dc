"""What time alone brings about: who waits too long is told of, and midnight ends what nobody ended (SAL-1)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from alongside.domain.organisation.models import StaffMember
from alongside.domain.organisation.queries import named_person
from alongside.domain.reception import events
from alongside.domain.reception.actions.serving import stand_up
from alongside.domain.reception.models import Lobby, Ticket, Window
from alongside.domain.reception.rules import notices
from alongside.domain.work.actions import notice_for, notify_many
from alongside.kernel import journal
from alongside.kernel.actor import SYSTEM

AT_ONCE = 200
WARNED, LATE = 1, 2
SUPERVISOR = 2


def sweep_reception(*, now: datetime) -> int:
    """A round; how many were told of. However often and by however many it runs, each rung is told once."""
    told = 0
    while count := _tell(now=now):
        told += count
    while _end_yesterday(now=now):
        pass
    _clear_windows(now=now)
    return told


@transaction.atomic
def _tell(*, now: datetime) -> int:
    due = Ticket.objects.filter(next_act_at__lte=now, state="waiting").order_by("next_act_at", "pk")
    held = due.select_for_update(of=("self",), skip_locked=True).select_related("lobby__node")
    tickets = list(held[:AT_ONCE])
    for ticket in tickets:
        _climb(ticket, now=now)
    return len(tickets)


def _climb(ticket: Ticket, *, now: datetime) -> None:
    """Whoever sits there is warned; when it is too late, or nobody sits there, who leads them hears as well."""
    is_late = ticket.due_at <= now
    ticket.rung = LATE if is_late else WARNED
    ticket.next_act_at = None if is_late else ticket.due_at
    ticket.save(update_fields=["rung", "next_act_at"])
    people = _who_sits(ticket.lobby)
    if is_late or not people:
        lead = named_person(ticket.lobby.node, SUPERVISOR, now=now)
        people += [lead] if lead else []
    if is_late:
        journal.record(events.TICKET_LATE, about=ticket, by=SYSTEM, at=now)
    kind = notices.VISITOR_LATE if is_late else notices.VISITOR_DUE
    facts = {"code": ticket.code, "minutes": max(1, round((ticket.due_at - now).total_seconds() / 60))}
    notify_many(
        notice_for(
            one, kind.kind, about=ticket.lobby, label=ticket.lobby.name, facts=facts, is_urgent=is_late, now=now,
            once_key=f"ticket:{ticket.pk}:{ticket.waits_since:%H%M%S}:{ticket.rung}:{one.pk}",
        )
        for one in {one.pk: one for one in people}.values()
    )  # fmt: skip


def _who_sits(lobby: Lobby) -> list[StaffMember]:
    sat = Window.objects.filter(lobby=lobby, staff__isnull=False).select_related("staff")
    return [one.staff for one in sat if one.staff is not None]


@transaction.atomic
def _end_yesterday(*, now: datetime) -> int:
    """Whoever still waits after the midnight of their place has left; whoever was served, was."""
    standing = Ticket.objects.filter(ended_at__isnull=True, drawn_at__lt=now - timedelta(minutes=1))
    held = standing.select_for_update(of=("self",), skip_locked=True).select_related("lobby__node")
    tomorrow = (now + timedelta(days=1)).date()  # no place is further ahead
    over = [
        one
        for one in held.filter(day__lt=tomorrow).order_by("day", "pk")[:AT_ONCE]
        if one.day < one.lobby.day_at(now)
    ]
    for ticket in over:
        ticket.state = "done" if ticket.state == "serving" else "left"
        ticket.ended_at, ticket.next_act_at = now, None
        ticket.save(update_fields=["state", "ended_at", "next_act_at"])
    event = {"done": events.TICKET_FINISHED, "left": events.TICKET_LEFT}
    journal.record_many((journal.Fact(event[one.state], one) for one in over), by=SYSTEM, at=now)
    return len(over)


@transaction.atomic
def _clear_windows(*, now: datetime) -> None:
    """Who did not say that they left has, when their place has another day: nobody counts on them in the morning."""
    sat = Window.objects.filter(staff__isnull=False, since__lt=now).select_related("lobby__node")
    for one in sat.select_for_update(of=("self",), skip_locked=True).order_by("pk")[:AT_ONCE]:
        if one.since is not None and one.lobby.day_at(one.since) < one.lobby.day_at(now):
            stand_up(one)
