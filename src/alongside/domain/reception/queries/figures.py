"""The figures of the walk-in desks, counted from their numbers: by hour, by day, and the whole day (SAL-1).

A visit belongs to the hour and the day in which its number was drawn. The hours add up to the day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Aggregate, Avg, Count, F, FloatField, Q, QuerySet
from django.db.models.functions import Extract, ExtractHour

from alongside.domain.reception.models import Lobby, Ticket
from alongside.kernel.actor import Actor


class Percentile(Aggregate):
    """The time of a real visit below which this share of all lies (as the figures of cases reckon it)."""

    function = "percentile_disc"
    template = "%(function)s(%(share)s) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()


@dataclass(frozen=True)
class Figures:
    """Numbers drawn = called (of whom some did not come) + those who left before + those who still wait."""

    drawn: int = 0
    called: int = 0
    in_time: int = 0
    served: int = 0
    missed: int = 0
    left: int = 0
    waiting: int = 0
    waited: float | None = None  # seconds until the first call: the mean
    waited_p90: float | None = None
    visit: float | None = None  # seconds at the window: the mean

    @property
    def kept(self) -> int | None:
        """Of a hundred who were called, how many within the standard."""
        return round(100 * self.in_time / self.called) if self.called else None


def hours_of(lobby: Lobby, day: date) -> dict[int, Figures]:
    """{hour of the place: its figures}; those without visitors are left out. One statement."""
    hour = ExtractHour("drawn_at", tzinfo=lobby.zone)
    rows = _tickets(lobby, day, day).annotate(hour=hour).values("hour").annotate(**_counted())
    return {row.pop("hour"): Figures(**row) for row in rows.order_by("hour")}


def total_of(lobby: Lobby, day: date) -> Figures:
    """The whole day. One statement."""
    return Figures(**_tickets(lobby, day, day).aggregate(**_counted()))


def days_of(lobby: Lobby, *, last: date, days: int) -> list[tuple[date, Figures]]:
    """These days, the newest first; those without visitors are left out. One statement."""
    rows = _tickets(lobby, last - timedelta(days=days - 1), last).values("day").annotate(**_counted())
    return [(row.pop("day"), Figures(**row)) for row in rows.order_by("-day")]


def longest_wait(lobby: Lobby, now: datetime) -> Ticket | None:
    """Whoever waits the longest now."""
    waiting = Ticket.objects.filter(lobby=lobby, day=lobby.day_at(now), state="waiting")
    return waiting.order_by("waits_since", "pk").first()


def tickets_seen(viewer: Actor, lobby: Lobby, day: date) -> QuerySet[Ticket]:
    """The numbers of a day as rows, the last one first."""
    rows = Ticket.objects.visible_to(viewer).filter(lobby=lobby, day=day)
    return rows.select_related("line", "customer", "window", "staff").order_by("-drawn_at", "-pk")


def _tickets(lobby: Lobby, first: date, last: date) -> QuerySet[Ticket]:
    rows = Ticket.objects.filter(lobby=lobby, day__gte=first, day__lte=last).order_by()
    return rows.annotate(
        waited_seconds=Extract(F("called_at") - F("waits_since"), "epoch"),
        visit_seconds=Extract(F("ended_at") - F("served_at"), "epoch"),
    )


def _counted() -> dict[str, Any]:
    called = Q(called_at__isnull=False)
    return {
        "drawn": Count("pk"),
        "called": Count("pk", filter=called),
        "in_time": Count("pk", filter=called & Q(called_at__lte=F("due_at"))),
        "served": Count("pk", filter=Q(state="done")),
        "missed": Count("pk", filter=Q(state="missed")),
        "left": Count("pk", filter=Q(state="left", called_at__isnull=True)),
        "waiting": Count("pk", filter=Q(state="waiting")),
        "waited": Avg("waited_seconds", filter=called),
        "waited_p90": Percentile("waited_seconds", share=0.9),
        "visit": Avg("visit_seconds", filter=Q(state="done", served_at__isnull=False)),
    }
