"""One customer, one record (CUS-1, 2, 8)."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from alongside.domain.customers.permissions import SEE_CUSTOMERS
from alongside.domain.estates.models import Unit
from alongside.domain.organisation.models import Node, StaffMember
from alongside.kernel.actor import Actor
from alongside.kernel.crypto import EncryptedTextField
from alongside.kernel.permission import Permission
from alongside.kernel.search import Searched


class Household(models.Model):
    """Customers who live or decide together."""

    name = models.CharField(max_length=60, blank=True)
    words = models.CharField(max_length=200, blank=True)  # 夫妻、婴儿 1、老人 1

    def __str__(self) -> str:
        return self.name


class CustomerQuerySet(models.QuerySet):
    def visible_to(self, viewer: Actor) -> Self:
        """Customers known at a node that the viewer reaches; a customer sees only themself (ORG-3)."""
        if viewer.kind == "customer":
            return self.filter(pk=viewer.id)
        reach = viewer.reach(SEE_CUSTOMERS)
        if reach.everywhere:
            return self
        if not reach:
            return self.none()
        at = CustomerNode.objects.filter(reach.over("node_id"), customer=OuterRef("pk"))
        return self.filter(Exists(at))


class Customer(Searched):
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
    document_kind = models.CharField(max_length=20, blank=True)
    document_number = EncryptedTextField(blank=True, default="")
    document_hash = models.CharField(max_length=32, blank=True, default="", db_index=True)
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
    version = models.IntegerField(default=1)

    objects = CustomerQuerySet.as_manager()

    class Meta(Searched.Meta):
        indexes = [
            *Searched.Meta.indexes,
            models.Index(fields=["name_sort_key", "id"], name="customer_sorted"),
            models.Index(fields=["node", "name_sort_key"], name="customer_node_sorted"),
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


class AlertQuerySet(OfCustomerQuerySet):
    def current(self, on: date) -> Self:
        """Not lifted, not expired (CUS-8)."""
        return self.filter(lifted_at__isnull=True, expires_on__gte=on)


class ContactPoint(models.Model):
    """A phone, email, WeChat id or address. The value is only ever stored encrypted (INF-1).

    `value_hash` finds the exact value, `tail_hash` the last four digits of a phone.
    """

    class Kind(models.TextChoices):
        PHONE = "phone", _("Phone")
        EMAIL = "email", pgettext_lazy("contact point", "Email")
        WECHAT = "wechat", _("WeChat")
        ADDRESS = "address", _("Address")

    class RevealReason(models.TextChoices):
        CALL = "call", _("To call the customer")
        VISIT = "visit", _("For a visit")
        VERIFY = "verify", _("To check that it is right")
        REQUEST = "request", _("The customer asked")
        LEGAL = "legal", _("For a legal matter")

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="contact_points")
    kind = models.CharField(max_length=10, choices=Kind)
    value = EncryptedTextField()
    value_hash = models.CharField(max_length=32, db_index=True)
    tail_hash = models.CharField(max_length=32, blank=True, default="", db_index=True)
    masked = models.CharField(max_length=60, blank=True, default="")  # 138····4420
    label = models.CharField(max_length=30, blank=True)
    is_primary = models.BooleanField(default=False)
    verified_at = models.DateTimeField(null=True, blank=True)
    wrong_reports = models.SmallIntegerField(default=0)

    objects = OfCustomerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["customer", "kind", "value_hash"], name="contact_point_once"),
            models.UniqueConstraint(
                fields=["customer", "kind"], condition=Q(is_primary=True), name="contact_point_one_primary"
            ),
        ]

    def __str__(self) -> str:
        return self.masked


class UnitRelation(models.Model):
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


class Alert(models.Model):
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


class SignInCode(models.Model):
    """A one-time code for the portal: hashed, short-lived, few tries."""

    contact_hash = models.CharField(max_length=32, db_index=True)
    asked_from = models.CharField(max_length=32, blank=True)  # blind index of the network address that asked
    code_hash = models.CharField(max_length=64)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.SmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["asked_from", "sent_at"], name="sign_in_code_asked_from")]

    def __str__(self) -> str:
        return f"{self.contact_hash[:6]} {self.sent_at}"


class PortalSession(models.Model):
    """One sign-in of a customer on one device: listed for them, ended by them, over after its time (INF-6)."""

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="portal_sessions")
    device = models.CharField(max_length=200, blank=True)  # what the browser says of itself
    started_at = models.DateTimeField()
    used_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = OfCustomerQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["customer", "-used_at"], name="portal_session_customer")]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.started_at}"


class CustomerActor(Actor):
    """A customer who acts for themself in the portal: nothing by reach, only what is theirs."""

    kind = "customer"

    def __init__(self, customer: Customer) -> None:
        self.customer = customer
        self.id = customer.pk

    def may(self, permission: Permission, *, on: Any = None) -> bool:
        """What is of_customer, on themself or on a thing whose `customer_id` is theirs."""
        theirs = on.pk if isinstance(on, Customer) else getattr(on, "customer_id", None)
        return permission.of_customer and theirs == self.id
