"""The figures of a stretch of time, counted from the rows in one statement, so that they are of one moment.

What comes out is plain JSON: codes, ids, counts, microseconds, amounts as text. `figures` gives it meaning.
"""

from __future__ import annotations

import json
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection

# Every column that a slice is made of, once per case. `nodes` is the subtree.
_CASES = """
    c AS MATERIALIZED (
        SELECT c.id, c.node_id, c.category_id, c.channel, c.severity, c.state, c.customer_id, c.rating,
               c.opened_at, c.acknowledged_at, c.answered_at, c.resolved_at, c.closed_at,
               c.reopened_count > 0 AS reopened, c.transfer_count > 0 AS transferred,
               extract(hour FROM c.opened_at AT TIME ZONE %(zone)s)::int AS hour,
               extract(isodow FROM c.opened_at AT TIME ZONE %(zone)s)::int AS weekday,
               f.cause
          FROM cases_case c
          LEFT JOIN cases_liabilityfinding f
                 ON f.case_id = c.id AND f.state IN ('issued', 'appealed', 'upheld')
         WHERE c.node_id = ANY (%(nodes)s) AND c.opened_at >= %(from)s AND c.opened_at < %(until)s
           AND (%(kind)s = '' OR c.kind = %(kind)s)
    )
"""

# One pass over the cases for all that is only counted. A grouping set leaves the other columns empty, so
# joining them gives the key of its own.
_COUNTS = """
    counts AS (
        SELECT CASE 0 WHEN GROUPING(node_id) THEN 'node' WHEN GROUPING(category_id) THEN 'category'
                      WHEN GROUPING(cause) THEN 'cause' WHEN GROUPING(channel) THEN 'channel'
                      WHEN GROUPING(hour) THEN 'hour' WHEN GROUPING(weekday) THEN 'weekday'
                      WHEN GROUPING(severity) THEN 'severity' WHEN GROUPING(state) THEN 'state'
                      WHEN GROUPING(rating) THEN 'rating' ELSE 'all' END AS what,
               concat(node_id, category_id, cause, channel, hour, weekday, severity, state, rating) AS key,
               count(*) AS n
          FROM c
         GROUP BY GROUPING SETS ((), (node_id), (category_id), (cause), (channel), (hour), (weekday),
                                 (severity), (state), (rating))
    )
"""

# Elapsed time to each moment, whichever way; a percentile is the time of a real case.
_TIMES = """
    times AS (
        SELECT m.name, count(*) AS n,
               percentile_disc(0.5) WITHIN GROUP (ORDER BY m.took) AS median,
               percentile_disc(0.9) WITHIN GROUP (ORDER BY m.took) AS p90
          FROM c,
               LATERAL (VALUES ('acknowledge', c.acknowledged_at - c.opened_at),
                               ('answer', c.answered_at - c.opened_at),
                               ('resolve', c.resolved_at - c.opened_at),
                               ('close', c.closed_at - c.opened_at)) AS m (name, took)
         WHERE m.took IS NOT NULL
         GROUP BY m.name
    ),
    deadlines AS (
        SELECT d.milestone AS name, count(*) AS n,
               count(*) FILTER (WHERE d.met_at <= d.due_at) AS on_time,
               percentile_disc(0.5) WITHIN GROUP (ORDER BY d.met_at - d.started_at) AS median,
               percentile_disc(0.9) WITHIN GROUP (ORDER BY d.met_at - d.started_at) AS p90
          FROM cases_deadline d
          JOIN c ON c.id = d.case_id
         WHERE d.met_at IS NOT NULL
         GROUP BY d.milestone
    ),
    callers AS (
        SELECT count(*) AS customers, coalesce(sum(n), 0) AS cases
          FROM (SELECT count(*) AS n FROM c WHERE customer_id IS NOT NULL
                 GROUP BY customer_id HAVING count(*) > 1) several
    )
"""

# Confirmed lines of the ledger whose day falls into the time, whenever their case was opened.
LOSSES = """
    losses AS (
        SELECT CASE 0 WHEN GROUPING(l.node_id) THEN 'branch' WHEN GROUPING(l.kind) THEN 'kind'
                      WHEN GROUPING(l.cause) THEN 'cause'
                      WHEN GROUPING(CASE WHEN l.kind IN ('indirect', 'recovery') THEN l.kind ELSE 'direct' END)
                      THEN 'group' ELSE 'all' END AS what,
               concat(l.node_id, l.kind, l.cause,
                      CASE WHEN l.kind IN ('indirect', 'recovery') THEN l.kind ELSE 'direct' END) AS key,
               sum(l.amount) AS amount, count(DISTINCT l.case_id) AS cases, count(*) AS n
          FROM cases_lossentry l
          JOIN cases_case lc ON lc.id = l.case_id
         WHERE l.state = 'confirmed' AND l.node_id = ANY (%(nodes)s)
           AND l."on" BETWEEN %(first)s AND %(last)s AND (%(kind)s = '' OR lc.kind = %(kind)s)
         GROUP BY GROUPING SETS ((), (l.node_id), (l.kind), (l.cause),
                                 (CASE WHEN l.kind IN ('indirect', 'recovery') THEN l.kind ELSE 'direct' END))
    )
"""

TOLD_LOSSES = """
    SELECT coalesce(jsonb_agg(jsonb_build_array(what, key, amount::text, cases, n)
                              ORDER BY what COLLATE "C", key COLLATE "C"), '[]')
      FROM losses
"""

MICROSECONDS = "(extract(epoch FROM {0}) * 1000000)::bigint"

_TOGETHER = f"""
    jsonb_build_object(
        'counts', (SELECT coalesce(jsonb_agg(jsonb_build_array(what, key, n)
                                          ORDER BY what COLLATE "C", key COLLATE "C"), '[]') FROM counts),
        'times', (SELECT coalesce(jsonb_object_agg(name, jsonb_build_array(
                      n, {MICROSECONDS.format("median")}, {MICROSECONDS.format("p90")})), '{{}}') FROM times),
        'deadlines', (SELECT coalesce(jsonb_object_agg(name, jsonb_build_array(
                      n, on_time, {MICROSECONDS.format("median")}, {MICROSECONDS.format("p90")})), '{{}}')
                        FROM deadlines),
        'callers', (SELECT jsonb_build_array(customers, cases) FROM callers),
        'reopened', (SELECT count(*) FROM c WHERE reopened),
        'transferred', (SELECT count(*) FROM c WHERE transferred),
        'losses', ({TOLD_LOSSES}))
"""

COUNT = f"WITH {_CASES}, {_COUNTS}, {_TIMES}, {LOSSES} SELECT {_TOGETHER}"


def count_rows(node_ids: list[int], *, since: date, until: date, zone: str, kind: str = "") -> dict[str, Any]:
    """The figures of these nodes, of cases opened on these days (both included) of the zone."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT, parameters(node_ids, since=since, until=until, zone=zone, kind=kind))
        return json.loads(cursor.fetchone()[0])


def parameters(node_ids: list[int], *, since: date, until: date, zone: str, kind: str) -> dict[str, Any]:
    """What COUNT is asked with."""
    place = ZoneInfo(zone)
    return {
        "nodes": node_ids,
        "from": datetime.combine(since, time(), place),
        "until": datetime.combine(until + timedelta(days=1), time(), place),
        "first": since,
        "last": until,
        "zone": zone,
        "kind": kind,
    }
