"""The way of one customer with one home, what happened on it, and the steps that follow (JRN-1 to JRN-5)."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import Q

from alongside.domain.customers.models import Customer
from alongside.domain.estates.models import Building, Unit
from alongside.domain.journeys.models.template import TemplateVersion
from alongside.domain.journeys.permissions import SEE_JOURNEYS
from alongside.domain.journeys.rules import HAPPENINGS
from alongside.domain.journeys.states import JOURNEY_STATES, STEP_STATES
from alongside.domain.organisation.models import Node, StaffMember
from alongside.kernel.actor import Actor
from alongside.kernel.crypto import EncryptedTextField
from alongside.kernel.local_text import pick


class JourneyQuerySet(models.QuerySet):
    def visible_to(self, viewer: Actor) -> Self:
        """Journeys at nodes that the viewer reaches; a customer's own (ORG-3)."""
        if viewer.kind == "customer":
            return self.filter(customer_id=viewer.id)
        return viewer.limit(self, SEE_JOURNEYS)

    def walking(self) -> Self:
        """Those under way."""
        return self.filter(state="walking")


class Journey(models.Model):
    """One customer with one home, or before there is one with a project. `keeper` walks with them.

    `stage` follows from what happened and is written down for boards and counts; `stage_next_at` is when time alone
    takes it on. `building` is the home's, by which a moved delivery finds its journeys.
    """

    node = models.ForeignKey(Node, models.PROTECT, related_name="+", db_index=False)
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="journeys", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="journeys")
    building = models.ForeignKey(
        Building, models.PROTECT, null=True, blank=True, related_name="journeys", db_index=False
    )
    version_walked = models.ForeignKey(TemplateVersion, models.PROTECT, related_name="journeys")
    keeper = models.ForeignKey(StaffMember, models.PROTECT, null=True, blank=True, related_name="journeys")
    state = models.CharField(max_length=10, choices=JOURNEY_STATES.choices, default="walking")
    stage = models.CharField(max_length=40)
    stage_since = models.DateTimeField()
    stage_next_at = models.DateTimeField(null=True, blank=True)
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=40, blank=True)
    version = models.IntegerField(default=1)

    objects = JourneyQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["customer", "-id"], name="journey_customer"),
            models.Index(fields=["node", "stage", "-id"], name="journey_board", condition=Q(state="walking")),
            models.Index(fields=["building", "id"], name="journey_building", condition=Q(state="walking")),
            models.Index(fields=["stage_next_at"], name="journey_next_stage", condition=Q(state="walking")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "unit"],
                condition=Q(state="walking"),
                nulls_distinct=False,
                name="journey_once",
            ),
            models.CheckConstraint(
                condition=Q(state="walking", ended_at__isnull=True)
                | (~Q(state="walking") & Q(ended_at__isnull=False)),
                name="journey_ended_has_its_end",
            ),
        ]

    def __str__(self) -> str:
        return f"journey {self.pk}"


class JourneyFact(models.Model):
    """Something that happened on the way. Entered by mistake it is withdrawn, never deleted.

    `source`: what told us, e.g. "unit.moved"; empty for a person.
    """

    journey = models.ForeignKey(Journey, models.CASCADE, related_name="facts", db_index=False)
    event = models.CharField(max_length=20, choices=[(one.code, one.label) for one in HAPPENINGS.values()])
    occurrence = models.SmallIntegerField(default=1)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    by_kind = models.CharField(max_length=12)
    by_id = models.BigIntegerField(null=True)
    source = models.CharField(max_length=30, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["journey", "event", "occurrence"],
                condition=Q(withdrawn_at__isnull=True),
                name="journey_fact_once",
            )
        ]
        indexes = [models.Index(fields=["journey", "id"], name="journey_fact_journey")]

    def __str__(self) -> str:
        return f"{self.journey_id} {self.event} {self.occurrence}"


class StepQuerySet(models.QuerySet):
    def visible_to(self, viewer: Actor) -> Self:
        """Steps of journeys at nodes that the viewer reaches; of a customer's own journeys (ORG-3)."""
        if viewer.kind == "customer":
            return self.filter(journey__customer_id=viewer.id)
        return viewer.limit(self, SEE_JOURNEYS)

    def to_do(self) -> Self:
        """Those that wait to be done."""
        return self.filter(state="planned")


class Step(models.Model):
    """Something to be done on a journey (JRN-5). `code`, `occurrence` and `turn` make it the same step for ever.

    `said` and `feedback` are what was spoken, encrypted. `rung`: how far up it was
    escalated (ORG-4), `next_rung_at` when it climbs on.
    """

    class Result(models.TextChoices):
        REACHED = "reached"
        NOT_REACHED = "not_reached"
        PROBLEM = "problem"

    journey = models.ForeignKey(Journey, models.CASCADE, related_name="steps", db_index=False)
    node = models.ForeignKey(Node, models.PROTECT, related_name="+", db_index=False)
    code = models.CharField(max_length=40)
    occurrence = models.SmallIntegerField(default=1)
    turn = models.SmallIntegerField(default=1)
    stage = models.CharField(max_length=40)
    state = models.CharField(max_length=10, choices=STEP_STATES.choices, default="planned")
    assignee = models.ForeignKey(
        StaffMember, models.PROTECT, null=True, blank=True, related_name="journey_steps", db_index=False
    )
    opens_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField()
    planned_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        StaffMember, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    agreed_at = models.DateTimeField(null=True, blank=True)  # the next time that was agreed with the customer
    channel = models.CharField(max_length=10, blank=True)
    result = models.CharField(max_length=12, choices=Result, blank=True)
    said = EncryptedTextField(blank=True, default="")
    feedback = EncryptedTextField(blank=True, default="")
    reason = models.CharField(max_length=300, blank=True)  # why it was left out
    rung = models.SmallIntegerField(default=0)
    next_rung_at = models.DateTimeField(null=True, blank=True)
    version = models.IntegerField(default=1)

    objects = StepQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["journey", "code", "occurrence", "turn"], name="step_once"),
            models.CheckConstraint(
                condition=Q(state__in=["done", "waived"], closed_at__isnull=False)
                | Q(state__in=["planned", "withdrawn"], closed_at__isnull=True),
                name="step_closed_has_its_moment",
            ),
            models.CheckConstraint(condition=~Q(state="waived") | ~Q(reason=""), name="step_waived_says_why"),
        ]
        indexes = [
            models.Index(fields=["assignee", "due_at"], name="step_mine", condition=Q(state="planned")),
            models.Index(fields=["node", "due_at"], name="step_node_due", condition=Q(state="planned")),
            models.Index(
                fields=["next_rung_at"],
                name="step_next_rung",
                condition=Q(state="planned", next_rung_at__isnull=False),
            ),
            models.Index(fields=["node", "due_at"], name="step_due", condition=~Q(state="withdrawn")),
            models.Index(
                fields=["node", "closed_at"], name="step_closed", condition=Q(closed_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.journey_id} {self.code} {self.occurrence}.{self.turn}"

    @property
    def texts(self) -> dict[str, Any]:
        """What the version that the journey walks says of it; `journey.version_walked` loaded."""
        return self.journey.version_walked.texts_of(self.code)

    @property
    def name(self) -> str:
        return pick(self.texts.get("name")) or self.code

    @property
    def script(self) -> str:
        return pick(self.texts.get("script"))

    @property
    def tells(self) -> str:
        """What the customer reads of it; empty for a step that is ours alone."""
        return pick(self.texts.get("tells"))

    @property
    def bring(self) -> str:
        """What the customer should bring."""
        return pick(self.texts.get("bring"))

    @property
    def usual_channel(self) -> str:
        return str(self.texts.get("channel", ""))

    @property
    def is_late(self) -> bool:
        """Done after it was due; for one that is closed."""
        return self.closed_at is not None and self.closed_at > self.due_at
