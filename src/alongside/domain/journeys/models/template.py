"""Journeys as data: what ships, the company's copies, and their versions (JRN-1)."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from alongside.domain.organisation.models import Node, StaffMember
from alongside.kernel.local_text import pick


class JourneyTemplate(models.Model):
    """A journey that can be walked. One that shipped is never written in; a company edits a copy of it."""

    code = models.CharField(max_length=40, unique=True)
    name = models.JSONField()  # {language: text}
    is_shipped = models.BooleanField(default=False)
    copied_from = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="copies")
    position = models.SmallIntegerField(default=0)

    def __str__(self) -> str:
        return pick(self.name)

    @property
    def published(self) -> TemplateVersion | None:
        """The version that new journeys take."""
        return self.versions.filter(published_at__isnull=False).order_by("-number").first()


class TemplateVersion(models.Model):
    """One state of a template. Once published its content never changes: journeys walk by it."""

    template = models.ForeignKey(JourneyTemplate, models.PROTECT, related_name="versions")
    number = models.IntegerField()
    content = models.JSONField()  # see rules.template
    words = models.CharField(max_length=200, blank=True)  # what is new in it
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(StaffMember, models.PROTECT, null=True, blank=True, related_name="+")
    version = models.IntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["template", "number"], name="template_version_once"),
            models.UniqueConstraint(
                fields=["template"], condition=Q(published_at__isnull=True), name="template_one_draft"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.template} {self.number}"

    def stages(self) -> list[dict[str, Any]]:
        """The stages as they are written."""
        return self.content["stages"]

    def texts_of(self, code: str) -> dict[str, Any]:
        """What is written of a stage or step; nothing for one that it does not have."""
        for stage in self.stages():
            if stage["code"] == code:
                return stage
            for step in stage.get("steps", ()):
                if step["code"] == code:
                    return step
        return {}


class TemplateChoice(models.Model):
    """Which journey the customers of a node and of those below it walk; the nearest choice above counts."""

    node = models.OneToOneField(Node, models.CASCADE, related_name="journey_choice")
    template = models.ForeignKey(JourneyTemplate, models.PROTECT, related_name="choices")

    def __str__(self) -> str:
        return f"{self.node_id} {self.template_id}"
