"""Tasks between departments (ORG-10, CAS-5)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from alongside.domain.organisation.models import Appointment, Department, Node, StaffMember
from alongside.domain.work import events
from alongside.domain.work.hooks import may_answer_task, may_withdraw_task
from alongside.domain.work.models import Task, TaskNote
from alongside.domain.work.permissions import ASK_DEPARTMENT
from alongside.domain.work.queries import is_asked
from alongside.domain.work.states import TASK_STATES
from alongside.kernel import journal
from alongside.kernel.actor import SYSTEM, Actor
from alongside.kernel.concurrency import lock
from alongside.kernel.events import Event
from alongside.kernel.refusals import NotAllowed, Refused

TITLE_CHARACTERS = 200
NOTE_CHARACTERS = 2_000


@transaction.atomic
def ask_task(
    *,
    node: Node,
    about: models.Model | None = None,
    title: str,
    words: str,
    due_at: datetime,
    asked_by: StaffMember,
    by: Actor,
    now: datetime,
    department: Department | None = None,
    assignee: StaffMember | None = None,
) -> Task:
    """Ask a department or a person for help with `about`. The caller has checked who may ask there."""
    title = title.strip()
    if not title:
        raise Refused(_("Say in a few words what you ask for."), field="title")
    if len(title) > TITLE_CHARACTERS:
        raise Refused(
            _("The subject is longer than %(n)s characters.") % {"n": TITLE_CHARACTERS}, field="title"
        )
    if department is None and assignee is None:
        raise Refused(_("Say which department or who is to help."), field="department")
    if assignee is not None and not assignee.is_active:
        raise Refused(_("This colleague has left."), field="assignee")
    if due_at <= now:
        raise Refused(_("The deadline lies in the past."), field="due_at")
    task = Task.objects.create(
        node=node,
        department=department,
        title=title,
        words=words.strip(),
        about_kind=about._meta.model_name if about is not None else "",
        about_id=about.pk if about is not None else None,
        asked_by=asked_by,
        assignee=assignee,
        asked_at=now,
        due_at=due_at,
        next_rung_at=due_at,
    )
    _record(events.TASK_ASKED, task, by=by, now=now)
    return task


@transaction.atomic
def ask_department(
    department: Department,
    *,
    node: Node,
    title: str,
    words: str,
    due_at: datetime,
    by: Actor,
    now: datetime,
    about: models.Model | None = None,
    assignee: StaffMember | None = None,
) -> Task:
    """Ask a department for help, about a thing of that place or about nothing in particular (ORG-10).

    Refused where nobody works there: a request that nobody reads is none.
    """
    by.require(ASK_DEPARTMENT, on=node)
    if by.kind != "staff" or by.id is None:
        raise NotAllowed(_("A person must ask for this."))
    working = Appointment.objects.active(now).filter(department=department, staff__is_active=True)
    if not working.exclude(staff_id=by.id).exists():
        raise Refused(_("Nobody works in this department who could answer."), field="department")
    if assignee is not None and not working.filter(staff=assignee).exists():
        raise Refused(_("This colleague does not work in that department."), field="assignee")
    return ask_task(
        node=node, about=about, title=title, words=words, due_at=due_at, asked_by=StaffMember.objects.get(pk=by.id),
        by=by, now=now, department=department, assignee=assignee,
    )  # fmt: skip


@transaction.atomic
def ask_task_again(
    task: Task, *, words: str, due_at: datetime, by: Actor, now: datetime, seen: int | None = None
) -> Task:
    """What was given back is asked once more, with what the receiver missed and a new deadline. Only who asked."""
    fresh = lock(task, seen=seen)
    check_asking_again(fresh, by)
    if due_at <= now:
        raise Refused(_("The deadline lies in the past."), field="due_at")
    words = _needed(words, _("Say what has changed, or why it is theirs after all."))
    assignee = fresh.assignee_id if fresh.department_id is None else None
    return _advance(
        fresh, "ask_task_again", events.TASK_ASKED_AGAIN, by=by, now=now, words=words, due_at=due_at, asked_at=now,
        assignee_id=assignee, answered_at=None, overdue_rung=0, next_rung_at=due_at,
    )  # fmt: skip


def check_asking_again(task: Task, by: Actor) -> None:
    """NotAllowed for anybody but who asked, Refused where it was not given back."""
    if by.kind != "staff" or task.asked_by_id != by.id:
        raise NotAllowed(_("Only who asked can ask again."))
    TASK_STATES.check("ask_task_again", task.state)


@transaction.atomic
def note_task(task: Task, *, words: str, by: Actor, now: datetime) -> TaskNote:
    """Say how far it is, or ask: the other side hears of it. Who asked and who has it, while it is open."""
    fresh = lock(task)
    words = _needed(words, _("Say how far it is."))
    if by.kind != "staff" or not (fresh.asked_by_id == by.id or is_asked(fresh, by, now=now)):
        raise NotAllowed(_("This task was asked of somebody else."))
    if not fresh.is_open:
        raise Refused(_("This task has ended."))
    note = TaskNote.objects.create(task=fresh, by_id=by.id, words=words[:NOTE_CHARACTERS], at=now)
    _record(events.TASK_NOTED, fresh, by=by, now=now)
    return note


@transaction.atomic
def accept_task(task: Task, *, by: Actor, now: datetime, seen: int | None = None) -> Task:
    """Promise to do it. Whoever accepts a task of the department has it from then on."""
    fresh = _to_answer(task, by=by, now=now, seen=seen)
    changes: dict[str, Any] = {"answered_at": now}
    if fresh.assignee_id is None and by.kind == "staff":
        changes["assignee_id"] = by.id
    return _advance(fresh, "accept_task", events.TASK_ACCEPTED, by=by, now=now, **changes)


@transaction.atomic
def return_task(task: Task, *, words: str, by: Actor, now: datetime, seen: int | None = None) -> Task:
    """Give it back, with the reason that the asker reads."""
    words = _needed(words, _("Say why you give it back; the person who asked reads these words."))
    fresh = _to_answer(task, by=by, now=now, seen=seen)
    return _advance(
        fresh, "return_task", events.TASK_RETURNED, by=by, now=now, answered_at=now, return_reason=words
    )


@transaction.atomic
def finish_task(task: Task, *, words: str, by: Actor, now: datetime, seen: int | None = None) -> Task:
    """Say what came out; it shows in the story of what asked for it."""
    words = _needed(words, _("Say what was done."))
    fresh = _to_answer(task, by=by, now=now, seen=seen)
    return _advance(fresh, "finish_task", events.TASK_FINISHED, by=by, now=now, done_at=now, result=words)


@transaction.atomic
def fulfil_task(task: Task, *, words: str, now: datetime) -> Task:
    """What was asked for has come about, whoever brought it: the system ends it. One that has ended stays as it is."""
    fresh = lock(task)
    if fresh.state in ("done", "withdrawn"):
        return fresh
    return _advance(
        fresh, "fulfil_task", events.TASK_FINISHED, by=SYSTEM, now=now, done_at=now, result=words.strip()
    )


@transaction.atomic
def withdraw_task(task: Task, *, by: Actor, now: datetime, seen: int | None = None) -> Task:
    """It is not needed any more: taken back by who asked, or whom the asking domain lets."""
    fresh = lock(task, seen=seen)
    asked = by.kind == "staff" and fresh.asked_by_id == by.id
    if not (by.kind == "system" or asked or any(may_withdraw_task.ask(fresh, by))):
        raise NotAllowed(_("Only who asked can take the request back."))
    return _advance(fresh, "withdraw_task", events.TASK_WITHDRAWN, by=by, now=now)


def _to_answer(task: Task, *, by: Actor, now: datetime, seen: int | None) -> Task:
    fresh = lock(task, seen=seen)
    if not (by.kind == "system" or is_asked(fresh, by, now=now) or any(may_answer_task.ask(fresh, by))):
        raise NotAllowed(_("This task was asked of somebody else."))
    return fresh


def _advance(task: Task, move: str, event: Event, *, by: Actor, now: datetime, **changes: Any) -> Task:
    was = task.state
    task.state = TASK_STATES.check(move, was)
    for field, value in changes.items():
        setattr(task, field, value)
    task.version += 1
    task.save()
    _record(event, task, by=by, now=now)
    return task


def _record(event: Event, task: Task, *, by: Actor, now: datetime) -> None:
    journal.record(
        event,
        about=task,
        by=by,
        at=now,
        facts={
            "about_kind": task.about_kind,
            "about_id": task.about_id,
            "department": task.department_id,
            "assignee": task.assignee_id,
            "asked_by": task.asked_by_id,
            "state": task.state,
        },
        node_path=task.node.path,
    )


def _needed(words: str, message: object) -> str:
    if not words.strip():
        raise Refused(message, field="words")
    return words.strip()
