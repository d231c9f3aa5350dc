"""A slot and its places. A place is a row, so that what is sold is counted by the database itself (JRN-7, HND-7)."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Count, F, Q

from alongside.domain.appointments.models.batch import Batch
from alongside.domain.appointments.permissions import SEE_BATCHES
from alongside.domain.organisation.models import Node
from alongside.kernel.actor import Actor


class SlotQuerySet(models.QuerySet):
    def visible_to(self, viewer: Actor) -> Self:
        """Those at nodes that the viewer reaches (ORG-3)."""
        return viewer.limit(self, SEE_BATCHES)

    def standing(self) -> Self:
        """Those that take place."""
        return self.filter(cancelled_at__isnull=True)

    def with_taken(self) -> Self:
        """With `taken`, the places that are sold, and `waiting`, who waits for one. In the slots' own query."""
        sold = Count("seats", filter=Q(seats__invitation__isnull=False), distinct=True)
        return self.annotate(taken=sold, waiting=Count("waiters", distinct=True))


class Slot(models.Model):
    """From when until when, where, for how many. `capacity` is the number of its seats."""

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="slots", db_index=False)
    node = models.ForeignKey(Node, models.PROTECT, related_name="+", db_index=False)
    from_at = models.DateTimeField()
    until_at = models.DateTimeField()
    place = models.CharField(max_length=120, blank=True)
    capacity = models.SmallIntegerField()
    cancelled_at = models.DateTimeField(null=True, blank=True)
    words = models.CharField(max_length=300, blank=True)  # why it was cancelled, for customers to read
    version = models.IntegerField(default=1)

    objects = SlotQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["node", "from_at"], name="slot_node_day")]
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "from_at", "place"],
                condition=Q(cancelled_at__isnull=True),
                name="slot_once_per_place",
            ),
            models.CheckConstraint(condition=Q(until_at__gt=F("from_at")), name="slot_in_order"),
            models.CheckConstraint(condition=Q(capacity__gte=1, capacity__lte=500), name="slot_capacity"),
        ]

    def __str__(self) -> str:
        return f"{self.batch_id} {self.from_at:%Y-%m-%d %H:%M}"


class Seat(models.Model):
    """One place in a slot. Whose it is stands in the invitation, which names a seat that nobody else may name.

    `is_free`: may be taken. Free seats are found by it without waiting for each other; of a cancelled slot none is free.
    """

    slot = models.ForeignKey(Slot, models.CASCADE, related_name="seats", db_index=False)
    number = models.SmallIntegerField()
    is_free = models.BooleanField(default=True)

    class Meta:
        indexes = [models.Index(fields=["slot", "number"], name="seat_free", condition=Q(is_free=True))]
        constraints = [
            models.UniqueConstraint(fields=["slot", "number"], name="seat_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="seat_number_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.slot_id}.{self.number}"
