"""Who has the case, and help from other departments (CAS-5)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from alongside.domain.cases.actions import handing_on as actions
from alongside.domain.cases.models import Case, Transfer
from alongside.domain.organisation.models import Department
from alongside.domain.work.actions import accept_task as accept
from alongside.domain.work.actions import finish_task as finish
from alongside.domain.work.actions import return_task as give_back
from alongside.domain.work.actions import withdraw_task as withdraw
from alongside.domain.work.models import Task
from alongside.faces.api.answering import Chapter, seen_version
from alongside.faces.api.cases.shapes import (
    CaseOut,
    TaskOut,
    TransferOut,
    case_out,
    task_out,
    transfer_out,
)
from alongside.faces.api.gate import ApiRequest, colleague, find, find_case, in_the_name_of, named
from alongside.faces.api.texts import Id, In, Moment, Title, Username, Words

handing_on = Chapter("Handing a case on")
DepartmentCode = Literal[
    "service", "sales", "engineering", "design", "cost", "property", "finance", "legal", "hr", "it"
]


class AssignIn(In):
    """Who gets it."""

    staff: Username


class OfferIn(In):
    """To whom, and why; both the colleague and the supervisor read it."""

    staff: Username
    reason: Words


class SignedIn(In):
    """Who does it: these acts are signed by a person."""

    staff: Username


class SignedWordsIn(SignedIn):
    """Who does it, and their words."""

    words: Words


class AskIn(In):
    """What is asked of which department of the case's node, or of whom, until when."""

    department: DepartmentCode | None = None
    staff: Username | None = None
    title: Title
    words: Words
    due_at: Moment


@handing_on.post("/cases/{number}/assign_case", CaseOut)
def assign_case(request: ApiRequest, number: str, body: AssignIn) -> CaseOut:
    """Give the case to somebody without asking them."""
    case = find_case(request, number)
    to = colleague(request, body.staff)
    moved = actions.assign_case(case, to=to, by=request.viewer, now=request.now, seen=seen_version(request))
    return case_out(moved, request)


@handing_on.post("/cases/{number}/offer_transfer", TransferOut, status=201)
def offer_transfer(request: ApiRequest, number: str, body: OfferIn) -> TransferOut:
    """Offer the case to a colleague; it stays where it is until they accept (CAS-5)."""
    case = find_case(request, number)
    transfer = actions.offer_transfer(
        case,
        to=colleague(request, body.staff),
        reason=body.reason,
        by=request.viewer,
        now=request.now,
        seen=seen_version(request),
    )
    return transfer_out(transfer)


@handing_on.post("/transfers/{id}/accept_transfer", TransferOut)
def accept_transfer(request: ApiRequest, id: Id, body: SignedIn) -> TransferOut:
    """The receiver, named in `staff`, takes the case."""
    transfer = _find_transfer(request, id)
    by = in_the_name_of(request, body.staff)
    return transfer_out(actions.accept_transfer(transfer, by=by, now=request.now))


@handing_on.post("/transfers/{id}/decline_transfer", TransferOut)
def decline_transfer(request: ApiRequest, id: Id, body: SignedWordsIn) -> TransferOut:
    """The receiver does not take it; the sender reads why."""
    transfer = _find_transfer(request, id)
    by = in_the_name_of(request, body.staff)
    return transfer_out(actions.decline_transfer(transfer, words=body.words, by=by, now=request.now))


@handing_on.post("/transfers/{id}/withdraw_transfer", TransferOut)
def withdraw_transfer(request: ApiRequest, id: Id, body: SignedIn) -> TransferOut:
    """The sender keeps the case after all."""
    transfer = _find_transfer(request, id)
    by = in_the_name_of(request, body.staff)
    return transfer_out(actions.withdraw_transfer(transfer, by=by, now=request.now))


@handing_on.post("/cases/{number}/ask_cooperation", TaskOut, status=201)
def ask_cooperation(request: ApiRequest, number: str, body: AskIn) -> TaskOut:
    """Ask another department of the case's node to help; the owner stays."""
    case = find_case(request, number)
    departments = Department.objects.filter(node_id__in=case.node.ancestor_ids).order_by("-node__path")
    task = actions.ask_cooperation(
        case,
        department=named(departments, "department", code=body.department),
        assignee=colleague(request, body.staff) if body.staff else None,
        title=body.title,
        words=body.words,
        due_at=body.due_at,
        by=request.viewer,
        now=request.now,
        seen=seen_version(request),
    )
    return task_out(task)


@handing_on.post("/tasks/{id}/accept_task", TaskOut)
def accept_task(request: ApiRequest, id: Id, body: SignedIn) -> TaskOut:
    """Promise to do it."""
    return _on_task(request, id, body.staff, accept)


@handing_on.post("/tasks/{id}/return_task", TaskOut)
def return_task(request: ApiRequest, id: Id, body: SignedWordsIn) -> TaskOut:
    """Give it back with the reason."""
    return _on_task(request, id, body.staff, give_back, words=body.words)


@handing_on.post("/tasks/{id}/finish_task", TaskOut)
def finish_task(request: ApiRequest, id: Id, body: SignedWordsIn) -> TaskOut:
    """Say what came out."""
    return _on_task(request, id, body.staff, finish, words=body.words)


@handing_on.post("/tasks/{id}/withdraw_task", TaskOut)
def withdraw_task(request: ApiRequest, id: Id, body: SignedIn) -> TaskOut:
    """It is not needed any more."""
    return _on_task(request, id, body.staff, withdraw)


def _find_transfer(request: ApiRequest, id: int) -> Transfer:
    cases = Case.objects.visible_to(request.viewer)
    return find(Transfer.objects.filter(case__in=cases).select_related("sender", "receiver"), pk=id)


def _on_task(
    request: ApiRequest, id: int, username: str, action: Callable[..., Task], **given: Any
) -> TaskOut:
    cases = Case.objects.visible_to(request.viewer).values("pk")
    tasks = Task.objects.filter(about_kind="case", about_id__in=cases)
    task = find(tasks.select_related("asked_by", "assignee", "department"), pk=id)
    by = in_the_name_of(request, username)
    return task_out(action(task, by=by, now=request.now, seen=seen_version(request), **given))
