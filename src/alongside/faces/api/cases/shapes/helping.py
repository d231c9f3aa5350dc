"""A case on its way to a colleague, and the help that other departments give (CAS-5)."""

from __future__ import annotations

from datetime import datetime

from alongside.domain.cases.models import Transfer
from alongside.domain.work.models import Task
from alongside.faces.api.texts import Out


class TransferOut(Out):
    """An offer of the case to a colleague; it stays with the sender until accepted (CAS-5)."""

    id: int
    state: str
    sender: str
    receiver: str
    reason: str
    answer: str
    offered_at: datetime
    answered_at: datetime | None


class TaskOut(Out):
    """A request to another department for help."""

    id: int
    title: str
    words: str
    state: str
    department: str | None
    assignee: str | None
    asked_by: str
    asked_at: datetime
    due_at: datetime
    result: str
    return_reason: str
    version: int


def transfer_out(transfer: Transfer) -> TransferOut:
    return TransferOut(
        id=transfer.pk,
        state=transfer.state,
        sender=transfer.sender.username,
        receiver=transfer.receiver.username,
        reason=transfer.reason,
        answer=transfer.answer,
        offered_at=transfer.offered_at,
        answered_at=transfer.answered_at,
    )


def task_out(task: Task) -> TaskOut:
    return TaskOut(
        id=task.pk,
        title=task.title,
        words=task.words,
        state=task.state,
        department=task.department.code if task.department else None,
        assignee=task.assignee.username if task.assignee else None,
        asked_by=task.asked_by.username,
        asked_at=task.asked_at,
        due_at=task.due_at,
        result=task.result,
        return_reason=task.return_reason,
        version=task.version,
    )
