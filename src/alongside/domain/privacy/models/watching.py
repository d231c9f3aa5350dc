"""How much each person reads in an hour, and the alarms where that was unusual (INF-2)."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from alongside.domain.organisation.models import StaffMember
from alongside.domain.privacy.permissions import READ_ACCESS_LOG, SETTLE_ALARM
from alongside.kernel.actor import Actor


class ReadingHour(models.Model):
    """How many customers a staff member was shown in an hour: opened one by one, in full, and within lists."""

    staff = models.ForeignKey(StaffMember, models.CASCADE, related_name="+")
    hour = models.DateTimeField()
    role = models.CharField(max_length=120, blank=True)
    records = models.IntegerField(default=0)
    reveals = models.IntegerField(default=0)
    listed = models.IntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["staff", "hour"], name="reading_hour_once")]
        indexes = [models.Index(fields=["hour"], name="reading_hour")]

    def __str__(self) -> str:
        return f"{self.staff_id} {self.hour}"


class AlarmQuerySet(models.QuerySet):
    def visible_to(self, viewer: Actor) -> Self:
        """Alarms are the company's: whoever settles them or audits at the root; nobody sees their own (ORG-5)."""
        everywhere = any(viewer.reach(one).everywhere for one in (SETTLE_ALARM, READ_ACCESS_LOG))
        if not everywhere:
            return self.none()
        return self.exclude(staff_id=viewer.id) if viewer.kind == "staff" else self

    def open(self) -> Self:
        return self.filter(settled_at__isnull=True)


class ReadingAlarm(models.Model):
    """That somebody's reading in an hour was not as usual. Settled by a person, with what it was."""

    class Kind(models.TextChoices):
        MANY = "many", _("Many customers opened")
        REVEALS = "reveals", _("Many numbers shown in full")
        LISTS = "lists", _("Long lists leafed through")
        OUT_OF_HOURS = "out_of_hours", _("Outside working hours")
        OWN_NAME = "own_name", _("Somebody of the same name looked up")
        VALUED = "valued", _("Many valued customers opened")

    class Outcome(models.TextChoices):
        WORK = "work", _("It was work")
        MISTAKE = "mistake", _("A mistake; talked about")
        MISUSE = "misuse", _("Misuse; handed to the incident register")

    staff = models.ForeignKey(StaffMember, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=14, choices=Kind)
    hour = models.DateTimeField()
    count = models.IntegerField()
    usual = models.IntegerField(default=0)
    raised_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(StaffMember, models.PROTECT, null=True, blank=True, related_name="+")
    outcome = models.CharField(max_length=8, choices=Outcome, blank=True)
    words = models.CharField(max_length=500, blank=True)

    objects = AlarmQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["staff", "kind", "hour"], name="reading_alarm_once"),
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True, outcome="")
                | (Q(settled_at__isnull=False) & ~Q(outcome="")),
                name="reading_alarm_settled_with_outcome",
            ),
        ]
        indexes = [models.Index(fields=["-raised_at"], name="reading_alarm_newest")]

    def __str__(self) -> str:
        return f"{self.kind} {self.staff_id} {self.hour}"

    @property
    def sentence(self) -> Any:
        """What happened, with the figures."""
        said = {
            self.Kind.MANY: _("%(n)s customers opened in an hour; usual for the role: %(usual)s"),
            self.Kind.REVEALS: _("%(n)s numbers or addresses shown in full in an hour; usual: %(usual)s"),
            self.Kind.LISTS: _("%(n)s customers listed in an hour; usual for the role: %(usual)s"),
            self.Kind.OUT_OF_HOURS: _("%(n)s customers opened outside the working hours of the place"),
            self.Kind.OWN_NAME: _("The record of a customer of the same name was opened"),
            self.Kind.VALUED: _("%(n)s valued customers opened in an hour"),
        }
        return said[self.Kind(self.kind)] % {"n": self.count, "usual": self.usual}
