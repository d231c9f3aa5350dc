"""How the company guards its sign-in and its customers' data: the one row that the packs bring and the company keeps."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from alongside.domain.organisation.models.people import StaffMember
from alongside.kernel.crypto import EncryptedTextField


class SecurityPolicy(models.Model):
    """What the company asks of its people (INF-6, ORG-8). One row; without it nothing is asked.

    `second_factor_for` are permissions: who holds one of them anywhere needs a second factor, from
    `second_factor_grace_days` after they came to hold it, or after the policy itself began. `clearance_required`: nobody
    sees customers' data before they have signed the undertaking and passed the course; both hold for so many months.
    """

    second_factor_for = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    second_factor_grace_days = models.PositiveSmallIntegerField(default=14)
    second_factor_since = models.DateTimeField(null=True, blank=True)
    clearance_required = models.BooleanField(default=False)
    undertaking_months = models.PositiveSmallIntegerField(default=12)
    course_months = models.PositiveSmallIntegerField(default=12)
    pass_mark = models.PositiveSmallIntegerField(default=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(models.Value(1), name="security_policy_single"),
            models.CheckConstraint(
                condition=Q(second_factor_grace_days__lte=365), name="security_policy_grace_of_a_year"
            ),
            models.CheckConstraint(
                condition=Q(undertaking_months__gte=1, course_months__gte=1, pass_mark__lte=100),
                name="security_policy_clearance_makes_sense",
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


class OutsideIdentity(models.Model):
    """Who a staff member is at a sign-in of elsewhere: a provider and the id that it knows them by (INF-6, ORG-11)."""

    staff = models.ForeignKey(StaffMember, models.CASCADE, related_name="outside_identities")
    provider = models.CharField(max_length=20)
    subject = models.CharField(max_length=255)
    bound_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["provider", "subject"], name="outside_identity_of_one_person"),
            models.UniqueConstraint(fields=["provider", "staff"], name="outside_identity_once_a_provider"),
        ]

    def __str__(self) -> str:
        return f"{self.provider} {self.staff_id}"


class OutsideToken(models.Model):
    """The key that a platform gave this whole company for two hours: shared by all processes, as it is rationed."""

    provider = models.CharField(max_length=20, primary_key=True)
    token = EncryptedTextField(blank=True, default="")
    expires_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.provider
