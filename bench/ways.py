"""The six ways of working that are timed, each with the SQL it needs at least.

W1 create a case · W2 the agent's work list · W3 a case with its history · W4 Chinese word search · W5 the monthly
report · W6 a reply.
"""

from __future__ import annotations

import json
import secrets
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

import psycopg

from alongside.domain.cases.queries.counting import COUNT, parameters
from alongside.kernel.ngrams import vector_literal
from bench.visitors import Timing, Visitor

WORDS = ("漏水", "电梯故障", "墙面开裂", "白蚁")
Statement = tuple[str, Sequence[Any] | Mapping[str, Any]]


@dataclass(frozen=True)
class Ground:
    """Rows to work on, drawn once from the database by a fixed seed."""

    numbers: tuple[str, ...]
    open_numbers: tuple[str, ...]
    agent_ids: tuple[int, ...]
    node_ids: tuple[int, ...]
    all_node_ids: tuple[int, ...]
    customers: tuple[tuple[int, int], ...]  # customer, node
    categories: tuple[int, ...]
    root_id: int
    months: tuple[date, ...]


@dataclass(frozen=True)
class Way:
    """One way of working. `ask` does it over HTTP and returns the status; `sql` is what it needs at least."""

    code: str
    title: str
    expected: int
    ask: Callable[[Visitor], int]
    sql: Callable[[int], list[Statement]]
    bare: str
    rows: Callable[[list[Any]], list[Any]] = list  # what the bare page shows of what was read


def ways(ground: Ground) -> list[Way]:
    """All six, over the ground."""

    def pick(rows: Sequence[Any], visitor: Visitor) -> Any:
        visitor.step += 1
        return rows[(visitor.number * 7919 + visitor.step * 104_729) % len(rows)]

    def create(visitor: Visitor) -> int:
        customer, node = pick(ground.customers, visitor)
        return visitor.post(
            f"/desk/cases/new/?customer={customer}",
            {
                "node": str(node), "kind": "repair", "channel": "phone", "severity": "3",
                "title": f"{visitor.step}栋{visitor.number}02卫生间漏水请尽快处理",
                "words": "从上周开始卫生间顶板一直滴水，家里有老人，请今天派人来看。",
                "place_words": "卫生间", "category": str(ground.categories[0]), "location": "", "public_area": "",
            },
        )[0]  # fmt: skip

    def reply(visitor: Visitor) -> int:
        number = pick(ground.open_numbers, visitor)
        return visitor.post(
            f"/desk/cases/{number}/reply_to_customer/",
            {"words": "已安排工程师明天上午上门查看，到之前会先给您打电话。", "channel": "phone"},
        )[0]

    def month_path(visitor: Visitor) -> str:
        month = pick(ground.months, visitor)
        return f"/desk/figures/?node={ground.root_id}&month={month:%Y-%m}"

    return [
        Way("W1", "create a case", 302, create, lambda step: _create_sql(ground, step), "/bare/create"),
        Way("W2", "the agent's work list", 200, lambda v: v.get("/desk/my-work/")[0],
            lambda step: _list_sql(ground, step), "/bare/list"),
        Way("W3", "a case with its history", 200, lambda v: v.get(f"/desk/cases/{pick(ground.numbers, v)}/")[0],
            lambda step: _case_sql(ground, step), "/bare/case"),
        Way("W4", "Chinese word search, exact count", 200,
            lambda v: v.get("/desk/search/?q=" + "".join(f"%{byte:02X}" for byte in pick(WORDS, v).encode()))[0],
            lambda step: _search_sql(step), "/bare/search"),
        Way("W5", "monthly report with percentiles", 200, lambda v: v.get(month_path(v))[0],
            lambda step: _report_sql(ground, step), "/bare/report", _report_rows),
        Way("W6", "a reply", 302, reply, lambda step: _reply_sql(ground, step), "/bare/reply"),
    ]  # fmt: skip


def time_sql(
    address: str, statements: Callable[[int], list[Statement]], *, at_once: int, seconds: float
) -> Timing:
    """The same SQL over and over, on so many connections at once. Writes are written."""
    timing, lock = Timing(), threading.Lock()
    until = time.perf_counter() + seconds

    def one(place: int) -> None:
        mine = []
        with psycopg.connect(address) as connection, connection.cursor() as cursor:
            step = place * 7919
            while (started := time.perf_counter()) < until:
                step += 104_729
                for statement, values in statements(step):
                    cursor.execute(statement, values, prepare=True)
                    if cursor.description:
                        cursor.fetchall()
                connection.commit()
                mine.append((time.perf_counter() - started) * 1000)
        with lock:
            timing.milliseconds += mine

    began = time.perf_counter()
    threads = [threading.Thread(target=one, args=(place,)) for place in range(at_once)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    timing.seconds = time.perf_counter() - began
    timing.milliseconds.sort()
    return timing


def survey(address: str, *, seed: int = 7) -> Ground:
    """Draw the ground."""
    chance = Random(seed)
    with psycopg.connect(address) as connection:

        def column(query: str) -> list[Any]:
            return [row[0] for row in connection.execute(query)]

        numbers = column("SELECT number FROM cases_case TABLESAMPLE SYSTEM (5) LIMIT 5000")
        open_numbers = column("SELECT number FROM cases_case WHERE is_open ORDER BY id DESC LIMIT 3000")
        pairs = list(connection.execute("SELECT customer_id, node_id FROM customers_customernode LIMIT 5000"))
        chance.shuffle(numbers)
        chance.shuffle(pairs)
        return Ground(
            numbers=tuple(numbers),
            open_numbers=tuple(open_numbers),
            agent_ids=tuple(column("SELECT id FROM organisation_staffmember WHERE username LIKE 'agent%' ORDER BY id")),
            node_ids=tuple(column("SELECT id FROM organisation_node WHERE kind = 'project' ORDER BY id")),
            all_node_ids=tuple(column("SELECT id FROM organisation_node ORDER BY id")),
            customers=tuple((one, node) for one, node in pairs),
            categories=tuple(column("SELECT id FROM cases_category WHERE kind = 'repair' ORDER BY id")),
            root_id=column("SELECT id FROM organisation_node WHERE parent_id IS NULL")[0],
            months=tuple(
                column("SELECT DISTINCT date_trunc('month', opened_at)::date AS month FROM cases_case ORDER BY month")
            )[-14:-1],
        )  # fmt: skip


def _create_sql(ground: Ground, step: int) -> list[Statement]:
    """What a case leaves behind: thread, words, case, three deadlines, what it is found by, its fact and a job."""
    customer, node = ground.customers[step % len(ground.customers)]
    number, case = f"BENCH-{secrets.token_hex(8)}", "currval(pg_get_serial_sequence('cases_case', 'id'))"
    thread = "currval(pg_get_serial_sequence('conversations_conversation', 'id'))"
    title, words = "卫生间漏水", "从上周开始卫生间顶板一直滴水，家里有老人，请今天派人来看。"
    return [
        ("INSERT INTO conversations_conversation (node_id, customer_id, started_at) VALUES (%s, %s, now()) "
         "RETURNING id", (node, customer)),
        ("INSERT INTO conversations_message (conversation_id, node_id, channel, direction, kind, body, file_count, "
         f"sent_at) VALUES ({thread}, %s, 'phone', 'in', 'words', %s, 0, now())", (node, words)),
        ("INSERT INTO cases_case (number, node_id, kind, severity, channel, title, customer_id, conversation_id, "
         "place_words, assigned_because, state, is_open, is_major, is_waiting_for_customer, opened_at, changed_at, "
         "next_milestone, outcome, outcome_words, proposal, reopened_count, transfer_count, rating_words, "
         f"source_data, version) VALUES (%s, %s, 'repair', 3, 'phone', %s, %s, {thread}, '', '{{}}', 'received', "
         "true, false, false, now(), now(), '', '', '', '', 0, 0, '', '{}', 1)", (number, node, title, customer)),
        ("INSERT INTO cases_deadline (case_id, node_id, milestone, started_at, target_seconds, warn_seconds, "
         "pause_cap_seconds, due_at, escalation_level) SELECT "
         f"{case}, %s, name, now(), 3600, 600, 604800, now() + interval '1 hour', 0 "
         "FROM unnest(ARRAY['acknowledge', 'answer', 'resolve']) AS name", (node,)),
        (f"INSERT INTO cases_casesearch (case_id, node_id, search_text, search_vector) VALUES ({case}, %s, %s, "
         "%s::tsvector)", (node, f"{title} {words}", vector_literal(f"{title} {words}"))),
        ("INSERT INTO kernel_journalentry (kind, about_kind, about_id, node_id, node_path, by_kind, at, facts) "
         f"VALUES ('case.opened', 'case', {case}, %s, '', 'staff', now(), '{{}}')", (node,)),
        _JOB,
    ]  # fmt: skip


# A row in the table of jobs; nobody is to do it.
_JOB: Statement = (
    "INSERT INTO procrastinate_jobs (queue_name, task_name, args, status) VALUES ('bench', 'bench', '{}', 'cancelled')",
    (),
)


def _list_sql(ground: Ground, step: int) -> list[Statement]:
    agent = ground.agent_ids[step % len(ground.agent_ids)]
    return [
        ("SELECT c.number, c.title, c.state, c.kind, c.channel, c.next_due_at, n.name, k.name, u.label, g.name "
         "FROM cases_case c JOIN organisation_node n ON n.id = c.node_id "
         "LEFT JOIN customers_customer k ON k.id = c.customer_id LEFT JOIN estates_unit u ON u.id = c.unit_id "
         "LEFT JOIN cases_category g ON g.id = c.category_id "
         "WHERE c.owner_id = %s AND c.is_open ORDER BY c.next_due_at, c.id LIMIT 50", (agent,)),
        ("SELECT state, is_waiting_for_customer, count(*) FROM cases_case WHERE owner_id = %s AND is_open "
         "GROUP BY 1, 2", (agent,)),
    ]  # fmt: skip


def _case_sql(ground: Ground, step: int) -> list[Statement]:
    """All that stands on the page of a case: itself, its story, and what is beside it."""
    number = ground.numbers[step % len(ground.numbers)]
    case, customer = (f"(SELECT {one} FROM cases_case WHERE number = %s)" for one in ("id", "customer_id"))
    return [
        ("SELECT c.*, n.name, k.name, u.label, e.name, s.name, g.name FROM cases_case c "
         "JOIN organisation_node n ON n.id = c.node_id LEFT JOIN customers_customer k ON k.id = c.customer_id "
         "LEFT JOIN estates_unit u ON u.id = c.unit_id LEFT JOIN estates_estate e ON e.id = c.estate_id "
         "LEFT JOIN organisation_staffmember s ON s.id = c.owner_id "
         "LEFT JOIN cases_category g ON g.id = c.category_id WHERE c.number = %s", (number,)),
        ("SELECT m.direction, m.channel, m.body, m.sent_at, s.name FROM conversations_message m "
         "LEFT JOIN organisation_staffmember s ON s.id = m.staff_id WHERE m.conversation_id = "
         "(SELECT conversation_id FROM cases_case WHERE number = %s) ORDER BY m.sent_at LIMIT 61", (number,)),
        ("SELECT j.kind, j.at, j.facts, s.name FROM kernel_journalentry j LEFT JOIN organisation_staffmember s "
         f"ON s.id = j.by_id WHERE j.about_kind = 'case' AND j.about_id = {case} ORDER BY j.id DESC LIMIT 61",
         (number,)),
        (f"SELECT milestone, due_at, met_at, started_at FROM cases_deadline WHERE case_id = {case}", (number,)),
        ("SELECT s.name, p.role FROM cases_participant p JOIN organisation_staffmember s ON s.id = p.staff_id "
         f"WHERE p.case_id = {case}", (number,)),
        (f"SELECT kind, masked FROM customers_contactpoint WHERE customer_id = {customer}", (number,)),
        (f"SELECT kind, words FROM customers_alert WHERE customer_id = {customer} AND lifted_at IS NULL", (number,)),
        ("SELECT r.role, u.label FROM customers_unitrelation r JOIN estates_unit u ON u.id = r.unit_id "
         f"WHERE r.customer_id = {customer}", (number,)),
        ("SELECT number, title, state, opened_at, rating FROM cases_case "
         f"WHERE customer_id = {customer} ORDER BY is_open DESC, opened_at DESC LIMIT 30", (number,)),
    ]  # fmt: skip


def _search_sql(step: int) -> list[Statement]:
    """What a database without our index does for the same answer: LIKE over title and body, newest 50."""
    word = WORDS[step % len(WORDS)]
    return [
        ("SELECT c.number, c.title, count(*) OVER () FROM cases_casesearch s JOIN cases_case c ON c.id = s.case_id "
         "WHERE s.search_text LIKE %s ORDER BY c.opened_at DESC LIMIT 50", (f"%{word}%",)),
    ]  # fmt: skip


def _report_sql(ground: Ground, step: int) -> list[Statement]:
    """Every figure of the month from its rows, in the one statement with which we count them ourselves."""
    month = ground.months[step % len(ground.months)]
    last = (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    asked = parameters(list(ground.all_node_ids), since=month, until=last, zone="Asia/Shanghai", kind="")
    return [(COUNT, asked)]


def _report_rows(rows: list[tuple[Any, ...]]) -> list[Any]:
    """The lines of the report out of its JSON."""
    told = json.loads(rows[0][0]) if isinstance(rows[0][0], str) else rows[0][0]
    lines = list(told["counts"])
    lines += [(name, *values) for part in ("times", "deadlines") for name, values in told[part].items()]
    return [*lines, *told["losses"]]


def _reply_sql(ground: Ground, step: int) -> list[Statement]:
    """What a reply leaves behind: the words, the deadline met, the case moved on, its fact and a job."""
    number = ground.open_numbers[step % len(ground.open_numbers)]
    return [
        ("INSERT INTO conversations_message (conversation_id, node_id, channel, direction, kind, body, file_count, "
         "sent_at) SELECT conversation_id, node_id, 'phone', 'out', 'words', '已安排工程师', 0, now() "
         "FROM cases_case WHERE number = %s", (number,)),
        ("UPDATE cases_deadline SET met_at = now(), next_act_at = NULL WHERE milestone = 'answer' "
         "AND met_at IS NULL AND case_id = (SELECT id FROM cases_case WHERE number = %s)", (number,)),
        ("UPDATE cases_case SET version = version + 1, changed_at = now() WHERE number = %s", (number,)),
        ("INSERT INTO kernel_journalentry (kind, about_kind, about_id, node_id, node_path, by_kind, at, facts) "
         "SELECT 'customer.told', 'case', id, node_id, '', 'staff', now(), '{}' FROM cases_case WHERE number = %s",
         (number,)),
        _JOB,
    ]  # fmt: skip
