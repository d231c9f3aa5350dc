"""Everything that waits for a person, nearest time first (ORG-10): for a partner's own inbox."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from django.utils.translation import gettext_lazy as _
from ninja import Query
from pydantic import Field

from alongside.domain.work.hooks import waiting_kinds
from alongside.domain.work.queries import waiting_for
from alongside.faces.api.answering import Chapter
from alongside.faces.api.customers.customers import Paging
from alongside.faces.api.gate import ApiRequest, in_the_name_of
from alongside.faces.api.texts import Out
from alongside.kernel.refusals import Refused

waiting = Chapter("Waiting")


class WaitingOut(Out):
    """One thing that waits for the person."""

    kind: str
    """case, transfer, task, approval, step, promise, handover; more may come."""
    label: str
    words: str
    origin: list[str]
    """Where it comes from: numbers, names, places."""
    key: str
    """By which it is named: a case by its number, the others by their id."""
    due_at: datetime | None
    is_overdue: bool


class WaitingList(Out):
    items: list[WaitingOut]
    next: str


class Whose(Paging):
    """Whose list, and of which kind."""

    staff: Annotated[str, Field(min_length=1, max_length=60)]
    kind: Annotated[str, Field(max_length=30)] = ""


@waiting.get("/waiting", WaitingList)
def list_waiting(request: ApiRequest, asked: Query[Whose]) -> WaitingList:
    """What waits for that person, as far as this client may see it; overdue first, what has no deadline last."""
    known = [one.kind for one in waiting_kinds()]
    if asked.kind and asked.kind not in known:
        raise Refused(_("This choice does not exist."), field="kind")
    person = in_the_name_of(request, asked.staff)
    kinds = [asked.kind] if asked.kind else []
    page = waiting_for(person, now=request.now, kinds=kinds, limit=asked.limit, after=asked.after)
    rows = [
        WaitingOut(
            kind=one.kind.kind,
            label=str(one.kind.label),
            words=one.told.words,
            origin=list(one.told.origin),
            key=one.told.key,
            due_at=one.due_at,
            is_overdue=one.due_at is not None and one.due_at < request.now,
        )
        for one in page.rows
    ]
    return WaitingList(items=rows, next=page.next)
