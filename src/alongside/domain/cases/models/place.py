"""Where on the plan of a home a case lies (EST-8)."""

from __future__ import annotations

from django.db import models

from alongside.domain.cases.models.case import Case
from alongside.domain.estates.models import Pin


class CasePin(models.Model):
    """Beside the case rather than in it: few cases have one, and a case is read all day."""

    case = models.OneToOneField(Case, models.CASCADE, primary_key=True, related_name="pinned")
    pin = models.OneToOneField(Pin, models.PROTECT, related_name="case_pin")

    def __str__(self) -> str:
        return f"{self.case_id} {self.pin_id}"
