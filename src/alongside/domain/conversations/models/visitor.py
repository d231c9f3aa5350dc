"""Whoever writes to us on a page with our window, and how often somebody knocks there (CHN-6)."""

from __future__ import annotations

import hashlib
import secrets

from django.db import models

from alongside.domain.conversations.models.accounts import Account
from alongside.domain.customers.models import Customer
from alongside.domain.customers.rules import contact_hash, kind_of_contact
from alongside.domain.organisation.models import Node
from alongside.kernel.blind_indexes import BlindIndexField
from alongside.kernel.crypto import EncryptedTextField


def new_name() -> str:
    """By what a visitor is called among us until they say who they are."""
    return secrets.token_hex(6)


def token_hash(token: str) -> str:
    """What is kept of a visitor's token: 256 random bits need no slow hash."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def contact_index(contact: str) -> str:
    return contact_hash(kind_of_contact(contact), contact) if contact else ""


class Visitor(models.Model):
    """One browser that wrote to us, known again by a token that it alone has; `name` is the sender of its threads.

    `customer` only after a code that went to a contact of theirs came back. Until then nobody is told anything that
    was not said in this browser. `contact` is where answers go when they have left; nobody has proved it.
    """

    id = models.BigAutoField(primary_key=True)
    account = models.ForeignKey(Account, models.PROTECT, related_name="visitors", db_index=False)
    node = models.ForeignKey(Node, models.PROTECT, related_name="+", db_index=False)
    token_hash = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=20, unique=True, default=new_name)
    customer = models.ForeignKey(Customer, models.CASCADE, null=True, blank=True, related_name="visitors")
    called = EncryptedTextField(blank=True, default="")  # as they call themselves
    contact = EncryptedTextField(blank=True, default="")
    contact_hash = BlindIndexField(of=("contact",), made=contact_index, blank=True, default="")
    language = models.CharField(max_length=10, default="zh-hans")
    is_form = models.BooleanField(
        default=False
    )  # wrote by the form: there is no window that could show an answer
    came_at = models.DateTimeField()
    asked_at = models.DateTimeField()  # when their window asked for news last
    owed_at = models.DateTimeField(null=True, blank=True)  # look then whether they read our answer

    class Meta:
        indexes = [
            models.Index(fields=["account", "customer"], name="visitor_customer"),
            models.Index(
                fields=["contact_hash"], name="visitor_contact", condition=~models.Q(contact_hash="")
            ),
            models.Index(fields=["owed_at"], name="visitor_owed", condition=models.Q(owed_at__isnull=False)),
            models.Index(fields=["asked_at"], name="visitor_asked"),
        ]

    def __str__(self) -> str:
        return self.name


class KnockCount(models.Model):
    """How often something was tried within one span of time; rows go after two days."""

    id = models.BigAutoField(primary_key=True)
    what_hash = BlindIndexField()  # what it was, where, and from which network address or by whom
    span_at = models.DateTimeField()
    count = models.IntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["what_hash", "span_at"], name="knock_count_once")]
        indexes = [models.Index(fields=["span_at"], name="knock_count_span")]

    def __str__(self) -> str:
        return f"{self.span_at}: {self.count}"
