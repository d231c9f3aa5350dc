"""Telephone calls from outside: the list, and one of them (CHN-5)."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from ninja import Query
from pydantic import Field

from alongside.domain.cases.models import Case
from alongside.domain.cases.queries.paging import after_descending, token_of, values_of
from alongside.domain.conversations.models import Call
from alongside.domain.customers.rules import masked
from alongside.faces.api.answering import Chapter
from alongside.faces.api.gate import ApiRequest, colleague, find
from alongside.faces.api.texts import Id, Line, Out
from alongside.faces.ui.access import seen

calls = Chapter("Calls")
DirectionCode = Literal["in", "out"]
EndingCode = Literal["answered", "abandoned", "missed", "lost"]


class CallOut(Out):
    """A telephone call, as far as the call centre has told of it."""

    id: int
    key: str
    """What the call centre calls it."""
    node: str
    account: str
    """The telephone system, by its name."""
    direction: DirectionCode
    number: str
    """Masked; empty when it was withheld."""
    customer: int | None
    case: str | None
    """The case that it stands in, if this client may see that."""
    queue: str
    state: Literal["waiting", "ringing", "talking", "held", "ended"]
    ending: Literal["", EndingCode]
    staff: str | None
    """Who spoke, by user name."""
    begun_at: datetime
    answered_at: datetime | None
    ended_at: datetime | None
    wait_seconds: int | None
    talk_seconds: int | None
    held_seconds: int
    outcome: Literal["", "settled", "case", "call_back", "passed_on", "nothing"]
    has_recording: bool


class Calls(Out):
    items: list[CallOut]
    next: str


class AskedOfCalls(Out):
    """What is wanted, page by page; the newest first."""

    direction: Literal["", DirectionCode] = ""
    ending: Literal["", EndingCode] = ""
    customer: Id | None = None
    staff: Annotated[Line, Field(max_length=60)] = ""
    """Who spoke, by user name."""
    since: datetime | None = None
    """Only those that began then or later."""
    after: Annotated[str, Field(max_length=500)] = ""
    limit: Annotated[int, Field(ge=1, le=100)] = 50


@calls.get("/calls", Calls)
def list_calls(request: ApiRequest, asked: Query[AskedOfCalls]) -> Calls:
    """Calls that this client may see, the newest first."""
    rows = _rows(request)
    for name in ("direction", "ending", "customer"):
        rows = rows.filter(**{name: getattr(asked, name)}) if getattr(asked, name) else rows
    if asked.staff:
        rows = rows.filter(agent=colleague(request, asked.staff))
    if asked.since:
        rows = rows.filter(begun_at__gte=asked.since)
    if asked.after:
        moment, pk = values_of(asked.after, (datetime, int))
        rows = rows.filter(after_descending("begun_at", moment, pk or 0))
    found = list(rows.order_by("-begun_at", "-id")[: asked.limit + 1])
    page = found[: asked.limit]
    seen(request, [one.customer_id for one in page])
    more = token_of(page[-1].begun_at, page[-1].pk) if len(found) > asked.limit else ""
    return Calls(items=_outs(request, page), next=more)


@calls.get("/calls/{id}", CallOut)
def get_call(request: ApiRequest, id: Id) -> CallOut:
    """One call."""
    call = find(_rows(request), pk=id)
    seen(request, call.customer_id, about=call)
    [out] = _outs(request, [call])
    return out


def _rows(request: ApiRequest) -> Any:
    return Call.objects.visible_to(request.viewer).select_related("node", "account", "agent")


def _outs(request: ApiRequest, found: list[Call]) -> list[CallOut]:
    spoken = [one.conversation_id for one in found if one.conversation_id]
    cases = Case.objects.visible_to(request.viewer).filter(conversation__in=spoken)
    stands = dict(cases.values_list("conversation", "number"))
    own = ("id", "key", "direction", "queue", "state", "ending", "begun_at", "answered_at", "ended_at", "wait_seconds",
           "talk_seconds", "held_seconds", "outcome")  # fmt: skip
    return [
        CallOut(
            **{name: getattr(one, name) for name in own}, node=one.node.code, account=one.account.name,
            customer=one.customer_id, number=masked("phone", one.number) if one.number else "",
            case=stands.get(one.conversation_id or 0), staff=one.agent.username if one.agent else None,
            has_recording=one.recording == Call.Recording.KEPT,
        )
        for one in found
    ]  # fmt: skip
