"""Which rows follow a customer, and the statements that take them over and bring them home (CUS-6)."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import connection
from django.db.models import Model

from alongside.domain.customers.hooks import BELONGINGS, Belonging
from alongside.domain.customers.models import (
    AgentAuthority,
    Alert,
    ChannelRefusal,
    Consent,
    ContactPoint,
    Contribution,
    Customer,
    CustomerNode,
    Introduction,
    MergeRecord,
    Need,
    PortalSession,
    Portrait,
    TierChange,
    UnitRelation,
    Vehicle,
    WeChatBond,
)
from alongside.kernel.blind_indexes import is_changing_index_key
from alongside.kernel.index_rotation import settle_indexes
from alongside.kernel.models import StoredFile

OWN = (
    Belonging(ContactPoint, once_per=("kind", "value_hash")),
    Belonging(CustomerNode, once_per=("node_id",)),
    Belonging(
        UnitRelation,
        once_per=("unit_id", "role", "from_on", "until_on"),
        one_standing=("until_on", ("unit_id", "role")),
        is_at_node=True,
    ),
    Belonging(ChannelRefusal, one_standing=("ended_at", ("channel",))),
    Belonging(Consent, one_standing=("withdrawn_at", ("purpose_id",))),
    Belonging(Alert, once_per=("once_key",)),
    Belonging(PortalSession),
    Belonging(WeChatBond, once_per=("app_id",)),
    Belonging(AgentAuthority, field="principal"),
    Belonging(Need, once_per=("topic",)),
    Belonging(Vehicle, once_per=("plate_hash",)),
    Belonging(TierChange),
    Belonging(Portrait),
    Belonging(Contribution),
    Belonging(Introduction, once_per=("introducer_id",)),
    Belonging(Introduction, field="introducer", once_per=("customer_id",)),
)
FILES = "kernel.storedfile"


def belongings() -> list[Belonging]:
    """Every table whose rows follow a customer, in the order in which they move."""
    return [*OWN, *(one for some in BELONGINGS.ask() for one in some)]


def move(merged: Customer, survivor: Customer, *, refused: Collection[int] = ()) -> dict[str, list[Any]]:
    """Every row that may go over goes over; which ones, by table.

    No consent that stands goes over for the `refused` purposes, to which somebody else says no.
    """
    moved = {}
    if is_changing_index_key():  # what both have is told by its index
        for model in (ContactPoint, Vehicle):
            settle_indexes(model._default_manager.filter(customer__in=[merged, survivor]))
    with connection.cursor() as cursor:
        for one in belongings():
            given: dict[str, Any] = {"old": merged.pk, "new": survivor.pk, "refused": list(refused)}
            cursor.execute(_moving(one), given)
            moved[one.label] = sorted(row[0] for row in cursor.fetchall())
    files = StoredFile.objects.filter(about_kind="customer", about_id=merged.pk)
    moved[FILES] = [str(pk) for pk in files.values_list("pk", flat=True)]
    files.update(about_id=survivor.pk)
    return {label: ids for label, ids in moved.items() if ids}


def _moving(one: Belonging) -> str:
    """The one statement that moves the rows of a table and says which they were."""
    table, column = _table(one.model), _column(one)
    sets = f"{column} = %(new)s"
    where = [f"t.{column} = %(old)s"]
    if one.through:
        beside, other = one.through
        named = next(it for it in belongings() if it.model is other)
        where.append(f"t.{beside} IN (SELECT id FROM {_table(other)} WHERE {_column(named)} = %(old)s)")
    if one.once_per:
        same = " AND ".join(f"s.{name} = t.{name}" for name in one.once_per)
        where.append(f"NOT EXISTS (SELECT 1 FROM {table} s WHERE s.{column} = %(new)s AND {same})")
    if one.model is ContactPoint:  # the survivor's own stays the primary one of its kind
        sets += f", is_primary = is_primary AND {_NONE_PRIMARY}"
    if one.model is Portrait:  # one face a record: the survivor's own stays
        where.append("NOT EXISTS (SELECT 1 FROM customers_portrait s WHERE s.customer_id = %(new)s)")
    if one.model is Consent:
        where.append("(t.withdrawn_at IS NOT NULL OR t.purpose_id <> ALL(%(refused)s::bigint[]))")
    if one.one_standing:
        end, keys = one.one_standing
        same = " AND ".join(
            f"s.{name} IS NOT DISTINCT FROM t.{name}" for name in keys
        )  # a journey without a home
        standing = f"SELECT 1 FROM {table} s WHERE s.{column} = %(new)s AND s.{end} IS NULL AND {same}"
        where.append(f"(t.{end} IS NOT NULL OR NOT EXISTS ({standing}))")
    return f"UPDATE {table} t SET {sets} WHERE {' AND '.join(where)} RETURNING t.{_key(one.model)}"


_NONE_PRIMARY = "NOT EXISTS (SELECT 1 FROM customers_contactpoint s WHERE s.customer_id = %(new)s AND s.kind = t.kind AND s.is_primary)"


def give_back(record: MergeRecord) -> None:
    """Rows that are still with the survivor go home; what went elsewhere since, or is gone, stays so."""
    given: dict[str, Any] = {"old": record.merged_id, "new": record.survivor_id}
    with connection.cursor() as cursor:
        for one in belongings():
            ids = record.moved.get(one.label)
            if ids:
                column = _column(one)
                sets = f"{column} = %(old)s" + (", is_primary = false" if one.model is ContactPoint else "")
                cursor.execute(
                    f"UPDATE {_table(one.model)} SET {sets} WHERE {_key(one.model)} = ANY(%(ids)s) AND {column} = %(new)s",
                    {**given, "ids": ids},
                )
    StoredFile.objects.filter(
        pk__in=record.moved.get(FILES, []), about_kind="customer", about_id=record.survivor_id
    ).update(about_id=record.merged_id)


def _table(model: type[Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)


def _key(model: type[Model]) -> str:
    return connection.ops.quote_name(str(model._meta.pk.column))


def _column(one: Belonging) -> str:
    return connection.ops.quote_name(one.model._meta.get_field(one.field).attname)  # type: ignore[union-attr]
