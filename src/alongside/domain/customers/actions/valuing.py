"""The value of customers and their tier, worked out by rules of the pack, at night and on change (CUS-4, CUS-5).

Set-based: each rule counts rows by customer, one statement adds up, compares with what is written and changes only
whom it concerns. Every change of a tier is kept with what it came from.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Count

from alongside.domain.customers import events
from alongside.domain.customers.hooks import Counted
from alongside.domain.customers.models import Customer, TierChange, ValueRule
from alongside.domain.customers.queries.facts import facts
from alongside.kernel import journal
from alongside.kernel.actor import SYSTEM, Actor

_TIERS = [one.value for one in Customer.Tier]  # the lowest first
_HIGHEST = 32_000
_REVALUE = """
    WITH said (customer_id, position, rule, many, points) AS ({said}),
    scored AS (
        SELECT customer_id, least(sum(points), %(highest)s) AS score,
               jsonb_agg(jsonb_build_array(rule, many, points) ORDER BY position) AS because
          FROM said GROUP BY customer_id
    ),
    worth AS (
        SELECT c.id, c.tier AS before, coalesce(s.score, 0)::smallint AS score,
               coalesce(s.because, '[]'::jsonb) AS because, c.granted_tier
          FROM customers_customer c LEFT JOIN scored s ON s.customer_id = c.id
         WHERE c.merged_into_id IS NULL {of_customers}
    ),
    tiered AS (
        SELECT w.*, (%(tiers)s::text[])[greatest(
                   array_position(%(tiers)s::text[], granted_tier::text),
                   coalesce((SELECT max(array_position(%(tiers)s::text[], t.tier::text))
                               FROM customers_tierrule t WHERE t.from_score <= w.score), 1))] AS tier
          FROM worth w
    ),
    changed AS (
        UPDATE customers_customer c SET value_score = t.score, value_because = t.because, tier = t.tier
          FROM tiered t
         WHERE t.id = c.id {of_customers}
           AND (c.value_score, c.value_because, c.tier::text) IS DISTINCT FROM (t.score, t.because, t.tier)
        RETURNING c.id, c.node_id, t.before, c.tier, c.value_score, c.value_because
    )
    SELECT id, node_id, before, tier, value_score, value_because::text FROM changed WHERE before <> tier
"""
_LAST_OF_BATCH = """
    SELECT max(id) FROM (SELECT id FROM customers_customer WHERE id > %s ORDER BY id LIMIT %s) AS batch
"""
BATCH = 20_000


def revalue_customers(*, now: datetime, batch: int = BATCH) -> int:
    """Work the value of everybody out anew; how many tiers changed. In the system's name: nobody types a tier.

    Batch by batch, each a transaction of its own: nobody waits long for a customer, and memory does not grow with
    them. A round that was killed is run again; what is right already is not written.
    """
    many, after = 0, 0
    while (last := _last_of_batch(after, batch)) is not None:
        with transaction.atomic():
            whose = "AND {column} > %(after)s AND {column} <= %(last)s"
            many += _revalue(whose, {"after": after, "last": last}, by=SYSTEM, now=now)
        after = last
    return many


def _last_of_batch(after: int, batch: int) -> int | None:
    with connection.cursor() as cursor:
        cursor.execute(_LAST_OF_BATCH, [after, batch])
        last: int | None = cursor.fetchone()[0]
    return last


@transaction.atomic
def revalue_customer(customer: Customer, *, now: datetime, by: Actor = SYSTEM) -> None:
    """The same for one, in the transaction in which something about them changed."""
    _revalue("AND {column} = %(one)s", {"one": customer.pk}, by=by, now=now)


def _revalue(whose: str, given: dict[str, int], *, by: Actor, now: datetime) -> int:
    said, values = _said(whose, now)
    sql = _REVALUE.format(said=said, of_customers=whose.format(column="c.id"))
    with connection.cursor() as cursor:
        cursor.execute(sql, {**values, **given, "highest": _HIGHEST, "tiers": _TIERS})
        rows = cursor.fetchall()
    TierChange.objects.bulk_create(
        [
            TierChange(
                customer_id=pk,
                tier_before=before,
                tier=tier,
                score=score,
                because=json.loads(because),
                changed_at=now,
            )
            for pk, _node, before, tier, score, because in rows
        ],
        batch_size=5_000,
    )
    journal.record_many(
        [
            journal.Fact(
                events.TIER_CHANGED, about=Customer(pk=pk, node_id=node), facts={"from": before, "to": tier}
            )
            for pk, node, before, tier, _score, _because in rows
        ],
        by=by,
        at=now,
    )
    return len(rows)


def _said(whose: str, now: datetime) -> tuple[str, dict[str, Any]]:
    """SQL of what each rule says of each customer, with its values by name."""
    known = facts()
    parts: list[str] = []
    values: dict[str, Any] = {}
    for rule in ValueRule.objects.filter(is_active=True):
        fact = known.get(rule.fact)
        if not isinstance(fact, Counted):
            continue  # of a domain that is not there
        rows = fact.rows(SYSTEM, now).filter(**{f"{fact.field}__isnull": False}).order_by()
        counted = rows.values(fact.field).annotate(many=Count("pk"))
        sql, params = counted.query.sql_with_params()
        names = [f"p{len(values) + place}" for place in range(len(params))]
        values |= dict(zip(names, params, strict=True))
        inside = sql % tuple(f"%({name})s" for name in names)
        column = "f.customer_id"
        values[f"rule{rule.pk}"] = rule.code
        parts.append(
            f"SELECT f.customer_id, {rule.position}, %(rule{rule.pk})s::text, f.many, "
            f"greatest(least(f.many * {rule.points}, {max(rule.most, 0)}), {min(rule.most, 0)}) "
            f"FROM ({inside}) AS f (customer_id, many) WHERE f.many > 0 {whose.format(column=column)}"
        )
    nothing = "SELECT NULL::bigint, 0, ''::text, 0::bigint, 0::bigint WHERE false"
    return " UNION ALL ".join(parts) or nothing, values
