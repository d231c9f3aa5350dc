"""For what a customer's data may be used, and what they agreed to (CUS-7, INF-4)."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from alongside.domain.customers.models.customer import Customer, OfCustomerQuerySet
from alongside.kernel.crypto import EncryptedTextField
from alongside.kernel.local_text import pick


class Basis(models.TextChoices):
    """On what a purpose rests (PIPL art. 13); only the last two ask the person."""

    CONTRACT = "contract", _("Needed for the contract")
    LEGAL_DUTY = "legal_duty", _("A legal duty")
    EMERGENCY = "emergency", _("To protect life and property")
    CONSENT = "consent", _("Consent")
    SEPARATE_CONSENT = "separate_consent", _("Separate consent")


class Purpose(models.Model):
    """Something that we use personal data for. Policy: the pack brings them, the company keeps them."""

    code = models.CharField(max_length=30, unique=True)
    name = models.JSONField(default=dict)
    basis = models.CharField(max_length=20, choices=Basis)
    position = models.SmallIntegerField(default=0)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return pick(self.name) or self.code

    @property
    def needs_consent(self) -> bool:
        return self.basis in (Basis.CONSENT, Basis.SEPARATE_CONSENT)


class PurposeText(models.Model):
    """What people are told a purpose means. Never changed: other words are another version."""

    purpose = models.ForeignKey(Purpose, models.PROTECT, related_name="texts")
    version = models.CharField(max_length=20)
    text = models.JSONField(default=dict)
    asks_anew = models.BooleanField(default=False)  # consent to older versions no longer counts

    class Meta:
        constraints = [models.UniqueConstraint(fields=["purpose", "version"], name="purpose_text_once")]

    def __str__(self) -> str:
        return pick(self.text)


class ConsentQuerySet(OfCustomerQuerySet):
    def standing(self) -> Self:
        """Given, and not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)


class Consent(models.Model):
    """That a customer agreed to a purpose, in the words of one version: when, over what, and how we know (CUS-7).

    `given_by` is who wrote it down: the customer themself, or a staff member on the customer's word.
    """

    class Channel(models.TextChoices):
        PORTAL = "portal", _("Portal")
        PHONE = "phone", _("Phone, recorded")
        WALK_IN = "walk_in", _("Walk-in")
        PAPER = "paper", _("Signed on paper")
        WECHAT = "wechat", _("WeChat")
        EMAIL = "email", pgettext_lazy("contact point", "Email")
        SMS = "sms", _("SMS")
        MERGE = "merge", _("Withdrawn on the other record")

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="consents")
    purpose = models.ForeignKey(Purpose, models.PROTECT, related_name="+")
    text = models.ForeignKey(PurposeText, models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    given_over = models.CharField(max_length=10, choices=Channel)
    given_by_kind = models.CharField(max_length=12)
    given_by_id = models.BigIntegerField(null=True)
    evidence = EncryptedTextField(blank=True, default="")  # number of the recording, where the paper lies
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_over = models.CharField(max_length=10, choices=Channel, blank=True)
    withdrawn_by_kind = models.CharField(max_length=12, blank=True)
    withdrawn_by_id = models.BigIntegerField(null=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["customer", "-given_at"], name="consent_customer")]
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "purpose"],
                condition=Q(withdrawn_at__isnull=True),
                name="consent_one_standing",
            )
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.purpose_id}"


class ChannelRefusal(models.Model):
    """That a customer wants no news over a channel: nothing that rests on consent goes out over it (CUS-7, CHN-4).

    What the contract, a duty or a danger needs still may. By whom and over what it was said, as with a consent. It ends
    only by the customer's own wish: theirs in the portal, or written down by staff with how we know.
    """

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="channel_refusals")
    channel = models.CharField(max_length=12)
    refused_at = models.DateTimeField()
    refused_over = models.CharField(max_length=10, choices=Consent.Channel)
    refused_by_kind = models.CharField(max_length=12)
    refused_by_id = models.BigIntegerField(null=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_over = models.CharField(
        max_length=10, choices=Consent.Channel, blank=True, default="", db_default=""
    )
    ended_by_kind = models.CharField(max_length=12, blank=True, default="", db_default="")
    ended_by_id = models.BigIntegerField(null=True)
    ended_evidence = EncryptedTextField(blank=True, default="", db_default="")  # how we know of that wish

    objects = OfCustomerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "channel"],
                condition=Q(ended_at__isnull=True),
                name="channel_refusal_one_standing",
            )
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.channel}"
