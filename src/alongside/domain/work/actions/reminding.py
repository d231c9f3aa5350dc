"""Tasks that are late climb: who asked and who was asked, then who leads there, then the place's manager (ORG-10, ORG-4)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from alongside.domain.organisation.models import Node, StaffMember
from alongside.domain.organisation.queries import heir, named_person
from alongside.domain.work import events
from alongside.domain.work.actions.notices import notice_for, notify_many
from alongside.domain.work.models import Task
from alongside.domain.work.queries import asked_people
from alongside.kernel import journal
from alongside.kernel.actor import SYSTEM

BATCH = 200
CLIMB_AFTER = timedelta(days=1)
SUPERVISOR, LAST_RUNG = 2, 3


@transaction.atomic
def remind_of_late_tasks(*, now: datetime) -> int:
    """A batch of those whose time came; how many. Each rung is told once, however often and by however many this runs."""
    due = Task.objects.open().filter(next_rung_at__lte=now).order_by("next_rung_at", "pk")
    locked = due.select_for_update(of=("self",), skip_locked=True)
    tasks = list(locked.select_related("node", "department__node", "asked_by", "assignee")[:BATCH])
    for task in tasks:
        _climb(task, now=now)
    return len(tasks)


def _climb(task: Task, *, now: datetime) -> None:
    task.overdue_rung += 1
    task.next_rung_at = now + CLIMB_AFTER if task.overdue_rung < LAST_RUNG else None
    task.save(update_fields=["overdue_rung", "next_rung_at"])
    facts = {"about_kind": task.about_kind, "about_id": task.about_id, "rung": task.overdue_rung}
    journal.record(events.TASK_OVERDUE, about=task, by=SYSTEM, at=now, facts=facts, node_path=task.node.path)
    people = {one.pk: one for one in [task.asked_by, *asked_people(task, now=now), *_above(task, now)]}
    notify_many(
        notice_for(
            one, events.TASK_OVERDUE.kind, about=task, label=task.title, now=now, is_urgent=task.overdue_rung > 1,
            once_key=f"task_late:{task.pk}:{task.due_at:%Y%m%d%H%M}:{task.overdue_rung}",
        )
        for one in people.values()
        if one.is_active
    )  # fmt: skip


def _above(task: Task, now: datetime) -> list[StaffMember]:
    """Who leads where the receiver works; from the second rung on the place's manager, who always is somebody."""
    place: Node = task.department.node if task.department else task.node
    found = [named_person(place, SUPERVISOR, now=now)]
    if task.overdue_rung > 1:
        found.append(heir(place, instead_of=task.assignee or task.asked_by, now=now))
    return [one for one in found if one is not None]
