"""Leaving: the last moment that was set, and who takes what is open (ORG-6)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from alongside.domain.organisation.models.people import StaffMember


class Leaving(models.Model):
    """Somebody leaves at a moment. At it, or when it is ended by hand, access is gone and nothing stays with them."""

    staff = models.ForeignKey(StaffMember, models.PROTECT, related_name="leavings")
    leaves_at = models.DateTimeField()
    planned_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["leaves_at"],
                name="leaving_due",
                condition=Q(done_at__isnull=True, cancelled_at__isnull=True),
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["staff"],
                name="leaving_once",
                condition=Q(done_at__isnull=True, cancelled_at__isnull=True),
            ),
            models.CheckConstraint(condition=Q(leaves_at__gt=F("planned_at")), name="leaving_lies_ahead"),
        ]

    def __str__(self) -> str:
        return f"{self.staff_id} {self.leaves_at}"


class HandoverItem(models.Model):
    """One thing of theirs that is offered to somebody. Nothing is taken before that person has accepted it."""

    class State(models.TextChoices):
        OFFERED = "offered", _("Waits for an answer")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")
        GIVEN = "given", _("Passed on by itself")

    leaving = models.ForeignKey(Leaving, models.CASCADE, related_name="items")
    kind = models.CharField(max_length=20)
    thing_id = models.BigIntegerField()
    label = models.CharField(max_length=80)
    receiver = models.ForeignKey(StaffMember, models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=8, choices=State, default=State.OFFERED)
    offered_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["receiver"], name="handover_waiting", condition=Q(state="offered")),
        ]
        constraints = [
            models.UniqueConstraint(fields=["leaving", "kind", "thing_id"], name="handover_item_once"),
            models.CheckConstraint(
                condition=Q(state="given") | Q(receiver__isnull=False), name="handover_item_has_receiver"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.thing_id}"
