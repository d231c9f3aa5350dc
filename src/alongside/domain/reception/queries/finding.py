"""Whose visit it is, and who may come to it: by public address, by window, by today's appointments (CHN-6)."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from uuid import UUID

from django.db.models import QuerySet

from alongside.domain.appointments.models import Invitation
from alongside.domain.customers.models import Customer
from alongside.domain.reception.models import Lobby, Ticket, Window
from alongside.domain.reception.rules.addresses import Place, opened_by
from alongside.kernel.actor import Actor

MOST_EXPECTED = 60


def ticket_at(key: UUID) -> Ticket | None:
    """The number with this public address, of whatever day."""
    return Ticket.objects.filter(key=key).select_related("lobby__node", "line", "window").first()


def window_of(viewer: Actor) -> Window | None:
    """Where this staff member sits."""
    if viewer.kind != "staff":
        return None
    return Window.objects.filter(staff=viewer.id).select_related("lobby__node").first()


def expected_today(lobby: Lobby, viewer: Actor, *, now: datetime) -> list[Invitation]:
    """Who has booked for today at places of this desk and is not here yet, by their hour."""
    day = lobby.day_at(now)
    since = datetime.combine(day, time.min, tzinfo=lobby.zone)
    rows = Invitation.objects.visible_to(viewer).filter(
        state="booked",
        batch__state="open",
        node__path__startswith=lobby.node.path,
        seat__slot__from_at__gte=since,
        seat__slot__from_at__lt=since + timedelta(days=1),
        seat__slot__cancelled_at__isnull=True,
    )
    rows = rows.select_related("customer", "unit", "batch__kind", "seat__slot")
    return list(rows.order_by("seat__slot__from_at", "customer__name_sort_key", "pk")[:MOST_EXPECTED])


def visits_of(customer: Customer, viewer: Actor) -> QuerySet[Ticket]:
    """When one customer came to us, the last time first, as far as the viewer may see it."""
    rows = Ticket.objects.visible_to(viewer).filter(customer=customer)
    return rows.select_related("lobby", "line", "staff").order_by("-pk")


def lobby_at(address: str, place: Place) -> Lobby | None:
    """The desk whose tablet or screen has this signed address; None for one that is closed or was renewed."""
    opened = opened_by(address, place)
    if opened is None:
        return None
    lobby_id, turn = opened
    there = Lobby.objects.filter(pk=lobby_id, door_turn=turn, is_active=True)
    return there.select_related("node").first()
