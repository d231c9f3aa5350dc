"""What a person must see before speaking (CUS-8)."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from alongside.domain.customers.models.customer import Customer, OfCustomerQuerySet
from alongside.domain.organisation.models import StaffMember
from alongside.kernel.labels import Labelled


class AlertQuerySet(OfCustomerQuerySet):
    def current(self, on: date) -> Self:
        """Not lifted, not expired (CUS-8)."""
        return self.filter(lifted_at__isnull=True, expires_on__gte=on)


class Alert(Labelled):
    """Something to see before speaking (CUS-8): has an owner and an expiry, always."""

    class Kind(models.TextChoices):
        MAJOR_COMPLAINT = "major_complaint", _("Open major complaint")
        PROMISE_OVERDUE = "promise_overdue", _("Promise overdue")
        VULNERABLE = "vulnerable", _("Vulnerable resident")
        WRONG_NUMBER = "wrong_number", _("Wrong number reported")
        STAFF_SAFETY = "staff_safety", _("Staff safety")
        OTHER = "other", _("Other")

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="alerts")
    kind = models.CharField(max_length=20, choices=Kind)
    words = models.CharField(max_length=300)
    owner = models.ForeignKey(StaffMember, models.PROTECT, related_name="+")
    consented = models.BooleanField(default=False)  # a vulnerable resident has agreed to be marked
    raised_at = models.DateTimeField()
    expires_on = models.DateField()
    lifted_at = models.DateTimeField(null=True, blank=True)
    once_key = models.CharField(max_length=80, null=True, blank=True)

    objects = AlertQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["customer", "expires_on"], name="alert_customer")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="vulnerable") | Q(consented=True), name="alert_vulnerable_needs_consent"
            ),
            models.UniqueConstraint(fields=["customer", "once_key"], name="alert_once"),
        ]

    def __str__(self) -> str:
        return self.words
