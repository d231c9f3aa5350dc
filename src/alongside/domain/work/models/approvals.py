"""What needs a yes of others, and whose (ORG-9)."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from alongside.domain.organisation.models import ApiClient, Node, StaffMember
from alongside.domain.work.hooks import approvable
from alongside.domain.work.states import APPROVAL_STATES


class ApprovalRule(models.Model):
    """A step that a node asks for beyond what the kind itself asks, below it too (ORG-9).

    The nearest node with rules of a kind decides, with all its steps; without any the kind's own chain holds. A node
    asks for no less than what would hold there without it (`actions/chaining.py`).
    """

    kind = models.CharField(max_length=30)
    node = models.ForeignKey(Node, models.CASCADE, related_name="+")
    order = models.SmallIntegerField()
    permission = models.CharField(max_length=60)
    from_amount = models.DecimalField(max_digits=14, decimal_places=2, default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "node", "order"], name="approval_rule_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.order} {self.permission}"


class Approval(models.Model):
    """Something that needs a yes of others: asked, decided step by step, four eyes always (ORG-9).

    `fingerprint` tells what exactly was asked: when that changes afterwards, the yes no longer holds.
    """

    kind = models.CharField(max_length=30)
    about_kind = models.CharField(max_length=40)
    about_id = models.BigIntegerField()
    node = models.ForeignKey(Node, models.PROTECT, related_name="+")
    amount = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    fingerprint = models.CharField(max_length=64)
    asked_by = models.ForeignKey(StaffMember, models.PROTECT, related_name="+")
    asked_through = models.ForeignKey(
        ApiClient, models.PROTECT, null=True, blank=True, related_name="+"
    )  # the program that asked in their name
    reason = models.CharField(max_length=500)
    state = models.CharField(max_length=10, choices=APPROVAL_STATES.choices, default="asked")
    asked_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["about_kind", "about_id"], name="approval_about"),
            models.Index(fields=["node"], name="approval_waiting", condition=Q(state="asked")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "about_kind", "about_id"],
                condition=Q(state="asked"),
                name="approval_asked_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.about_kind}:{self.about_id}"

    @property
    def label(self) -> Any:
        return approvable(self.kind).label


class ApprovalDecision(models.Model):
    """One step of an approval: who must say yes, and who did, perhaps as somebody's deputy."""

    approval = models.ForeignKey(Approval, models.CASCADE, related_name="steps")
    order = models.SmallIntegerField()
    permission = models.CharField(max_length=60)
    by = models.ForeignKey(StaffMember, models.PROTECT, null=True, blank=True, related_name="+")
    instead_of = models.ForeignKey(StaffMember, models.PROTECT, null=True, blank=True, related_name="+")
    is_yes = models.BooleanField(null=True)
    words = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["approval", "order"], name="approval_step_once"),
            models.UniqueConstraint(fields=["approval", "by"], name="approval_four_eyes"),
        ]

    def __str__(self) -> str:
        return f"{self.approval_id}/{self.order}"
