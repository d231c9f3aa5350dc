"""Whose a listing is. Name and phone are only ever stored encrypted and shown for a reason (EST-6)."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from alongside.domain.customers.models import ContactPoint, Customer
from alongside.domain.customers.rules import contact_hash
from alongside.domain.listings.models.listing import Listing
from alongside.kernel.blind_indexes import BlindIndexField, is_index_of
from alongside.kernel.crypto import EncryptedTextField


def _index_of(phone: str) -> str:
    return contact_hash("phone", phone)


def _of_customers(rows: list[dict[str, Any]]) -> dict[Any, str]:
    """{listing: index} of owners who are customers: their own phone of which the row has the index under an older key."""
    points = ContactPoint.objects.filter(kind="phone", customer__in={row["customer_id"] for row in rows})
    phones: dict[int, list[str]] = {}
    for point in points:
        phones.setdefault(point.customer_id, []).append(_index_of(point.value))
    return {
        row["pk"]: index
        for row in rows
        for index in phones.get(row["customer_id"], [])
        if is_index_of(row["phone_hash"], index)
    }


class ListingOwner(models.Model):
    """A customer of ours, whose own contact points count, or somebody of whom we know a name and a phone.

    `phone_hash` is a contact point's: by it the same owner is told without being read.
    """

    class RevealReason(models.TextChoices):
        CALL = "call", _("To call the owner")
        VISIT = "visit", _("For a viewing")
        VERIFY = "verify", _("To verify the listing")
        DEAL = "deal", _("To conclude a deal")

    listing = models.OneToOneField(Listing, models.CASCADE, primary_key=True, related_name="owner")
    customer = models.ForeignKey(Customer, models.SET_NULL, null=True, blank=True, related_name="+")
    name = EncryptedTextField(blank=True, default="")
    phone = EncryptedTextField(blank=True, default="")
    phone_hash = BlindIndexField(of=("phone",), made=_index_of, beside=_of_customers, blank=True, default="")
    called = models.CharField(max_length=8, blank=True, default="")  # 周··
    masked = models.CharField(max_length=60, blank=True, default="")  # 138····4420

    class Meta:
        indexes = [
            models.Index(
                fields=["phone_hash"], name="listing_owner_phone", condition=~models.Q(phone_hash="")
            )
        ]

    def __str__(self) -> str:
        return f"{self.called} {self.masked}"
