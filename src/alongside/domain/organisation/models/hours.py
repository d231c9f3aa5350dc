"""When work is done (ORG-7)."""

from __future__ import annotations

from typing import Self

from django.db import models

from alongside.domain.organisation.permissions import SEE_ORGANISATION
from alongside.kernel.actor import Actor
from alongside.kernel.local_text import pick


class CalendarQuerySet(models.QuerySet):
    def visible_to(self, viewer: Actor) -> Self:
        """Hours are shared by nodes and hold no secret: whoever sees any part of the organisation sees them."""
        return self if viewer.reach(SEE_ORGANISATION) else self.none()


class Calendar(models.Model):
    """Working time (ORG-7). `week` maps "0".."6" (Monday first) to [["09:00","12:00"],["13:30","18:00"]]."""

    code = models.CharField(max_length=40, unique=True)
    name = models.JSONField(default=dict)
    zone = models.CharField(max_length=40, default="Asia/Shanghai")
    is_round_the_clock = models.BooleanField(default=False)
    week = models.JSONField(default=dict, blank=True)
    has_national_holidays = models.BooleanField(default=True)

    objects = CalendarQuerySet.as_manager()

    def __str__(self) -> str:
        return pick(self.name) or self.code


class CalendarException(models.Model):
    """A day that differs: `spans` as in the week; empty means closed."""

    calendar = models.ForeignKey(Calendar, models.CASCADE, related_name="exceptions")
    on = models.DateField()
    spans = models.JSONField(default=list, blank=True)
    reason = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["calendar", "on"], name="calendar_exception_once_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.calendar_id} {self.on}"
