"""python -m bench.inbox [N]: N messages (1,000,000) in a fifth as many conversations of the inbox, and what reading costs.

Two places, 20 agents, one customer in three known. Of the messages one in ten speaks of 漏水, one in 5,000 of 白蚁. Timed are
the lists of the inbox, its search by words, a conversation, what one sender wrote, and what waits for one person: the median of several readings, their queries, and whether PostgreSQL read a table from
one end to the other for them.

  --keep  keep the database and use it when it is there
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from importlib import import_module
from typing import Any

from bench.own_database import own_database

READINGS = 15
_FILL = (
    """
INSERT INTO conversations_account (node_id, channel, provider, name, code, options, secrets, is_active, last_error, version,
                                   failures)
VALUES (%(node)s, 'sms', 'sms_aliyun', '短信', 'bench', '{}', '', true, '', 1, 0)
""",
    """
INSERT INTO conversations_conversation (node_id, started_at)
SELECT %(node)s, %(now)s - n * interval '3 minutes' FROM generate_series(1, %(threads)s) n
""",
    """
INSERT INTO conversations_thread (conversation_id, node_id, channel, account_id, subject, sender_name, sender, sender_hash,
                                  is_doubtful, state, assigned_to_id, waits_since, last_at, version)
SELECT c.id, %(node)s, 'sms', (SELECT id FROM conversations_account), '', '', '', 'bench:' || c.id %% 60000, false,
       CASE WHEN c.id %% 50 = 0 THEN 'open' ELSE 'done' END,
       (SELECT id FROM organisation_staffmember ORDER BY id LIMIT 1 OFFSET c.id %% 20),
       CASE WHEN c.id %% 100 = 0 THEN c.started_at END, c.started_at, 1
  FROM conversations_conversation c
""",
    """
INSERT INTO conversations_message (conversation_id, node_id, channel, direction, kind, body, file_count, sent_at)
SELECT c.id, %(node)s, 'sms', CASE WHEN n %% 2 = 1 THEN 'in' ELSE 'out' END, 'words',
       CASE WHEN (c.id * 5 + n) %% 5000 = 7 THEN '厨房柜脚发现白蚁，请派人来看。'
            WHEN (c.id * 5 + n) %% 10 = 3 THEN '水管漏水，请尽快安排师傅上门。'
            WHEN n %% 2 = 1 THEN '请问物业费怎么交？房号' || c.id %% 4000 || '。' ELSE '您好，已为您登记，稍后回复。' END, 0,
       c.started_at + n * interval '1 minute'
  FROM conversations_conversation c, generate_series(1, 5) n
""",
)


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.inbox", description=__doc__)
    parser.add_argument("messages", type=int, nargs="?", default=1_000_000)
    parser.add_argument("--keep", action="store_true")
    asked = parser.parse_args()
    with own_database("bench_inbox", keep=asked.keep) as is_new:
        now = datetime.now(UTC).replace(microsecond=0)
        if is_new:
            _fill(asked.messages, now)
        _measure(now)


def _fill(messages: int, now: datetime) -> None:
    import_module("alongside.config.packs").load_packs()
    data: Any = import_module("bench.data")
    organisation: Any = import_module("alongside.domain.organisation.models")
    samples: Any = import_module("alongside.domain.organisation.samples")
    node, began = data.make_nodes(None, now)[0], time.perf_counter()
    for number in range(20):
        staff = samples.a_staff_member(now=now, name=f"坐席{number}", username=f"agent{number}")
        samples.an_appointment(staff=staff, role="service_agent", node=node, now=now)
    assert organisation.StaffMember.objects.count() >= 20
    with import_module("django.db").connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")
        for statement in _FILL:
            cursor.execute(statement, {"node": node.pk, "now": now, "threads": messages // 5})
        cursor.execute("VACUUM ANALYZE")
    print(f"{messages:,} messages written: {time.perf_counter() - began:.0f} s", file=sys.stderr)
    _let_find(messages)


def _let_find(messages: int) -> None:
    """As the job does with what was said before there was a search."""
    fill = import_module("alongside.domain.conversations.actions.finding").fill_search
    began = time.perf_counter()
    while fill():
        pass
    took = time.perf_counter() - began
    print(f"made findable: {took:.0f} s, {took / messages * 1e6:.0f} µs a message", file=sys.stderr)
    with import_module("django.db").connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _measure(now: datetime) -> None:
    reading: Any = import_module("alongside.domain.conversations.queries")
    work: Any = import_module("alongside.domain.work.queries")
    models: Any = import_module("alongside.domain.conversations.models")
    organisation: Any = import_module("alongside.domain.organisation.models")
    actor_for = import_module("alongside.domain.organisation.queries").actor_for
    viewer = actor_for(organisation.StaffMember.objects.get(username="agent0"), now=now)
    thread = models.Thread.objects.order_by("-last_at")[1000]
    print("| what | ms | queries | reads a whole table |\n|---|--:|--:|---|")
    for tab in ("open", "mine", "nobody", "done"):
        _time(f"list: {tab}", lambda tab=tab: reading.threads_of(viewer, tab))
    page = reading.threads_of(viewer, "done").next
    _time("list: done, the next page", lambda: reading.threads_of(viewer, "done", after=page))
    account = reading.inlets_of(viewer)[0].inlet
    _time("list: one channel", lambda: reading.threads_of(viewer, "open", inlet=reading.Inlet("sms")))
    _time("list: one account, done", lambda: reading.threads_of(viewer, "done", inlet=account))
    _time("accounts, and how many wait there", lambda: reading.inlets_of(viewer))
    for asked in ("漏水", "白蚁", "漏水 师傅 上门", "停电"):
        _time(f"search: {asked}", lambda asked=asked: reading.threads_found(viewer, asked))
    common = reading.threads_found(viewer, "漏水")
    _time("search: 漏水, the next page", lambda: reading.threads_found(viewer, "漏水", after=common.next))
    _time("search: the pieces of a page", lambda: reading.pieces_of(common.threads, "漏水"))
    _time("one sender", lambda: list(models.Thread.objects.filter(sender_hash=thread.sender_hash)[:50]))
    _time("a conversation", lambda: reading.said_in(thread))
    _time("what waits for one person", lambda: work.waiting_for(viewer, now=now, limit=40))


def _time(name: str, call: Callable[[], Any]) -> None:
    test: Any = import_module("django.test.utils")
    connection = import_module("django.db").connection
    call()
    with test.CaptureQueriesContext(connection) as seen:
        call()
    took = []
    for _reading in range(READINGS):
        began = time.perf_counter()
        call()
        took.append((time.perf_counter() - began) * 1000)
    whole = {table for one in seen.captured_queries for table in _read_whole(one["sql"])}
    print(f"| {name} | {statistics.median(took):.1f} | {len(seen)} | {', '.join(sorted(whole)) or 'no'} |")


def _read_whole(statement: str) -> set[str]:
    """Which big tables PostgreSQL reads from one end to the other for it."""
    if not statement.lstrip().upper().startswith(("SELECT", "WITH")):
        return set()
    with import_module("django.db").connection.cursor() as cursor:
        cursor.execute("EXPLAIN " + statement.replace("%", "%%"), None)
        plan = "\n".join(row[0] for row in cursor.fetchall())
    big = (
        "conversations_message",
        "conversations_messagesearch",
        "conversations_thread",
        "conversations_conversation",
    )
    return {one for one in big if f"Seq Scan on {one}" in plan}


if __name__ == "__main__":
    main()
