"""Whose a listing is. Name and phone are only ever stored encrypted and shown for a reason (EST-6)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from alongside.domain.customers.models import Customer
from alongside.domain.listings.models.listing import Listing
from alongside.kernel.crypto import EncryptedTextField


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
    phone_hash = models.CharField(max_length=32, blank=True, default="")
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
