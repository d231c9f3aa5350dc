"""How soon whoever writes to us has an answer, by place."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from alongside.domain.organisation.models import Node
from alongside.domain.organisation.permissions import MANAGE_SYSTEM
from alongside.kernel.actor import Actor


class AnswerStandardQuerySet(models.QuerySet):
    def visible_to(self, viewer: Actor) -> Self:
        """For whoever keeps the system there (ORG-3)."""
        return viewer.limit(self, MANAGE_SYSTEM)


class AnswerStandard(models.Model):
    """In working minutes of the node's calendar, or round the clock. It holds for the places below that have none."""

    node = models.OneToOneField(Node, models.CASCADE, related_name="+")
    minutes = models.IntegerField()
    warn_minutes = models.IntegerField()  # so long before, who answers hears
    is_round_the_clock = models.BooleanField(default=False)
    version = models.IntegerField(default=1)

    objects = AnswerStandardQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes__gte=1, warn_minutes__gte=0, warn_minutes__lt=models.F("minutes")),
                name="answer_standard_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.node_id} {self.minutes}"
