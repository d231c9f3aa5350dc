"""Two records of one customer: what points to it, and what a merge moved (CUS-6)."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from alongside.domain.customers.models.customer import Customer
from alongside.domain.organisation.models import Node, StaffMember
from alongside.kernel.actor import Actor
from alongside.kernel.crypto import EncryptedTextField


class DuplicateSuggestionQuerySet(models.QuerySet):
    def visible_to(self, viewer: Actor) -> Self:
        """Pairs of which the viewer may see both: a pair with somebody elsewhere would tell that they exist (ORG-3)."""
        seen = Customer.objects.visible_to(viewer)
        return self.filter(first__in=seen.values("pk"), second__in=seen.values("pk"))

    def open(self) -> Self:
        """Nobody has decided yet; the likeliest first."""
        return self.filter(state=DuplicateSuggestion.State.OPEN).order_by("-likeness", "id")


class DuplicateSuggestion(models.Model):
    """That two customers may be one. Once dismissed it stays so, whatever later sweeps find.

    `reasons` are codes (phone, email, document, home, name); the evidence itself is looked up, masked, when shown.
    """

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("duplicate", "Open")
        DISMISSED = "dismissed", pgettext_lazy("duplicate", "Not the same")
        MERGED = "merged", pgettext_lazy("duplicate", "Merged")

    class Reason(models.TextChoices):
        PHONE = "phone", _("same phone")
        EMAIL = "email", _("same email")
        DOCUMENT = "document", _("same identity document")
        HOME = "home", _("same home and name")
        NAME = "name", _("same or like-sounding name")

    id = models.BigAutoField(primary_key=True)
    first = models.ForeignKey(Customer, models.CASCADE, related_name="+")
    second = models.ForeignKey(Customer, models.CASCADE, related_name="+")
    reasons = models.JSONField(default=list)
    likeness = models.SmallIntegerField(default=0)  # 0 to 100
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    found_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(StaffMember, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = DuplicateSuggestionQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["-likeness", "id"], name="duplicate_open", condition=Q(state="open")),
        ]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="duplicate_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="duplicate_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} = {self.second_id}?"

    @property
    def reason_labels(self) -> list[str]:
        """What speaks for it, in words."""
        return [str(self.Reason(one).label) for one in self.reasons]


class MergeRecordQuerySet(models.QuerySet):
    def visible_to(self, viewer: Actor) -> Self:
        """Those whose survivor the viewer may see (ORG-3)."""
        return self.filter(survivor__in=Customer.objects.visible_to(viewer))

    def standing(self) -> Self:
        return self.filter(unmerged_at__isnull=True)


class MergeRecord(models.Model):
    """Exactly what a merge did, so that it can be undone: which rows moved, which fields the survivor took over.

    `moved`: label of a table -> ids. `fields`: {name: [before, after]} as JSON, encrypted, for names and documents
    are among them. `were_primary`: contact points that were their first owner's primary one.
    """

    id = models.BigAutoField(primary_key=True)
    survivor = models.ForeignKey(Customer, models.PROTECT, related_name="merges")
    merged = models.ForeignKey(Customer, models.PROTECT, related_name="merged_by")
    node = models.ForeignKey(Node, models.PROTECT, related_name="+")
    reasons = models.JSONField(default=list)
    moved = models.JSONField(default=dict)
    were_primary = models.JSONField(default=list)
    fields = EncryptedTextField(default="")
    merged_at = models.DateTimeField()
    by = models.ForeignKey(StaffMember, models.PROTECT, null=True, blank=True, related_name="+")
    unmerged_at = models.DateTimeField(null=True, blank=True)
    unmerged_by = models.ForeignKey(StaffMember, models.PROTECT, null=True, blank=True, related_name="+")

    objects = MergeRecordQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["merged"], condition=Q(unmerged_at__isnull=True), name="merged_once"
            ),
            models.CheckConstraint(condition=~Q(survivor=F("merged")), name="merged_with_another"),
        ]

    def __str__(self) -> str:
        return f"{self.merged_id} → {self.survivor_id}"
