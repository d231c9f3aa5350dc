"""How management watches: major complaints, the daily, spot checks, remembered figures (CAS-10, 12, 14)."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from alongside.domain.cases.models.case import Case
from alongside.domain.cases.permissions import SEE_CASES, SEE_DAILY
from alongside.domain.organisation.models import Node, StaffMember
from alongside.kernel.actor import Actor


class MajorComplaintQuerySet(models.QuerySet):
    def visible_to(self, viewer: Actor) -> Self:
        """Staff who see the case."""
        if viewer.kind == "customer":
            return self.none()
        return self.filter(case__in=Case.objects.visible_to(viewer))

    def running(self) -> Self:
        """Those without their closing review."""
        return self.filter(reviewed_at__isnull=True)

    def with_log_overdue(self, now) -> Self:
        """Those whose hourly log is late at that moment (CAS-10)."""
        return self.running().filter(next_log_due_at__lt=now, case__is_open=True)


class MajorComplaint(models.Model):
    """What a major complaint needs besides (CAS-10): named criteria, a lead, a briefing, a closing review.

    `next_log_due_at` is when the next line of the hourly log is owed; none once it was reviewed.
    `remind_at` is when the worker says that it is late: at that moment, and again every hour.
    """

    class Criterion(models.TextChoices):
        INJURY = "injury", _("Somebody was hurt")
        MEDIA = "media", _("Media are involved")
        MANY_OWNERS = "many_owners", _("Many owners")
        AMOUNT = "amount", _("A large amount")
        RED_LINE = "red_line", _("A red line was crossed")

    case = models.OneToOneField(Case, models.PROTECT, related_name="major")
    criteria = models.JSONField(default=list)
    lead = models.ForeignKey(StaffMember, models.PROTECT, related_name="+")
    declared_by = models.ForeignKey(StaffMember, models.PROTECT, null=True, related_name="+")
    declared_at = models.DateTimeField()
    briefing_at = models.DateTimeField(null=True, blank=True)
    briefing_words = models.TextField(blank=True)
    next_log_due_at = models.DateTimeField(null=True, blank=True)
    remind_at = models.DateTimeField(null=True, blank=True)
    review_words = models.TextField(blank=True)
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = models.ForeignKey(StaffMember, models.PROTECT, null=True, blank=True, related_name="+")

    objects = MajorComplaintQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["next_log_due_at"], name="major_log_due", condition=Q(next_log_due_at__isnull=False)
            ),
            models.Index(fields=["remind_at"], name="major_remind", condition=Q(remind_at__isnull=False)),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(criteria=[]), name="major_has_a_criterion"),
            models.CheckConstraint(
                condition=Q(reviewed_at__isnull=True) | Q(next_log_due_at__isnull=True),
                name="major_reviewed_owes_no_log",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}"


class MajorLog(models.Model):
    """A line of the hourly log of a major complaint. Only ever added."""

    major = models.ForeignKey(MajorComplaint, models.PROTECT, related_name="log")
    by = models.ForeignKey(StaffMember, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    words = models.TextField()

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.major_id} {self.at}"


class ComplaintDailyQuerySet(models.QuerySet):
    def visible_to(self, viewer: Actor) -> Self:
        """The dailies of the nodes at which one may read them."""
        return viewer.limit(self, SEE_DAILY)


class ComplaintDaily(models.Model):
    """The complaint daily of a node for a day, as it was sent (CAS-12): numbers and the case ids, no words."""

    node = models.ForeignKey(Node, models.PROTECT, related_name="+")
    on = models.DateField()
    made_at = models.DateTimeField()
    new_ids = models.JSONField(default=list)
    carried_ids = models.JSONField(default=list)
    closed_ids = models.JSONField(default=list)
    sent_at = models.DateTimeField(null=True, blank=True)

    objects = ComplaintDailyQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["node", "on"], name="daily_once_a_day")]

    def __str__(self) -> str:
        return f"{self.node_id} {self.on}"


class SpotCheckQuerySet(models.QuerySet):
    def visible_to(self, viewer: Actor) -> Self:
        """Those of the nodes whose cases one sees."""
        return viewer.limit(self, SEE_CASES)


class SpotCheck(models.Model):
    """A supervisor drew this case at random and calls the customer back (CAS-12)."""

    class Result(models.TextChoices):
        SATISFIED = "satisfied", _("Satisfied")
        DIFFERENT = "different", _("The customer tells it differently")
        NOT_SOLVED = "not_solved", _("Not solved")
        NOT_REACHED = "not_reached", _("Not reached")

    case = models.ForeignKey(Case, models.PROTECT, related_name="spot_checks")
    node = models.ForeignKey(Node, models.PROTECT, related_name="+")
    daily_on = models.DateField()
    drawn_by = models.ForeignKey(StaffMember, models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField()
    seed = models.BigIntegerField()  # the draw can be repeated
    called_at = models.DateTimeField(null=True, blank=True)
    result = models.CharField(max_length=14, choices=Result, blank=True)
    words = models.TextField(blank=True)

    objects = SpotCheckQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "daily_on", "drawn_by"], name="spot_check_once")
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.drawn_at}"


class MonthFigures(models.Model):
    """The figures of a node (with all below it) for one month of opening, remembered (CAS-14, CAS-16).

    Right while no FigureMark for that month exists at or below the node and the subtree is as it was; a reader
    who finds otherwise computes it anew from the rows and takes the marks away in the same transaction, so the
    figures always equal the rows.
    """

    node = models.ForeignKey(Node, models.CASCADE, related_name="+")
    month = models.DateField()  # the first of the month, in the node's zone
    kind = models.CharField(max_length=12, blank=True, default="")  # blank = all kinds
    tree = models.CharField(
        max_length=32, default=""
    )  # digest of the subtree's paths and zones: a moved node tells
    figures = models.JSONField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["node", "month", "kind"], name="month_figures_once")]

    def __str__(self) -> str:
        return f"{self.node_id} {self.month:%Y-%m}"


class MonthPart(models.Model):
    """What one node's own cases, opened in one month, add to the figures of the nodes above (CAS-14).

    Right while there is no FigureMark for the node and the month. `queries.month_parts` writes and reads them.
    """

    node = models.ForeignKey(Node, models.CASCADE, related_name="+")
    month = models.DateField()
    kind = models.CharField(max_length=12, blank=True, default="")  # blank = all kinds
    zone = models.CharField(max_length=40)  # in which the month begins and the hours are told
    part = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["month", "kind", "zone", "node"], name="month_part_once")
        ]

    def __str__(self) -> str:
        return f"{self.node_id} {self.month:%Y-%m}"


class FigureMark(models.Model):
    """That something in a node's month changed since its figures were made. Only inserted, so writers never
    wait for each other."""

    id = models.BigAutoField(primary_key=True)
    node_id = models.BigIntegerField()  # the case's own node
    month = models.DateField()

    class Meta:
        indexes = [models.Index(fields=["month", "node_id"], name="figure_mark_month")]

    def __str__(self) -> str:
        return f"{self.node_id} {self.month}"
