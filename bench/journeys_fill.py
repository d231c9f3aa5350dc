"""One building whose homes are all sold, and its buyers, taken into their journeys as a table of buyers would be."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random

from django.db import connection, transaction

from alongside.config.demo.stories import person
from alongside.domain.customers.imports.writing import Told, copy_customers, relate
from alongside.domain.customers.rules import contact_hash
from alongside.domain.estates.actions import move_delivery
from alongside.domain.estates.models import Building, Unit
from alongside.domain.journeys.actions.taking_in import take_in_owners
from alongside.domain.organisation.models import Node
from alongside.kernel.actor import SYSTEM
from bench.data import make_nodes

BATCH = 5_000
SEED = 20_261_122
DELIVERY = date(2027, 6, 30)
_HOMES = (
    """
INSERT INTO estates_estate (node_id, name, name_sort_key, developer, address, delivery_standard, version)
VALUES (%(node)s, '云汉花园', 'yunhan', '', '', '[]', 1)
""",
    "INSERT INTO estates_building (estate_id, name, position) SELECT id, '1栋', 1 FROM estates_estate",
    """
INSERT INTO estates_unit (node_id, estate_id, building_id, entrance, floor, number, label, use, layout, orientation, finish,
                          title_status, search_key, status, version)
SELECT %(node)s, b.estate_id, b.id, '', 1, n::text, '1栋' || n, 'dwelling', '', '', '', '', '1-' || n, 'contracted', 1
  FROM estates_building b, generate_series(1, %(count)s) n
""",
)


def fill(count: int, *, now: datetime) -> None:
    """Into an empty, migrated database that has its packs. They signed between forty and ten days ago."""
    node, chance = make_nodes(None, now)[0], Random(SEED)
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")
        for statement in _HOMES:
            cursor.execute(statement, {"node": node.pk, "count": count})
    move_delivery(Building.objects.get(), on=DELIVERY, words="", by=SYSTEM, now=now)
    units = list(Unit.objects.order_by("id").values_list("pk", flat=True))
    for start in range(0, count, BATCH):
        _buyers(units[start : start + BATCH], node, start, chance, now)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    take_in_owners(node, by=SYSTEM, now=now - timedelta(days=9))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


@transaction.atomic
def _buyers(units: list[int], node: Node, start: int, chance: Random, now: datetime) -> None:
    told = [_told(start + place, chance) for place in range(len(units))]
    copy_customers(told, node=node, now=now)
    bought = (now - timedelta(days=9)).date()
    relate(
        [
            (one.customer_id, (unit, node.pk), "buyer", bought - timedelta(days=chance.randrange(1, 31)))
            for one, unit in zip(told, units, strict=True)
        ],
        fresh={one.customer_id for one in told},
        by=SYSTEM,
        now=now,
        node=node,
    )


def _told(number: int, chance: Random) -> Told:
    name, form = person(chance)
    phone = f"+86139{number:08d}"
    described = dict.fromkeys(("document_kind", "words", "document_number"), "")
    described |= {"kind": "person", "tier": "standard", "form_of_address": form}
    return Told(f"B{number}", name, phone, contact_hash("phone", phone), f"b{number}@example.com", described)
