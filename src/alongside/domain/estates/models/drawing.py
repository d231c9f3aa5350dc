"""The drawings of a home that belong to its contract (EST-2)."""

from __future__ import annotations

from typing import Self

from django.db import models

from alongside.domain.estates.models.unit import Unit
from alongside.domain.estates.permissions import SEE_ESTATES
from alongside.kernel.actor import Actor


class ContractDrawingQuerySet(models.QuerySet):
    def visible_to(self, viewer: Actor) -> Self:
        """Those of homes at nodes that the viewer reaches (ORG-3)."""
        return viewer.limit(self, SEE_ESTATES, field="unit__node_id")


class ContractDrawing(models.Model):
    """One drawing as it was agreed; its file is a stored file. A later one of the same name leaves it to be read."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="contract_drawings")
    name = models.CharField(max_length=80)
    version = models.SmallIntegerField()
    added_at = models.DateTimeField()

    objects = ContractDrawingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "name", "version"], name="contract_drawing_version_once"),
            models.CheckConstraint(
                condition=models.Q(version__gte=1), name="contract_drawing_version_counts"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def node_id(self) -> int:
        """Where it belongs: whoever serves the home."""
        return self.unit.node_id
