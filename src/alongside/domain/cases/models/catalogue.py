"""What cases are made of, as data: categories, deadline rules, the escalation ladder, liability causes."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from alongside.kernel.local_text import pick


class Kind(models.TextChoices):
    COMPLAINT = "complaint", _("Complaint")
    REPAIR = "repair", _("Repair request")
    ENQUIRY = "enquiry", _("Enquiry")
    SUGGESTION = "suggestion", _("Suggestion")
    PRAISE = "praise", _("Praise")
    DISPUTE = "dispute", _("Dispute")
    PRIVACY = "privacy", _("Personal data request")


class Severity(models.IntegerChoices):
    CRITICAL = 1, _("Critical")
    SERIOUS = 2, _("Serious")
    NORMAL = 3, _("Normal")
    MINOR = 4, _("Minor")


class Milestone(models.TextChoices):
    ACKNOWLEDGE = "acknowledge", _("Acknowledge")
    ANSWER = "answer", _("First answer")
    ON_SITE = "on_site", _("On site")
    RESOLVE = "resolve", _("Resolve")
    CALL_BACK = "call_back", _("Call back")
    AUTHORITY = "authority", _("Answer to the authority")  # which sets it; no rule of ours does (CAS-18)


RULED = [(one.value, one.label) for one in Milestone if one != Milestone.AUTHORITY]


class Category(models.Model):
    """A node of the category tree of one kind (CAS-1). `code` is a path: `complaint/quality/waterproofing`."""

    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    kind = models.CharField(max_length=12, choices=Kind)
    code = models.CharField(max_length=120, unique=True)
    name = models.JSONField(default=dict)
    position = models.IntegerField(default=0)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["kind", "position", "code"]

    def __str__(self) -> str:
        return pick(self.name) or self.code


class DeadlineRule(models.Model):
    """How long a milestone may take (CAS-4). The most specific matching rule wins; blank matches anything."""

    kind = models.CharField(max_length=12, choices=Kind, blank=True)
    severity = models.SmallIntegerField(choices=Severity, null=True, blank=True)
    tier = models.CharField(max_length=10, blank=True)  # customer tier
    milestone = models.CharField(max_length=12, choices=Milestone)
    minutes = models.PositiveIntegerField(help_text=_("Working minutes of the calendar"))
    is_round_the_clock = models.BooleanField(default=False)
    warn_minutes = models.PositiveIntegerField(default=60, help_text=_("Warn this long before"))
    pause_cap_minutes = models.PositiveIntegerField(default=7 * 24 * 60, help_text=_("Longest pause, in all"))
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "severity", "tier", "milestone"],
                nulls_distinct=False,
                name="deadline_rule_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind or '*'}/{self.severity or '*'}/{self.tier or '*'} {self.milestone} {self.minutes} min"


class EscalationStep(models.Model):
    """A rung of the ladder after a missed deadline: who hears, and how long they have before the next (CAS-4)."""

    level = models.SmallIntegerField(unique=True)  # 1 supervisor, 2 project manager, 3 city, 4 headquarters
    rank = models.SmallIntegerField()  # organisation.Role.escalation_rank
    minutes_to_act = models.PositiveIntegerField()
    name = models.JSONField(default=dict)

    class Meta:
        ordering = ["level"]

    def __str__(self) -> str:
        return pick(self.name) or str(self.level)
