"""The figures of a month, remembered, and always equal to the rows (CAS-14, CAS-16).

Every act on a case inserts a FigureMark in its own transaction; nobody waits. What is remembered holds while
there is no mark for the month at or below the node, and the subtree is as it was. Otherwise a reader counts
anew, behind a lock of the month:

1. The lock comes first, so the snapshot of the counting statement is younger than all that other readers of
   the month have remembered or thrown away.
2. Marks, rows and the parts of nodes that have none are read by one statement (`month_parts`). A mark in its
   snapshot means that the act's rows are in it too; a mark committed later is not among the ids read, is not
   deleted, and makes the next reader count again.
3. A mark concerns its node's own part, and all nodes above, for all kinds; what they remember goes with the mark.
"""

from __future__ import annotations

import json
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction

from alongside.domain.cases.models import FigureMark, MonthFigures, MonthPart
from alongside.domain.cases.queries.counting import parameters
from alongside.domain.cases.queries.month_parts import READ, Read, together
from alongside.domain.organisation.models import Node

_LOCK = 0x46494755  # "FIGU": the class of our advisory locks

_SUBTREE = """
    SELECT md5(string_agg(path || zone, ',' ORDER BY id)) AS tree, array_agg(id ORDER BY id) AS nodes,
           jsonb_agg(jsonb_build_array(id, path, name, zone) ORDER BY id) AS list
      FROM organisation_node WHERE path LIKE %(path)s || '%%'
"""

_REMEMBERED = f"""
    WITH s AS ({_SUBTREE})
    SELECT s.tree, s.nodes, s.list, f.made_at,
           CASE WHEN f.tree = s.tree AND NOT EXISTS (
               SELECT FROM cases_figuremark m WHERE m.month = %(month)s AND m.node_id = ANY (s.nodes)
           ) THEN f.figures END
      FROM s LEFT JOIN cases_monthfigures f
        ON f.node_id = %(node)s AND f.month = %(month)s AND f.kind = %(kind)s
"""

_FORGET = """
    DELETE FROM cases_monthfigures f
     WHERE f.month = %(month)s AND EXISTS (
         SELECT FROM organisation_node n WHERE n.id = ANY (%(marked)s)
            AND n.path LIKE (SELECT a.path FROM organisation_node a WHERE a.id = f.node_id) || '%%')
"""

_FORGET_PARTS = "DELETE FROM cases_monthpart WHERE month = %(month)s AND node_id = ANY (%(marked)s)"

_KEEP_PARTS = """
    INSERT INTO cases_monthpart (node_id, month, kind, zone, part)
    SELECT node, %(month)s, %(kind)s, %(zone)s, part::jsonb
      FROM unnest(%(counted)s::bigint[], %(parts)s::text[]) AS one (node, part)
"""


@dataclass(frozen=True)
class Below:
    """A node of the subtree."""

    id: int
    path: str
    name: str
    zone: str


@dataclass(frozen=True)
class Counted:
    """Plain figures, the subtree that they are of, and when they were counted."""

    figures: dict[str, Any]
    nodes: list[Below]
    made_at: datetime


def subtree_of(node: Node) -> list[Below]:
    """The node and all below it."""
    rows = Node.objects.filter(path__startswith=node.path).order_by("id")
    return [Below(*row) for row in rows.values_list("id", "path", "name", "zone")]


def remembered_month(node: Node, month: date, *, kind: str, now: datetime) -> Counted:
    """The figures of a month (its first day): as remembered where that still holds, else counted and kept."""
    asked = {"path": node.path, "node": node.pk, "month": month, "kind": kind}
    kept, _tree, _ids = _read(asked)
    if kept.figures is not None:
        return kept
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK, month.year * 100 + month.month])
        kept, tree, ids = _read(asked)  # somebody else may have counted while we waited
        if kept.figures is not None:
            return kept
        days = {"since": month, "until": month.replace(day=monthrange(month.year, month.month)[1])}
        asked |= parameters(ids, **days, zone=node.zone, kind=kind)
        cursor.execute(READ, asked)
        found = Read.of(cursor.fetchone())
        if found.marks:
            for forget in (_FORGET, _FORGET_PARTS):
                cursor.execute(forget, {"month": month, "marked": found.marked_nodes})
            FigureMark.objects.filter(pk__in=found.marks).delete()
        if found.anew:
            parts = [json.dumps(one) for one in found.anew.values()]
            cursor.execute(_KEEP_PARTS, asked | {"counted": list(found.anew), "parts": parts})
        figures = together(found.parts, found.losses)
        MonthFigures.objects.update_or_create(
            node=node,
            month=month,
            kind=kind,
            defaults={"tree": tree, "figures": figures, "made_at": now},
        )
        return Counted(figures, kept.nodes, now)


def count_marked_months(*, now: datetime) -> int:
    """Count anew what acts have marked, of the months and kinds that people read; how many there were.

    So that a reader finds little to count, however many projects were busy.
    """
    marked = FigureMark.objects.values("month").distinct()
    read = list(MonthPart.objects.filter(month__in=marked).values_list("month", "kind").distinct())
    for month, kind in read:
        for top in Node.objects.filter(parent=None):
            remembered_month(top, month, kind=kind, now=now)
    return len(read)


def _read(asked: dict[str, Any]) -> tuple[Counted, str, list[int]]:
    with connection.cursor() as cursor:
        cursor.execute(_REMEMBERED, asked)
        tree, ids, rows, made_at, figures = cursor.fetchone()
    nodes = [Below(*row) for row in json.loads(rows)]
    return Counted(figures and json.loads(figures), nodes, made_at), tree, ids
