"""What customers wrote that is no case, or not yet: the shared inbox of the desk (CHN-1, CHN-2)."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from alongside.domain.conversations.models.mail import Mailbox
from alongside.domain.conversations.models.said import Conversation
from alongside.domain.conversations.permissions import SEE_INBOX
from alongside.domain.organisation.models import Node, StaffMember
from alongside.kernel.actor import Actor
from alongside.kernel.blind_indexes import BlindIndexField, blind_index
from alongside.kernel.crypto import EncryptedTextField


def sender_index(address: str) -> str:
    """By this the conversations of one address are found without its being readable."""
    return blind_index(address.casefold(), purpose="mail_sender")


class ThreadQuerySet(models.QuerySet):
    def visible_to(self, viewer: Actor) -> Self:
        """At nodes where the viewer reads the inbox (ORG-3)."""
        return viewer.limit(self, SEE_INBOX)


class Thread(models.Model):
    """A conversation that began by mail, as the inbox sees it: who wrote, about what, who answers, since when it waits.

    While it is part of a case (`joined_to`) its messages stand in the case's conversation, each knowing where it came
    from (`Message.home`), and the inbox shows it no longer. An erased or deleted conversation takes it along.
    """

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("mail conversation", "Open")
        DONE = "done", _("Done")
        IN_CASE = "in_case", _("In a case")

    conversation = models.OneToOneField(Conversation, models.CASCADE, primary_key=True, related_name="thread")
    node = models.ForeignKey(Node, models.PROTECT, related_name="+", db_index=False)
    mailbox = models.ForeignKey(Mailbox, models.PROTECT, related_name="+")
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
    last_at = models.DateTimeField()
    version = models.IntegerField(default=1)

    objects = ThreadQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["node", "state", "-last_at"], name="thread_inbox"),
            models.Index(fields=["state", "-last_at"], name="thread_everywhere"),
            models.Index(fields=["sender_hash"], name="thread_sender"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="in_case") | Q(joined_to__isnull=True), name="thread_joined"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"
