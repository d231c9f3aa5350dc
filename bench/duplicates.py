"""python -m bench.duplicates [N]: time the nightly sweep for duplicates among N generated customers (CUS-6).

Every fiftieth customer shares a phone with the one before, every hundredth a document, every seventieth is written
down twice for one home; one number is shared by a thousand. In a database of its own, thrown away afterwards.
"""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime
from importlib import import_module

from bench.own_database import own_database

# Hashes stand for blind indexes: the sweep never sees more than those.
FILL = """
INSERT INTO organisation_node (kind, name, code, path, zone, hotline, is_active, version)
VALUES ('group', 'G', 'G', 'G/', 'Asia/Shanghai', '', true, 1);
INSERT INTO estates_estate (node_id, name, name_sort_key, developer, address, delivery_standard, version)
SELECT id, 'E', 'e', '', '', '[]', 1 FROM organisation_node;
INSERT INTO estates_building (estate_id, name, position) SELECT id, 'B', 0 FROM estates_estate;
INSERT INTO estates_unit (node_id, estate_id, building_id, entrance, number, label, use, layout, orientation, finish,
                          title_status, search_key, status, version)
SELECT e.node_id, e.id, b.id, '', n, n, 'dwelling', '', '', '', '', '', 'occupied', 1
  FROM estates_estate e, estates_building b, generate_series(1, {n} / 2) n;
INSERT INTO customers_customer (node_id, kind, name, name_sort_key, form_of_address, language, tier, document_kind,
       document_number, document_hash, preferred_channel, is_do_not_disturb, words, created_at, version,
       search_text, search_vector)
SELECT d.id, 'person', 'n', 'name ' || CASE WHEN i % 70 = 0 THEN i - 1 ELSE i END, '', 'zh-hans', 'standard', '',
       '', CASE WHEN i % 3 = 0 THEN '' WHEN i % 100 = 0 THEN md5('d' || i - 1) ELSE md5('d' || i) END, '', false, '',
       now(), 1, '', ''
  FROM organisation_node d, generate_series(1, {n}) i;
INSERT INTO customers_contactpoint (customer_id, kind, value, value_hash, tail_hash, masked, label, is_primary,
                                    wrong_reports)
SELECT id, 'phone', '', CASE WHEN id % 50 = 0 THEN md5('p' || id - 1) WHEN id % 997 = 0 THEN md5('switchboard')
       ELSE md5('p' || id) END, '', '', '', true, 0 FROM customers_customer
UNION ALL
SELECT id, 'email', '', md5('e' || id), '', '', '', true, 0 FROM customers_customer WHERE id % 2 = 0;
INSERT INTO customers_unitrelation (customer_id, unit_id, node_id, role, from_on)
SELECT c.id, u.id, c.node_id, 'owner', '2024-01-01'
  FROM customers_customer c JOIN estates_unit u ON u.id = (SELECT min(id) FROM estates_unit)
       + ((c.id - 1 - CASE WHEN c.id % 70 = 0 THEN 1 ELSE 0 END) %% ({n} / 2));
ANALYZE;
"""


def main() -> None:
    with own_database("bench_duplicates"):
        _run(int(sys.argv[1]) if len(sys.argv) > 1 else 500_000)


def _run(count: int) -> None:
    connection = import_module("django.db").connection
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")
        cursor.execute(FILL.format(n=count).replace("%%", "%"))
    matching = import_module("alongside.domain.customers.actions.matching")
    for round_ in ("first", "second"):
        began = time.perf_counter()
        swept = matching.sweep_duplicates(now=datetime.now(UTC))
        print(
            f"{round_} sweep of {count:,} customers: {time.perf_counter() - began:.1f} s, {swept.alike:,} pairs alike"
        )
    one = import_module("alongside.domain.customers.models").Customer.objects.get(pk=count // 50 * 50)
    began = time.perf_counter()
    for _number in range(100):
        matching.note_duplicates(one, now=datetime.now(UTC))
    print(f"one customer on entry: {(time.perf_counter() - began) * 10:.1f} ms")
    if "--plan" in sys.argv:
        sql = matching._MATCH.format(
            keys=matching._KEYS.format(**matching._ALL), of_pairs="", of_suggestions=""
        )
        given = {"now": datetime.now(UTC), "most": matching.MOST_ALIKE, "likely": matching.LIKELY,
                 "weights": '{"document": 60, "home": 40, "phone": 30, "email": 20, "name": 20}'}  # fmt: skip
        with connection.cursor() as cursor:
            cursor.execute("EXPLAIN (ANALYZE, COSTS off, TIMING off) " + sql, given)
            print("\n".join(row[0] for row in cursor.fetchall()))


if __name__ == "__main__":
    main()
