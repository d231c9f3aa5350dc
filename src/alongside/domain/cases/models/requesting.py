"""A person asks about their own data: see, copy, correct, delete, withdraw (INF-4)."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from alongside.domain.cases.models.case import Case
from alongside.domain.customers.models import Customer
from alongside.domain.organisation.models import Node, StaffMember
from alongside.domain.privacy.permissions import HANDLE_PRIVACY_REQUESTS
from alongside.kernel.actor import Actor


class PrivacyRequestQuerySet(models.QuerySet):
    def visible_to(self, viewer: Actor) -> Self:
        """One's own; staff who handle them."""
        if viewer.kind == "customer":
            return self.filter(customer_id=viewer.id)
        return viewer.limit(self, HANDLE_PRIVACY_REQUESTS)

    def open(self) -> Self:
        return self.filter(done_at__isnull=True, refused_at__isnull=True, case__is_open=True)


class PrivacyRequest(models.Model):
    """What the case of kind `privacy` is about: which right, who made sure that it is them, what came of it."""

    class Right(models.TextChoices):
        """PIPL art. 44 to 47."""

        SEE = "see", _("See what is held")
        COPY = "copy", _("Get a copy")
        CORRECT = "correct", _("Correct or complete")
        DELETE = "delete", _("Delete")
        WITHDRAW = "withdraw", _("Withdraw all consent")

    class Verified(models.TextChoices):
        PORTAL = "portal", _("Signed in to the portal with a code")
        DOCUMENT = "document", _("Identity document seen")
        CALL_BACK = "call_back", _("Called back on the known number")
        PROXY = "proxy", _("Representative with written authority")

    case = models.OneToOneField(Case, models.PROTECT, related_name="privacy_request")
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="privacy_requests")
    node = models.ForeignKey(Node, models.PROTECT, related_name="+")
    right = models.CharField(max_length=8, choices=Right)
    raised_at = models.DateTimeField()
    verified_how = models.CharField(max_length=10, choices=Verified, blank=True)
    verified_at = models.DateTimeField(null=True, blank=True)
    verified_by = models.ForeignKey(StaffMember, models.PROTECT, null=True, blank=True, related_name="+")
    decided_by = models.ForeignKey(StaffMember, models.PROTECT, null=True, blank=True, related_name="+")
    done_at = models.DateTimeField(null=True, blank=True)
    refused_at = models.DateTimeField(null=True, blank=True)

    objects = PrivacyRequestQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["customer", "-raised_at"], name="privacy_request_customer")]
        constraints = [
            models.CheckConstraint(
                condition=Q(done_at__isnull=True) | Q(verified_at__isnull=False),
                name="privacy_request_verified_first",
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.right}"
