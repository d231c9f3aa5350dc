"""A round that plans many journeys anew, and whom it told (JRN-3, JRN-9)."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from alongside.domain.customers.models import Customer
from alongside.domain.estates.models import Building
from alongside.domain.journeys.models.journey import Journey
from alongside.domain.journeys.models.template import TemplateVersion
from alongside.domain.journeys.permissions import EDIT_JOURNEYS, SEE_JOURNEYS
from alongside.domain.organisation.models import Node
from alongside.kernel.actor import Actor

MOST_EXAMPLES = 5  # journeys of each node that a rehearsal names


class ReplanRunQuerySet(models.QuerySet):
    def visible_to(self, viewer: Actor) -> Self:
        """Rounds at nodes that the viewer reaches (ORG-3); those of a version, who writes journeys."""
        if viewer.may(EDIT_JOURNEYS):
            there = viewer.limit(ReplanRun.objects.all(), SEE_JOURNEYS)
            return self.filter(Q(node__isnull=True) | Q(pk__in=there.values("pk")))
        return viewer.limit(self, SEE_JOURNEYS)


class ReplanRun(models.Model):
    """One round over many journeys: those of a building whose delivery moved, or of a template's new version.

    `done_id` is the last journey that was dealt with, written in the transaction of its batch, so that a round that was
    killed goes on behind it. `cause_key` makes it the same round however often the fact is followed. A rehearsal writes
    nothing but its `outlook`: what the round would do, by node.
    """

    class Cause(models.TextChoices):
        DELIVERY = "delivery", _("Delivery moved")
        VERSION = "version", pgettext_lazy("journeys", "New version")
        CHOICE = "choice", _("Another journey chosen")
        CALENDAR = "calendar", _("Working days changed")

    cause = models.CharField(max_length=10, choices=Cause)
    cause_key = models.CharField(max_length=60, unique=True)
    node = models.ForeignKey(Node, models.PROTECT, null=True, blank=True, related_name="+")
    building = models.ForeignKey(Building, models.PROTECT, null=True, blank=True, related_name="replans")
    to_version = models.ForeignKey(TemplateVersion, models.PROTECT, null=True, blank=True, related_name="+")
    before_on = models.DateField(null=True, blank=True)
    after_on = models.DateField(null=True, blank=True)
    words = models.CharField(max_length=300, blank=True)  # why, for customers to read
    is_rehearsal = models.BooleanField(default=False, db_default=False)
    draft_seen = models.IntegerField(null=True, blank=True)  # the state of the draft that was rehearsed
    outlook = models.JSONField(default=dict, blank=True, db_default={})  # {node: NodeOutlook}, of a rehearsal
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

    @property
    def share(self) -> float:
        """How much of it is done, of one."""
        return self.done / self.total if self.total else 1.0

    @property
    def overdue(self) -> int:
        """How many of the steps that a rehearsal adds would be overdue at once."""
        return sum(counts.get("overdue", 0) for counts in self.outlook.values())

    def note_outlook(self, node_id: int, counts: dict[str, int], examples: list[int]) -> None:
        """What a rehearsal found at a node, added to what it found there before."""
        there: dict[str, Any] = self.outlook.setdefault(str(node_id), {"examples": []})
        for name, count in counts.items():
            there[name] = there.get(name, 0) + count
        there["examples"] = [*there["examples"], *examples][:MOST_EXAMPLES]


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
