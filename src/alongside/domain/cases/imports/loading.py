"""Loading cases in bulk by COPY: what an import, the demo company and the benchmark have in common.

A loaded case is history: it brings its own moments, so no reaction runs and nothing is sent for it. It is
otherwise complete: conversation, messages, deadlines, participants, search, journal, figures.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _
from psycopg.types.json import Json

from alongside.domain.cases import events
from alongside.domain.cases.models import Severity
from alongside.domain.cases.permissions import IMPORT_CASES
from alongside.domain.cases.rules.intake import TITLE_CHARACTERS, WORDS_CHARACTERS
from alongside.domain.cases.states import OPEN_STATES
from alongside.domain.organisation.models import Node
from alongside.kernel.actor import Actor
from alongside.kernel.events import Event
from alongside.kernel.faults import FaultKind
from alongside.kernel.ngrams import normalised, vector_of_normalised
from alongside.kernel.numbers import next_numbers

BATCH = 4_000
SEARCH_INDEX = "casesearch_search"
HAS_NO_TITLE = FaultKind("no_title", _("The title is missing."))
IS_CLOSED_BEFORE = FaultKind("closed_before", _("Closed before it was opened."))
IS_CLOSED_YET_OPEN = FaultKind("closed_yet_open", _("Closed, yet its state is an open one."))


@dataclass(slots=True)
class LoadedMessage:
    """One thing said after the first words. `direction` as in Message."""

    direction: str
    body: str
    at: datetime
    staff_id: int | None = None
    channel: str = "phone"


@dataclass(slots=True)
class LoadedDeadline:
    milestone: str
    due_at: datetime
    met_at: datetime | None = None


@dataclass(slots=True)
class LoadedCase:
    """A case as another system kept it. Moments are aware; `closed_at` is not before `opened_at`."""

    source_key: str
    node: Node
    kind: str
    channel: str
    title: str
    words: str
    opened_at: datetime
    state: str = "received"
    category_id: int | None = None
    severity: int = Severity.NORMAL
    customer_id: int | None = None
    unit_id: int | None = None
    estate_id: int | None = None
    location_id: int | None = None
    place_words: str = ""
    owner_id: int | None = None
    acknowledged_at: datetime | None = None
    answered_at: datetime | None = None
    resolved_at: datetime | None = None
    closed_at: datetime | None = None
    outcome: str = ""
    outcome_words: str = ""
    rating: int | None = None
    rating_words: str = ""
    reopened_count: int = 0
    deadlines: Sequence[LoadedDeadline] = ()
    messages: Sequence[LoadedMessage] = ()
    source_data: dict[str, Any] = field(default_factory=dict)

    def faults(self) -> list[tuple[str, FaultKind]]:
        """What makes the row impossible, and in which field."""
        found = []
        if not self.title.strip():
            found.append(("title", HAS_NO_TITLE))
        if self.closed_at and self.closed_at < self.opened_at:
            found.append(("closed_at", IS_CLOSED_BEFORE))
        if self.closed_at and self.state in OPEN_STATES:
            found.append(("state", IS_CLOSED_YET_OPEN))
        return found


def load_cases(rows: Sequence[LoadedCase], *, by: Actor, now: datetime) -> int:
    """Load faultless rows in batches; those whose `source_key` is there already are passed over.

    Returns how many were new. Each batch is one transaction, so a run that was killed is simply run again.
    """
    by.require(IMPORT_CASES)
    return sum(
        _load_batch(rows[start : start + BATCH], by=by, now=now) for start in range(0, len(rows), BATCH)
    )


@contextmanager
def search_index_relaxed() -> Iterator[None]:
    """For long loads: the search index collects new entries and sorts them in at the end, three times as fast.

    Searches stay right meanwhile, and after a kill too: the index is only slower until the next load ends.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER INDEX {SEARCH_INDEX} SET (fastupdate = on, gin_pending_list_limit = 1048576)")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER INDEX {SEARCH_INDEX} SET (fastupdate = off)")
            cursor.execute(f"ALTER INDEX {SEARCH_INDEX} RESET (gin_pending_list_limit)")
            cursor.execute("SET maintenance_work_mem = '512MB'")
            cursor.execute("SELECT gin_clean_pending_list(%s::regclass)", [SEARCH_INDEX])
            cursor.execute("RESET maintenance_work_mem")


@transaction.atomic
def _load_batch(rows: Sequence[LoadedCase], *, by: Actor, now: datetime) -> int:
    known = _known_keys([row.source_key for row in rows])
    fresh = list({row.source_key: row for row in rows if row.source_key not in known}.values())
    if not fresh:
        return 0
    case_ids = _reserve("cases_case", len(fresh))
    talk_ids = _reserve("conversations_conversation", len(fresh))
    numbers = _numbers(fresh)
    _copy(
        "conversations_conversation",
        "id node_id customer_id started_at",
        (
            (talk, row.node.pk, row.customer_id, row.opened_at)
            for talk, row in zip(talk_ids, fresh, strict=True)
        ),
    )
    _copy("conversations_message", MESSAGE_COLUMNS, _message_rows(fresh, talk_ids))
    _copy("cases_case", CASE_COLUMNS, map(_case_row, fresh, case_ids, talk_ids, numbers))
    _copy(
        "cases_casesearch",
        "case_id node_id search_text search_vector",
        map(_search_row, fresh, case_ids, numbers),
    )
    _copy("cases_deadline", DEADLINE_COLUMNS, _deadline_rows(fresh, case_ids))
    _copy(
        "cases_participant",
        "case_id staff_id role",
        ((one, row.owner_id, "owner") for one, row in zip(case_ids, fresh, strict=True) if row.owner_id),
    )
    _copy("kernel_journalentry", JOURNAL_COLUMNS, _journal_rows(fresh, case_ids, by))
    _copy(
        "cases_figuremark",
        "node_id month",
        {(row.node.pk, _local(row).date().replace(day=1)) for row in fresh},
    )
    _know_customers(fresh)
    return len(fresh)


MESSAGE_COLUMNS = (
    "conversation_id node_id channel direction staff_id customer_id kind body file_count sent_at"
)
CASE_COLUMNS = (
    "id number node_id kind category_id severity channel title customer_id unit_id estate_id location_id "
    "place_words conversation_id owner_id first_contact_id assigned_because state is_open is_major "
    "is_waiting_for_customer opened_at acknowledged_at answered_at resolved_at closed_at changed_at next_due_at "
    "next_milestone outcome outcome_words proposal reopened_count transfer_count rating rating_words rated_at "
    "source_key source_data version"
)
DEADLINE_COLUMNS = (
    "case_id node_id milestone started_at target_seconds warn_seconds pause_cap_seconds due_at met_at cancelled_at "
    "missed_at escalation_level next_act_at"
)
JOURNAL_COLUMNS = "kind about_kind about_id node_id node_path by_kind by_id at facts"


def _case_row(row: LoadedCase, case_id: int, talk_id: int, number: str) -> tuple[Any, ...]:
    running = [one for one in row.deadlines if one.met_at is None] if row.state in OPEN_STATES else []
    nearest = min(running, key=lambda one: one.due_at, default=None)
    return (
        case_id, number, row.node.pk, row.kind, row.category_id, row.severity, row.channel,
        row.title.strip()[:TITLE_CHARACTERS], row.customer_id, row.unit_id, row.estate_id, row.location_id,
        row.place_words[:200], talk_id, row.owner_id, None, Json({}), row.state, row.state in OPEN_STATES, False,
        False, row.opened_at, row.acknowledged_at, row.answered_at, row.resolved_at, row.closed_at,
        row.closed_at or row.opened_at, nearest.due_at if nearest else None, nearest.milestone if nearest else "",
        row.outcome, row.outcome_words, "", row.reopened_count, 0, row.rating, row.rating_words,
        row.closed_at if row.rating else None, row.source_key, Json(row.source_data), 1,
    )  # fmt: skip


def _search_row(row: LoadedCase, case_id: int, number: str) -> tuple[Any, ...]:
    text = normalised("\n".join((number, row.title, row.words)))
    return (case_id, row.node.pk, text, vector_of_normalised(text))


def _message_rows(rows: Sequence[LoadedCase], talk_ids: Sequence[int]) -> Iterable[tuple[Any, ...]]:
    for row, talk in zip(rows, talk_ids, strict=True):
        words = row.words[:WORDS_CHARACTERS] or row.title
        yield (
            talk, row.node.pk, row.channel, "in", None, row.customer_id, "words", words, 0, row.opened_at,
        )  # fmt: skip
        for one in row.messages:
            customer = row.customer_id if one.direction == "in" else None
            yield (
                talk, row.node.pk, one.channel, one.direction, one.staff_id, customer, "words", one.body, 0, one.at,
            )  # fmt: skip


def _deadline_rows(rows: Sequence[LoadedCase], case_ids: Sequence[int]) -> Iterable[tuple[Any, ...]]:
    """Deadlines as they stood. One missed long ago is history: it is shown late, but nobody is called up for it."""
    for row, case_id in zip(rows, case_ids, strict=True):
        is_open = row.state in OPEN_STATES
        for one in row.deadlines:
            due_at = max(one.due_at, row.opened_at)
            missed = one.met_at is None and is_open
            yield (
                case_id, row.node.pk, one.milestone, row.opened_at, int((due_at - row.opened_at).total_seconds()),
                3600, 0, due_at, one.met_at, None if one.met_at or is_open else row.closed_at,
                due_at if missed else None, 0, None,
            )  # fmt: skip


def _journal_rows(
    rows: Sequence[LoadedCase], case_ids: Sequence[int], by: Actor
) -> Iterable[tuple[Any, ...]]:
    for row, case_id in zip(rows, case_ids, strict=True):
        told: list[tuple[Event, datetime | None]] = [
            (events.CASE_OPENED, row.opened_at),
            (events.CASE_ACKNOWLEDGED, row.acknowledged_at),
            (events.CASE_RESOLVED, row.resolved_at),
            (events.CASE_CLOSED, row.closed_at),
        ]
        for event, at in told:
            if at:
                yield (
                    event.kind, "case", case_id, row.node.pk, row.node.path, by.kind, by.id, at,
                    Json({"imported": True}),
                )  # fmt: skip


def _numbers(rows: Sequence[LoadedCase]) -> list[str]:
    """Numbers as open_case gives them, a stretch of each series at once."""
    wanted = Counter((row.node.code, f"{_local(row):%y%m}") for row in rows)
    free = {
        (code, month): next_numbers(f"case:{code}:{month}", count) - count
        for (code, month), count in sorted(wanted.items())
    }
    numbers = []
    for row in rows:
        key = (row.node.code, f"{_local(row):%y%m}")
        free[key] += 1
        numbers.append(f"{key[0]}-{key[1]}-{free[key]:04d}")
    return numbers


def _local(row: LoadedCase) -> datetime:
    return row.opened_at.astimezone(ZoneInfo(row.node.zone))


def _known_keys(keys: list[str]) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT source_key FROM cases_case WHERE source_key = ANY(%s)", [keys])
        return {key for (key,) in cursor.fetchall()}


def _reserve(table: str, count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, count]
        )
        return [one for (one,) in cursor.fetchall()]


def _copy(table: str, columns: str, rows: Iterable[Sequence[Any]]) -> None:
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {table} ({', '.join(columns.split())}) FROM STDIN") as copy,
    ):
        for row in rows:
            copy.write_row(row)


def _know_customers(rows: Sequence[LoadedCase]) -> None:
    """The nodes of their cases serve these customers, so their staff may see them (ORG-3)."""
    pairs = {(row.customer_id, row.node.pk) for row in rows if row.customer_id}
    if not pairs:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO customers_customernode (customer_id, node_id) "
            "SELECT * FROM unnest(%s::bigint[], %s::bigint[]) ON CONFLICT DO NOTHING",
            [[customer for customer, _node in pairs], [node for _customer, node in pairs]],
        )
