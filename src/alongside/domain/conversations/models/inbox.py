"""What customers wrote that is no case, or not yet: the shared inbox of the desk (CHN-1, CHN-2)."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from alongside.domain.conversations.models.accounts import Account
from alongside.domain.conversations.models.mail import Mailbox
from alongside.domain.conversations.models.said import Channel, Conversation
from alongside.domain.conversations.permissions import SEE_INBOX
from alongside.domain.customers.rules import kind_of_contact, masked
from alongside.domain.organisation.models import Node, StaffMember
from alongside.kernel.actor import Actor
from alongside.kernel.blind_indexes import BlindIndexField, blind_index
from alongside.kernel.crypto import EncryptedTextField


def sender_index(address: str) -> str:
    """By this the conversations of one address (mail, phone, an id of theirs) are found without its being readable."""
    return blind_index(address.casefold(), purpose="mail_sender")


class ThreadQuerySet(models.QuerySet):
    def visible_to(self, viewer: Actor) -> Self:
        """At nodes where the viewer reads the inbox (ORG-3)."""
        return viewer.limit(self, SEE_INBOX)


class Thread(models.Model):
    """A conversation as the inbox sees it: over which channel, who wrote, about what, who answers, since when it waits.

    It came by a mailbox or by an account of another channel, and answers leave the same way.

    While it is part of a case (`joined_to`) its messages stand in the case's conversation, each knowing where it came
    from (`Message.home`), and the inbox shows it no longer. An erased or deleted conversation takes it along.
    """

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("conversation", "Open")
        DONE = "done", _("Done")
        IN_CASE = "in_case", _("In a case")
        SNOOZED = "snoozed", pgettext_lazy("conversation", "Put off")

    conversation = models.OneToOneField(Conversation, models.CASCADE, primary_key=True, related_name="thread")
    node = models.ForeignKey(Node, models.PROTECT, related_name="+", db_index=False)
    channel = models.CharField(
        max_length=10, choices=Channel, default=Channel.EMAIL, db_default=Channel.EMAIL
    )
    mailbox = models.ForeignKey(
        Mailbox, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    account = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    subject = EncryptedTextField(blank=True, default="")
    sender_name = EncryptedTextField(blank=True, default="")
    sender = EncryptedTextField(blank=True, default="")
    sender_hash = BlindIndexField(of=("sender",), made=sender_index, blank=True, default="")
    is_doubtful = models.BooleanField(default=False)  # the sender's domain disowned the mail
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    joined_to = models.ForeignKey(
        Conversation, models.SET_NULL, null=True, blank=True, related_name="joined_threads"
    )
    assigned_to = models.ForeignKey(StaffMember, models.PROTECT, null=True, blank=True, related_name="+")
    waits_since = models.DateTimeField(null=True, blank=True)  # the customer spoke last, then
    due_at = models.DateTimeField(null=True, blank=True)  # by then they have an answer, while they wait
    next_act_at = models.DateTimeField(null=True, blank=True)  # when somebody must be reminded of it
    rung = models.SmallIntegerField(default=0, db_default=0)  # how far up that was told
    snoozed_until = models.DateTimeField(null=True, blank=True)
    last_at = models.DateTimeField()
    is_findable = models.BooleanField(default=True, db_default=False)  # its messages are found by their words
    version = models.IntegerField(default=1)

    objects = ThreadQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["node", "state", "-last_at"], name="thread_inbox"),
            models.Index(fields=["state", "-last_at"], name="thread_everywhere"),
            models.Index(fields=["-last_at", "-conversation"], name="thread_newest"),
            models.Index(fields=["sender_hash"], name="thread_sender"),
            models.Index(fields=["next_act_at"], name="thread_act", condition=Q(next_act_at__isnull=False)),
            models.Index(fields=["snoozed_until"], name="thread_wakes", condition=Q(state="snoozed")),
            models.Index(
                fields=["assigned_to", "due_at"],
                name="thread_waits",
                condition=Q(waits_since__isnull=False),
            ),
            models.Index(
                fields=["account", "-last_at"],
                name="thread_account",
                condition=Q(account__isnull=False),
            ),
            models.Index(
                fields=["mailbox", "-last_at"],
                name="thread_mailbox",
                condition=Q(mailbox__isnull=False),
            ),
            models.Index(
                fields=["-conversation"], name="thread_not_findable", condition=Q(is_findable=False)
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="in_case") | Q(joined_to__isnull=True), name="thread_joined"
            ),
            models.CheckConstraint(
                condition=~Q(state="snoozed") | Q(snoozed_until__isnull=False), name="thread_wakes_again"
            ),
            models.CheckConstraint(
                condition=Q(waits_since__isnull=False) | Q(due_at__isnull=True, next_act_at__isnull=True),
                name="thread_due_while_they_wait",
            ),
            models.CheckConstraint(
                condition=Q(mailbox__isnull=False, account__isnull=True, channel="email")
                | Q(mailbox__isnull=True, account__isnull=False),
                name="thread_came_one_way",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"

    @property
    def called(self) -> str:
        """Whoever wrote, as far as they said: their name, else where they write from, masked as everywhere (INF-1).

        Ids of providers say nothing.
        """
        if self.sender_name:
            return self.sender_name
        if self.channel in (Channel.CHAT, Channel.WEB):
            return str(_("Visitor %(name)s") % {"name": self.sender[:4].upper()})
        if self.channel in (Channel.EMAIL, Channel.SMS, Channel.PHONE, Channel.HOTLINE) and self.sender:
            return masked(kind_of_contact(self.sender), self.sender)
        return str(_("Somebody unknown"))

    @property
    def inlet(self) -> str:
        """Where they wrote to, as people call it."""
        if self.mailbox is not None:
            return self.mailbox.address
        return self.account.name if self.account else ""
