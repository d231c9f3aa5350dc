"""The story of a case: what was said and what happened, in one line of time (CAS-15, CAS-16).

Bounded: at most 9 queries and SHOWN entries, however long the case is; older ones on request.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any, cast

from django.db.models import Q, QuerySet

from alongside.domain.cases.models import Attempt, Case, Milestone, Transfer
from alongside.domain.cases.queries.paging import token_of, values_of
from alongside.domain.conversations.models import Call, Delivery, Message
from alongside.domain.conversations.queries import mail_senders, sent_for
from alongside.domain.organisation.models import StaffMember
from alongside.domain.work.models import Task
from alongside.domain.work.queries import tasks_about
from alongside.kernel.actor import Actor
from alongside.kernel.events import Event, event_of, known_events
from alongside.kernel.models import JournalEntry, StoredFile
from alongside.kernel.prepared import AnyOf, Given, Prepared

SHOWN = 200
MOST_TASKS = 100
SINCE = 5


# What nearly every case asks for, its SQL worked out once.
_TASKS = Prepared(lambda: tasks_about("case", cast("int", Given("case")))[:MOST_TASKS])
_TALK = {Message.Direction.IN, Message.Direction.OUT}  # without our notes among ourselves
_NEWEST = 2**62  # before the first that there will ever be
_STAFF = Prepared(lambda: StaffMember.objects.filter(AnyOf("pk", "ids")).only("pk", "name").order_by())


@dataclass(frozen=True)
class Entry:
    """One line of a story.

    `kind` is "message" (with `direction` in/out/internal, `channel`, `files`) or "fact" (with `event`, the
    journal's kind, and its `sentence`). `words` are what a person wrote, if the fact came with any.
    `by_kind` is staff, customer or system; `by_name` is empty for the system.
    """

    at: datetime
    kind: str
    by_kind: str
    by_name: str
    by_id: int | None = None
    words: str = ""
    direction: str = ""
    channel: str = ""
    message_id: int | None = None
    message_kind: str = ""
    seen_at: datetime | None = None
    sent: Delivery | None = None  # how far what we said is, over whichever channel it left
    files: list[StoredFile] = field(default_factory=list)
    event: str = ""
    sentence: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    task: Task | None = None
    transfer: Transfer | None = None
    attempt: Attempt | None = None
    call: Call | None = None


@dataclass(frozen=True)
class Story:
    """Oldest first. `older` leads to the entries before these (`story_of(…, before=older)`); empty: no more.
    `newest` leads to what comes after these (`story_of(…, after=newest)`)."""

    entries: list[Entry]
    tasks: list[Task] = field(default_factory=list)
    older: str = ""
    newest: str = ""


def story_of(
    case: Case,
    viewer: Actor,
    *,
    before: str = "",
    after: str = "",
    limit: int = SHOWN,
    may_see: bool = False,
) -> Story:
    """What the viewer may read of a case that they may see; nothing at all of one that they may not.

    A customer reads messages in both directions and the facts meant for them, without internals. `may_see`:
    the caller found the case among those that the viewer may see, so it need not be asked again.
    """
    is_customer = viewer.kind == "customer"
    if not may_see and not Case.objects.visible_to(viewer).filter(pk=case.pk).exists():
        return Story(entries=[])
    message_before, fact_before = values_of(before, (int, int)) if before else (None, None)
    message_after, fact_after = values_of(after, (int, int)) if after else (None, None)
    messages = _messages(case, is_customer, before=message_before, after=message_after, limit=limit)
    tasks = [] if is_customer else _TASKS(case=case.pk)
    facts = _facts(case, tasks, is_customer, before=fact_before, after=fact_after, limit=limit)

    # Two streams, each newest first: take the newest of both until the page is full.
    rows: list[Message | JournalEntry] = sorted([*messages, *facts], key=_newest_first)
    shown, more = rows[:limit], len(rows) > limit
    shown.reverse()
    files = _files([one for one in shown if isinstance(one, Message) and one.file_count])
    names = _Names(case, shown)
    attached = _Attached({}, {}, {}) if is_customer else _attached(shown, tasks)
    aside = [one.pk for one in shown if isinstance(one, Message) and one.kind == "aside"]
    senders = mail_senders(aside) if aside else {}
    calls = _calls([one.pk for one in shown if isinstance(one, Message) and one.kind == "call"])
    ours = [one.pk for one in shown if isinstance(one, Message) and one.direction == Message.Direction.OUT]
    sent = sent_for(ours) if ours and not is_customer else {}
    entries = [
        _said(
            one,
            files.get(one.pk, []),
            names,
            is_customer,
            sender=senders.get(one.pk, ""),
            call=calls.get(one.pk),
            sent=sent.get(one.pk),
        )
        if isinstance(one, Message)
        else _happened(one, names, attached, is_customer)
        for one in shown
    ]
    older = ""
    if more:
        older = token_of(
            min((one.pk for one in shown if isinstance(one, Message)), default=message_before),
            min((one.pk for one in shown if isinstance(one, JournalEntry)), default=fact_before),
        )
    newest = token_of(
        max((one.pk for one in messages), default=message_after or 0),
        max((one.pk for one in facts), default=fact_after or 0),
    )
    return Story(entries=entries, tasks=tasks, older=older, newest=newest)


def has_moved_on(case_number: str, viewer: Actor, *, version: int) -> bool:
    """Whether a case that the viewer may see is no longer as it was in that version. One query."""
    return Case.objects.visible_to(viewer).filter(number=case_number).exclude(version=version).exists()


def said_since(case: Case, newest: str, *, but: Actor) -> list[Message]:
    """What others said to and by the customer after what a page showed (`Story.newest`), oldest first, a few. One query."""
    after, _fact = values_of(newest, (int, int))
    talk = Message.objects.filter(
        conversation=case.conversation_id, pk__gt=after or 0, direction__in=_TALK, kind__in=["words", "aside"]
    )
    others = talk.exclude(staff=but.id) if but.kind == "staff" else talk
    return list(others.select_related("staff").order_by("pk")[:SINCE])


@cache
def _messages_query(is_customer: bool, limit: int) -> Prepared[Message]:
    def build() -> QuerySet[Message]:
        messages = Message.objects.filter(
            conversation_id=Given("conversation"), pk__lt=Given("before"), pk__gt=Given("after")
        )
        if is_customer:
            messages = messages.filter(direction__in=sorted(_TALK)).exclude(kind__in=["aside", "call"])
        return messages.order_by("-sent_at", "-id")[: limit + 1]

    return Prepared(build)


def _messages(
    case: Case, is_customer: bool, *, before: int | None, after: int | None, limit: int
) -> list[Message]:
    query = _messages_query(is_customer, limit)
    return query(
        conversation=case.conversation_id, before=_NEWEST if before is None else before, after=after or 0
    )


@cache
def _facts_query(with_tasks: bool, limit: int) -> Prepared[JournalEntry]:
    def build() -> QuerySet[JournalEntry]:
        about = Q(about_kind="case", about_id=Given("case"))
        if with_tasks:
            about |= Q(AnyOf("about_id", "tasks"), about_kind="task") & ~Q(kind="task.asked")
        entries = JournalEntry.objects.filter(
            about, AnyOf("kind", "kinds"), pk__lt=Given("before"), pk__gt=Given("after")
        )
        return entries.order_by("-id")[: limit + 1]

    return Prepared(build)


def _facts(
    case: Case,
    tasks: list[Task],
    is_customer: bool,
    *,
    before: int | None,
    after: int | None,
    limit: int,
) -> list[JournalEntry]:
    shown = {"customer"} if is_customer else {"customer", "staff"}
    kinds = [kind for kind, event in known_events().items() if event.shown in shown]
    query = _facts_query(bool(tasks), limit)
    return query(
        case=case.pk,
        tasks=[task.pk for task in tasks],
        kinds=kinds,
        before=_NEWEST if before is None else before,
        after=after or 0,
    )


def _newest_first(row: Message | JournalEntry) -> tuple[float, int, int]:
    """At the same moment a fact precedes the words that came with it."""
    if isinstance(row, Message):
        return (-row.sent_at.timestamp(), 0, -row.pk)
    return (-row.at.timestamp(), 1, -row.pk)


def _files(messages: list[Message]) -> dict[int, list[StoredFile]]:
    found: dict[int, list[StoredFile]] = {}
    if messages:
        stored = StoredFile.objects.filter(about_kind="message", about_id__in=[one.pk for one in messages])
        for one in stored.order_by("created_at", "name"):
            found.setdefault(one.about_id, []).append(one)
    return found


def _calls(message_ids: list[int]) -> dict[int | None, Call]:
    """The telephone calls of which these messages are the lines."""
    found = Call.objects.filter(message__in=message_ids) if message_ids else []
    return {one.message_id: one for one in found}


# Facts that name staff members by these keys.
_STAFF_KEYS = ("from", "to", "assignee", "owner", "staff", "lead")


class _Names:
    """The names that a page of a story needs, fetched at once."""

    def __init__(self, case: Case, rows: list[Message | JournalEntry]) -> None:
        ids = {one.staff_id for one in rows if isinstance(one, Message)}
        for one in rows:
            if isinstance(one, JournalEntry):
                if one.by_kind == "staff":
                    ids.add(one.by_id)
                ids.update(one.facts.get(key) for key in _STAFF_KEYS if type(one.facts.get(key)) is int)
        ids.discard(None)
        self.staff = {one.pk: one.name for one in _STAFF(ids=sorted(ids))} if ids else {}
        self.customer = case.customer.name if case.customer else ""

    def of(self, kind: str, staff_id: int | None) -> str:
        if kind == "customer":
            return self.customer
        return self.staff.get(staff_id, "") if kind == "staff" else ""

    def in_facts(self, facts: dict[str, Any]) -> dict[str, str]:
        return {
            key: name
            for key in _STAFF_KEYS
            if type(facts.get(key)) is int and (name := self.staff.get(facts[key]))
        }


@dataclass(frozen=True)
class _Attached:
    tasks: dict[int, Task]
    transfers: dict[int, Transfer]
    attempts: dict[int, Attempt]


def _attached(rows: list[Message | JournalEntry], tasks: list[Task]) -> _Attached:
    facts = [one.facts for one in rows if isinstance(one, JournalEntry)]
    transfers = {one["transfer"] for one in facts if type(one.get("transfer")) is int}
    attempts = {one["attempt"] for one in facts if type(one.get("attempt")) is int}
    return _Attached(
        {task.pk: task for task in tasks},
        Transfer.objects.select_related("sender", "receiver").in_bulk(transfers) if transfers else {},
        Attempt.objects.in_bulk(attempts) if attempts else {},
    )


def _said(
    message: Message,
    files: list[StoredFile],
    names: _Names,
    is_customer: bool,
    *,
    sender: str = "",
    call: Call | None = None,
    sent: Delivery | None = None,
) -> Entry:
    """`sender`: somebody else who wrote by mail."""
    by_customer = message.direction == Message.Direction.IN
    by_kind = "customer" if by_customer else "staff" if message.staff_id else "system"
    return Entry(
        at=message.sent_at,
        kind="message",
        by_kind=by_kind,
        by_id=None if by_customer else message.staff_id,
        by_name=sender or names.of(by_kind, message.staff_id),
        words=message.body,
        direction=message.direction,
        channel=message.channel,
        message_id=message.pk,
        message_kind=message.kind,
        seen_at=None if is_customer else message.seen_at,
        sent=sent,
        files=files,
        call=call,
        # Who wrote down what the customer said.
        names={"recorder": names.of("staff", message.staff_id)} if by_customer and message.staff_id else {},
    )


def _happened(entry: JournalEntry, names: _Names, attached: _Attached, is_customer: bool) -> Entry:
    task_id = entry.about_id if entry.about_kind == "task" else entry.facts.get("task")
    task = attached.tasks.get(task_id)
    transfer = attached.transfers.get(entry.facts.get("transfer"))
    attempt = attached.attempts.get(entry.facts.get("attempt"))
    return Entry(
        at=entry.at,
        kind="fact",
        by_kind=entry.by_kind,
        by_id=entry.by_id if entry.by_kind == "staff" else None,
        by_name=names.of(entry.by_kind, entry.by_id),
        words=_words(entry.kind, task, transfer, attempt),
        event=entry.kind,
        sentence=sentence_of(event_of(entry.kind), entry.facts),
        facts={} if is_customer else entry.facts,
        names=_customers_names(entry, names) if is_customer else names.in_facts(entry.facts),
        task=task,
        transfer=transfer,
        attempt=attempt,
    )


def _customers_names(entry: JournalEntry, names: _Names) -> dict[str, str]:
    """A customer reads who has the case now, not who had it before or helps inside."""
    return {key: name for key, name in names.in_facts(entry.facts).items() if key == "to"}


def _words(kind: str, task: Task | None, transfer: Transfer | None, attempt: Attempt | None) -> str:
    if kind == "case.cooperation_asked" and task:
        return task.words or task.title
    if kind == "task.finished" and task:
        return task.result
    if kind == "task.returned" and task:
        return task.return_reason
    if kind == "case.transfer_offered" and transfer:
        return transfer.reason
    if kind == "case.transfer_declined" and transfer:
        return transfer.answer
    return attempt.words if attempt else ""


def sentence_of(event: Event | None, facts: dict[str, Any]) -> str:
    """The event's line in the reader's language, filled from the facts."""
    if event is None:
        return ""
    sentence = str(event.sentence)
    if facts.get("milestone") in Milestone.values:
        facts = facts | {"milestone": Milestone(facts["milestone"]).label}
    try:
        return sentence % facts
    except (KeyError, TypeError, ValueError):
        return sentence.split("%(")[0].rstrip(" :：")
