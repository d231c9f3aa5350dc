"""The story of a case: what was said and what happened, in one line of time (CAS-15, CAS-16).

Bounded: at most 9 queries and SHOWN entries, however long the case is; older ones on request.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from alongside.domain.cases.models import Attempt, Case, Milestone, Transfer
from alongside.domain.cases.queries.paging import token_of, values_of
from alongside.domain.cases.queries.story_rows import (
    TALK,
    TASKS,
    Attached,
    Names,
    attached_to,
    calls_of,
    facts_of,
    files_of,
    messages_of,
    newest_first,
)
from alongside.domain.conversations.models import Call, Delivery, Message
from alongside.domain.conversations.queries import mail_senders, sent_for
from alongside.domain.work.models import Task
from alongside.kernel.actor import Actor
from alongside.kernel.events import Event, event_of
from alongside.kernel.models import JournalEntry, StoredFile

SHOWN = 200
SINCE = 5


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
    messages = messages_of(case, is_customer, before=message_before, after=message_after, limit=limit)
    tasks = [] if is_customer else TASKS(case=case.pk)
    facts = facts_of(case, tasks, is_customer, before=fact_before, after=fact_after, limit=limit)

    # Two streams, each newest first: take the newest of both until the page is full.
    rows: list[Message | JournalEntry] = sorted([*messages, *facts], key=newest_first)
    shown, more = rows[:limit], len(rows) > limit
    shown.reverse()
    files = files_of([one for one in shown if isinstance(one, Message) and one.file_count])
    names = Names(case, shown)
    attached = Attached({}, {}, {}) if is_customer else attached_to(shown, tasks)
    aside = [one.pk for one in shown if isinstance(one, Message) and one.kind == "aside"]
    senders = mail_senders(aside) if aside else {}
    calls = calls_of([one.pk for one in shown if isinstance(one, Message) and one.kind == "call"])
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
        conversation=case.conversation_id, pk__gt=after or 0, direction__in=TALK, kind__in=["words", "aside"]
    )
    others = talk.exclude(staff=but.id) if but.kind == "staff" else talk
    return list(others.select_related("staff").order_by("pk")[:SINCE])


def _said(
    message: Message,
    files: list[StoredFile],
    names: Names,
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


def _happened(entry: JournalEntry, names: Names, attached: Attached, is_customer: bool) -> Entry:
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


def _customers_names(entry: JournalEntry, names: Names) -> dict[str, str]:
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
