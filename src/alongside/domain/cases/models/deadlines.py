"""Deadlines of a case and their pauses (CAS-4)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from alongside.domain.cases.models.case import Case
from alongside.domain.cases.models.catalogue import Milestone
from alongside.domain.organisation.models import Calendar, Node, StaffMember
from alongside.kernel.labels import Labelled


class Deadline(Labelled):
    """One milestone of one case: due when, met when. `next_act_at` is when the worker must look at it again.

    `target_seconds` is working time of `calendar` (null = round the clock). Met late stays visible as late.
    """

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(Case, models.CASCADE, related_name="deadlines", db_index=False)
    node = models.ForeignKey(Node, models.PROTECT, related_name="+", db_index=False)
    milestone = models.CharField(max_length=12, choices=Milestone)
    calendar = models.ForeignKey(Calendar, models.PROTECT, null=True, related_name="+", db_index=False)
    started_at = models.DateTimeField()
    target_seconds = models.IntegerField()
    warn_seconds = models.IntegerField(default=3600)
    pause_cap_seconds = models.IntegerField(default=7 * 24 * 3600)
    due_at = models.DateTimeField()
    met_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    warned_at = models.DateTimeField(null=True, blank=True)
    missed_at = models.DateTimeField(null=True, blank=True)  # when the worker found it missed
    escalation_level = models.SmallIntegerField(default=0)
    next_act_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["next_act_at"], name="deadline_next_act", condition=Q(next_act_at__isnull=False)
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["case", "milestone"], name="deadline_once_per_milestone"),
            models.CheckConstraint(condition=Q(due_at__gte=F("started_at")), name="deadline_due_after_start"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.milestone} {self.due_at}"


class Pause(models.Model):
    """A stretch in which a case waits for its customer, so its deadlines stand still (CAS-4), up to a cap."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="pauses")
    reason = models.CharField(max_length=200)
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True, blank=True)
    started_by = models.ForeignKey(StaffMember, models.PROTECT, null=True, related_name="+")
    cap_ends_at = models.DateTimeField(null=True, blank=True)  # when no deadline will stand still any more
    capped_at = models.DateTimeField(null=True, blank=True)  # when the cap ended it by itself

    class Meta:
        indexes = [
            models.Index(fields=["cap_ends_at"], name="pause_cap_ends", condition=Q(until_at__isnull=True)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(until_at__isnull=True), name="pause_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(until_at__isnull=True) | Q(until_at__gte=F("from_at")), name="pause_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.from_at}"


class Escalation(models.Model):
    """That a missed deadline was told to a named person of a rung (CAS-4, ORG-4)."""

    deadline = models.ForeignKey(Deadline, models.CASCADE, related_name="escalations")
    level = models.SmallIntegerField()
    staff = models.ForeignKey(
        StaffMember, models.PROTECT, null=True, related_name="+"
    )  # null: nobody there, a fault
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["deadline", "level"], name="escalation_once_per_level")
        ]

    def __str__(self) -> str:
        return f"{self.deadline_id} ↑{self.level}"
