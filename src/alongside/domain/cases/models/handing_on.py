"""Handing a case on: transfers that need acceptance, and attempts to reach the customer (CAS-3, CAS-5)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from alongside.domain.cases.models.case import Case
from alongside.domain.conversations.models import Channel
from alongside.domain.organisation.models import Node, StaffMember


class Transfer(models.Model):
    """An offer of a case to a colleague. Until accepted the case stays with the sender (CAS-5)."""

    class State(models.TextChoices):
        OFFERED = "offered", _("Offered")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", pgettext_lazy("transfer", "Declined")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    case = models.ForeignKey(Case, models.CASCADE, related_name="transfers")
    node = models.ForeignKey(Node, models.PROTECT, related_name="+")
    sender = models.ForeignKey(StaffMember, models.PROTECT, related_name="sent_transfers")
    receiver = models.ForeignKey(StaffMember, models.PROTECT, related_name="received_transfers")
    reason = models.TextField()
    state = models.CharField(max_length=10, choices=State, default=State.OFFERED)
    offered_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["receiver"], name="transfer_waiting", condition=Q(state="offered"))]
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(state="offered"), name="transfer_one_offer"),
            models.CheckConstraint(condition=~Q(sender=F("receiver")), name="transfer_to_somebody_else"),
            models.CheckConstraint(condition=~Q(reason=""), name="transfer_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.sender_id} → {self.receiver_id}"


class Attempt(models.Model):
    """A documented try to reach the customer (CAS-3: three of them may close a complaint)."""

    class Result(models.TextChoices):
        NO_ANSWER = "no_answer", _("No answer")
        BUSY = "busy", _("Busy")
        OFF = "off", _("Switched off")
        WRONG_NUMBER = "wrong_number", _("Wrong number")
        REACHED = "reached", _("Reached")

    case = models.ForeignKey(Case, models.CASCADE, related_name="attempts")
    by = models.ForeignKey(StaffMember, models.PROTECT, related_name="+")
    channel = models.CharField(max_length=10, choices=Channel)
    at = models.DateTimeField()
    result = models.CharField(max_length=20, choices=Result)
    words = models.TextField(blank=True)

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return f"{self.case_id} {self.at}"
