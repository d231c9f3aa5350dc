"""Ways in and out other than mail: accounts at providers, and what was taken from them, each once (CHN-1, CHN-7)."""

from __future__ import annotations

import json
import secrets
from typing import Any, Self

from django.db import models

from alongside.domain.conversations.models.said import Channel, Conversation, Message
from alongside.domain.organisation.models import Node
from alongside.domain.organisation.permissions import MANAGE_SYSTEM
from alongside.kernel.actor import Actor
from alongside.kernel.crypto import EncryptedTextField


def new_code() -> str:
    """A word that nobody guesses, for the addresses under which a provider calls us."""
    return secrets.token_hex(12)


class AccountQuerySet(models.QuerySet):
    def visible_to(self, viewer: Actor) -> Self:
        """For whoever keeps the system there (ORG-3)."""
        return viewer.limit(self, MANAGE_SYSTEM)


class Account(models.Model):
    """What a node has at a provider: an official account, an SMS gateway, a chat window on a site, a phone system.

    Which `options` and secrets it has its carrier says (`actions/carriers`). What is secret is written, never shown.
    """

    node = models.ForeignKey(Node, models.PROTECT, related_name="+")
    channel = models.CharField(max_length=10, choices=Channel)
    provider = models.CharField(max_length=30)
    name = models.CharField(max_length=80)
    code = models.CharField(max_length=32, unique=True, default=new_code)
    options = models.JSONField(default=dict)
    secrets = EncryptedTextField(blank=True, default="")
    is_active = models.BooleanField(default=True)
    heard_at = models.DateTimeField(null=True, blank=True)  # when it spoke to us last
    failing_since = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=300, blank=True, default="")
    failures = models.IntegerField(default=0, db_default=0)  # one after the other
    probe_at = models.DateTimeField(null=True, blank=True)  # while it fails: when one message tries again
    version = models.IntegerField(default=1)

    objects = AccountQuerySet.as_manager()

    class Meta:
        ordering = ("channel", "name", "pk")

    def __str__(self) -> str:
        return self.name

    @property
    def secret(self) -> dict[str, Any]:
        return json.loads(self.secrets) if self.secrets else {}


class TakenMessage(models.Model):
    """One message of an account, taken once: `once_key` is what its provider calls it."""

    id = models.BigAutoField(primary_key=True)
    account = models.ForeignKey(Account, models.PROTECT, related_name="messages", db_index=False)
    node = models.ForeignKey(Node, models.PROTECT, related_name="+", db_index=False)
    once_key = models.CharField(max_length=120)
    conversation = models.ForeignKey(Conversation, models.CASCADE, null=True, related_name="taken_messages")
    message = models.OneToOneField(Message, models.CASCADE, null=True, related_name="taken_message")
    taken_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "once_key"], name="taken_message_once")]

    def __str__(self) -> str:
        return f"{self.account_id}:{self.once_key}"
