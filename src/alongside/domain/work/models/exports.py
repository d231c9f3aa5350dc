"""Tables on their way out (CUS-10, INF-2)."""

from __future__ import annotations

import json
from typing import Any, Self

from django.db import models
from django.db.models import Q

from alongside.domain.organisation.models import ApiClient, Node, StaffMember
from alongside.domain.work.hooks import exporter_of, exporters
from alongside.domain.work.states import EXPORT_STATES
from alongside.kernel.actor import Actor
from alongside.kernel.crypto import EncryptedTextField


class ExportRunQuerySet(models.QuerySet):
    def visible_to(self, viewer: Actor) -> Self:
        """One's own exports, of kinds that one may still export; for a program those that were asked through it."""
        kinds = [one.kind for one in exporters() if viewer.may(one.permission)]
        if viewer.kind == "client":
            return self.filter(asked_through_id=viewer.id, kind__in=kinds)
        if viewer.kind != "staff":
            return self.none()
        return self.filter(asked_by_id=viewer.id, kind__in=kinds)


class ExportRun(models.Model):
    """One table on its way out: asked for, approved when it shows full numbers, written, fetched, deleted (CUS-10).

    `conditions` say which rows, as JSON: they may hold names and phones, so they are encrypted.
    """

    kind = models.CharField(max_length=30)
    node = models.ForeignKey(Node, models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(StaffMember, models.PROTECT, related_name="+")
    asked_through = models.ForeignKey(
        ApiClient, models.PROTECT, null=True, blank=True, related_name="+"
    )  # the program that asked in their name
    language = models.CharField(max_length=10)
    format = models.CharField(max_length=4, choices=[("xlsx", "Excel"), ("csv", "CSV")], default="xlsx")
    conditions = EncryptedTextField(blank=True, default="")
    is_masked = models.BooleanField(default=True)
    reason = models.CharField(max_length=500, blank=True)
    state = models.CharField(max_length=10, choices=EXPORT_STATES.choices, default="waiting")
    expected = models.IntegerField(default=0)
    rows = models.IntegerField(default=0)
    holder = models.IntegerField(default=0)
    fetched = models.IntegerField(default=0)
    asked_at = models.DateTimeField()
    ready_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)

    objects = ExportRunQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["asked_by", "-asked_at"], name="export_run_of"),
            models.Index(fields=["expires_at"], name="export_run_due", condition=Q(state="ready")),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def asked_for(self) -> dict[str, Any]:
        """The conditions as plain data."""
        return json.loads(self.conditions) if self.conditions else {}

    @property
    def label(self) -> Any:
        return exporter_of(self.kind).label

    @property
    def is_busy(self) -> bool:
        return self.state == "writing"

    @property
    def percent(self) -> int:
        return min(99, round(100 * self.rows / self.expected)) if self.expected else 0
