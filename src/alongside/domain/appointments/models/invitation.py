"""Who is invited to a batch, what they answered, and whether they came (JRN-7); and what they were told of it."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from alongside.domain.appointments.models.batch import Batch
from alongside.domain.appointments.models.slot import Seat, Slot
from alongside.domain.appointments.permissions import SEE_BATCHES
from alongside.domain.appointments.states import INVITATION_STATES
from alongside.domain.customers.models import Customer
from alongside.domain.estates.models import Unit
from alongside.domain.organisation.models import Node, StaffMember
from alongside.kernel.actor import Actor
from alongside.kernel.crypto import EncryptedTextField


class InvitationQuerySet(models.QuerySet):
    def visible_to(self, viewer: Actor) -> Self:
        """Those at nodes that the viewer reaches; a customer's own, from when they were invited (ORG-3)."""
        if viewer.kind == "customer":
            return self.filter(customer_id=viewer.id).exclude(state="planned")
        return viewer.limit(self, SEE_BATCHES)


class Invitation(models.Model):
    """One customer with one home. Holding a `seat` is the booking; no seat is held twice, no home holds two.

    `asks_anew`: their slot was cancelled, and they have not chosen another one yet. `words`: what the customer
    said to it, encrypted. `next_reminder_at`: when they are reminded next.
    """

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="invitations", db_index=False)
    node = models.ForeignKey(Node, models.PROTECT, related_name="+", db_index=False)
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="invitations", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="invitations")
    # The home, 0 without one: in comparing, NULL would be equal to nothing.
    home = models.GeneratedField(
        expression=Coalesce("unit", 0), output_field=models.BigIntegerField(), db_persist=True
    )
    state = models.CharField(max_length=10, choices=INVITATION_STATES.choices, default="planned")
    seat = models.OneToOneField(Seat, models.PROTECT, null=True, blank=True, related_name="invitation")
    party = models.SmallIntegerField(default=1)  # how many people come
    words = EncryptedTextField(blank=True, default="")
    planned_at = models.DateTimeField()
    invited_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    marked_at = models.DateTimeField(null=True, blank=True)
    marked_by = models.ForeignKey(
        StaffMember, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    asks_anew = models.BooleanField(default=False)
    next_reminder_at = models.DateTimeField(null=True, blank=True)
    waits_for = models.ForeignKey(Slot, models.SET_NULL, null=True, blank=True, related_name="waiters")
    waits_since = models.DateTimeField(null=True, blank=True)
    version = models.IntegerField(default=1)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["customer", "-id"], name="invitation_customer"),
            models.Index(fields=["batch", "state", "id"], name="invitation_batch_state"),
            models.Index(
                fields=["next_reminder_at"],
                name="invitation_to_remind",
                condition=Q(state="booked", next_reminder_at__isnull=False),
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["batch", "customer", "home"], name="invitation_once"),
            models.UniqueConstraint(
                fields=["batch", "unit"], condition=Q(seat__isnull=False), name="invitation_one_seat_a_home"
            ),
            models.CheckConstraint(
                condition=Q(state="booked", seat__isnull=False)
                | Q(state__in=["attended", "no_show"])
                | Q(state__in=["planned", "invited", "declined", "withdrawn"], seat__isnull=True),
                name="invitation_booked_has_its_seat",
            ),
            models.CheckConstraint(condition=Q(party__gte=1, party__lte=20), name="invitation_party"),
            models.CheckConstraint(
                condition=Q(waits_for__isnull=True) | Q(seat__isnull=True), name="invitation_waits_or_sits"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.batch_id} ← {self.customer_id}"

    @property
    def slot(self) -> Slot | None:
        """What is booked; `seat__slot` loaded."""
        return self.seat.slot if self.seat else None


class Told(models.Model):
    """A letter about an appointment to one customer: there once, written once, whatever happens to the worker.

    The acts on many write these rows, a job turns them into letters. `is_reached` False: there is no address, or they
    do not want it; somebody should call.
    """

    class What(models.TextChoices):
        INVITED = "invited", pgettext_lazy("told", "Invitation")
        SLOT_MOVED = "slot_moved", _("Slot changed")
        SLOT_CANCELLED = "slot_cancelled", _("Slot cancelled")
        BATCH_CANCELLED = "batch_cancelled", pgettext_lazy("told", "Cancelled")

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="tellings", db_index=False)
    invitation = models.ForeignKey(Invitation, models.CASCADE, related_name="tellings", db_index=False)
    what = models.CharField(max_length=16, choices=What)
    about = models.BigIntegerField(default=0)  # the slot, or 0
    turn = models.IntegerField(default=0)  # the slot's version: it may change more than once
    made_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True, blank=True)
    is_reached = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["batch", "id"], name="told_waiting", condition=Q(told_at__isnull=True)),
            models.Index(fields=["batch", "what"], name="told_batch"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["invitation", "what", "about", "turn"], name="told_once")
        ]

    def __str__(self) -> str:
        return f"{self.invitation_id} {self.what}"

    @property
    def is_asking(self) -> bool:
        """Of our own accord; the rest is about what they have booked or were asked to."""
        return self.what == self.What.INVITED
