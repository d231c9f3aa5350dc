"""Legal hold: for a matter of law nothing is deleted, whatever anybody asks and however old it is (INF-5)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self

from django.db import models
from django.db.models import Q

from alongside.domain.customers.models import Customer
from alongside.domain.estates.models import Estate
from alongside.domain.organisation.models import Node, StaffMember
from alongside.domain.privacy.permissions import HANDLE_PRIVACY_REQUESTS, PLACE_LEGAL_HOLD
from alongside.kernel.actor import Actor


class LegalHoldQuerySet(models.QuerySet):
    def visible_to(self, viewer: Actor) -> Self:
        """Who places them, and who must know of them before erasing."""
        return viewer.limit(self, PLACE_LEGAL_HOLD) | viewer.limit(self, HANDLE_PRIVACY_REQUESTS)

    def standing(self) -> Self:
        return self.filter(lifted_at__isnull=True)

    def reaching(self, customer_ids: Sequence[int]) -> Self:
        """Standing holds about these customers, a case of theirs, or an estate in which they have a home."""
        homes = Q(estate__units__relations__customer__in=customer_ids)
        return self.standing().filter(Q(customer__in=customer_ids) | homes).distinct()


class LegalHold(models.Model):
    """On a customer, on one case of theirs, or on an estate with everybody in it.

    `case_id` names a case, a thing of the domains above; whose it is stands in `customer`, if anybody's.
    """

    node = models.ForeignKey(Node, models.PROTECT, related_name="+")
    customer = models.ForeignKey(Customer, models.PROTECT, null=True, blank=True, related_name="legal_holds")
    case_id = models.BigIntegerField(null=True, blank=True)
    estate = models.ForeignKey(Estate, models.PROTECT, null=True, blank=True, related_name="legal_holds")
    matter = models.CharField(max_length=120)  # 案号, who asked for it
    placed_by = models.ForeignKey(StaffMember, models.PROTECT, null=True, related_name="+")
    placed_at = models.DateTimeField()
    lifted_by = models.ForeignKey(StaffMember, models.PROTECT, null=True, blank=True, related_name="+")
    lifted_at = models.DateTimeField(null=True, blank=True)

    objects = LegalHoldQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["case_id"], name="legal_hold_case", condition=Q(lifted_at__isnull=True))
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(customer__isnull=False) | Q(case_id__isnull=False) | Q(estate__isnull=False),
                name="legal_hold_holds_something",
            )
        ]

    def __str__(self) -> str:
        return self.matter
