"""The register of incidents with their deadlines, and the quarterly review of who may what (INF-9)."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from alongside.domain.organisation.models.people import Appointment, StaffMember
from alongside.domain.organisation.models.tree import Node
from alongside.domain.organisation.permissions import MANAGE_STAFF
from alongside.kernel.actor import Actor
from alongside.kernel.crypto import EncryptedTextField
from alongside.kernel.local_text import pick


class IncidentQuerySet(models.QuerySet):
    def visible_to(self, viewer: Actor) -> Self:
        """Who manages accounts there, and whoever reported it."""
        seen = viewer.limit(self, MANAGE_STAFF)
        return seen | self.filter(reported_by_id=viewer.id) if viewer.kind == "staff" else seen


class Incident(models.Model):
    """Something that went wrong with information: what, where, known since when, and who must be told by when.

    The deadline is kept with the incident, so that a rule changed later does not rewrite what was promised.
    """

    class Severity(models.TextChoices):
        OTHER = "other", _("Other incident")
        PERSONAL_DATA = "personal_data", _("Personal data may have leaked")
        SERIOUS = "serious", _("Relatively serious or worse: many people, or work stands still")

    node = models.ForeignKey(Node, models.PROTECT, related_name="+")
    severity = models.CharField(max_length=13, choices=Severity)
    words = EncryptedTextField()
    known_at = models.DateTimeField()
    reported_by = models.ForeignKey(StaffMember, models.PROTECT, related_name="+")
    registered_at = models.DateTimeField()
    due_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True, blank=True)
    told_words = EncryptedTextField(blank=True, default="")
    people_told_at = models.DateTimeField(null=True, blank=True)
    people_told_words = EncryptedTextField(blank=True, default="")
    closed_at = models.DateTimeField(null=True, blank=True)
    measures = EncryptedTextField(blank=True, default="")
    reminded_at = models.DateTimeField(null=True, blank=True)

    objects = IncidentQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["due_at"], name="incident_due", condition=Q(told_at__isnull=True))]
        constraints = [
            models.CheckConstraint(condition=Q(due_at__gt=F("known_at")), name="incident_due_after_known"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(told_at__isnull=False),
                name="incident_told_before_closed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.severity}"

    @property
    def is_about_people(self) -> bool:
        """PIPL art. 57: whose data it is must be told too, or it is written down why not."""
        return self.severity == self.Severity.PERSONAL_DATA


class ReportingRule(models.Model):
    """Policy: within how many hours of its becoming known an incident must be reported, and what asks for it.

    The pack brings them, the company keeps them: one that runs critical infrastructure has one hour, not four.
    """

    severity = models.CharField(max_length=13, choices=Incident.Severity, unique=True)
    hours = models.PositiveSmallIntegerField()
    basis = models.JSONField(default=dict)

    class Meta:
        ordering = ["hours", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(hours__gte=1, hours__lte=720), name="reporting_rule_hours")
        ]

    def __str__(self) -> str:
        return f"{self.severity} {self.hours}"

    @property
    def why(self) -> str:
        return pick(self.basis)


class AccessReviewQuerySet(models.QuerySet):
    def visible_to(self, viewer: Actor) -> Self:
        """Who manages accounts there, and the place's named manager."""
        seen = viewer.limit(self, MANAGE_STAFF)
        return seen | self.filter(node__manager_id=viewer.id) if viewer.kind == "staff" else seen


class AccessReview(models.Model):
    """One place in one quarter ("2026Q4"): each appointment there is confirmed or ended. The evidence stays."""

    node = models.ForeignKey(Node, models.PROTECT, related_name="+")
    quarter = models.CharField(max_length=6)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)

    objects = AccessReviewQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["node", "quarter"], name="access_review_once")]

    def __str__(self) -> str:
        return f"{self.node_id} {self.quarter}"


class AccessReviewItem(models.Model):
    """What was decided about one appointment, by whom and when."""

    review = models.ForeignKey(AccessReview, models.CASCADE, related_name="items")
    appointment = models.ForeignKey(Appointment, models.CASCADE, related_name="+")
    is_kept = models.BooleanField(null=True)
    decided_by = models.ForeignKey(StaffMember, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["review", "appointment"], name="access_review_item_once"),
            models.CheckConstraint(
                condition=Q(is_kept__isnull=True, decided_at__isnull=True)
                | Q(is_kept__isnull=False, decided_by__isnull=False, decided_at__isnull=False),
                name="access_review_item_decided_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.review_id} {self.appointment_id}"
