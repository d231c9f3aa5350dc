"""Finding who may be the same person: one customer on entry, all of them at night (CUS-6).

Nobody is compared with everybody. Rows that share a key (the blind index of a phone, an email, a document; a home and
a name) are grouped by the database, and only within a group pairs are made.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from alongside.domain.customers import events
from alongside.domain.customers.models import ContactPoint, Customer, DuplicateSuggestion
from alongside.domain.customers.permissions import MERGE_CUSTOMERS
from alongside.domain.customers.rules import contact_hash, document_key
from alongside.kernel import journal
from alongside.kernel.actor import Actor
from alongside.kernel.blind_indexes import as_written_now, is_changing_index_key
from alongside.kernel.refusals import Refused

# What many share says nothing of any two: the switchboard of a company, the number of an agency.
MOST_ALIKE = 12
# How much each reason says; together at most 100. A suggestion needs LIKELY: an email alone is a family's.
WEIGHTS = {"document": 60, "home": 40, "phone": 30, "email": 20, "name": 20}
LIKELY = 30

# Every key under which customers may meet. {whose} narrows it to keys that one customer has.
_KEYS = """
    SELECT p.kind AS reason, {point} AS key, p.customer_id AS id
      FROM customers_contactpoint p JOIN customers_customer c ON c.id = p.customer_id
     WHERE p.kind IN ('phone', 'email') AND c.merged_into_id IS NULL {of_points}
    UNION ALL
    SELECT 'document', {document}, c.id
      FROM customers_customer c
     WHERE c.document_hash <> '' AND c.merged_into_id IS NULL {of_documents}
    UNION ALL
    SELECT DISTINCT 'home', r.unit_id || ' ' || c.name_sort_key, c.id
      FROM customers_unitrelation r JOIN customers_customer c ON c.id = r.customer_id
     WHERE c.merged_into_id IS NULL {of_homes}
"""
_ALL = {
    "of_points": "",
    "of_documents": "",
    "of_homes": "",
    "point": "p.value_hash",
    "document": "c.document_hash",
}
# Written as equalities with arrays that are known first, so that each is a look into an index.
_OF_ONE = {
    "of_points": "AND p.value_hash = ANY(ARRAY(SELECT value_hash FROM customers_contactpoint WHERE customer_id = %(one)s))",
    "of_documents": "AND c.document_hash = ANY(ARRAY(SELECT document_hash FROM customers_customer WHERE id = %(one)s))",
    "of_homes": "AND r.unit_id = ANY(ARRAY(SELECT unit_id FROM customers_unitrelation WHERE customer_id = %(one)s)) "
    "AND c.name_sort_key = (SELECT name_sort_key FROM customers_customer WHERE id = %(one)s)",
    "point": "p.value_hash",
    "document": "c.document_hash",
}
# While the key of the indexes is changed, equal values may lie under two: of one customer all are known (`every`).
_WRITTEN_NOW = "coalesce((SELECT m.now FROM unnest(%(every)s::text[], %(now_is)s::text[]) m(was, now) WHERE m.was = {0}), {0})"
_OF_ONE_UNDER_ANY_KEY = {
    **_OF_ONE,
    "of_points": "AND p.value_hash = ANY(%(every)s)",
    "of_documents": "AND c.document_hash = ANY(%(every)s)",
    "point": _WRITTEN_NOW.format("p.value_hash"),
    "document": _WRITTEN_NOW.format("c.document_hash"),
}
_MATCH = """
    WITH keys AS ({keys}),
    alike AS (
        SELECT reason, array_agg(DISTINCT id) AS ids FROM keys
         GROUP BY reason, key HAVING count(*) > 1 AND count(DISTINCT id) BETWEEN 2 AND %(most)s
    ),
    pairs AS (
        SELECT DISTINCT a.id AS first_id, b.id AS second_id, reason
          FROM alike, unnest(ids) AS a(id), unnest(ids) AS b(id) WHERE a.id < b.id {of_pairs}
    ),
    reasoned AS (
        SELECT first_id, second_id, reason FROM pairs
        UNION
        SELECT first_id, second_id, 'name' FROM pairs
          JOIN customers_customer x ON x.id = first_id JOIN customers_customer y ON y.id = second_id
         WHERE x.name_sort_key = y.name_sort_key
    ),
    found AS MATERIALIZED (
        SELECT first_id, second_id, jsonb_agg(reason ORDER BY reason) AS reasons,
               least(100, sum((%(weights)s::jsonb ->> reason)::int)) AS likeness
          FROM reasoned GROUP BY first_id, second_id
        HAVING sum((%(weights)s::jsonb ->> reason)::int) >= %(likely)s
    ),
    kept AS (
        INSERT INTO customers_duplicatesuggestion AS s (first_id, second_id, reasons, likeness, state, found_at)
        SELECT first_id, second_id, reasons, likeness, 'open', %(now)s FROM found
            ON CONFLICT (first_id, second_id) DO UPDATE SET reasons = EXCLUDED.reasons, likeness = EXCLUDED.likeness
         WHERE s.state = 'open' AND s.reasons <> EXCLUDED.reasons
    ),
    forgotten AS (
        DELETE FROM customers_duplicatesuggestion s
         WHERE s.state = 'open' {of_suggestions}
           AND NOT EXISTS (SELECT 1 FROM found f WHERE f.first_id = s.first_id AND f.second_id = s.second_id)
        RETURNING 1
    )
    SELECT (SELECT count(*) FROM found), (SELECT count(*) FROM forgotten)
"""


@dataclass(frozen=True)
class Sweep:
    """What a sweep did: how many pairs are alike now, and how many suggestions no longer hold."""

    alike: int
    forgotten: int


@transaction.atomic
def sweep_duplicates(*, now: datetime) -> Sweep:
    """Suggest every pair that is alike, and forget open suggestions that no longer are.

    What was dismissed or merged stays as it was decided. Seconds for a hundred thousand customers. While the key of the
    indexes is changed nothing is forgotten: equal values may not be told as equal until it is done.
    """
    return _match(None, now=now)


@transaction.atomic
def note_duplicates(customer: Customer, *, now: datetime) -> Sweep:
    """The same for one customer, in the transaction in which something of theirs was written down."""
    return _match(customer.pk, now=now)


@transaction.atomic
def dismiss_duplicate(first: Customer, second: Customer, *, by: Actor, now: datetime) -> DuplicateSuggestion:
    """They are two people. No sweep suggests them again."""
    for one in (first, second):
        one.require_at_their_nodes(MERGE_CUSTOMERS, by)
    if first.pk == second.pk:
        raise Refused(_("These are the same record already."), field="other")
    lower, higher = sorted((first.pk, second.pk))
    suggestion, _is_new = DuplicateSuggestion.objects.select_for_update(of=("self",)).get_or_create(
        first_id=lower, second_id=higher, defaults={"found_at": now}
    )
    if suggestion.state != DuplicateSuggestion.State.DISMISSED:
        decide(suggestion, DuplicateSuggestion.State.DISMISSED, by=by, now=now)
        for about, beside in ((first, second), (second, first)):
            journal.record(
                events.DUPLICATE_DISMISSED, about=about, by=by, at=now, facts={"customer": beside.pk}
            )
    return suggestion


def decide(suggestion: DuplicateSuggestion, state: str, *, by: Actor, now: datetime) -> None:
    """Write down what a person decided."""
    suggestion.state, suggestion.decided_at, suggestion.decided_by_id = state, now, staff_id_of(by)
    suggestion.save(update_fields=["state", "decided_at", "decided_by"])


def staff_id_of(by: Actor) -> int | None:
    return by.id if by.kind == "staff" else None


def _match(one: int | None, *, now: datetime) -> Sweep:
    is_changing = is_changing_index_key()
    of_suggestions = "AND (s.first_id = %(one)s OR s.second_id = %(one)s)" if one else ""
    if is_changing and not one:
        of_suggestions = "AND false"
    narrowed = _OF_ONE_UNDER_ANY_KEY if is_changing else _OF_ONE
    sql = _MATCH.format(
        keys=_KEYS.format(**(narrowed if one else _ALL)),
        of_pairs="AND %(one)s IN (a.id, b.id)" if one else "",
        of_suggestions=of_suggestions,
    )
    under_any = as_written_now(_indexes_of(one)) if is_changing and one else {}
    given = {
        "every": list(under_any),
        "now_is": list(under_any.values()),
        "one": one,
        "now": now,
        "most": MOST_ALIKE,
        "likely": LIKELY,
        "weights": json.dumps(WEIGHTS),
    }
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        return Sweep(*cursor.fetchone())


def _indexes_of(one: int) -> list[str]:
    points = ContactPoint.objects.filter(customer=one, kind__in=("phone", "email"))
    found = [contact_hash(point.kind, point.value) for point in points]
    documents = (
        Customer.objects.filter(pk=one).exclude(document_hash="").values_list("document_number", flat=True)
    )
    return [*found, *(document_key(number) for number in documents)]
