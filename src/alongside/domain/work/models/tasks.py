"""Cooperation tasks between departments, and notices to single people."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from alongside.domain.organisation.models import Department, Node, StaffMember
from alongside.domain.work.permissions import SEE_OTHERS_WORK
from alongside.domain.work.states import TASK_STATES
from alongside.kernel.actor import Actor


class TaskQuerySet(models.QuerySet):
    def visible_to(self, viewer: Actor) -> Self:
        """Who asked, who was asked by name or with their department, and who sees the colleagues' work there.

        What a task is about shows it too, to whom that thing is shown: its domain asks `tasks_about`.
        """
        if viewer.kind != "staff":
            return self.none()
        departments = {one.department_id for one in getattr(viewer, "posts", ()) if one.department_id}
        mine = Q(asked_by_id=viewer.id) | Q(assignee_id=viewer.id) | Q(department__in=departments)
        return self.filter(mine | Q(pk__in=viewer.limit(self, SEE_OTHERS_WORK).values("pk")))

    def open(self) -> Self:
        """Those that somebody still has to answer or finish."""
        return self.filter(state__in=["asked", "accepted"])


class Task(models.Model):
    """A request to another department, with a deadline, that the receiver accepts or returns (ORG-10, CAS-5).

    `about_kind`/`about_id` name the thing above it that asked (a case, a customer, a step; nothing); the task does not
    know more. While it is open and late it climbs: `overdue_rung` says how far, `next_rung_at` when it climbs on.
    """

    node = models.ForeignKey(Node, models.PROTECT, related_name="+")
    department = models.ForeignKey(Department, models.PROTECT, null=True, blank=True, related_name="+")
    title = models.CharField(max_length=200)
    words = models.TextField(blank=True)
    about_kind = models.CharField(max_length=40, blank=True)
    about_id = models.BigIntegerField(null=True, blank=True)
    asked_by = models.ForeignKey(StaffMember, models.PROTECT, related_name="asked_tasks")
    assignee = models.ForeignKey(StaffMember, models.PROTECT, null=True, blank=True, related_name="tasks")
    state = models.CharField(max_length=12, choices=TASK_STATES.choices, default="asked")
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    result = models.TextField(blank=True)
    return_reason = models.TextField(blank=True)
    overdue_rung = models.SmallIntegerField(default=0, db_default=0)
    next_rung_at = models.DateTimeField(null=True, blank=True)
    version = models.IntegerField(default=1)

    objects = TaskQuerySet.as_manager()

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
            models.Index(fields=["asked_by", "-id"], name="task_asked_by"),
            models.Index(
                fields=["next_rung_at"],
                name="task_next_rung",
                condition=Q(state__in=["asked", "accepted"], next_rung_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.state in ("asked", "accepted")


class TaskNote(models.Model):
    """How far a task is, in the words of whoever has it or asked for it. Only ever added."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="notes")
    by = models.ForeignKey(StaffMember, models.PROTECT, related_name="+")
    words = models.TextField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.task_id} {self.by_id}"


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
