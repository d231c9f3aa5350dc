"""The figures of a month, put together from a part for each node, so that an act costs its node and not the month.

A part tells of the cases of one node alone, opened in one month: counts, which add up, and the sorted times and
customers themselves, from which the percentiles and the repeat callers of any nodes together are found exactly.
`READ` reads the parts that hold, counts those anew whose node is marked (or that are missing), and reads the marks and
the losses, all in one statement: everything is of one moment.
"""

from __future__ import annotations

import base64
import json
import sys
from array import array
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil
from typing import Any

from alongside.domain.cases.queries.counting import LOSSES, MICROSECONDS, TOLD_LOSSES

Part = dict[str, Any]

# OFFSET 0 keeps each node's cases, and each case's deadlines, a look into their index, however many nodes are counted.
READ = f"""
    WITH marked AS (
        SELECT id, node_id FROM cases_figuremark WHERE month = %(month)s AND node_id = ANY (%(nodes)s)
    ),
    kept AS (
        SELECT p.node_id, p.part FROM cases_monthpart p
         WHERE p.month = %(month)s AND p.kind = %(kind)s AND p.zone = %(zone)s AND p.node_id = ANY (%(nodes)s)
           AND NOT EXISTS (SELECT FROM marked m WHERE m.node_id = p.node_id)
    ),
    missing AS (
        SELECT one AS node_id FROM unnest(%(nodes)s) one WHERE NOT EXISTS (SELECT FROM kept k WHERE k.node_id = one)
    ),
    c AS MATERIALIZED (
        SELECT a.*, f.cause,
               extract(hour FROM a.opened_at AT TIME ZONE %(zone)s)::int AS hour,
               extract(isodow FROM a.opened_at AT TIME ZONE %(zone)s)::int AS weekday
          FROM missing CROSS JOIN LATERAL (
               SELECT c.id, c.node_id, c.category_id, c.channel, c.severity, c.state, c.customer_id, c.rating,
                      c.opened_at, c.acknowledged_at, c.answered_at, c.resolved_at, c.closed_at,
                      c.reopened_count > 0 AS reopened, c.transfer_count > 0 AS transferred
                 FROM cases_case c
                WHERE c.node_id = missing.node_id AND c.opened_at >= %(from)s AND c.opened_at < %(until)s
                  AND (%(kind)s = '' OR c.kind = %(kind)s)
               OFFSET 0) a
          LEFT JOIN LATERAL (
               SELECT f.cause FROM cases_liabilityfinding f
                WHERE f.case_id = a.id AND f.state IN ('issued', 'appealed', 'upheld') OFFSET 0) f ON true
    ),
    d AS MATERIALIZED (
        SELECT c.node_id, d.* FROM c CROSS JOIN LATERAL (
               SELECT d.milestone, d.met_at - d.started_at AS took, d.met_at <= d.due_at AS on_time
                 FROM cases_deadline d WHERE d.case_id = c.id AND d.met_at IS NOT NULL OFFSET 0) d
    ),
    counts AS (
        SELECT node_id,
               CASE 0 WHEN GROUPING(category_id) THEN 'category' WHEN GROUPING(cause) THEN 'cause'
                      WHEN GROUPING(channel) THEN 'channel' WHEN GROUPING(hour) THEN 'hour'
                      WHEN GROUPING(weekday) THEN 'weekday' WHEN GROUPING(severity) THEN 'severity'
                      WHEN GROUPING(state) THEN 'state' WHEN GROUPING(rating) THEN 'rating' ELSE 'all' END AS what,
               concat(category_id, cause, channel, hour, weekday, severity, state, rating) AS key,
               count(*) AS n, count(*) FILTER (WHERE reopened) AS reopened,
               count(*) FILTER (WHERE transferred) AS transferred
          FROM c
         GROUP BY node_id, GROUPING SETS ((), (category_id), (cause), (channel), (hour), (weekday), (severity),
                                          (state), (rating))
    ),
    several AS (
        SELECT c.node_id, m.name, {MICROSECONDS.format("m.took")} AS value
          FROM c,
               LATERAL (VALUES ('times/acknowledge', c.acknowledged_at - c.opened_at),
                               ('times/answer', c.answered_at - c.opened_at),
                               ('times/resolve', c.resolved_at - c.opened_at),
                               ('times/close', c.closed_at - c.opened_at)) AS m (name, took)
         WHERE m.took IS NOT NULL
        UNION ALL
        SELECT node_id, 'deadlines/' || milestone, {MICROSECONDS.format("took")} FROM d
        UNION ALL
        SELECT node_id, 'customers', customer_id FROM c WHERE customer_id IS NOT NULL
    ),
    lists AS (
        SELECT node_id, jsonb_object_agg(name, list) AS lists
          FROM (SELECT node_id, name,
                       translate(encode(string_agg(int8send(value), ''::bytea ORDER BY value), 'base64'), E'\n', '')
                       AS list
                  FROM several GROUP BY node_id, name) one
         GROUP BY node_id
    ),
    anew AS (
        SELECT missing.node_id, jsonb_build_object(
                   'counts', coalesce((SELECT jsonb_agg(jsonb_build_array(what, key, n)) FROM counts x
                                        WHERE x.node_id = missing.node_id), '[]'),
                   'reopened', coalesce((SELECT reopened FROM counts x
                                          WHERE x.node_id = missing.node_id AND what = 'all'), 0),
                   'transferred', coalesce((SELECT transferred FROM counts x
                                             WHERE x.node_id = missing.node_id AND what = 'all'), 0),
                   'on_time', coalesce((SELECT jsonb_object_agg(milestone, n)
                                          FROM (SELECT milestone, count(*) AS n FROM d
                                                 WHERE d.node_id = missing.node_id AND on_time GROUP BY 1) o), '{{}}'),
                   'lists', coalesce(l.lists, '{{}}')) AS part
          FROM missing LEFT JOIN lists l ON l.node_id = missing.node_id
    ),
    {LOSSES}
    SELECT (SELECT jsonb_agg(jsonb_build_array(node_id, part)) FROM kept),
           (SELECT jsonb_agg(jsonb_build_array(node_id, part)) FROM anew),
           ({TOLD_LOSSES}),
           (SELECT array_agg(id) FROM marked),
           (SELECT array_agg(DISTINCT node_id) FROM marked)
"""


@dataclass(frozen=True)
class Read:
    """What `READ` found: the parts by node, those counted anew among them, and what has its figures marked."""

    parts: dict[int, Part]
    anew: dict[int, Part]
    losses: list[Any]
    marks: list[int]
    marked_nodes: list[int]

    @classmethod
    def of(cls, row: tuple[Any, ...]) -> Read:
        kept, anew, losses, marks, nodes = row
        counted = dict(json.loads(anew or "[]"))
        return cls(
            dict(json.loads(kept or "[]")) | counted, counted, json.loads(losses), marks or [], nodes or []
        )


def together(parts: dict[int, Part], losses: list[Any]) -> dict[str, Any]:
    """The figures of the nodes whose parts these are, as `counting.COUNT` tells them."""
    counts: Counter[tuple[str, str]] = Counter({("all", ""): 0})
    on_time: Counter[str] = Counter()
    lists: dict[str, list[array[int]]] = {}
    for node, part in parts.items():
        for what, key, n in part["counts"]:
            counts[what, key] += n
            if what == "all":
                counts["node", str(node)] += n
        on_time.update(part["on_time"])
        for name, packed in part["lists"].items():
            lists.setdefault(name, []).append(unpacked(packed))
    deadlines = {name.partition("/")[2]: of for name, of in lists.items() if name.startswith("deadlines/")}
    return {
        "counts": [[what, key, n] for (what, key), n in sorted(counts.items())],
        "times": {
            name.partition("/")[2]: [sum(map(len, of)), *middle_and_late(of)]
            for name, of in lists.items()
            if name.startswith("times/")
        },
        "deadlines": {
            name: [sum(map(len, of)), on_time[name], *middle_and_late(of)] for name, of in deadlines.items()
        },
        "callers": callers(lists.get("customers", [])),
        "reopened": sum(part["reopened"] for part in parts.values()),
        "transferred": sum(part["transferred"] for part in parts.values()),
        "losses": losses,
    }


def unpacked(packed: str) -> array[int]:
    """Sorted numbers as PostgreSQL sends them: eight bytes each, the highest first."""
    numbers = array("q", base64.b64decode(packed))
    if sys.byteorder == "little":
        numbers.byteswap()
    return numbers


def middle_and_late(lists: list[array[int]]) -> tuple[int, int]:
    """The median and the 90th percentile of sorted lists taken together; both stand in one of them."""
    count = sum(map(len, lists))
    return number_at(lists, ceil(0.5 * count)), number_at(lists, ceil(0.9 * count))


def number_at(lists: list[array[int]], place: int) -> int:
    """The number at a place (the first is 1) of sorted lists taken together, without putting them together."""
    low, high = min(one[0] for one in lists), max(one[-1] for one in lists)
    while low < high:
        between = (low + high) // 2
        if sum(bisect_right(one, between) for one in lists) >= place:
            high = between
        else:
            low = between + 1
    return low


def callers(lists: Iterable[array[int]]) -> list[int]:
    """How many customers came more than once, and with how many cases."""
    times: Counter[int] = Counter()
    for one in lists:
        times.update(one)
    several = [n for n in times.values() if n > 1]
    return [len(several), sum(several)]
