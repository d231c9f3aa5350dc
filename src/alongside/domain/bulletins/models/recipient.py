"""Who is told of a bulletin, once each, and what they did with it (JRN-6)."""

from __future__ import annotations

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from alongside.domain.bulletins.models.bulletin import Bulletin
from alongside.domain.bulletins.permissions import SEE_BULLETINS
from alongside.domain.customers.models import Customer
from alongside.domain.organisation.models import Node, StaffMember
from alongside.kernel.actor import Actor
from alongside.kernel.crypto import EncryptedTextField


class RecipientQuerySet(models.QuerySet):
    def visible_to(self, viewer: Actor) -> Self:
        """Recipients of bulletins at nodes that the viewer reaches; a customer: themself (ORG-3)."""
        if viewer.kind == "customer":
            return self.filter(customer_id=viewer.id)
        return viewer.limit(self, SEE_BULLETINS)

    def standing(self) -> Self:
        """One for each person: without those of records that were merged into another recipient's (CUS-6)."""
        return self.filter(customer__merged_into__isnull=True)


class Recipient(models.Model):
    """One customer of a bulletin's audience, with the homes for which they are told; one however many homes.

    The row is there from the moment of publishing; `mail` says how far the mail is. "none": only the portal shows it.
    """

    class Mail(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("bulletin mail", "Not written yet")
        NONE = "none", pgettext_lazy("bulletin mail", "Portal only")
        QUEUED = "queued", pgettext_lazy("bulletin mail", "On the way")
        SENT = "sent", pgettext_lazy("bulletin mail", "Delivered")
        PARKED = "parked", pgettext_lazy("bulletin mail", "Failed")
        WITHHELD = "withheld", pgettext_lazy("bulletin mail", "Withheld")

    class Over(models.TextChoices):
        PORTAL = "portal", _("Portal")
        PHONE = "phone", _("Phone")
        PAPER = "paper", _("Signed on paper")
        VISIT = "visit", _("In person")

    id = models.BigAutoField(primary_key=True)
    bulletin = models.ForeignKey(Bulletin, models.CASCADE, related_name="recipients", db_index=False)
    node = models.ForeignKey(Node, models.PROTECT, related_name="+", db_index=False)
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="bulletins_received", db_index=False)
    unit_ids = ArrayField(models.BigIntegerField(), default=list)
    mail = models.CharField(max_length=8, choices=Mail, default=Mail.WAITING)
    told_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_over = models.CharField(max_length=8, choices=Over, blank=True)
    acknowledged_by = models.ForeignKey(
        StaffMember, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )  # who wrote it down; empty: the customer themself
    acknowledged_words = EncryptedTextField(blank=True, default="")

    objects = RecipientQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bulletin", "customer"], name="bulletin_recipient_once"),
            models.CheckConstraint(
                condition=Q(acknowledged_at__isnull=True, acknowledged_over="")
                | (Q(acknowledged_at__isnull=False) & ~Q(acknowledged_over="")),
                name="bulletin_acknowledged_says_how",
            ),
        ]
        indexes = [
            models.Index(fields=["customer", "-id"], name="bulletin_recipient_customer"),
            models.Index(fields=["bulletin", "id"], name="bulletin_recipient_row"),
        ]

    def __str__(self) -> str:
        return f"{self.bulletin_id} → {self.customer_id}"


class SendingRound(models.Model):
    """One round of letters to the recipients of a bulletin; it survives being killed.

    `done_id` is the last recipient that was dealt with, written in the transaction of its batch.
    """

    class Kind(models.TextChoices):
        TELLING = "telling", pgettext_lazy("bulletin", "Telling")
        REMINDER = "reminder", pgettext_lazy("bulletin", "Reminder")
        WITHDRAWAL = "withdrawal", pgettext_lazy("bulletin", "Withdrawal")

    bulletin = models.ForeignKey(Bulletin, models.CASCADE, related_name="rounds", db_index=False)
    kind = models.CharField(max_length=10, choices=Kind)
    number = models.SmallIntegerField(default=1)
    total = models.IntegerField(default=0)
    done = models.IntegerField(default=0)
    done_id = models.BigIntegerField(default=0)
    mailed = models.IntegerField(default=0)
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bulletin", "kind", "number"], name="bulletin_round_once")
        ]

    def __str__(self) -> str:
        return f"{self.bulletin_id} {self.kind} {self.number}"
