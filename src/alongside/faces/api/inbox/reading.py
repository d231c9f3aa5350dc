"""The shared inbox from outside: its lists, and one conversation with what was said (CHN-1)."""

from __future__ import annotations

from typing import Annotated, Literal

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from ninja import Query
from pydantic import Field

from alongside.domain.cases.queries.threads import without_hidden_cases
from alongside.domain.conversations.models import Thread
from alongside.domain.conversations.queries import (
    Inlet,
    inlets_of,
    page_of_threads,
    said_in,
    threads_found,
)
from alongside.faces.api.answering import Chapter
from alongside.faces.api.cases.shapes import ChannelCode
from alongside.faces.api.gate import ApiRequest, colleague, find
from alongside.faces.api.inbox.shapes import (
    ConversationOut,
    Conversations,
    InletOut,
    Inlets,
    rows_out,
    said_out,
)
from alongside.faces.api.texts import Id, Line, Out
from alongside.faces.ui.access import seen
from alongside.kernel.refusals import Refused

conversations = Chapter("Conversations")


class AskedConversations(Out):
    """What is wanted, page by page; who spoke or was answered last stands first."""

    state: Literal["", "open", "done", "snoozed", "in_case"] = ""
    waiting: bool | None = None
    """Whether the customer waits for an answer."""
    channel: Literal["", ChannelCode] = ""
    account: Id | None = None
    mailbox: Id | None = None
    customer: Id | None = None
    staff: Annotated[Line, Field(max_length=60)] = ""
    """Whose they are, by user name."""
    unassigned: bool = False
    """Only what nobody has."""
    q: Annotated[Line, Field(max_length=100)] = ""
    """All these words stand in one message."""
    after: Annotated[str, Field(max_length=40, pattern=r"^([0-9]{1,17}\.[0-9]{1,9})?$")] = ""
    limit: Annotated[int, Field(ge=1, le=100)] = 40


@conversations.get("/inlets", Inlets)
def list_inlets(request: ApiRequest) -> Inlets:
    """The accounts and mailboxes of the places whose inbox this client reads."""
    return Inlets(
        items=[
            InletOut(
                account=one.inlet.account, mailbox=one.inlet.mailbox, channel=one.channel, name=one.name,
                waiting=one.waiting,
            )
            for one in inlets_of(request.viewer)
        ]
    )  # fmt: skip


@conversations.get("/conversations", Conversations)
def list_conversations(request: ApiRequest, asked: Query[AskedConversations]) -> Conversations:
    """Conversations that this client may see, by their state, channel, account, customer, who has them, and their words."""
    rows = _narrowed(Thread.objects.visible_to(request.viewer), request, asked)
    if asked.q.strip():
        page = threads_found(request.viewer, asked.q, within=rows, after=asked.after, limit=asked.limit)
        threads = without_hidden_cases(page.threads, request.viewer)
    else:
        page = page_of_threads(rows, after=asked.after, limit=asked.limit)
        threads = page.threads
    seen(request, [one.conversation.customer_id for one in threads])
    return Conversations(items=rows_out(threads, request), next=page.next)


@conversations.get("/conversations/{id}", ConversationOut)
def get_conversation(request: ApiRequest, id: Id) -> ConversationOut:
    """One conversation with what was said in it."""
    return conversation_out(request, id)


def find_thread(request: ApiRequest, pk: int) -> Thread:
    """The conversation, as far as this client sees it."""
    threads = Thread.objects.visible_to(request.viewer)
    related = ("conversation__customer", "node", "mailbox", "account", "assigned_to", "joined_to")
    return find(threads.select_related(*related), pk=pk)


def conversation_out(request: ApiRequest, pk: int) -> ConversationOut:
    """As it is now."""
    thread = find_thread(request, pk)
    seen(request, thread.conversation.customer, about=thread.conversation)
    (row,) = rows_out([thread], request)
    return ConversationOut(**row.model_dump(), messages=[said_out(one) for one in said_in(thread)])


def _narrowed(rows: QuerySet[Thread], request: ApiRequest, asked: AskedConversations) -> QuerySet[Thread]:
    if asked.staff and asked.unassigned:
        raise Refused(_("Either somebody's, or nobody's."), field="unassigned")
    rows = Inlet(asked.channel, asked.account, asked.mailbox).within(rows)
    if asked.state:
        rows = rows.filter(state=asked.state)
    if asked.waiting is not None:
        rows = rows.filter(waits_since__isnull=not asked.waiting)
    if asked.customer:
        rows = rows.filter(conversation__customer=asked.customer)
    if asked.staff:
        rows = rows.filter(assigned_to=colleague(request, asked.staff))
    return rows.filter(assigned_to=None) if asked.unassigned else rows
