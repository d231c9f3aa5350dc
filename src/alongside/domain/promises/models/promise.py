"""What a staff member told a customer we would do, and until when (SAL-4)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import F, Q

from alongside.domain.customers.models import Customer
from alongside.domain.estates.models import Unit
from alongside.domain.organisation.models import Node, StaffMember
from alongside.domain.promises.permissions import SEE_OWN_PROMISES, SEE_PROMISES
from alongside.domain.promises.states import PROMISE_STATES, STANDING
from alongside.kernel.actor import Actor
from alongside.kernel.crypto import EncryptedTextField
from alongside.kernel.labels import Labelled
from alongside.kernel.local_text import pick

IS_STANDING = Q(state__in=sorted(STANDING))


class PromiseKind(models.Model):
    """What promises are about: a price, a date, a repair, a gift. Data, from the packs."""

    code = models.CharField(max_length=40, unique=True)
    name = models.JSONField(default=dict)
    position = models.IntegerField(default=0)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return pick(self.name) or self.code


class PromiseQuerySet(models.QuerySet):
    def visible_to(self, viewer: Actor) -> Self:
        """ORG-3: promises at nodes that one reaches, those one has to keep oneself, or (a customer) made to oneself."""
        if viewer.kind == "customer":
            return self.filter(customer_id=viewer.id)
        reach = viewer.reach(SEE_PROMISES)
        if reach.everywhere:
            return self
        own = viewer.reach(SEE_OWN_PROMISES)
        seen = Q(reach.over("node_id")) if reach else Q(pk__in=[])
        if own and viewer.kind == "staff":
            seen |= Q(keeper_id=viewer.id) & (Q() if own.everywhere else Q(own.over("node_id")))
        return self.filter(seen)

    def standing(self) -> Self:
        """Those still owed, the customer's answer to a change awaited or not."""
        return self.filter(IS_STANDING)


class Promise(Labelled):
    """One promise to one customer. `made_by` gave it, which never changes; `keeper` answers for it now.

    It holds until the end of `due_on` where the customer is; `due_at` is that moment. `first_due_on` is the day that was
    said at first. `words` are encrypted. `origin_kind`/`origin_id` name where it was made; the promise does not know more.
    """

    id = models.BigAutoField(primary_key=True)
    node = models.ForeignKey(Node, models.PROTECT, related_name="+", db_index=False)
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="promises", db_index=False)
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="promises", db_index=False
    )
    kind = models.ForeignKey(PromiseKind, models.PROTECT, related_name="+", db_index=False)
    words = EncryptedTextField(blank=True, default="")
    made_by = models.ForeignKey(StaffMember, models.PROTECT, related_name="+", db_index=False)
    keeper = models.ForeignKey(StaffMember, models.PROTECT, related_name="promises", db_index=False)
    state = models.CharField(max_length=10, choices=PROMISE_STATES.choices, default="open")
    made_at = models.DateTimeField()
    first_due_on = models.DateField()
    due_on = models.DateField()
    due_at = models.DateTimeField()
    remind_at = models.DateTimeField(null=True, blank=True)  # when the keeper is to hear of it
    changes_agreed = models.SmallIntegerField(default=0)
    closed_at = models.DateTimeField(null=True, blank=True)
    result = EncryptedTextField(blank=True, default="")  # how it was kept, or why it was not
    customer_said = EncryptedTextField(blank=True, default="")  # that it was not kept, in their own words
    origin_kind = models.CharField(max_length=12, blank=True)
    origin_id = models.BigIntegerField(null=True, blank=True)
    once_key = models.CharField(
        max_length=60, null=True, blank=True, unique=True
    )  # one form sent twice is one
    version = models.IntegerField(default=1)

    objects = PromiseQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["customer", "-id"], name="promise_customer"),
            models.Index(fields=["unit", "-id"], name="promise_unit", condition=Q(unit__isnull=False)),
            models.Index(fields=["keeper", "due_at", "id"], name="promise_keeper_due", condition=IS_STANDING),
            models.Index(fields=["node", "due_at", "id"], name="promise_node_due", condition=IS_STANDING),
            models.Index(fields=["due_at", "id"], name="promise_due", condition=IS_STANDING),
            models.Index(
                fields=["remind_at"],
                name="promise_remind",
                condition=IS_STANDING & Q(remind_at__isnull=False),
            ),
            models.Index(
                fields=["node", "-closed_at", "-id"],
                name="promise_node_closed",
                condition=Q(closed_at__isnull=False),
            ),
            models.Index(
                fields=["keeper", "-closed_at", "-id"],
                name="promise_keeper_closed",
                condition=Q(closed_at__isnull=False),
            ),
            models.Index(
                fields=["origin_kind", "origin_id"],
                name="promise_origin",
                condition=Q(origin_id__isnull=False),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=(IS_STANDING & Q(closed_at__isnull=True))
                | (~IS_STANDING & Q(closed_at__isnull=False, remind_at__isnull=True)),
                name="promise_ended_has_its_end",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(closed_at__gte=F("made_at")),
                name="promise_ended_after_made",
            ),
            models.CheckConstraint(condition=Q(due_at__gt=F("made_at")), name="promise_due_after_made"),
            models.CheckConstraint(
                condition=Q(origin_kind="", origin_id__isnull=True)
                | (~Q(origin_kind="") & Q(origin_id__isnull=False)),
                name="promise_origin_whole",
            ),
            models.CheckConstraint(condition=Q(changes_agreed__gte=0), name="promise_changes_not_negative"),
        ]

    def __str__(self) -> str:
        return f"promise {self.pk}"

    @property
    def is_standing(self) -> bool:
        """Whether it is still owed."""
        return self.state in STANDING

    @property
    def ends_at(self) -> datetime:
        """The last second in which it can be kept: of the day that was said, where `due_at` is of the next."""
        return self.due_at - timedelta(seconds=1)

    @property
    def was_moved(self) -> bool:
        """Whether the customer agreed to another day than the one said at first."""
        return self.due_on != self.first_due_on
