"""A round that plans many journeys anew, and whom it told (JRN-3, JRN-9)."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from alongside.domain.customers.models import Customer
from alongside.domain.estates.models import Building
from alongside.domain.journeys.models.journey import Journey
from alongside.domain.journeys.models.template import TemplateVersion
from alongside.domain.journeys.permissions import SEE_JOURNEYS
from alongside.domain.organisation.models import Node
from alongside.kernel.actor import Actor


class ReplanRunQuerySet(models.QuerySet):
    def visible_to(self, viewer: Actor) -> Self:
        """Rounds at nodes that the viewer reaches (ORG-3)."""
        return viewer.limit(self, SEE_JOURNEYS)


class ReplanRun(models.Model):
    """One round over many journeys: those of a building whose delivery moved, or of a template's new version.

    `done_id` is the last journey that was dealt with, written in the transaction of its batch, so that a round that was
    killed goes on behind it. `cause_key` makes it the same round however often the fact is followed.
    """

    class Cause(models.TextChoices):
        DELIVERY = "delivery", _("Delivery moved")
        VERSION = "version", pgettext_lazy("journeys", "New version")
        CALENDAR = "calendar", _("Working days changed")

    cause = models.CharField(max_length=10, choices=Cause)
    cause_key = models.CharField(max_length=60, unique=True)
    node = models.ForeignKey(Node, models.PROTECT, null=True, blank=True, related_name="+")
    building = models.ForeignKey(Building, models.PROTECT, null=True, blank=True, related_name="replans")
    to_version = models.ForeignKey(TemplateVersion, models.PROTECT, null=True, blank=True, related_name="+")
    before_on = models.DateField(null=True, blank=True)
    after_on = models.DateField(null=True, blank=True)
    words = models.CharField(max_length=300, blank=True)  # why, for customers to read
    total = models.IntegerField(default=0)
    done = models.IntegerField(default=0)
    done_id = models.BigIntegerField(default=0)
    added = models.IntegerField(default=0)
    moved = models.IntegerField(default=0)
    withdrawn = models.IntegerField(default=0)
    told = models.IntegerField(default=0)
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ReplanRunQuerySet.as_manager()

    def __str__(self) -> str:
        return self.cause_key


class ReplanTold(models.Model):
    """A customer who was told of a moved delivery: once a round, whatever happens to the worker."""

    run = models.ForeignKey(ReplanRun, models.CASCADE, related_name="tellings")
    journey = models.ForeignKey(Journey, models.CASCADE, related_name="+")
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="+")
    told_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "customer"], name="replan_told_once")]

    def __str__(self) -> str:
        return f"{self.run_id} → {self.customer_id}"
