"""Two listings that are probably one flat (EST-5)."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from alongside.domain.listings.models.listing import Listing
from alongside.kernel.actor import Actor


class ListingPairQuerySet(models.QuerySet):
    def visible_to(self, viewer: Actor) -> Self:
        """Pairs of which the viewer may see both (ORG-3)."""
        seen = Listing.objects.visible_to(viewer).values("pk")
        return self.filter(first__in=seen, second__in=seen)

    def undecided(self) -> Self:
        """Those that somebody has to look at."""
        return self.filter(decision="", first__state="offered", second__state="offered")


class ListingPair(models.Model):
    """`evidence` are codes of rules.POINTS that the two have in common. A pair is found once."""

    class Decision(models.TextChoices):
        MERGED = "merged", _("Merged")
        DIFFERENT = "different", _("Different flats")

    first = models.ForeignKey(Listing, models.CASCADE, related_name="+")
    second = models.ForeignKey(Listing, models.CASCADE, related_name="+")
    points = models.SmallIntegerField()
    evidence = models.JSONField(default=list)
    found_at = models.DateTimeField()
    decision = models.CharField(max_length=10, choices=Decision, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by_id = models.BigIntegerField(null=True, blank=True)

    objects = ListingPairQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["-points", "id"], name="listing_pair_open", condition=Q(decision=""))]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="listing_pair_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="listing_pair_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} {self.second_id}"
