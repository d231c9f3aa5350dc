"""A copy of everything that is held about a person, ready for them for a few days (INF-4)."""

from __future__ import annotations

import json
from typing import Any, Self
from uuid import uuid4

from django.db import models

from alongside.domain.customers.models import Customer
from alongside.domain.organisation.models import Node
from alongside.domain.privacy.permissions import HANDLE_PRIVACY_REQUESTS
from alongside.kernel.actor import Actor
from alongside.kernel.crypto import EncryptedTextField


class PersonalCopyQuerySet(models.QuerySet):
    def visible_to(self, viewer: Actor) -> Self:
        """The person's own; staff see that there is one."""
        if viewer.kind == "customer":
            return self.filter(customer_id=viewer.id)
        return viewer.limit(self, HANDLE_PRIVACY_REQUESTS)

    def ready(self, now: Any) -> Self:
        return self.filter(expires_at__gt=now)


class PersonalCopy(models.Model):
    """As it was at one moment; only the person reads it. Deleted when its time is over."""

    key = models.UUIDField(default=uuid4, unique=True, editable=False)
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="personal_copies")
    node = models.ForeignKey(Node, models.PROTECT, related_name="+")
    case_id = models.BigIntegerField(null=True, blank=True)  # the request
    content = EncryptedTextField()  # JSON, see actions.copying
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    opened_at = models.DateTimeField(null=True, blank=True)

    objects = PersonalCopyQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.customer_id} {self.made_at}"

    @property
    def parts(self) -> list[dict[str, Any]]:
        """[{"code", "title", "columns": [...], "rows": [[...]]}]."""
        return json.loads(self.content)
