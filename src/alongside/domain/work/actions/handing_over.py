"""Tasks of somebody who leaves go to somebody else (ORG-6)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from alongside.domain.organisation.actions.leaving import heir_at
from alongside.domain.organisation.hooks import Handing, OpenThing
from alongside.domain.organisation.models import StaffMember
from alongside.domain.work.actions.approving import withdraw_approval
from alongside.domain.work.events import TASK_ASKER_CHANGED, TASK_REASSIGNED
from alongside.domain.work.models import Approval, Task
from alongside.domain.work.queries import OPEN_TASK_STATES
from alongside.kernel import journal
from alongside.kernel.actor import Actor
from alongside.kernel.refusals import Refused


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


def _asked_tasks(staff: StaffMember) -> list[OpenThing]:
    tasks = Task.objects.filter(asked_by=staff, state__in=OPEN_TASK_STATES).order_by("due_at")
    return [OpenThing(one.pk, f"{one.about_kind} {one.about_id}", one.node_id) for one in tasks]


def _give_asked(
    thing_id: int, *, staff: StaffMember, to: StaffMember | None, by: Actor, now: datetime
) -> bool:
    """Somebody who is here hears what came of it."""
    task = Task.objects.select_for_update().get(pk=thing_id)
    if task.asked_by_id != staff.pk or task.state not in OPEN_TASK_STATES:
        return False
    to = to or heir_at(task.node_id, staff=staff, now=now)
    task.asked_by, task.version = to, task.version + 1
    task.save(update_fields=["asked_by", "version"])
    facts = {"from": staff.pk, "to": to.pk, "about_kind": task.about_kind, "about_id": task.about_id}
    journal.record(TASK_ASKER_CHANGED, about=task, by=by, at=now, facts=facts)
    return True


def _asked_approvals(staff: StaffMember) -> list[OpenThing]:
    asked = Approval.objects.filter(asked_by=staff, state="asked").order_by("pk")
    return [OpenThing(one.pk, f"{one.kind} {one.about_id}", one.node_id) for one in asked]


def _give_approval(
    thing_id: int, *, staff: StaffMember, to: StaffMember | None, by: Actor, now: datetime
) -> bool:
    """Nobody says yes for somebody who is gone: it is taken back, and whoever needs it asks in their own name."""
    if to is not None:
        raise Refused(_("A question of somebody's own cannot be another's. Ask for it anew in your name."))
    approval = Approval.objects.get(pk=thing_id)
    if approval.asked_by_id != staff.pk or approval.state != "asked":
        return False
    withdraw_approval(approval, by=by, now=now)
    return True


TASKS = Handing("task", _("Task"), _open_tasks, _give_task)
ASKED = Handing("asked_task", _("Waits for a task to be done"), _asked_tasks, _give_asked)
APPROVALS = Handing("approval", _("Waits for an approval"), _asked_approvals, _give_approval)
