"""A number drawn at a walk-in desk, and what came of it (CHN-6, SAL-1)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from alongside.domain.appointments.models import Invitation
from alongside.domain.conversations.models import Message
from alongside.domain.customers.models import Customer
from alongside.domain.organisation.models import Node, StaffMember
from alongside.domain.reception.models.lobby import Line, Lobby, Window
from alongside.domain.reception.permissions import SEE_RECEPTION
from alongside.domain.reception.states import AT_WINDOW, TICKET_STATES
from alongside.kernel.actor import Actor

TURN = ("-is_first", "drawn_at", "pk")  # in this order they are called


class TicketQuerySet(models.QuerySet):
    def visible_to(self, viewer: Actor) -> Self:
        """At nodes whose walk-in desks the viewer sees (ORG-3)."""
        return viewer.limit(self, SEE_RECEPTION)

    def in_turn(self) -> Self:
        """Those who wait, as they will be called."""
        return self.filter(state="waiting").order_by(*TURN)


class Ticket(models.Model):
    """One visit. `key` is its public address, which names nobody; `code` is what is called out.

    They waited from `waits_since` (when they drew it, or came back after missing their turn) to `called_at`, the first
    call; `served_at`: they stood at the window. `is_first`:
    served before the others (an appointment; old, pregnant or disabled people). `due_at`: by then they are to be
    called; `next_act_at` and `rung`: when somebody must be told of it, and how far that went. `message`: what the
    visit was about, in the customer's conversation or the case's.
    """

    class Source(models.TextChoices):
        DOOR = "door", _("Tablet at the door")
        DESK = "desk", _("Given at the desk")
        APPOINTMENT = "appointment", pgettext_lazy("visit", "With an appointment")
        PROGRAM = "program", _("By another program")

    id = models.BigAutoField(primary_key=True)
    lobby = models.ForeignKey(Lobby, models.PROTECT, related_name="tickets", db_index=False)
    node = models.ForeignKey(Node, models.PROTECT, related_name="+", db_index=False)
    line = models.ForeignKey(Line, models.PROTECT, related_name="+", db_index=False)
    day = models.DateField()
    code = models.CharField(max_length=8)
    key = models.UUIDField(default=uuid4, unique=True)
    state = models.CharField(max_length=8, choices=TICKET_STATES.choices, default="waiting")
    source = models.CharField(max_length=12, choices=Source)
    is_first = models.BooleanField(default=False)
    customer = models.ForeignKey(
        Customer, models.PROTECT, null=True, blank=True, related_name="visits", db_index=False
    )
    invitation = models.OneToOneField(
        Invitation, models.SET_NULL, null=True, blank=True, related_name="ticket"
    )
    once_key = models.CharField(max_length=40, null=True, blank=True)
    drawn_at = models.DateTimeField()
    waits_since = models.DateTimeField()
    due_at = models.DateTimeField()
    next_act_at = models.DateTimeField(null=True, blank=True)
    rung = models.SmallIntegerField(default=0)
    calls = models.SmallIntegerField(default=0)
    called_at = models.DateTimeField(null=True, blank=True)
    last_called_at = models.DateTimeField(null=True, blank=True)
    served_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    window = models.ForeignKey(Window, models.PROTECT, null=True, blank=True, related_name="tickets")
    staff = models.ForeignKey(
        StaffMember, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    message = models.OneToOneField(Message, models.SET_NULL, null=True, blank=True, related_name="visit")

    objects = TicketQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["lobby", "-is_first", "drawn_at", "id"],
                name="ticket_turn",
                condition=Q(state="waiting"),
            ),
            models.Index(fields=["lobby", "day", "state"], name="ticket_day"),
            models.Index(fields=["node", "drawn_at"], name="ticket_node"),
            models.Index(
                fields=["customer", "-id"], name="ticket_customer", condition=Q(customer__isnull=False)
            ),
            models.Index(fields=["next_act_at"], name="ticket_act", condition=Q(next_act_at__isnull=False)),
            models.Index(fields=["day"], name="ticket_standing", condition=Q(ended_at__isnull=True)),
        ]
        constraints = [
            models.UniqueConstraint(fields=["lobby", "day", "code"], name="ticket_number_once_a_day"),
            models.UniqueConstraint(fields=["lobby", "once_key"], name="ticket_drawn_once"),
            models.UniqueConstraint(
                fields=["window"], name="ticket_one_at_a_window", condition=Q(state__in=AT_WINDOW)
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", window__isnull=True, called_at__isnull=True)
                | Q(state__in=AT_WINDOW, window__isnull=False, called_at__isnull=False)
                | Q(state__in=["done", "missed"], called_at__isnull=False)
                | Q(state="left"),
                name="ticket_called_to_a_window",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", *AT_WINDOW], ended_at__isnull=True)
                | Q(state__in=["done", "missed", "left"], ended_at__isnull=False),
                name="ticket_ended_has_its_end",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting") | Q(next_act_at__isnull=True), name="ticket_told_while_waiting"
            ),
            models.CheckConstraint(
                condition=Q(called_at__isnull=True) | Q(called_at__gte=F("waits_since")), name="ticket_in_order"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.code

    @property
    def waited(self) -> timedelta | None:
        """Until the first call; None while nobody called them."""
        return self.called_at - self.waits_since if self.called_at else None

    def is_late(self, now: datetime) -> bool:
        """They waited, or wait, longer than they should."""
        return (self.called_at or self.ended_at or now) > self.due_at
