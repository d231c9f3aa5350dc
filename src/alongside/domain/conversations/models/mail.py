"""Mailboxes that are read, and the mails taken from them, each once (CHN-2)."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Value
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from alongside.domain.conversations.models.said import Conversation, Delivery, Message
from alongside.domain.organisation.models import Node
from alongside.domain.organisation.permissions import MANAGE_SYSTEM
from alongside.kernel.actor import Actor
from alongside.kernel.crypto import EncryptedTextField


class Security(models.TextChoices):
    TLS = "tls", _("TLS from the first byte")
    STARTTLS = "starttls", _("STARTTLS")
    NONE = "none", _("None (only within the house)")


class MailboxQuerySet(models.QuerySet):
    def visible_to(self, viewer: Actor) -> Self:
        """For whoever keeps the system there (ORG-3)."""
        return viewer.limit(self, MANAGE_SYSTEM)


class Mailbox(models.Model):
    """An address to which customers of a node write: where its mails are fetched, and where answers leave.

    Mails that came before `begins_at` are left alone. `last_uid` is the highest that was looked at under `uid_validity`.
    """

    node = models.ForeignKey(Node, models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    address = models.CharField(max_length=254, unique=True)  # in small letters
    imap_host = models.CharField(max_length=200)
    imap_port = models.IntegerField(default=993)
    imap_security = models.CharField(max_length=8, choices=Security, default=Security.TLS)
    username = models.CharField(max_length=254)
    password = EncryptedTextField()
    folder = models.CharField(max_length=100, default="INBOX")
    smtp_host = models.CharField(max_length=200, blank=True, default="")  # empty: the one of EMAIL_URL
    smtp_port = models.IntegerField(default=465)
    smtp_security = models.CharField(max_length=8, choices=Security, default=Security.TLS)
    is_active = models.BooleanField(default=True)
    begins_at = models.DateTimeField()
    uid_validity = models.BigIntegerField(null=True, blank=True)
    last_uid = models.BigIntegerField(default=0)
    # Numbers near it that are not taken: they lay there before, or are copies of taken ones.
    passed_over = models.JSONField(default=list, db_default=Value([], models.JSONField()))
    read_at = models.DateTimeField(null=True, blank=True)  # the last round that went well
    next_at = models.DateTimeField()
    tries = models.SmallIntegerField(default=0)  # that failed since
    listened_until = models.DateTimeField(null=True, blank=True)  # a process is told at once of what comes
    listened_by = models.CharField(max_length=36, blank=True, default="", db_default="")  # which one
    failing_since = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=300, blank=True, default="")
    version = models.IntegerField(default=1)

    objects = MailboxQuerySet.as_manager()

    class Meta:
        ordering = ("address",)

    def __str__(self) -> str:
        return self.address


class TakenMail(models.Model):
    """One mail of a mailbox, taken once. The original lies sealed as a file about this row.

    Known again by its place (`uid_validity`, `uid`) and, should the server number its mails anew, by `identity`.
    `answers` are the Message-IDs that it named; what was quoted and the signature are folded away here.
    """

    class Kind(models.TextChoices):
        WORDS = "words", pgettext_lazy("mail", "Words")
        AUTO = "auto", _("Automatic answer")
        REPORT = "report", _("Delivery report")
        LOOP = "loop", _("Our own, come back")
        FLOOD = "flood", _("Too many from one sender")
        UNREADABLE = "unreadable", _("Unreadable")

    id = models.BigAutoField(primary_key=True)
    mailbox = models.ForeignKey(Mailbox, models.PROTECT, related_name="mails", db_index=False)
    node = models.ForeignKey(Node, models.PROTECT, related_name="+", db_index=False)
    uid_validity = models.BigIntegerField()
    uid = models.BigIntegerField()
    identity = models.CharField(max_length=64)
    message_key = models.CharField(max_length=64, blank=True, default="")  # of its Message-ID
    mail_id = EncryptedTextField(blank=True, default="")  # its Message-ID
    answers = EncryptedTextField(blank=True, default="")
    conversation = models.ForeignKey(
        Conversation, models.CASCADE, null=True, related_name="taken_mails"
    )  # where it came first
    message = models.OneToOneField(Message, models.CASCADE, null=True, related_name="taken_mail")
    delivery = models.ForeignKey(Delivery, models.SET_NULL, null=True, related_name="reports")
    kind = models.CharField(max_length=10, choices=Kind)
    sender_name = EncryptedTextField(blank=True, default="")
    sender = EncryptedTextField(blank=True, default="")
    subject = EncryptedTextField(blank=True, default="")
    history = EncryptedTextField(blank=True, default="")
    signature = EncryptedTextField(blank=True, default="")
    problems = models.JSONField(default=list)
    taken_at = models.DateTimeField()
    is_marked = models.BooleanField(default=False)  # seen, on the server

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mailbox", "uid_validity", "uid"], name="taken_mail_place"),
            models.UniqueConstraint(fields=["mailbox", "identity"], name="taken_mail_identity"),
        ]
        indexes = [
            models.Index(fields=["message_key"], name="taken_mail_key", condition=~models.Q(message_key="")),
            models.Index(
                fields=["mailbox", "uid"], name="taken_mail_unmarked", condition=models.Q(is_marked=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mailbox_id}:{self.uid}"
