"""That a customer was erased, and what of them: the certificate's facts, without personal data (INF-4)."""

from __future__ import annotations

from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from alongside.domain.customers.models import Customer
from alongside.domain.organisation.models import Node, StaffMember
from alongside.domain.privacy.permissions import HANDLE_PRIVACY_REQUESTS
from alongside.kernel.actor import Actor


class ErasureQuerySet(models.QuerySet):
    def visible_to(self, viewer: Actor) -> Self:
        return viewer.limit(self, HANDLE_PRIVACY_REQUESTS)


class Erasure(models.Model):
    """One customer's erasure: begun, then done in one transaction; stored bytes go after it.

    `key` opens the certificate to whoever was given its address. `deleted` and `kept` are counts by code.
    """

    class Ground(models.TextChoices):
        """PIPL art. 47."""

        ACHIEVED = "achieved", _("The purpose is achieved, or cannot be")
        ENDED = "ended", _("We no longer provide the service, or the period is over")
        WITHDRAWN = "withdrawn", _("The person has withdrawn their consent")
        UNLAWFUL = "unlawful", _("The data was handled unlawfully")

    class Words(models.TextChoices):
        """What happens to words of ours about them."""

        MATCHED = "matched", _("Names, numbers and addresses in them are blacked out")
        WHOLE = "whole", _("They are blacked out as a whole")

    class State(models.TextChoices):
        BEGUN = "begun", _("Being erased")
        DONE = "done", _("Erased")

    key = models.UUIDField(default=uuid4, unique=True, editable=False)
    reference = models.CharField(max_length=12, unique=True)  # stands for them in what is kept
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="erasures")
    node = models.ForeignKey(Node, models.PROTECT, related_name="+")
    ground = models.CharField(max_length=12, choices=Ground)
    words = models.CharField(max_length=8, choices=Words, default=Words.MATCHED)
    case_id = models.BigIntegerField(null=True, blank=True)  # the request
    state = models.CharField(max_length=8, choices=State, default=State.BEGUN)
    begun_by = models.ForeignKey(StaffMember, models.PROTECT, null=True, related_name="+")
    begun_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    deleted = models.JSONField(default=dict)
    kept = models.JSONField(default=dict)
    paths = models.JSONField(default=list)  # stored bytes still to go; empty at the end
    checksum = models.CharField(max_length=64, blank=True)

    objects = ErasureQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["customer"], name="erasure_once")]
        indexes = [
            models.Index(
                fields=["begun_at"], name="erasure_unfinished", condition=Q(state="begun") | ~Q(paths=[])
            )
        ]

    def __str__(self) -> str:
        return self.reference
