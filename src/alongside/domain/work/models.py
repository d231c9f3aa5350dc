"""Work between people: cooperation tasks and notices. Approvals and announcements come here later."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from alongside.domain.organisation.models import Department, Node, StaffMember
from alongside.domain.work.states import TASK_STATES


class Task(models.Model):
    """A request to another department, with a deadline, that the receiver accepts or returns (ORG-10, CAS-5).

    `about_kind`/`about_id` name the thing above it that asked (a case); the task does not know more.
    """

    node = models.ForeignKey(Node, models.PROTECT, related_name="+")
    department = models.ForeignKey(Department, models.PROTECT, null=True, blank=True, related_name="+")
    title = models.CharField(max_length=200)
    words = models.TextField(blank=True)
    about_kind = models.CharField(max_length=40)
    about_id = models.BigIntegerField()
    asked_by = models.ForeignKey(StaffMember, models.PROTECT, related_name="asked_tasks")
    assignee = models.ForeignKey(StaffMember, models.PROTECT, null=True, blank=True, related_name="tasks")
    state = models.CharField(max_length=12, choices=TASK_STATES.choices, default="asked")
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    result = models.TextField(blank=True)
    return_reason = models.TextField(blank=True)
    version = models.IntegerField(default=1)

    class Meta:
        indexes = [
            models.Index(fields=["about_kind", "about_id"], name="task_about"),
            models.Index(
                fields=["assignee", "due_at"],
                name="task_assignee_open",
                condition=Q(state__in=["asked", "accepted"]),
            ),
            models.Index(
                fields=["department", "due_at"],
                name="task_department_open",
                condition=Q(state__in=["asked", "accepted"]),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Notice(models.Model):
    """Something a staff member should know now: shown live in the desk without reloading.

    `kind` and `facts` (ids and codes) are rendered in the reader's language; `link` is a path in the desk.
    """

    staff = models.ForeignKey(StaffMember, models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=60)
    about_kind = models.CharField(max_length=40, blank=True)
    about_id = models.BigIntegerField(null=True)
    label = models.CharField(max_length=120, blank=True, help_text=_("What it is about, e.g. a case number"))
    facts = models.JSONField(default=dict)
    is_urgent = models.BooleanField(default=False)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    once_key = models.CharField(max_length=120, null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["staff", "-id"], name="notice_staff"),
            models.Index(fields=["staff"], name="notice_unread", condition=Q(read_at__isnull=True)),
        ]
        constraints = [models.UniqueConstraint(fields=["staff", "once_key"], name="notice_once")]

    def __str__(self) -> str:
        return f"{self.kind} → {self.staff_id}"
