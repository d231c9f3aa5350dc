"""What became of a listing: every change and every price, only ever added to (EST-4)."""

from __future__ import annotations

import json
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from alongside.domain.listings.models.listing import Listing
from alongside.domain.organisation.models import Node, StaffMember
from alongside.kernel.crypto import EncryptedTextField


class ListingChange(models.Model):
    """What was changed, why, by whom and when. `told` is {field: [before, after]} as JSON, stored encrypted."""

    class What(models.TextChoices):
        ADDED = "added", pgettext_lazy("listing", "Added")
        IMPORTED = "imported", pgettext_lazy("listing", "Imported")
        CHANGED = "changed", pgettext_lazy("listing", "Changed")
        OWNER = "owner", _("Owner changed")
        PHOTOS = "photos", _("Photos changed")
        VERIFIED = "verified", _("Verified")
        FLAGGED = "flagged", _("Unverified for 30 days")
        HIDDEN = "hidden", _("Out of the public view")
        WITHDRAWN = "withdrawn", _("Taken back")
        OFFERED_AGAIN = "offered_again", _("Offered again")
        CONCLUDED = "concluded", _("Deal concluded")
        MERGED = "merged", _("Merged")

    node = models.ForeignKey(Node, models.PROTECT, related_name="+", db_index=False)
    listing = models.ForeignKey(Listing, models.PROTECT, related_name="changes", db_index=False)
    what = models.CharField(max_length=14, choices=What)
    why = models.CharField(max_length=300, blank=True)
    told = EncryptedTextField(blank=True, default="")
    at = models.DateTimeField()
    by_kind = models.CharField(max_length=12)
    by = models.ForeignKey(StaffMember, models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        indexes = [models.Index(fields=["listing", "id"], name="listing_change_listing")]

    def __str__(self) -> str:
        return f"{self.listing_id} {self.what}"

    @property
    def fields(self) -> dict[str, list[Any]]:
        """{field: [before, after]}."""
        return json.loads(self.told) if self.told else {}


class ListingPrice(models.Model):
    """A price that was asked, from a moment on."""

    listing = models.ForeignKey(Listing, models.CASCADE, related_name="prices", db_index=False)
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    from_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["listing", "from_at"], name="listing_price_from")]

    def __str__(self) -> str:
        return f"{self.listing_id} {self.amount}"
