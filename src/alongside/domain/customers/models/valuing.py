"""What a customer is worth to us and why, and the segments that come of such facts (CUS-4, CUS-5)."""

from __future__ import annotations

from typing import Self

from django.db import models

from alongside.domain.customers.models.customer import Customer, OfCustomerQuerySet
from alongside.domain.customers.permissions import SEE_CUSTOMERS
from alongside.domain.organisation.models import Node, StaffMember
from alongside.kernel.actor import Actor
from alongside.kernel.local_text import pick


class ValueRule(models.Model):
    """So many points for each of a fact, at most so many. Policy: the pack brings them, the company keeps them."""

    code = models.CharField(max_length=40, unique=True)
    fact = models.CharField(max_length=40)
    points = models.SmallIntegerField()
    most = models.SmallIntegerField()
    sentence = models.JSONField(default=dict)
    position = models.SmallIntegerField(default=0)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return pick(self.sentence) or self.code


class TierRule(models.Model):
    """From which score on a customer is of a tier."""

    tier = models.CharField(max_length=10, choices=Customer.Tier, unique=True)
    from_score = models.SmallIntegerField()

    class Meta:
        ordering = ["from_score"]

    def __str__(self) -> str:
        return f"{self.tier} ≥ {self.from_score}"


class TierChange(models.Model):
    """That a customer's tier changed, when, and why: `because` is [[code of the rule, count, points], …] (CUS-4)."""

    id = models.BigAutoField(primary_key=True)
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="tier_changes")
    tier_before = models.CharField(max_length=10, choices=Customer.Tier)
    tier = models.CharField(max_length=10, choices=Customer.Tier)
    score = models.SmallIntegerField()
    because = models.JSONField(default=list)
    changed_at = models.DateTimeField()

    objects = OfCustomerQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["customer", "-id"], name="tier_change_customer")]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.tier_before} → {self.tier}"


class SegmentQuerySet(models.QuerySet):
    def visible_to(self, viewer: Actor) -> Self:
        """Those kept at a node that the viewer reaches (ORG-3)."""
        return viewer.limit(self, SEE_CUSTOMERS)


class Segment(models.Model):
    """A named condition over facts of customers, computed whenever it is asked for (CUS-4).

    `conditions`: [[fact, how, value], …]; all of them hold, or any.
    """

    node = models.ForeignKey(Node, models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    is_any = models.BooleanField(default=False)
    conditions = models.JSONField(default=list)
    made_by = models.ForeignKey(StaffMember, models.SET_NULL, null=True, blank=True, related_name="+")
    changed_at = models.DateTimeField()
    version = models.IntegerField(default=1)

    objects = SegmentQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        constraints = [models.UniqueConstraint(fields=["node", "name"], name="segment_once_per_node")]

    def __str__(self) -> str:
        return self.name
