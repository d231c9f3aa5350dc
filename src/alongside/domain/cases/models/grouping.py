"""What is said to everybody whose case follows a lead case, and to whom it was said (CAS-11, CAS-19)."""

from __future__ import annotations

from django.db import models

from alongside.domain.cases.models.case import Case
from alongside.domain.organisation.models import Node, StaffMember


class GroupAnswer(models.Model):
    """One answer for all. `is_standing`: whoever joins later hears it too, until a newer one stands."""

    lead = models.ForeignKey(Case, models.CASCADE, related_name="group_answers")
    words = models.TextField()
    is_standing = models.BooleanField(default=False)
    given_by = models.ForeignKey(StaffMember, models.PROTECT, null=True, related_name="+")
    given_at = models.DateTimeField()

    class Meta:
        ordering = ("-given_at", "-pk")

    def __str__(self) -> str:
        return f"{self.lead_id} {self.pk}"


class GroupTold(models.Model):
    """That the customer of one case is told an answer: `told_at` empty while it is on its way."""

    id = models.BigAutoField(primary_key=True)
    answer = models.ForeignKey(GroupAnswer, models.CASCADE, related_name="tellings")
    case = models.ForeignKey(Case, models.CASCADE, related_name="+")
    node = models.ForeignKey(Node, models.PROTECT, related_name="+", db_index=False)
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["answer", "case"], name="group_told_once")]

    def __str__(self) -> str:
        return f"{self.answer_id} {self.case_id}"
