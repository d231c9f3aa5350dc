"""As it stands at a walk-in desk: who waits, who is called where, how long it is likely to take (CHN-6)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db.models import F

from alongside.domain.organisation.queries import calendar_of, working_calendar
from alongside.domain.reception.models import Line, Lobby, Ticket, Window
from alongside.domain.reception.rules.waiting import (
    is_open_at,
    likely_minutes,
    minutes_each,
    rivals,
    windows_for,
)
from alongside.domain.reception.states import AT_WINDOW

LAST_VISITS = 20
SHOWN_CALLED = 8


@dataclass(frozen=True)
class Outlook:
    """Of somebody who waits: so many are called before them; `minutes` None: nobody serves at the moment."""

    ahead: int
    minutes: int | None


class Standing:
    """A walk-in desk at one moment. Four statements, whatever is asked of it."""

    def __init__(self, lobby: Lobby, *, now: datetime) -> None:
        self.lobby, self.now, self.day = lobby, now, lobby.day_at(now)

    @cached_property
    def waiting(self) -> list[Ticket]:
        """In the order in which they are called."""
        today = Ticket.objects.filter(lobby=self.lobby, day=self.day).in_turn()
        return list(today.select_related("line", "customer"))

    @cached_property
    def windows(self) -> list[Window]:
        """Those at which somebody sits."""
        sat = Window.objects.filter(lobby=self.lobby, is_active=True, staff__isnull=False)
        return list(sat.select_related("staff").prefetch_related("lines"))

    @cached_property
    def called(self) -> list[Ticket]:
        """Who is called or served now, the last call first."""
        there = Ticket.objects.filter(lobby=self.lobby, day=self.day, state__in=AT_WINDOW)
        return list(there.select_related("window", "line").order_by("-last_called_at", "-pk")[:SHOWN_CALLED])

    @cached_property
    def _each(self) -> float:
        ended = Ticket.objects.filter(lobby=self.lobby, day=self.day, state="done", served_at__isnull=False)
        last = ended.annotate(took=F("ended_at") - F("served_at")).order_by("-ended_at")
        return minutes_each(
            last.values_list("took", flat=True)[:LAST_VISITS], otherwise=self.lobby.visit_minutes
        )

    @cached_property
    def _served(self) -> list[frozenset[int]]:
        return [frozenset(one.pk for one in window.lines.all()) for window in self.windows]

    def outlook(self, ticket: Ticket) -> Outlook:
        """Of one of those who wait."""
        before = self.waiting[: next((n for n, one in enumerate(self.waiting) if one.pk == ticket.pk), None)]
        return self._outlook(ticket.line_id, before)

    def outlook_of(self, line: Line) -> Outlook:
        """Of whoever would draw a number now."""
        return self._outlook(line.pk, self.waiting)

    def _outlook(self, line: int, before: Iterable[Ticket]) -> Outlook:
        contested = rivals(line, self._served)
        ahead = sum(contested is None or one.line_id in contested for one in before)
        minutes = likely_minutes(ahead, each=self._each, windows=windows_for(line, self._served))
        return Outlook(ahead, minutes)


def is_open(lobby: Lobby, now: datetime) -> bool:
    """Whether the door gives out numbers: in its hours, and not on a day off where it keeps those."""
    calendar = (
        working_calendar(calendar_of(lobby.node), zone=lobby.node.zone) if lobby.keeps_days_off else None
    )
    return lobby.is_active and is_open_at(
        now, opens=lobby.opens, closes=lobby.closes, zone=lobby.zone, calendar=calendar
    )
