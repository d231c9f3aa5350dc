"""What must not be promised, and that somebody wrote it nevertheless (CHN-8)."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from alongside.domain.organisation.models import Node, StaffMember
from alongside.domain.wording.permissions import KEEP_WORDING, SEE_WORDING_USES
from alongside.kernel.actor import Actor
from alongside.kernel.local_text import pick


class WordingQuerySet(models.QuerySet):
    def visible_to(self, viewer: Actor) -> Self:
        """For who keeps the list: those of their places, and those that hold everywhere."""
        reach = viewer.reach(KEEP_WORDING)
        if reach.everywhere:
            return self
        return self.filter(Q(node__isnull=True) | Q(reach.over("node_id"))) if reach else self.none()


class ForbiddenWording(models.Model):
    """One thing that is not promised: in which words it would be said (`variants`, a line each), where no alarm is meant
    (`exceptions`), why not, and what to say instead. Of no node: everywhere.
    """

    class Severity(models.TextChoices):
        WARN = "warn", _("Warn")
        CONFIRM = "confirm", _("Must be confirmed")

    code = models.SlugField(max_length=40, unique=True)
    node = models.ForeignKey(Node, models.PROTECT, null=True, blank=True, related_name="+")
    name = models.JSONField(default=dict)
    variants = models.TextField()
    exceptions = models.TextField(blank=True, default="")
    why = models.JSONField(default=dict)
    instead = models.JSONField(default=dict)
    severity = models.CharField(max_length=8, choices=Severity, default=Severity.WARN)
    position = models.IntegerField(default=0)
    is_active = models.BooleanField(default=True)
    version = models.IntegerField(default=1)

    objects = WordingQuerySet.as_manager()

    class Meta:
        ordering = ["position", "code"]
        constraints = [
            models.CheckConstraint(condition=~Q(variants=""), name="wording_says_something"),
            models.CheckConstraint(condition=Q(severity__in=["warn", "confirm"]), name="wording_severity"),
        ]

    def __str__(self) -> str:
        return pick(self.name) or self.code

    @property
    def must_confirm(self) -> bool:
        """Whether it is sent only with a tick."""
        return self.severity == self.Severity.CONFIRM


class UseQuerySet(models.QuerySet):
    def visible_to(self, viewer: Actor) -> Self:
        """ORG-3: of the places at which one looks after what is written."""
        return viewer.limit(self, SEE_WORDING_USES)


class WordingUse(models.Model):
    """It was written to a customer nevertheless. `about` is a message, a promise or a bulletin: ids, no words."""

    id = models.BigAutoField(primary_key=True)
    node = models.ForeignKey(Node, models.PROTECT, related_name="+", db_index=False)
    wording = models.ForeignKey(ForbiddenWording, models.PROTECT, related_name="uses")
    staff = models.ForeignKey(StaffMember, models.PROTECT, null=True, related_name="+", db_index=False)
    about_kind = models.CharField(max_length=20)
    about_id = models.BigIntegerField()
    at = models.DateTimeField()

    objects = UseQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["node", "-id"], name="wording_use_node")]
        constraints = [
            models.UniqueConstraint(fields=["wording", "about_kind", "about_id"], name="wording_use_once")
        ]

    def __str__(self) -> str:
        return f"wording {self.wording_id} in {self.about_kind} {self.about_id}"
