"""A customer in the portal: codes, sign-ins, and acting for themself (INF-6)."""

from __future__ import annotations

from typing import Any

from django.db import models

from alongside.domain.customers import rules
from alongside.domain.customers.models.customer import Customer, OfCustomerQuerySet
from alongside.domain.customers.models.reaching import ContactPoint
from alongside.kernel.actor import Actor
from alongside.kernel.blind_indexes import BlindIndexField
from alongside.kernel.crypto import EncryptedTextField
from alongside.kernel.permission import Permission


class SignInCode(models.Model):
    """A one-time code for the portal: hashed, short-lived, few tries."""

    contact_hash = BlindIndexField(db_index=True)
    asked_from = BlindIndexField(blank=True)  # blind index of the network address that asked
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


class WeChatBond(models.Model):
    """A WeChat account that opens the portal for a customer (INF-6). WeChat's ids lie encrypted, found by their indexes.

    `app_id` is the program of ours through which WeChat told the id; another program is told another one. `unionid`
    is the same for all of them, where WeChat gives it. It hangs on the phone or address that was proven with it, and
    goes with that.
    """

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="wechat_bonds")
    contact_point = models.ForeignKey(ContactPoint, models.CASCADE, related_name="+", null=True, blank=True)
    app_id = models.CharField(max_length=40)
    openid = EncryptedTextField()
    unionid = EncryptedTextField(blank=True, default="")
    subject_hash = BlindIndexField(of=("app_id", "openid"), made=rules.wechat_key, unique=True)
    union_hash = BlindIndexField(
        of=("unionid",), made=rules.wechat_union_key, blank=True, default="", db_index=True
    )
    bound_at = models.DateTimeField()
    used_at = models.DateTimeField()

    objects = OfCustomerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["customer", "app_id"], name="wechat_bond_once_per_program"),
        ]

    def __str__(self) -> str:
        return f"{self.app_id} {self.bound_at}"


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
