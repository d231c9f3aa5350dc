"""How the company guards its sign-in and its customers' data: the one row that the packs bring and the company keeps."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from alongside.domain.organisation.models.company import StaffMember


class SecurityPolicy(models.Model):
    """What the company asks of its people (INF-6, ORG-8). One row; without it nothing is asked.

    `second_factor_for` are permissions: who holds one of them anywhere needs a second factor, from
    `second_factor_grace_days` after they came to hold it, or after the policy itself began.
    """

    second_factor_for = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    second_factor_grace_days = models.PositiveSmallIntegerField(default=14)
    second_factor_since = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(models.Value(1), name="security_policy_single"),
            models.CheckConstraint(
                condition=Q(second_factor_grace_days__lte=365), name="security_policy_grace_of_a_year"
            ),
        ]

    def __str__(self) -> str:
        return "security policy"


class SecondFactorReset(models.Model):
    """Why somebody's second factor was taken away. Who did it says the journal's entry."""

    staff = models.ForeignKey(StaffMember, models.PROTECT, related_name="+")
    entry_id = models.BigIntegerField()
    reason = models.CharField(max_length=300)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.staff_id} {self.at}"
