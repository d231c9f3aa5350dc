"""What a story is made of, read in bounded queries: messages, facts, and what hangs on them (CAS-16)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, cast

from django.db.models import Q, QuerySet

from alongside.domain.cases.models import Attempt, Case, Transfer
from alongside.domain.conversations.models import Call, Message
from alongside.domain.organisation.models import StaffMember
from alongside.domain.work.models import Task
from alongside.domain.work.queries import tasks_about
from alongside.kernel.events import known_events
from alongside.kernel.models import JournalEntry, StoredFile
from alongside.kernel.prepared import AnyOf, Given, Prepared

MOST_TASKS = 100

# What nearly every case asks for, its SQL worked out once.
TASKS = Prepared(lambda: tasks_about("case", cast("int", Given("case")))[:MOST_TASKS])
TALK = {Message.Direction.IN, Message.Direction.OUT}  # without our notes among ourselves
_NEWEST = 2**62  # before the first that there will ever be
_STAFF = Prepared(lambda: StaffMember.objects.filter(AnyOf("pk", "ids")).only("pk", "name").order_by())


@cache
def _messages_query(is_customer: bool, limit: int) -> Prepared[Message]:
    def build() -> QuerySet[Message]:
        messages = Message.objects.filter(
            conversation_id=Given("conversation"), pk__lt=Given("before"), pk__gt=Given("after")
        )
        if is_customer:
            messages = messages.filter(direction__in=sorted(TALK)).exclude(kind__in=["aside", "call"])
        return messages.order_by("-sent_at", "-id")[: limit + 1]

    return Prepared(build)


def messages_of(
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


def facts_of(
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


def newest_first(row: Message | JournalEntry) -> tuple[float, int, int]:
    """At the same moment a fact precedes the words that came with it."""
    if isinstance(row, Message):
        return (-row.sent_at.timestamp(), 0, -row.pk)
    return (-row.at.timestamp(), 1, -row.pk)


def files_of(messages: list[Message]) -> dict[int, list[StoredFile]]:
    found: dict[int, list[StoredFile]] = {}
    if messages:
        stored = StoredFile.objects.filter(about_kind="message", about_id__in=[one.pk for one in messages])
        for one in stored.order_by("created_at", "name"):
            found.setdefault(one.about_id, []).append(one)
    return found


def calls_of(message_ids: list[int]) -> dict[int | None, Call]:
    """The telephone calls of which these messages are the lines."""
    found = Call.objects.filter(message__in=message_ids) if message_ids else []
    return {one.message_id: one for one in found}


# Facts that name staff members by these keys.
_STAFF_KEYS = ("from", "to", "assignee", "owner", "staff", "lead")


class Names:
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
class Attached:
    tasks: dict[int, Task]
    transfers: dict[int, Transfer]
    attempts: dict[int, Attempt]


def attached_to(rows: list[Message | JournalEntry], tasks: list[Task]) -> Attached:
    facts = [one.facts for one in rows if isinstance(one, JournalEntry)]
    transfers = {one["transfer"] for one in facts if type(one.get("transfer")) is int}
    attempts = {one["attempt"] for one in facts if type(one.get("attempt")) is int}
    return Attached(
        {task.pk: task for task in tasks},
        Transfer.objects.select_related("sender", "receiver").in_bulk(transfers) if transfers else {},
        Attempt.objects.in_bulk(attempts) if attempts else {},
    )
