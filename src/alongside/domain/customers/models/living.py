"""What a customer is to a unit, from and until (CUS-1)."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from alongside.domain.customers.models.customer import Customer
from alongside.domain.customers.permissions import SEE_CUSTOMERS
from alongside.domain.estates.models import Unit
from alongside.domain.organisation.models import Node
from alongside.kernel.actor import Actor
from alongside.kernel.labels import Labelled


class UnitRelationQuerySet(models.QuerySet):
    def visible_to(self, viewer: Actor) -> Self:
        """Relations to units at nodes that the viewer reaches; a customer's own (ORG-3)."""
        if viewer.kind == "customer":
            return self.filter(customer_id=viewer.id)
        return viewer.limit(self, SEE_CUSTOMERS)

    def current(self, on: date) -> Self:
        """Those that hold on that day."""
        return self.filter(Q(until_on__isnull=True) | Q(until_on__gte=on), from_on__lte=on)

    def homes(self, on: date) -> Self:
        """What somebody calls theirs on that day: more than an intention to buy."""
        return self.current(on).exclude(role=UnitRelation.Role.PROSPECT)


class UnitPartQuerySet(models.QuerySet):
    def visible_to(self, viewer: Actor) -> Self:
        """What lies at nodes that the viewer reaches (ORG-3)."""
        return viewer.limit(self, SEE_CUSTOMERS)


class UnitRelation(Labelled):
    """What a customer is to a unit, from and until (CUS-1)."""

    class Role(models.TextChoices):
        PROSPECT = "prospect", _("Prospect")
        BUYER = "buyer", _("Buyer")
        OWNER = "owner", pgettext_lazy("of a home", "Owner")
        CO_OWNER = "co_owner", _("Co-owner")
        TENANT = "tenant", _("Tenant")
        FAMILY = "family", _("Family")
        AGENT = "agent", _("Authorised agent")

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="unit_relations")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="relations")
    node = models.ForeignKey(Node, models.PROTECT, related_name="+")
    role = models.CharField(max_length=10, choices=Role)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)

    objects = UnitRelationQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["unit", "until_on"], name="unit_relation_unit")]
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "unit", "role"],
                condition=Q(until_on__isnull=True),
                name="unit_relation_once",
            ),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")),
                name="unit_relation_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.role} {self.unit_id}"


class AgentAuthority(models.Model):
    """What an authorised agent may do at a unit, for whom, and until when; the papers are files about this row (CUS-1)."""

    class Scope(models.TextChoices):
        EVERYTHING = "everything", pgettext_lazy("authority", "Everything")
        HANDOVER = "handover", pgettext_lazy("authority", "Taking over the home")
        PAYMENT = "payment", pgettext_lazy("authority", "Fees and payments")
        REPAIR = "repair", pgettext_lazy("authority", "Repairs")
        RENOVATION = "renovation", pgettext_lazy("authority", "Renovation")
        LETTING = "letting", pgettext_lazy("authority", "Letting and sale")

    relation = models.OneToOneField(UnitRelation, models.CASCADE, related_name="authority")
    node = models.ForeignKey(Node, models.PROTECT, related_name="+")
    principal = models.ForeignKey(Customer, models.PROTECT, related_name="authorised")
    scopes = models.JSONField(default=list)
    words = models.CharField(max_length=200, blank=True)
    valid_until = models.DateField()
    file_count = models.SmallIntegerField(default=0)
    given_at = models.DateTimeField()

    objects = UnitPartQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.relation_id} ≤ {self.valid_until}"

    @property
    def scope_labels(self) -> list[str]:
        return [str(self.Scope(one).label) for one in self.scopes]

    def is_over(self, on: date) -> bool:
        """Whether the papers no longer hold on that day."""
        return self.valid_until < on
