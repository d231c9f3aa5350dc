"""Who brought whom to us (CUS-5)."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef

from alongside.domain.customers.models.customer import Customer
from alongside.domain.customers.models.living import UnitRelation
from alongside.domain.customers.permissions import SEE_CUSTOMERS
from alongside.domain.organisation.models import StaffMember
from alongside.kernel.actor import Actor

BOUGHT = ("buyer", "owner", "co_owner")


class IntroductionQuerySet(models.QuerySet):
    def visible_to(self, viewer: Actor) -> Self:
        """Where the viewer may see both: neither is learnt of by the other (ORG-3)."""
        if viewer.reach(SEE_CUSTOMERS).everywhere:
            return self
        known = Customer.objects.visible_to(viewer)
        return self.filter(
            Exists(known.filter(pk=OuterRef("customer_id"))),
            Exists(known.filter(pk=OuterRef("introducer_id"))),
        )

    def with_purchase(self) -> Self:
        """Each with `has_bought`: whether the one who came has bought a home with us."""
        bought = UnitRelation.objects.filter(customer=OuterRef("customer_id"), role__in=BOUGHT)
        return self.exclude(customer=F("introducer")).annotate(has_bought=Exists(bought))

    def led_somewhere(self) -> Self:
        """Those that led to a purchase."""
        return self.with_purchase().filter(has_bought=True)


class Introduction(models.Model):
    """That a customer came to us through another one. Both may turn out to be one person: then it counts for nothing."""

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="introductions")
    introducer = models.ForeignKey(Customer, models.CASCADE, related_name="introduced")
    noted_by = models.ForeignKey(StaffMember, models.PROTECT, null=True, related_name="+")
    noted_at = models.DateTimeField()

    objects = IntroductionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["customer", "introducer"], name="introduction_once"),
        ]

    def __str__(self) -> str:
        return f"{self.introducer_id} → {self.customer_id}"
