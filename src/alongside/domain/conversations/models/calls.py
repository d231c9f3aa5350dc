"""Calls that a call centre tells of, who is ready to take them, and whom we owe a call (CHN-5)."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from alongside.domain.conversations.models.accounts import Account
from alongside.domain.conversations.models.said import Conversation, Message
from alongside.domain.conversations.permissions import ANSWER_CALLS, SEE_CALLS
from alongside.domain.conversations.rules.calling import caller_index
from alongside.domain.customers.models import Customer
from alongside.domain.organisation.models import Node, StaffMember
from alongside.kernel.actor import Actor
from alongside.kernel.blind_indexes import BlindIndexField
from alongside.kernel.crypto import EncryptedTextField


class Outcome(models.TextChoices):
    """What came of it, as whoever spoke says."""

    SETTLED = "settled", _("Settled on the phone")
    CASE = "case", _("It became, or belongs to, a case")
    CALL_BACK = "call_back", _("We call back")
    PASSED_ON = "passed_on", pgettext_lazy("call", "Passed on")
    NOTHING = "nothing", _("Silent, or a wrong number")


class CallbackQuerySet(models.QuerySet):
    def visible_to(self, viewer: Actor) -> Self:
        """For whoever takes calls there (ORG-3)."""
        return viewer.limit(self, ANSWER_CALLS)

    def open(self) -> Self:
        return self.filter(state=Callback.State.OPEN)


class Callback(models.Model):
    """Somebody whom we owe a call: one for each number at a time, however often they tried."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("callback", "Open")
        REACHED = "reached", _("Reached")
        CAME_BACK = "came_back", _("They reached us themselves")
        DROPPED = "dropped", _("No longer needed")

    class Reason(models.TextChoices):
        ABANDONED = "abandoned", _("Gave up waiting")
        MISSED = "missed", _("Nobody answered")
        PROMISED = "promised", _("We promised to call")

    node = models.ForeignKey(Node, models.PROTECT, related_name="+", db_index=False)
    account = models.ForeignKey(Account, models.PROTECT, related_name="+", db_index=False)
    number = EncryptedTextField(blank=True, default="")
    number_hash = BlindIndexField(of=("number",), made=caller_index, blank=True, default="")
    customer = models.ForeignKey(
        Customer, models.PROTECT, null=True, blank=True, related_name="callbacks", db_index=False
    )
    reason = models.CharField(max_length=10, choices=Reason)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    assigned_to = models.ForeignKey(
        StaffMember, models.PROTECT, null=True, blank=True, related_name="callbacks", db_index=False
    )
    made_at = models.DateTimeField()
    due_at = models.DateTimeField()
    tries = models.SmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        StaffMember, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    version = models.IntegerField(default=1)

    objects = CallbackQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["node", "due_at"], name="callback_open", condition=Q(state="open")),
            models.Index(fields=["assigned_to"], name="callback_mine", condition=Q(state="open")),
            models.Index(fields=["customer", "-made_at"], name="callback_customer"),
            models.Index(fields=["number_hash"], name="callback_number"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "number_hash"],
                name="callback_once_a_number",
                condition=Q(state="open") & ~Q(number_hash=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"


class CallQuerySet(models.QuerySet):
    def visible_to(self, viewer: Actor) -> Self:
        """At nodes where the viewer sees calls; whoever takes calls sees those that they took (ORG-3)."""
        seen = viewer.limit(self, SEE_CALLS)
        if viewer.kind != "staff" or not viewer.may(ANSWER_CALLS):
            return seen
        return self.filter(Q(agent_id=viewer.id) | Q(pk__in=seen.values("pk")))


class Call(models.Model):
    """One call, as far as we were told: always what follows from its `CallEvent`s (rules/calling).

    `conversation` is where its message stands: that of its number, or of the case it is about. The sealed recording is a
    file about this row, which only who may hear recordings is served.
    """

    class Direction(models.TextChoices):
        IN = "in", pgettext_lazy("call", "Incoming")
        OUT = "out", pgettext_lazy("call", "Outgoing")

    class State(models.TextChoices):
        WAITING = "waiting", _("Waits in the queue")
        RINGING = "ringing", _("Rings")
        TALKING = "talking", _("Speaking")
        HELD = "held", _("On hold")
        ENDED = "ended", pgettext_lazy("call", "Ended")

    class Ending(models.TextChoices):
        NONE = "", "—"
        ANSWERED = "answered", _("Answered")
        ABANDONED = "abandoned", _("Gave up waiting")
        MISSED = "missed", _("Nobody answered")
        LOST = "lost", _("Nothing was heard of its end")

    class Recording(models.TextChoices):
        NONE = "", "—"
        WANTED = "wanted", _("Being fetched")
        KEPT = "kept", pgettext_lazy("recording", "Kept")
        GONE = "gone", _("Not to be had")
        DELETED = "deleted", _("Deleted when its time was over")

    id = models.BigAutoField(primary_key=True)
    node = models.ForeignKey(Node, models.PROTECT, related_name="+", db_index=False)
    account = models.ForeignKey(Account, models.PROTECT, related_name="calls", db_index=False)
    key = models.CharField(max_length=100)  # what the call centre calls it
    direction = models.CharField(max_length=3, choices=Direction, default=Direction.IN)
    number = EncryptedTextField(blank=True, default="")  # theirs; empty when withheld
    number_hash = BlindIndexField(of=("number",), made=caller_index, blank=True, default="")
    customer = models.ForeignKey(
        Customer, models.PROTECT, null=True, blank=True, related_name="calls", db_index=False
    )
    conversation = models.ForeignKey(
        Conversation, models.SET_NULL, null=True, blank=True, related_name="calls"
    )
    message = models.OneToOneField(Message, models.SET_NULL, null=True, blank=True, related_name="call")
    callback = models.ForeignKey(Callback, models.SET_NULL, null=True, blank=True, related_name="calls")
    queue = models.CharField(max_length=60, blank=True, default="")
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    ending = models.CharField(max_length=10, choices=Ending, blank=True, default=Ending.NONE)
    begun_at = models.DateTimeField()
    queued_at = models.DateTimeField(null=True, blank=True)
    rang_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    held_seconds = models.IntegerField(default=0)
    extension = models.CharField(max_length=20, blank=True, default="")
    agent = models.ForeignKey(
        StaffMember, models.PROTECT, null=True, blank=True, related_name="calls", db_index=False
    )
    ended_by = models.CharField(max_length=10, blank=True, default="")
    recording_key = models.CharField(max_length=200, blank=True, default="")
    recording = models.CharField(max_length=8, choices=Recording, blank=True, default=Recording.NONE)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True, default="")
    wrapped_at = models.DateTimeField(null=True, blank=True)  # when its outcome was said
    heard_at = models.DateTimeField()  # the last we were told of it

    objects = CallQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "key"], name="call_once")]
        indexes = [
            models.Index(fields=["node", "-begun_at"], name="call_node"),
            models.Index(fields=["-begun_at"], name="call_everywhere"),
            models.Index(fields=["customer", "-begun_at"], name="call_customer"),
            models.Index(fields=["agent", "-begun_at"], name="call_agent"),
            models.Index(fields=["number_hash", "-begun_at"], name="call_number"),
            models.Index(fields=["heard_at"], name="call_open", condition=~Q(state="ended")),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"

    @property
    def wait_seconds(self) -> int | None:
        """How long they waited until somebody answered, or until it ended without."""
        until = self.answered_at or self.ended_at
        return _seconds(self.queued_at or self.begun_at, until)

    @property
    def talk_seconds(self) -> int | None:
        """From the answer to the end, what was on hold included."""
        return _seconds(self.answered_at, self.ended_at)


def _seconds(since: datetime | None, until: datetime | None) -> int | None:
    return max(0, int((until - since).total_seconds())) if since and until else None


class CallEvent(models.Model):
    """One thing that we were told of a call, once. Who called is not part of it."""

    id = models.BigAutoField(primary_key=True)
    call = models.ForeignKey(Call, models.CASCADE, related_name="events", db_index=False)
    node = models.ForeignKey(Node, models.PROTECT, related_name="+", db_index=False)
    sequence = models.IntegerField()
    kind = models.CharField(max_length=16)
    at = models.DateTimeField()
    extension = models.CharField(max_length=20, blank=True, default="")
    queue = models.CharField(max_length=60, blank=True, default="")
    by = models.CharField(max_length=10, blank=True, default="")
    recording = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["call", "sequence"], name="call_event_once")]

    def __str__(self) -> str:
        return f"{self.call_id}:{self.sequence}"


class SeatQuerySet(models.QuerySet):
    def visible_to(self, viewer: Actor) -> Self:
        """One's own, and those where one sees calls (ORG-3)."""
        seen = viewer.limit(self, SEE_CALLS)
        mine = viewer.id if viewer.kind == "staff" else None
        return self.filter(Q(staff_id=mine) | Q(pk__in=seen.values("pk")))


class Seat(models.Model):
    """At which extension of which call centre somebody sits, and whether they take calls now.

    `call`: what rings there or is spoken, or was spoken just now and waits for its outcome. `news` counts what changed
    of it: an open page asks for no more than that number.
    """

    class State(models.TextChoices):
        READY = "ready", _("Ready for calls")
        WRAPPING = "wrapping", _("Work after a call")
        AWAY = "away", pgettext_lazy("telephone", "Away")

    class Reason(models.TextChoices):
        NONE = "", "—"
        BREAK = "break", _("Break")
        MEAL = "meal", _("Meal")
        MEETING = "meeting", _("Meeting")
        TRAINING = "training", _("Training")
        OTHER = "other", _("Other work")
        GONE = "gone", _("Left without a word")

    staff = models.OneToOneField(StaffMember, models.CASCADE, primary_key=True, related_name="seat")
    node = models.ForeignKey(Node, models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, models.PROTECT, related_name="seats")
    extension = models.CharField(max_length=20)
    state = models.CharField(max_length=8, choices=State, default=State.AWAY)
    reason = models.CharField(max_length=8, choices=Reason, blank=True, default=Reason.NONE)
    since = models.DateTimeField()
    seen_at = models.DateTimeField()  # when one of their pages asked last, to the minute
    call = models.ForeignKey(Call, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False)
    news = models.IntegerField(default=1)

    objects = SeatQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "extension"], name="seat_extension")]

    def __str__(self) -> str:
        return self.extension
