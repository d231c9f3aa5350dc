"""What is done with a conversation of the inbox from outside: the same acts as in the desk (CHN-1)."""

from __future__ import annotations

from typing import Annotated, Any

from django.utils.translation import gettext_lazy as _
from pydantic import ConfigDict, Field

from alongside.domain.cases.actions import threads as cases
from alongside.domain.cases.models import Case, Category
from alongside.domain.cases.permissions import OPEN_CASE
from alongside.domain.conversations import actions
from alongside.domain.conversations.models import Thread
from alongside.domain.customers.models import Customer
from alongside.domain.estates.models import Unit
from alongside.faces.api.answering import Chapter, files_of, seen_version
from alongside.faces.api.cases.shapes import KindCode
from alongside.faces.api.gate import ApiRequest, colleague, in_the_name_of, named, node_named
from alongside.faces.api.inbox.reading import conversation_out, find_thread
from alongside.faces.api.inbox.shapes import ConversationOut
from alongside.faces.api.texts import Code, Id, In, Knowing, Moment, Nothing, Title, Username, Words
from alongside.kernel.refusals import Refused

answering = Chapter("Conversations")


class AnswerIn(In):
    """Words to whoever wrote; they leave the way they came. `staff` is who answers."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"staff": "lin.xiaoyue", "words": "工程师明天上午十点上门查看。"}]}
    )

    staff: Username
    words: Words
    is_done: bool = False
    """Nothing is left to do then."""
    knowing: Knowing = []


class ThreadNoteIn(In):
    """A word among ourselves; who is named by @ hears of it. `staff` is who writes."""

    staff: Username
    words: Words


class AssignThreadIn(In):
    to: Username | None = None
    """Who answers from now on; null: everybody again."""


class SnoozeIn(In):
    until: Moment


class TieIn(In):
    customer: Id | None = None
    """Who wrote it; null: somebody else after all."""


class CaseFromThreadIn(In):
    """The least that a case needs; the conversation says the rest."""

    kind: KindCode
    title: Annotated[Title, Field(max_length=60)]
    node: Code = ""
    """Where the case is opened; empty: where the conversation came in."""
    category: Code | None = None
    unit: Id | None = None
    place_words: Annotated[Title, Field(max_length=120)] = ""
    owner: Username | None = None
    """Who takes it at once; otherwise the routing finds somebody."""


class JoinIn(In):
    case: Annotated[Code, Field(max_length=24)]
    """Number of the case."""


@answering.post("/conversations/{id}/answer_thread", ConversationOut, with_files=True)
def answer_thread(request: ApiRequest, id: Id, body: AnswerIn) -> ConversationOut:
    """Answer; whoever wrote gets it over the channel by which they wrote."""
    thread, by = find_thread(request, id), in_the_name_of(request, body.staff)
    given = {"words": body.words, "is_done": body.is_done, "knowing": body.knowing}
    return _act(request, thread, actions.answer_thread, by=by, files=files_of(request), **given)


@answering.post("/conversations/{id}/note_in_thread", ConversationOut, with_files=True)
def note_in_thread(request: ApiRequest, id: Id, body: ThreadNoteIn) -> ConversationOut:
    """Note something among ourselves; it leaves over no channel."""
    thread, by = find_thread(request, id), in_the_name_of(request, body.staff)
    return _act(request, thread, actions.note_in_thread, by=by, files=files_of(request), words=body.words)


@answering.post("/conversations/{id}/assign_thread", ConversationOut)
def assign_thread(request: ApiRequest, id: Id, body: AssignThreadIn) -> ConversationOut:
    """Hand it to somebody who answers there, or to everybody again."""
    thread = find_thread(request, id)
    to = colleague(request, body.to, field="to") if body.to else None
    return _act(request, thread, actions.assign_thread, to=to)


@answering.post("/conversations/{id}/snooze_thread", ConversationOut)
def snooze_thread(request: ApiRequest, id: Id, body: SnoozeIn) -> ConversationOut:
    """Put it off; it comes back by itself then, or when the customer writes."""
    return _act(request, find_thread(request, id), actions.snooze_thread, until=body.until)


@answering.post("/conversations/{id}/finish_thread", ConversationOut)
def finish_thread(request: ApiRequest, id: Id, body: Nothing) -> ConversationOut:
    """Nothing is left to do; the customer's next word opens it again."""
    return _act(request, find_thread(request, id), actions.finish_thread)


@answering.post("/conversations/{id}/reopen_thread", ConversationOut)
def reopen_thread(request: ApiRequest, id: Id, body: Nothing) -> ConversationOut:
    """It was not over after all."""
    return _act(request, find_thread(request, id), actions.reopen_thread)


@answering.post("/conversations/{id}/tie_thread", ConversationOut)
def tie_thread(request: ApiRequest, id: Id, body: TieIn) -> ConversationOut:
    """Say which customer wrote it."""
    thread = find_thread(request, id)
    customer = named(Customer.objects.visible_to(request.viewer), "customer", pk=body.customer)
    return _act(request, thread, actions.tie_thread, customer=customer)


@answering.post("/conversations/{id}/open_case_from_thread", ConversationOut, status=201)
def open_case_from_thread(request: ApiRequest, id: Id, body: CaseFromThreadIn) -> ConversationOut:
    """It becomes a case (`case` tells its number): what was said is the beginning of its story."""
    thread = find_thread(request, id)
    cases.open_case_from_thread(
        thread,
        node=node_named(request, body.node, OPEN_CASE) if body.node else thread.node,
        kind=body.kind,
        title=body.title,
        category=named(Category.objects.filter(is_active=True), "category", code=body.category),
        unit=named(Unit.objects.visible_to(request.viewer), "unit", pk=body.unit),
        place_words=body.place_words,
        owner=colleague(request, body.owner, field="owner") if body.owner else None,
        by=request.viewer,
        now=request.now,
    )
    return conversation_out(request, id)


@answering.post("/conversations/{id}/join_case", ConversationOut)
def join_case(request: ApiRequest, id: Id, body: JoinIn) -> ConversationOut:
    """It is about this case: what was said stands in its story, and what comes will too."""
    thread = find_thread(request, id)
    case = named(Case.objects.visible_to(request.viewer), "case", number=body.case.strip().upper())
    if case is None:
        raise Refused(_("Name the case."), field="case")
    cases.join_case(case, thread=thread, by=request.viewer, now=request.now)
    return conversation_out(request, id)


@answering.post("/conversations/{id}/leave_case", ConversationOut)
def leave_case(request: ApiRequest, id: Id, body: Nothing) -> ConversationOut:
    """It was about something else: it stands in the inbox again, with its words."""
    thread = find_thread(request, id)
    case = Case.objects.visible_to(request.viewer).filter(conversation=thread.joined_to_id).first()
    if case is None:
        raise Refused(_("It is not part of a case."))
    cases.leave_case(case, thread=thread, by=request.viewer, now=request.now)
    return conversation_out(request, id)


def _act(
    request: ApiRequest, thread: Thread, action: Any, *, by: Any = None, **given: Any
) -> ConversationOut:
    action(thread, **given, seen=seen_version(request), by=by or request.viewer, now=request.now)
    return conversation_out(request, thread.pk)
