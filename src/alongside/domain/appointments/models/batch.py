"""A batch: something that is planned for many homes at once, and what kinds of it there are (JRN-7)."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from alongside.domain.appointments.permissions import SEE_BATCHES
from alongside.domain.appointments.rules.audience import Audience
from alongside.domain.appointments.states import BATCH_STATES
from alongside.domain.estates.models import Estate
from alongside.domain.organisation.models import Node, StaffMember
from alongside.kernel.actor import Actor
from alongside.kernel.local_text import pick


class BatchKind(models.Model):
    """Open day, move-in fair, anniversary check … Policy: the pack brings them, a company adds its own.

    `purpose`: for what the customer is contacted (CUS-7). `does_steps`: the steps of a journey that coming does.
    """

    code = models.CharField(max_length=40, unique=True)
    name = models.JSONField(default=dict)
    words = models.JSONField(default=dict)  # what the customer reads, where the batch says nothing of its own
    bring = models.JSONField(default=dict)
    icon = models.CharField(max_length=40, default="calendar-event")
    purpose = models.CharField(max_length=20, default="service")
    minutes = models.SmallIntegerField(default=60)
    capacity = models.SmallIntegerField(default=10)
    does_steps = models.JSONField(default=list)
    position = models.SmallIntegerField(default=0)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return pick(self.name) or self.code


class BatchQuerySet(models.QuerySet):
    def visible_to(self, viewer: Actor) -> Self:
        """Those at nodes that the viewer reaches; a customer sees them through their invitations (ORG-3)."""
        return viewer.limit(self, SEE_BATCHES)


class Batch(models.Model):
    """Many homes, one occasion (JRN-7). `responsible` answers for it. `audience`: see rules.audience.

    `first_at` and `last_at` follow from its slots. `gathered_at`: when the audience was last gone through.
    """

    node = models.ForeignKey(Node, models.PROTECT, related_name="+", db_index=False)
    estate = models.ForeignKey(Estate, models.PROTECT, null=True, blank=True, related_name="batches")
    kind = models.ForeignKey(BatchKind, models.PROTECT, related_name="batches")
    name = models.CharField(max_length=80)
    words = models.TextField(blank=True)
    bring = models.CharField(max_length=300, blank=True)
    place = models.CharField(max_length=120, blank=True)
    audience = models.JSONField(default=dict)
    responsible = models.ForeignKey(
        StaffMember, models.PROTECT, null=True, blank=True, related_name="batches"
    )
    state = models.CharField(max_length=10, choices=BATCH_STATES.choices, default="planned")
    first_at = models.DateTimeField(null=True, blank=True)
    last_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField()
    gathered_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    end_words = models.CharField(max_length=300, blank=True)  # why it was cancelled, for customers to read
    version = models.IntegerField(default=1)

    objects = BatchQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["node", "-first_at", "-id"], name="batch_node_day"),
            models.Index(fields=["last_at"], name="batch_to_close", condition=Q(state="open")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["planned", "open"], ended_at__isnull=True)
                | Q(state__in=["over", "cancelled"], ended_at__isnull=False),
                name="batch_ended_has_its_end",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def whom(self) -> Audience:
        return Audience.of(self.audience)

    @property
    def told_words(self) -> str:
        """What the customer reads about it; `kind` loaded."""
        return self.words or pick(self.kind.words)

    @property
    def told_bring(self) -> str:
        """What the customer should bring; `kind` loaded."""
        return self.bring or pick(self.kind.bring)

    @property
    def is_standing(self) -> bool:
        """Neither over nor cancelled."""
        return self.ended_at is None
