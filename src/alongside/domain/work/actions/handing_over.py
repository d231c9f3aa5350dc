"""Tasks of somebody who leaves go to somebody else (ORG-6)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from alongside.domain.organisation.actions.leaving import heir_at
from alongside.domain.organisation.hooks import Handing, OpenThing
from alongside.domain.organisation.models import StaffMember
from alongside.domain.work.events import TASK_REASSIGNED
from alongside.domain.work.models import Task
from alongside.domain.work.queries import OPEN_TASK_STATES
from alongside.kernel import journal
from alongside.kernel.actor import Actor


def _open_tasks(staff: StaffMember) -> list[OpenThing]:
    tasks = Task.objects.filter(assignee=staff, state__in=OPEN_TASK_STATES).order_by("due_at")
    return [OpenThing(one.pk, f"{one.about_kind} {one.about_id}", one.node_id) for one in tasks]


def _give_task(
    thing_id: int, *, staff: StaffMember, to: StaffMember | None, by: Actor, now: datetime
) -> bool:
    """Without a receiver it is the department's again; where there is none, the place's manager has it."""
    task = Task.objects.select_for_update().get(pk=thing_id)
    if task.assignee_id != staff.pk or task.state not in OPEN_TASK_STATES:
        return False
    if to is None and task.department_id is None:
        to = heir_at(task.node_id, staff=staff, now=now)
    task.assignee, task.version = to, task.version + 1
    task.save(update_fields=["assignee", "version"])
    facts = {"from": staff.pk, "to": to and to.pk, "about_kind": task.about_kind, "about_id": task.about_id}
    journal.record(TASK_REASSIGNED, about=task, by=by, at=now, facts=facts)
    return True


TASKS = Handing("task", _("Task"), _open_tasks, _give_task)
