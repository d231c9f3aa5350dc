"""Exact counts of search hits that do not grow with the table (ORG-3, CAS-16).

Counting the hits of a common word reads each of them. So a count is remembered for each query, by node, together
with the database snapshot that it saw. Triggers write down every text that comes and goes; a later count is the
remembered one, plus and minus the changes which that snapshot did not see. Both come from one statement, so the
result is exactly what a count of the rows would give at that moment, whatever other transactions do meanwhile.

A table takes part when its migration says `operations = [counted("cases_casesearch")]`; it has the columns node_id,
search_text and search_vector. Whole imports are not written down row by row: they make the table's counts
forgotten, and the next reader counts anew.
"""

import json

from django.db import connection, migrations

from alongside.kernel.blind_indexes import blind_index
from alongside.kernel.ngrams import is_settled_by_index, patterns, query_literal, words

BROUGHT_UP_AFTER = 200  # changes
# A page of 50 walks over 50 * rows / hits rows; the index hands over all hits. Reading either costs about the same.
MANY = 75
_HOLDS = "{alias}search_text LIKE ALL (%(patterns)s)"

_COUNT = """
    SELECT coalesce(jsonb_object_agg(node, hits), '{{}}') AS hits
    FROM (SELECT coalesce(node_id, 0) AS node, count(*) AS hits FROM {table} WHERE {condition} GROUP BY 1) AS rows
"""
_TAKE = (
    """
    INSERT INTO kernel_search_count (source, query, snapshot, hits)
    SELECT %(source)s, %(query)s, pg_current_snapshot(), counted.hits FROM ("""
    + _COUNT
    + """) AS counted
    RETURNING hits
"""
)
_SINCE = """
    WITH remembered AS (
        SELECT snapshot, hits FROM kernel_search_count
        WHERE source = %(source)s AND query = %(query)s ORDER BY id DESC LIMIT 1
    ), changes AS MATERIALIZED (
        SELECT coalesce(node_id, 0) AS node, change.forgets, change.weight, change.search_text
        FROM kernel_search_change AS change, remembered
        WHERE source = %(source)s AND xid >= pg_snapshot_xmin(snapshot)
        AND NOT pg_visible_in_snapshot(xid, snapshot)
    ), total AS (
        SELECT coalesce(jsonb_object_agg(node, number), '{{}}') AS hits FROM (
            SELECT node, sum(number) AS number FROM (
                SELECT key::bigint AS node, value::text::bigint AS number FROM remembered, jsonb_each(hits)
                UNION ALL SELECT node, weight FROM changes WHERE {holds}
            ) AS each GROUP BY node HAVING sum(number) <> 0
        ) AS summed
    )
"""
_READ = (
    _SINCE
    + """
    SELECT total.hits, (SELECT count(*) FROM changes) FROM remembered, total
    WHERE NOT EXISTS (SELECT FROM changes WHERE forgets)
"""
)
_BRING_UP = (
    _SINCE
    + """
    INSERT INTO kernel_search_count (source, query, snapshot, hits)
    SELECT %(source)s, %(query)s, pg_current_snapshot(), total.hits FROM remembered, total
    WHERE NOT EXISTS (SELECT FROM changes WHERE forgets)
"""
)
_PRUNE = (
    "DELETE FROM kernel_search_count AS old WHERE taken_at < now() - interval '1 day' OR (taken_at < now() - interval"
    " '1 hour' AND EXISTS (SELECT FROM kernel_search_count AS newer WHERE newer.source = old.source"
    " AND newer.query = old.query AND newer.id > old.id))",
    # Whoever counts right now holds a snapshot younger than an hour, and so needs no change older than that.
    "DELETE FROM kernel_search_change WHERE at < now() - interval '1 hour' AND xid < coalesce("
    "(SELECT min(pg_snapshot_xmin(snapshot)::text::bigint)::text::xid8 FROM kernel_search_count),"
    " pg_snapshot_xmin(pg_current_snapshot()))",
)


def hits_by_node(table, query):
    """How many rows of a counted table match, by node id (0 for none): exactly, as of now. Raises QueryTooLong."""
    asked = words(query)
    if not asked:
        return {}
    condition = "search_vector @@ %(vector)s::tsquery"
    if not all(is_settled_by_index(word) for word in asked):
        condition += " AND " + _HOLDS.format(alias="")
    values = {
        "source": table,
        # People search by phone and mail address too; what they asked is nobody's to read here.
        "query": blind_index(" ".join(sorted(asked)), purpose="search_count"),
        "patterns": patterns(asked),
        "vector": query_literal(asked),
    }
    holds = _HOLDS.format(alias="")
    with connection.cursor() as cursor:
        cursor.execute(_READ.format(holds=holds), values)
        row = cursor.fetchone()
        if row is None:
            hits = _counted_anew(cursor, connection.ops.quote_name(table), condition, values)
        else:
            hits, changes = row
            if changes > BROUGHT_UP_AFTER and _may_remember(cursor):
                cursor.execute(_BRING_UP.format(holds=holds), values)
    return {int(node): number for node, number in json.loads(hits).items()}


def count_hits(table, query, node_ids=None):
    """How many rows match at these nodes; everywhere when None."""
    hits = hits_by_node(table, query)
    if node_ids is None:
        return sum(hits.values())
    return sum(hits.get(node_id, 0) for node_id in set(node_ids))


def are_many(table, hits):
    """Whether so many hits are found faster by walking from the newest row on: then ask matches(query, many=True)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE oid = %s::regclass", [table])
        return hits * hits > MANY * max(cursor.fetchone()[0], 1)


def prune():
    """Let go of old counts and of the changes that no count needs any more. For the timetable, hourly."""
    with connection.cursor() as cursor:
        for statement in _PRUNE:
            cursor.execute(statement)


def counted(table):
    """The migration step that lets a table's search hits be counted here."""
    events = {
        "insert": "REFERENCING NEW TABLE AS added",
        "update": "REFERENCING OLD TABLE AS gone NEW TABLE AS added",
        "delete": "REFERENCING OLD TABLE AS gone",
        "truncate": "",
    }
    forward = "".join(
        f'CREATE TRIGGER search_counts_{event} AFTER {event.upper()} ON "{table}" {tables}'
        f" FOR EACH STATEMENT EXECUTE FUNCTION kernel_search_changed();\n"
        for event, tables in events.items()
    )
    backward = "".join(f'DROP TRIGGER search_counts_{event} ON "{table}";\n' for event in events)
    return migrations.RunSQL(forward, backward)


def _counted_anew(cursor, table, condition, values):
    counting = _TAKE if _may_remember(cursor) else _COUNT
    cursor.execute(counting.format(table=table, condition=condition), values)
    return cursor.fetchone()[0]


def _may_remember(cursor):
    """A transaction that has written counts rows that others do not see; and a replica can not write."""
    cursor.execute("SELECT NOT pg_is_in_recovery() AND pg_current_xact_id_if_assigned() IS NULL")
    return cursor.fetchone()[0]


def forget(table):
    """Let go of every change that was written down of a table, texts and all; the next reader counts anew.

    For erasing: in the transaction that takes a text away, after it.
    """
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM kernel_search_change WHERE source = %s", [table])
        cursor.execute("INSERT INTO kernel_search_change (source, forgets) VALUES (%s, true)", [table])
