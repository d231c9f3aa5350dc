"""What the outbox keeps beside what leaves: how much went over an account in a day, and the texts that a gateway
approved (CHN-4, CHN-7)."""

from __future__ import annotations

from typing import Self

from django.db import models

from alongside.domain.conversations.models.accounts import Account
from alongside.kernel.actor import Actor


class AccountDay(models.Model):
    """How many messages were handed over on a day of the account's node: its quota counts them."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="days", db_index=False)
    day = models.DateField()
    used = models.IntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "day"], name="account_day_once")]

    def __str__(self) -> str:
        return f"{self.account_id} {self.day}"


class TextTemplateQuerySet(models.QuerySet):
    def visible_to(self, viewer: Actor) -> Self:
        """Of accounts of places where the viewer keeps the system (ORG-3)."""
        return self.filter(account__in=Account.objects.visible_to(viewer))


class TextTemplate(models.Model):
    """A text with variables that a gateway approved under its own number, for one kind of letter in one language.

    `purpose` empty: for any. The text is ours to read; what is sent is the number with the variables.
    """

    account = models.ForeignKey(Account, models.CASCADE, related_name="templates", db_index=False)
    kind = models.CharField(max_length=30)
    purpose = models.CharField(max_length=30, blank=True, default="")
    language = models.CharField(max_length=10)
    vendor_code = models.CharField(max_length=60)
    text = models.CharField(max_length=500)
    is_active = models.BooleanField(default=True)
    version = models.IntegerField(default=1)

    objects = TextTemplateQuerySet.as_manager()

    class Meta:
        ordering = ("kind", "language", "purpose", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["account", "kind", "purpose", "language"], name="text_template_one_for_each"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.vendor_code}"
