"""A place where people come without being asked: what they come for, and the windows at which they are served (CHN-6)."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Self
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import F, Q

from alongside.domain.organisation.models import Node, StaffMember
from alongside.domain.reception.permissions import SEE_RECEPTION
from alongside.kernel.actor import Actor
from alongside.kernel.local_text import pick


class LobbyQuerySet(models.QuerySet):
    def visible_to(self, viewer: Actor) -> Self:
        """At nodes whose walk-in desks the viewer sees (ORG-3)."""
        return viewer.limit(self, SEE_RECEPTION)


class Lobby(models.Model):
    """A walk-in desk. Whoever comes is to be called within `greet_minutes` (SAL-1), and whoever serves there is
    warned `warn_minutes` before.

    `door_turn` counts up when the addresses of the tablet and the screen are renewed: the old ones open nothing then.
    `calls_before_missed`: so often somebody is called before they count as gone. `visit_minutes`: how long a visit
    is taken to last while today has shown nothing yet. `keeps_days_off`: closed when the office is.
    """

    node = models.ForeignKey(Node, models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    opens = models.TimeField(default=time(9))
    closes = models.TimeField(default=time(18))
    keeps_days_off = models.BooleanField(default=False)
    greet_minutes = models.SmallIntegerField(default=15)
    warn_minutes = models.SmallIntegerField(default=5)
    visit_minutes = models.SmallIntegerField(default=10)
    calls_before_missed = models.SmallIntegerField(default=3)
    door_turn = models.IntegerField(default=1)
    is_active = models.BooleanField(default=True)
    version = models.IntegerField(default=1)

    objects = LobbyQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(opens__lt=F("closes")), name="lobby_hours_in_order"),
            models.CheckConstraint(
                condition=Q(
                    warn_minutes__gte=0,
                    greet_minutes__gt=F("warn_minutes"),
                    visit_minutes__gte=1,
                    calls_before_missed__gte=1,
                ),
                name="lobby_standard_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.node.zone)

    def day_at(self, now: datetime) -> date:
        """The day on which numbers are drawn there: it changes at the midnight of the place."""
        return now.astimezone(self.zone).date()


class Line(models.Model):
    """What people come for; its numbers begin with `letter`, each day from 1."""

    lobby = models.ForeignKey(Lobby, models.CASCADE, related_name="lines")
    letter = models.CharField(max_length=1)
    name = models.JSONField(default=dict)
    icon = models.CharField(max_length=40, default="message-circle")
    position = models.SmallIntegerField(default=0)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["position", "letter", "id"]
        constraints = [
            models.UniqueConstraint(fields=["lobby", "letter"], name="line_letter_once"),
            models.CheckConstraint(condition=Q(letter__regex=r"^[A-Z]$"), name="line_letter_is_one"),
        ]

    def __str__(self) -> str:
        return pick(self.name) or self.letter


class Window(models.Model):
    """Where somebody is served. `staff` sits there since then; `lines`: what is served there, none named: all."""

    lobby = models.ForeignKey(Lobby, models.CASCADE, related_name="windows")
    name = models.CharField(max_length=20)
    staff = models.OneToOneField(StaffMember, models.PROTECT, null=True, blank=True, related_name="+")
    since = models.DateTimeField(null=True, blank=True)
    lines = models.ManyToManyField(Line, blank=True, related_name="+")
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["lobby", "name"], name="window_name_once"),
            models.CheckConstraint(
                condition=Q(staff__isnull=True, since__isnull=True)
                | Q(staff__isnull=False, since__isnull=False),
                name="window_sat_at_since",
            ),
        ]

    def __str__(self) -> str:
        return self.name
