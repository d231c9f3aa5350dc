"""By what a customer is reached (CUS-1, INF-1)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from alongside.domain.customers import rules
from alongside.domain.customers.models.customer import Customer, OfCustomerQuerySet
from alongside.kernel.blind_indexes import BlindIndexField
from alongside.kernel.crypto import EncryptedTextField


class ContactPoint(models.Model):
    """A phone, email, WeChat id or address. The value is only ever stored encrypted (INF-1).

    `value_hash` finds the exact value, `tail_hash` the last four digits of a phone.
    """

    class Kind(models.TextChoices):
        PHONE = "phone", _("Phone")
        EMAIL = "email", pgettext_lazy("contact point", "Email")
        WECHAT = "wechat", _("WeChat")
        ADDRESS = "address", _("Address")

    class RevealReason(models.TextChoices):
        CALL = "call", _("To call the customer")
        VISIT = "visit", _("For a visit")
        VERIFY = "verify", _("To check that it is right")
        REQUEST = "request", _("The customer asked")
        LEGAL = "legal", _("For a legal matter")

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="contact_points")
    kind = models.CharField(max_length=10, choices=Kind)
    value = EncryptedTextField()
    value_hash = BlindIndexField(of=("kind", "value"), made=rules.contact_hash)
    tail_hash = BlindIndexField(of=("kind", "value"), made=rules.tail_hash, blank=True, default="")
    masked = models.CharField(max_length=60, blank=True, default="")  # 138····4420
    label = models.CharField(max_length=30, blank=True)
    is_primary = models.BooleanField(default=False)
    verified_at = models.DateTimeField(null=True, blank=True)
    wrong_reports = models.SmallIntegerField(default=0)

    objects = OfCustomerQuerySet.as_manager()

    class Meta:
        # Nobody looks for the beginning of a hash: plain indexes, each of which costs every row that comes in.
        indexes = [
            models.Index(fields=["value_hash"], name="contact_point_value"),
            models.Index(fields=["tail_hash"], name="contact_point_tail"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["customer", "kind", "value_hash"], name="contact_point_once"),
            models.UniqueConstraint(
                fields=["customer", "kind"], condition=Q(is_primary=True), name="contact_point_one_primary"
            ),
        ]

    def __str__(self) -> str:
        return self.masked
