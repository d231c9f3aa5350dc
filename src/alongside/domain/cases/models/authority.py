"""Authorities through which cases come, and what each of them asked (CAS-18)."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q

from alongside.domain.cases.models.case import Case
from alongside.domain.organisation.models import Node, StaffMember
from alongside.kernel.crypto import EncryptedTextField
from alongside.kernel.local_text import pick


class Authority(models.Model):
    """A hotline, petition office, association or regulator, with the boxes of its form of answer in `parts`.

    It belongs to the company: the packs add what is missing. One that is off stays in the cases that bear its numbers.
    """

    code = models.CharField(max_length=40, unique=True)
    name = models.JSONField(default=dict)
    heading = models.JSONField(default=dict)
    parts = models.JSONField(default=list)  # [{code, label, source}]
    days = models.SmallIntegerField(default=5)
    position = models.IntegerField(default=0)
    is_active = models.BooleanField(default=True)
    version = models.IntegerField(default=1)

    class Meta:
        ordering = ("position", "code")

    def __str__(self) -> str:
        return pick(self.name) or self.code


class AuthorityRequest(models.Model):
    """One number of theirs that a case bears. `answer` holds their boxes as JSON, once it went back.

    `answered_form` is the form as it was then (heading and parts), whatever becomes of the authority's own.
    """

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(Case, models.CASCADE, related_name="authority_requests")
    node = models.ForeignKey(Node, models.PROTECT, related_name="+", db_index=False)
    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+")
    number = models.CharField(max_length=60)
    received_at = models.DateTimeField()
    due_at = models.DateTimeField()
    noted_by = models.ForeignKey(StaffMember, models.PROTECT, null=True, related_name="+")
    answer = EncryptedTextField(blank=True, default="")
    answered_form = models.JSONField(default=dict, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(StaffMember, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("received_at", "pk")
        constraints = [
            models.UniqueConstraint(fields=["authority", "number"], name="authority_number_once"),
            models.CheckConstraint(condition=Q(due_at__gt=F("received_at")), name="authority_due_after"),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answer="")
                | (Q(answered_at__isnull=False) & ~Q(answer="")),
                name="authority_answered_in_words",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.authority_id} {self.number}"

    @property
    def form(self) -> dict[str, Any]:
        """Heading and parts: as they were when it was answered, else as the authority wants them now."""
        return self.answered_form or {"heading": self.authority.heading, "parts": self.authority.parts}
