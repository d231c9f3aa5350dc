"""Who sees what is built: whoever reaches the node that serves it (ORG-3)."""

from __future__ import annotations

from typing import Self

from django.db import models

from alongside.domain.estates.permissions import SEE_ESTATES
from alongside.kernel.actor import Actor


class ScopedQuerySet(models.QuerySet):
    def visible_to(self, viewer: Actor) -> Self:
        """Those served by a node that the viewer reaches (ORG-3)."""
        return viewer.limit(self, SEE_ESTATES)


class PartOfEstateQuerySet(models.QuerySet):
    def visible_to(self, viewer: Actor) -> Self:
        """Parts of estates that the viewer reaches (ORG-3)."""
        return viewer.limit(self, SEE_ESTATES, field="estate__node_id")
