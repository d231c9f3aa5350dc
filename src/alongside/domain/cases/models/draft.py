"""What a customer has begun to report and not sent yet."""

from __future__ import annotations

from typing import Self
from uuid import uuid4

from django.db import models

from alongside.domain.cases.models.case import Case
from alongside.domain.cases.models.catalogue import Category, Kind
from alongside.domain.customers.models import Customer
from alongside.domain.estates.models import Estate, Location, Pin, PublicArea, Unit
from alongside.domain.organisation.models import Node
from alongside.kernel.actor import Actor


class CaseDraftQuerySet(models.QuerySet):
    def visible_to(self, viewer: Actor) -> Self:
        """One's own; nobody else reads what was not sent."""
        return self.filter(customer_id=viewer.id) if viewer.kind == "customer" else self.none()


class CaseDraft(models.Model):
    """A report in the making, kept step by step so that a broken connection costs nothing.

    It becomes one case, once: `case` is set in the transaction that opens it, so sending twice opens one.
    """

    key = models.UUIDField(default=uuid4, unique=True, editable=False)
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="case_drafts")
    node = models.ForeignKey(Node, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind, blank=True)
    kind_was_given = models.BooleanField(default=False)  # by the way they came; then no page asks for it
    category = models.ForeignKey(Category, models.SET_NULL, null=True, blank=True, related_name="+")
    unit = models.ForeignKey(Unit, models.CASCADE, null=True, blank=True, related_name="+")
    estate = models.ForeignKey(Estate, models.CASCADE, null=True, blank=True, related_name="+")
    public_area = models.ForeignKey(PublicArea, models.SET_NULL, null=True, blank=True, related_name="+")
    location = models.ForeignKey(Location, models.SET_NULL, null=True, blank=True, related_name="+")
    pin = models.ForeignKey(Pin, models.SET_NULL, null=True, blank=True, related_name="+")
    place_words = models.CharField(max_length=200, blank=True)
    words = models.TextField(blank=True)
    started_at = models.DateTimeField()
    changed_at = models.DateTimeField(db_index=True)
    case = models.OneToOneField(Case, models.CASCADE, null=True, blank=True, related_name="draft")

    objects = CaseDraftQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.key)
