"""Tasks on somebody's table, and of the thing that asked (ORG-10)."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from alongside.domain.organisation.models import Appointment, StaffMember
from alongside.domain.work.models import Task
from alongside.kernel.actor import Actor

OPEN_TASK_STATES = ("asked", "accepted")
MOST_ASKED = 200


def is_asked(task: Task, viewer: Actor, *, now: datetime) -> bool:
    """Whether the task is the viewer's to answer: theirs by name, or nobody's yet and of their department."""
    if viewer.kind != "staff":
        return False
    if task.assignee_id is not None:
        return task.assignee_id == viewer.id
    return (
        task.department_id is not None
        and Appointment.objects.active(now)
        .filter(staff_id=viewer.id, department_id=task.department_id)
        .exists()
    )


def tasks_of(viewer: Actor, *, now: datetime) -> QuerySet[Task]:
    """Open tasks for the viewer to answer or finish, due first: theirs, and unclaimed ones of their departments."""
    if viewer.kind != "staff":
        return Task.objects.none()
    departments = (
        Appointment.objects.active(now)
        .filter(staff_id=viewer.id, department__isnull=False)
        .values("department")
    )
    return (
        Task.objects.filter(state__in=OPEN_TASK_STATES)
        .filter(Q(assignee_id=viewer.id) | Q(assignee__isnull=True, department__in=departments))
        .select_related("asked_by", "assignee", "department")
        .order_by("due_at", "id")
    )


def tasks_about(kind: str, thing_id: int) -> QuerySet[Task]:
    """Every task that one thing asked for, oldest first. The asker checks who may see the thing."""
    return (
        Task.objects.filter(about_kind=kind, about_id=thing_id)
        .select_related("asked_by", "assignee", "department")
        .order_by("id")
    )


def asked_people(task: Task, *, now: datetime) -> list[StaffMember]:
    """Who was asked: somebody by name, else everybody of the department."""
    if task.assignee is not None:
        return [task.assignee]
    working = Appointment.objects.active(now).filter(department=task.department_id).values("staff")
    return list(StaffMember.objects.filter(pk__in=working, is_active=True).order_by("pk")[:MOST_ASKED])


def tasks_asked(viewer: Actor, *, now: datetime) -> QuerySet[Task]:
    """What this person, or a colleague of their departments, asked of others; the newest first. Slice it."""
    colleagues = (
        Appointment.objects.active(now).filter(department__in=_departments_of(viewer, now)).values("staff")
    )
    asked = Task.objects.visible_to(viewer).filter(Q(asked_by_id=viewer.id) | Q(asked_by__in=colleagues))
    return asked.select_related("asked_by", "assignee", "department__node", "node").order_by("-pk")


def tasks_received(viewer: Actor, *, now: datetime) -> QuerySet[Task]:
    """What this person or their departments were asked, whoever has it; due first. Slice it."""
    if viewer.kind != "staff":
        return Task.objects.none()
    received = Q(assignee_id=viewer.id) | Q(department__in=_departments_of(viewer, now))
    shown = Task.objects.filter(received).select_related("asked_by", "assignee", "department__node", "node")
    return shown.order_by("due_at", "pk")


def _departments_of(viewer: Actor, now: datetime) -> set[int]:
    held = Appointment.objects.active(now).filter(staff_id=viewer.id, department__isnull=False)
    return set(held.values_list("department", flat=True))
