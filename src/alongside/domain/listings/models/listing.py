"""An offer to sell or let a home (EST-4)."""

from __future__ import annotations

import uuid
from datetime import datetime
from decimal import Decimal
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from alongside.domain.estates.models import Estate, Unit
from alongside.domain.estates.rules import Layout, said_facing
from alongside.domain.listings import rules
from alongside.domain.listings.permissions import SEE_LISTINGS
from alongside.domain.listings.states import LISTING_STATES
from alongside.domain.organisation.models import Node, StaffMember
from alongside.kernel.actor import Actor


class ListingQuerySet(models.QuerySet):
    def visible_to(self, viewer: Actor) -> Self:
        """Listings of nodes that the viewer reaches (ORG-3)."""
        return viewer.limit(self, SEE_LISTINGS)

    def public(self, now: datetime) -> Self:
        """What anybody may see: offered and verified within 45 days, whether the worker has been round or not."""
        return self.filter(state="offered", verified_at__gt=now - rules.HIDDEN_AFTER)


class Listing(models.Model):
    """Second-hand, lease or consignment. Whoever collected it answers for its truth (EST-4).

    `address` says the door and is never public. `amount` is the whole price, of a lease the rent of a month.
    """

    class Kind(models.TextChoices):
        SALE = "sale", pgettext_lazy("listing", "Second-hand sale")
        LEASE = "lease", pgettext_lazy("listing", "Lease")
        CONSIGNMENT = "consignment", pgettext_lazy("listing", "Consignment")

    class Band(models.TextChoices):
        LOW = "low", _("Low floor")
        MIDDLE = "middle", _("Middle floor")
        HIGH = "high", _("High floor")

    class Finish(models.TextChoices):
        BARE = "bare", _("Bare shell")
        PLAIN = "plain", _("Plainly decorated")
        DECORATED = "decorated", _("Decorated")
        OTHER = "other", pgettext_lazy("finish", "Other")

    class Source(models.TextChoices):
        OWNER = "owner", _("The owner came or called")
        ONLINE = "online", _("The owner wrote online")
        COLLEAGUE = "colleague", _("A colleague")
        STREET = "street", _("Found on the spot")
        PARTNER = "partner", _("A partner agency")
        OTHER = "other", pgettext_lazy("source", "Other")

    class EndReason(models.TextChoices):
        OWNER = "owner", _("The owner does not offer it any more")
        ELSEWHERE = "elsewhere", _("Sold or let by others")
        UNTRUE = "untrue", _("It was not true")
        UNREACHABLE = "unreachable", _("The owner cannot be reached")
        OTHER = "other", pgettext_lazy("end of a listing", "Other")

    node = models.ForeignKey(Node, models.PROTECT, related_name="+", db_index=False)
    number = models.CharField(max_length=24)
    public_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=12, choices=Kind)
    state = models.CharField(max_length=10, choices=LISTING_STATES.choices, default="offered")
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="listings", db_index=False
    )
    estate = models.ForeignKey(
        Estate, models.PROTECT, null=True, blank=True, related_name="listings", db_index=False
    )
    district = models.CharField(max_length=40, blank=True)
    estate_name = models.CharField(max_length=80)
    estate_key = models.CharField(max_length=80)
    address = models.CharField(max_length=120, blank=True)
    place_key = models.CharField(max_length=160, blank=True)  # estate, building and number, however written
    place_entrance = models.CharField(max_length=20, blank=True)
    rooms = models.SmallIntegerField(null=True, blank=True)
    halls = models.SmallIntegerField(null=True, blank=True)
    kitchens = models.SmallIntegerField(null=True, blank=True)
    baths = models.SmallIntegerField(null=True, blank=True)
    area = models.DecimalField(max_digits=9, decimal_places=2)
    internal_area = models.DecimalField(max_digits=9, decimal_places=2, null=True, blank=True)
    floor = models.SmallIntegerField(null=True, blank=True)
    floor_band = models.CharField(max_length=6, choices=Band, blank=True)
    floors_total = models.SmallIntegerField(null=True, blank=True)
    facing = models.SmallIntegerField(default=0)  # bits of estates.rules.COMPASS
    finish = models.CharField(max_length=12, choices=Finish, blank=True)
    title_status = models.CharField(max_length=60, blank=True)
    facilities = models.CharField(max_length=200, blank=True)
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    words = models.TextField(blank=True)
    collected_by = models.ForeignKey(StaffMember, models.PROTECT, related_name="+", db_index=False)
    source = models.CharField(max_length=12, choices=Source, default=Source.OWNER)
    source_words = models.CharField(max_length=120, blank=True)
    verified_at = models.DateTimeField()
    verified_by = models.ForeignKey(
        StaffMember, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    flagged_at = models.DateTimeField(null=True, blank=True)  # the worker has said: unverified for 30 days
    hidden_at = models.DateTimeField(null=True, blank=True)  # and for 45
    matched_at = models.DateTimeField(null=True, blank=True)  # when others of the same flat were looked for
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=12, choices=EndReason, blank=True)
    concluded_on = models.DateField(null=True, blank=True)
    deal_amount = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", db_index=False
    )
    source_key = models.CharField(max_length=80, null=True, blank=True)  # by which a file names it
    created_at = models.DateTimeField()
    version = models.IntegerField(default=1)

    objects = ListingQuerySet.as_manager()

    class Meta:
        # Every index costs each of a hundred thousand rows that come in; what is rarely set has a partial one.
        indexes = [
            models.Index(fields=["unit"], name="listing_unit", condition=Q(unit__isnull=False)),
            models.Index(fields=["estate"], name="listing_estate", condition=Q(estate__isnull=False)),
            models.Index(
                fields=["merged_into"], name="listing_merged", condition=Q(merged_into__isnull=False)
            ),
            models.Index(fields=["node", "state", "-verified_at", "-id"], name="listing_node_state"),
            models.Index(fields=["state", "-verified_at", "-id"], name="listing_state"),
            models.Index(fields=["estate_key", "area"], name="listing_alike", condition=Q(state="offered")),
            models.Index(fields=["place_key"], name="listing_place", condition=~Q(place_key="")),
            models.Index(fields=["id"], name="listing_to_match", condition=Q(matched_at__isnull=True)),
            models.Index(
                fields=["verified_at"],
                name="listing_to_flag",
                condition=Q(state="offered", flagged_at__isnull=True),
            ),
            models.Index(
                fields=["verified_at"],
                name="listing_to_hide",
                condition=Q(state="offered", hidden_at__isnull=True),
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["number"], name="listing_number"),
            models.UniqueConstraint(fields=["node", "source_key"], name="listing_once_per_source"),
            models.CheckConstraint(condition=Q(area__gt=0), name="listing_area_positive"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="listing_amount_positive"),
            models.CheckConstraint(
                condition=Q(state="concluded", concluded_on__isnull=False)
                | (~Q(state="concluded") & Q(concluded_on__isnull=True)),
                name="listing_concluded_on_a_day",
            ),
            models.CheckConstraint(
                condition=Q(state="merged", merged_into__isnull=False)
                | (~Q(state="merged") & Q(merged_into__isnull=True)),
                name="listing_merged_into_one",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def layout(self) -> str:
        """3室1厅1厨2卫, as far as it is known."""
        if self.rooms is None:
            return ""
        return str(Layout(self.rooms, self.halls, self.kitchens, self.baths))

    @property
    def orientation(self) -> str:
        return said_facing(self.facing)

    @property
    def amount_per_metre(self) -> Decimal:
        return (self.amount / self.area).quantize(Decimal(1))

    @property
    def is_lease(self) -> bool:
        return self.kind == self.Kind.LEASE
