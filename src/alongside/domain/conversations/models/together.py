"""Colleagues at one conversation: who looks and who writes, and what each has begun to write (CHN-1)."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef

from alongside.domain.conversations.models.said import Conversation, Message
from alongside.domain.organisation.models import StaffMember
from alongside.kernel.crypto import EncryptedTextField


class Presence(models.Model):
    """That somebody has a conversation before them. It is true for a minute at most, and then forgotten."""

    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="+", db_index=False)
    staff = models.ForeignKey(StaffMember, models.CASCADE, related_name="+", db_index=False)
    seen_at = models.DateTimeField()
    writing_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conversation", "staff"], name="presence_once"),
        ]
        indexes = [models.Index(fields=["seen_at"], name="presence_seen")]

    def __str__(self) -> str:
        return f"{self.conversation_id} {self.staff_id}"


class ReplyDraftQuerySet(models.QuerySet):
    def standing(self, *, since: datetime) -> Self:
        """Begun since then, and not sent: whoever wrote it has said nothing that way there after it."""
        sent = Message.objects.filter(
            conversation=OuterRef("conversation"),
            staff=OuterRef("staff"),
            direction=OuterRef("direction"),
            sent_at__gte=OuterRef("changed_at"),
        )
        return self.filter(~Exists(sent), changed_at__gte=since)


class ReplyDraft(models.Model):
    """What a staff member has begun to write in a conversation and not sent, one for each direction.

    Only they read it; colleagues see that there is one.
    """

    conversation = models.ForeignKey(
        Conversation, models.CASCADE, related_name="reply_drafts", db_index=False
    )
    staff = models.ForeignKey(StaffMember, models.CASCADE, related_name="+", db_index=False)
    direction = models.CharField(max_length=8, choices=Message.Direction)
    words = EncryptedTextField()
    changed_at = models.DateTimeField()

    objects = ReplyDraftQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conversation", "staff", "direction"], name="reply_draft_once"),
        ]
        indexes = [models.Index(fields=["changed_at"], name="reply_draft_changed")]

    def __str__(self) -> str:
        return f"{self.conversation_id} {self.staff_id}"
