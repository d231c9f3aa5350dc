"""One customer, one record, and who sees them (CUS-1, ORG-3)."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q, Value
from django.utils.translation import gettext_lazy as _

from alongside.domain.customers import rules
from alongside.domain.customers.permissions import SEE_CUSTOMERS
from alongside.domain.organisation.models import Node
from alongside.kernel.actor import Actor
from alongside.kernel.blind_indexes import BlindIndexField
from alongside.kernel.crypto import EncryptedTextField
from alongside.kernel.labels import Labelled
from alongside.kernel.permission import Permission
from alongside.kernel.search import Searched


class Household(models.Model):
    """Customers who live or decide together."""

    name = models.CharField(max_length=60, blank=True)
    words = models.CharField(max_length=200, blank=True)  # 夫妻、婴儿 1、老人 1
    children = models.SmallIntegerField(default=0)
    elders = models.SmallIntegerField(default=0)

    def __str__(self) -> str:
        return self.name


class CustomerQuerySet(models.QuerySet):
    def visible_to(self, viewer: Actor) -> Self:
        """Customers known at a node that the viewer reaches; a customer sees only themself (ORG-3)."""
        if viewer.kind == "customer":
            return self.filter(pk=viewer.id)
        reach = viewer.reach(SEE_CUSTOMERS)
        if reach.everywhere:
            return self.living()
        if not reach:
            return self.none()
        at = CustomerNode.objects.filter(reach.over("node_id"), customer=OuterRef("pk"))
        return self.living().filter(Exists(at))

    def living(self) -> Self:
        """Without the records that have been merged into another one (CUS-6)."""
        return self.filter(merged_into__isnull=True)


class Customer(Labelled, Searched):
    """A person or company we serve, at any stage (CUS-1).

    `node` is where the customer was first known; CustomerNode lists every place that serves them.
    """

    class Kind(models.TextChoices):
        PERSON = "person", _("Person")
        COMPANY = "company", _("Company")

    class Tier(models.TextChoices):
        STANDARD = "standard", _("Standard")
        SILVER = "silver", _("Silver member")
        GOLD = "gold", _("Gold member")

    node = models.ForeignKey(Node, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.PERSON)
    name = models.CharField(max_length=120)
    name_sort_key = models.CharField(max_length=300, blank=True)
    form_of_address = models.CharField(max_length=20, blank=True)  # 先生 / 女士
    language = models.CharField(max_length=10, default="zh-hans")
    tier = models.CharField(max_length=10, choices=Tier, default=Tier.STANDARD)
    # What the company, or the system imported from, gave; the computed tier may be higher.
    granted_tier = models.CharField(
        max_length=10, choices=Tier, default=Tier.STANDARD, db_default=Tier.STANDARD
    )
    value_score = models.SmallIntegerField(default=0, db_default=0)
    # [[code of the rule, count, points], …] (CUS-5)
    value_because = models.JSONField(default=list, db_default=Value([], models.JSONField()))
    document_kind = models.CharField(max_length=20, blank=True)
    document_number = EncryptedTextField(blank=True, default="")
    document_hash = BlindIndexField(of=("document_number",), made=rules.document_key, blank=True, default="")
    household = models.ForeignKey(Household, models.SET_NULL, null=True, blank=True, related_name="members")
    preferred_channel = models.CharField(max_length=12, blank=True)
    contact_from = models.TimeField(null=True, blank=True)
    contact_until = models.TimeField(null=True, blank=True)
    is_do_not_disturb = models.BooleanField(default=False)
    words = models.TextField(blank=True)
    created_at = models.DateTimeField()
    source_key = models.CharField(
        max_length=80, null=True, blank=True, unique=True
    )  # id in the system imported from
    merged_into = (
        models.ForeignKey(  # the record that survived; this one waits for being parted again (CUS-6)
            "self", models.PROTECT, null=True, blank=True, related_name="merged_ones", db_index=False
        )
    )
    erased_at = models.DateTimeField(null=True, blank=True)  # only a reference is left (INF-4)
    version = models.IntegerField(default=1)

    objects = CustomerQuerySet.as_manager()

    class Meta(Searched.Meta):
        indexes = [
            *Searched.Meta.indexes,
            models.Index(
                # of lists, which never show who was merged
                fields=["name_sort_key", "id"],
                name="customer_living_sorted",
                condition=Q(merged_into__isnull=True),
            ),
            models.Index(
                fields=["tier", "id"], name="customer_living_tier", condition=Q(merged_into__isnull=True)
            ),
            models.Index(fields=["document_hash"], name="customer_document"),
            models.Index(fields=["node", "name_sort_key"], name="customer_node_sorted"),
            models.Index(
                fields=["merged_into"], name="customer_merged", condition=Q(merged_into__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def require_at_their_nodes(self, permission: Permission, by: Actor) -> None:
        """Raise NotAllowed unless the actor holds the permission at a node that serves this customer."""
        reach = by.reach(permission)
        if reach.everywhere or (reach and self.nodes.filter(reach.over("node_id")).exists()):
            return
        by.require(permission, on=self)

    @property
    def called(self) -> str:
        """How we say their name: 周女士, else the full name."""
        return f"{self.name[:1]}{self.form_of_address}" if self.form_of_address else self.name


class CustomerNode(models.Model):
    """That a node serves a customer: the one table that decides who sees them. Kept by actions only."""

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="nodes")
    node = models.ForeignKey(Node, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["node", "customer"], name="customer_once_per_node")]

    def __str__(self) -> str:
        return f"{self.customer_id}@{self.node_id}"


class OfCustomerQuerySet(models.QuerySet):
    def visible_to(self, viewer: Actor) -> Self:
        """What belongs to customers whom the viewer may see (ORG-3)."""
        return self.filter(customer__in=Customer.objects.visible_to(viewer))
