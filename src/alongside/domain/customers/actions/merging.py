"""Two records of one customer become one, and are parted again with nothing lost (CUS-6).

Nothing is deleted. The merged record stays, out of sight, with the rows of which the survivor has its like already;
all others move to the survivor and the MergeRecord remembers them. Parting gives every row back that is still with the
survivor, and every field that nobody has changed since. What came after the merge stays with the survivor.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from alongside.domain.customers import events
from alongside.domain.customers.actions.knowing import know_at, set_found_by
from alongside.domain.customers.actions.matching import decide, note_duplicates, staff_id_of
from alongside.domain.customers.actions.merging_consent import (
    end_again,
    end_by_the_stricter,
    stand_again,
)
from alongside.domain.customers.actions.valuing import revalue_customer
from alongside.domain.customers.hooks import BELONGINGS, Belonging
from alongside.domain.customers.models import (
    AgentAuthority,
    Alert,
    Consent,
    ContactPoint,
    Customer,
    CustomerNode,
    DuplicateSuggestion,
    Household,
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
from alongside.domain.customers.permissions import MERGE_CUSTOMERS
from alongside.domain.organisation.models import Node
from alongside.kernel import journal
from alongside.kernel.actor import Actor
from alongside.kernel.blind_indexes import is_changing_index_key
from alongside.kernel.index_rotation import settle_indexes
from alongside.kernel.jobs import defer
from alongside.kernel.models import StoredFile
from alongside.kernel.refusals import Conflict, Refused

# What the survivor may take over from the other record, by what a person would call it.
PARTS: dict[str, tuple[str, ...]] = {
    "name": ("name",),
    "form_of_address": ("form_of_address",),
    "kind": ("kind",),
    "language": ("language",),
    "document": ("document_kind", "document_number"),
    "household": ("household_id",),
    "preferred_channel": ("preferred_channel",),
    "contact_hours": ("contact_from", "contact_until"),
    "is_do_not_disturb": ("is_do_not_disturb",),
    "words": ("words",),
}
OWN = (
    Belonging(ContactPoint, once_per=("kind", "value_hash")),
    Belonging(CustomerNode, once_per=("node_id",)),
    Belonging(
        UnitRelation,
        once_per=("unit_id", "role", "from_on", "until_on"),
        one_standing=("until_on", ("unit_id", "role")),
        is_at_node=True,
    ),
    Belonging(Consent, one_standing=("withdrawn_at", ("purpose_id",))),
    Belonging(Alert, once_per=("once_key",)),
    Belonging(PortalSession),
    Belonging(WeChatBond, once_per=("app_id",)),
    Belonging(AgentAuthority, field="principal"),
    Belonging(Need, once_per=("topic",)),
    Belonging(Vehicle, once_per=("plate_hash",)),
    Belonging(TierChange),
    Belonging(Portrait),
    Belonging(Introduction, once_per=("introducer_id",)),
    Belonging(Introduction, field="introducer", once_per=("customer_id",)),
)
# Somebody may be writing for the merged record in the moment of the merge; what they write is fetched soon after.
GATHER_AFTER = timedelta(minutes=2)
GATHER = "alongside.domain.customers.jobs.gather_what_came_late"


def belongings() -> list[Belonging]:
    """Every table whose rows follow a customer, in the order in which they move."""
    return [*OWN, *(one for some in BELONGINGS.ask() for one in some)]


@transaction.atomic
def merge_customers(
    survivor: Customer,
    merged: Customer,
    *,
    by: Actor,
    now: datetime,
    take: Collection[str] = (),
    reasons: Iterable[str] = (),
    seen: int | None = None,
    seen_merged: int | None = None,
) -> MergeRecord:
    """From now on both are `survivor`, and the id of `merged` leads there.

    What the survivor lacks it takes over; `take` names parts (see PARTS) in which the other one is right. A wish not to
    be disturbed always goes along, and words about both are kept both. Refused when one of them is merged already;
    Conflict when somebody changed either since it was seen.
    """
    for one in (survivor, merged):
        one.require_at_their_nodes(MERGE_CUSTOMERS, by)
    if unknown := set(take) - set(PARTS):
        raise ValueError(f"a customer has no {sorted(unknown)} to take over")
    survivor, merged = _locked_pair(survivor.pk, merged.pk)
    for one, version in ((survivor, seen), (merged, seen_merged)):
        if one.merged_into_id is not None:
            raise Refused(_("One of the two has been merged already. Look again."))
        _refuse_erased(one)
        if version is not None and one.version != version:
            raise Conflict(
                _("One of the two was changed while you compared them. Look again before you merge."),
                facts={"seen": version, "current": one.version},
            )
    changes = _taken_over(survivor, merged, take)
    record = MergeRecord(
        survivor=survivor,
        merged=merged,
        node_id=survivor.node_id,
        reasons=sorted(reasons),
        were_primary=list(merged.contact_points.filter(is_primary=True).values_list("pk", flat=True)),
        fields=json.dumps(changes, cls=DjangoJSONEncoder, ensure_ascii=False),
        merged_at=now,
        by_id=staff_id_of(by),
    )
    _put(survivor, {name: after for name, (_before, after) in changes.items()})
    merged.merged_into, merged.version = survivor, merged.version + 1
    merged.save(update_fields=["merged_into", "version"])
    consents = end_by_the_stricter(record, survivor, merged, by=by, now=now)
    record.moved = {**_move(merged, survivor), **{name: ids for name, ids in consents.items() if ids}}
    record.save()
    _settle_suggestions(survivor, merged, by=by, now=now)
    revalue_customer(survivor, now=now, by=by)
    facts = {"customer": merged.pk, "merge": record.pk}
    journal.record(events.CUSTOMERS_MERGED, about=survivor, by=by, at=now, facts=facts)
    defer(GATHER, queue="default", at=now + GATHER_AFTER, merge_id=record.pk)
    return record


@transaction.atomic
def unmerge_customers(record: MergeRecord, *, by: Actor, now: datetime) -> Customer:
    """They were two after all: the merged record is back with everything that was its own. Returns it.

    Refused when it was undone already, or when the survivor itself has been merged since: that is undone first.
    """
    record.survivor.require_at_their_nodes(MERGE_CUSTOMERS, by)
    survivor, merged = _locked_pair(record.survivor_id, record.merged_id)
    record = MergeRecord.objects.select_for_update(of=("self",)).get(pk=record.pk)
    if record.unmerged_at is not None:
        raise Refused(_("These two have been parted already."))
    if survivor.merged_into_id is not None:
        raise Refused(_("The record that survived has itself been merged since. Undo that one first."))
    _refuse_erased(survivor)
    gather(record)
    merged.merged_into, merged.version = None, merged.version + 1
    merged.save(update_fields=["merged_into", "version"])
    _give_back(record)
    others = list(
        MergeRecord.objects.standing().filter(survivor=survivor).exclude(pk=record.pk).order_by("pk")
    )
    stand_again(record, others)
    for other in others:
        gather(other)  # of what two had brought, the second one's was kept back; now it is needed
        end_again(other)
    _make_primary(record)
    _put(survivor, _fields_to_restore(record, survivor))
    _stay_known(record, survivor)
    record.unmerged_at, record.unmerged_by_id = now, staff_id_of(by)
    record.save(update_fields=["unmerged_at", "unmerged_by"])
    _forget_agreement(survivor, merged, by=by, now=now)
    for one in (survivor, merged):
        revalue_customer(one, now=now, by=by)
    facts = {"customer": merged.pk, "merge": record.pk}
    for one in (survivor, merged):
        journal.record(events.CUSTOMERS_UNMERGED, about=one, by=by, at=now, facts=facts)
    return merged


@transaction.atomic
def gather_what_came_late(merge_id: int) -> int:
    """Move what was written for the merged record by somebody who did not know yet; how many rows. Any number of times."""
    moved = 0
    record = MergeRecord.objects.standing().select_for_update(of=("self",)).filter(pk=merge_id).first()
    while record is not None:  # on to the end of the chain
        moved += gather(record)
        above = MergeRecord.objects.standing().select_for_update(of=("self",))
        record = above.filter(merged=record.survivor_id).first()
    return moved


def gather(record: MergeRecord) -> int:
    """Within the caller's transaction: what came late moves too, and the record remembers it."""
    _locked_pair(record.survivor_id, record.merged_id)
    late = _move(record.merged, record.survivor)
    if not late:
        return 0
    record.moved = {
        label: [*record.moved.get(label, []), *late.get(label, [])] for label in {**record.moved, **late}
    }
    record.save(update_fields=["moved"])
    return sum(len(ids) for ids in late.values())


def _locked_pair(one: int, other: int) -> tuple[Customer, Customer]:
    """Both rows, locked in one order whoever asks, so that two people merging the same pair follow each other.

    The lock also waits for whoever is just now writing a row that points to either of them.
    """
    if one == other:
        raise Refused(_("A record cannot be merged with itself."))
    rows = {row.pk: row for row in _locking(Customer, [one, other])}
    if len(rows) < 2:
        raise Refused(_("One of the two is no longer there."))
    return rows[one], rows[other]


def _refuse_erased(customer: Customer) -> None:
    if customer.erased_at is not None:
        raise Refused(_("This customer was erased. Only a reference is left, which stays as it is."))


def _locking(model: Any, ids: list[int]) -> Any:
    return model.objects.select_for_update().filter(pk__in=ids).order_by("pk")


# --- fields -------------------------------------------------------------------------------------------------


def _taken_over(survivor: Customer, merged: Customer, take: Collection[str]) -> dict[str, tuple[Any, Any]]:
    """{field: (before, after)} of the survivor."""
    changes = {}
    for part, names in PARTS.items():
        theirs = {name: getattr(merged, name) for name in names}
        ours = {name: getattr(survivor, name) for name in names}
        if theirs == ours or _says_nothing(theirs):
            continue
        if part == "words" and part not in take and not _says_nothing(ours):
            theirs = {"words": f"{survivor.words}\n{merged.words}"}
        elif part not in take and not _says_nothing(ours):
            continue
        changes |= {name: (ours[name], theirs[name]) for name in names if ours[name] != theirs[name]}
    tiers = list(Customer.Tier)
    if tiers.index(Customer.Tier(merged.granted_tier)) > tiers.index(Customer.Tier(survivor.granted_tier)):
        changes["granted_tier"] = (survivor.granted_tier, merged.granted_tier)
    return changes


def _says_nothing(values: dict[str, Any]) -> bool:
    return all(value in ("", None, False) for value in values.values())


def _put(customer: Customer, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(customer, name, value)
    set_found_by(customer)
    customer.version += 1
    found_by = ["name_sort_key", "document_hash", "search_text", "search_vector", "version"]
    customer.save(update_fields=[*(_field(name).name for name in values), *found_by])


def _field(name: str) -> Any:
    return Customer._meta.get_field(name)


def _fields_to_restore(record: MergeRecord, survivor: Customer) -> dict[str, Any]:
    """What the survivor was before, where it still says what this merge made it say.

    Where a later merge changed the field again, that one is told to go back to before this one instead.
    """
    changes = {
        name: [_field(name).to_python(one) for one in both] for name, both in _changes_of(record).items()
    }
    later = MergeRecord.objects.standing().filter(survivor=survivor, pk__gt=record.pk).order_by("pk")
    following = [(one, _changes_of(one)) for one in later.select_for_update(of=("self",))]
    restored = {}
    for name, (before, after) in changes.items():
        next_change = next(((one, its) for one, its in following if name in its), None)
        if next_change is not None:
            one, its = next_change
            its[name][0] = before
            one.fields = json.dumps(its, cls=DjangoJSONEncoder, ensure_ascii=False)
            one.save(update_fields=["fields"])
        elif getattr(survivor, name) == after:
            restored[name] = before
    if restored.get("household_id") and not Household.objects.filter(pk=restored["household_id"]).exists():
        del restored["household_id"]
    return restored


def _changes_of(record: MergeRecord) -> dict[str, list[Any]]:
    return json.loads(record.fields or "{}")


# --- rows ---------------------------------------------------------------------------------------------------


def _move(merged: Customer, survivor: Customer) -> dict[str, list[Any]]:
    """Every row that may go over goes over; which ones, by table."""
    moved = {}
    if is_changing_index_key():  # what both have is told by its index
        for model in (ContactPoint, Vehicle):
            settle_indexes(model._default_manager.filter(customer__in=[merged, survivor]))
    with connection.cursor() as cursor:
        for one in belongings():
            cursor.execute(_moving(one), {"old": merged.pk, "new": survivor.pk})
            moved[one.label] = sorted(row[0] for row in cursor.fetchall())
    files = StoredFile.objects.filter(about_kind="customer", about_id=merged.pk)
    moved[FILES] = [str(pk) for pk in files.values_list("pk", flat=True)]
    files.update(about_id=survivor.pk)
    return {label: ids for label, ids in moved.items() if ids}


FILES = "kernel.storedfile"


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
    if one.one_standing:
        end, keys = one.one_standing
        same = " AND ".join(
            f"s.{name} IS NOT DISTINCT FROM t.{name}" for name in keys
        )  # a journey without a home
        standing = f"SELECT 1 FROM {table} s WHERE s.{column} = %(new)s AND s.{end} IS NULL AND {same}"
        where.append(f"(t.{end} IS NOT NULL OR NOT EXISTS ({standing}))")
    return f"UPDATE {table} t SET {sets} WHERE {' AND '.join(where)} RETURNING t.{_key(one.model)}"


_NONE_PRIMARY = "NOT EXISTS (SELECT 1 FROM customers_contactpoint s WHERE s.customer_id = %(new)s AND s.kind = t.kind AND s.is_primary)"


def _give_back(record: MergeRecord) -> None:
    """Rows that are still with the survivor go home; what went elsewhere since, or is gone, stays so."""
    given = {"old": record.merged_id, "new": record.survivor_id}
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


def _make_primary(record: MergeRecord) -> None:
    """The merged one's primary contact points are so again; and of each kind that either has, one is."""
    ContactPoint.objects.filter(pk__in=record.were_primary, customer=record.merged_id).update(is_primary=True)
    for customer_id in (record.survivor_id, record.merged_id):
        points = ContactPoint.objects.filter(customer=customer_id)
        with_one = points.filter(is_primary=True).values("kind")
        for kind in points.exclude(kind__in=with_one).values_list("kind", flat=True).distinct():
            oldest = points.filter(kind=kind).order_by("id").values("pk")[:1]
            ContactPoint.objects.filter(pk__in=list(oldest.values_list("pk", flat=True))).update(
                is_primary=True
            )


def _stay_known(record: MergeRecord, survivor: Customer) -> None:
    """Where the survivor has rows of its own by now, its node goes on serving it although it came with the other."""
    back = record.moved.get(f"{CustomerNode._meta.label_lower}.customer")
    if not back:
        return
    nodes = set(CustomerNode.objects.filter(pk__in=back).values_list("node_id", flat=True))
    used: set[int] = set()
    for one in belongings():
        if one.is_at_node:
            rows = one.model._default_manager.filter(**{one.field: survivor.pk, "node_id__in": nodes})
            used |= set(rows.values_list("node_id", flat=True).distinct())
    for node in Node.objects.filter(pk__in=used).order_by("pk"):
        know_at(survivor, node)


def _table(model: type[Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)


def _key(model: type[Model]) -> str:
    return connection.ops.quote_name(str(model._meta.pk.column))


def _column(one: Belonging) -> str:
    return connection.ops.quote_name(one.model._meta.get_field(one.field).attname)  # type: ignore[union-attr]


# --- suggestions --------------------------------------------------------------------------------------------


def _settle_suggestions(survivor: Customer, merged: Customer, *, by: Actor, now: datetime) -> None:
    """The pair is decided; whoever else was like the merged record is looked for again beside the survivor.

    Whoever was said to be somebody else than the merged record is somebody else than the survivor too.
    """
    _decide_pair(survivor, merged, DuplicateSuggestion.State.MERGED, by=by, now=now)
    Suggestion = DuplicateSuggestion.objects
    for beside in _beside(merged, DuplicateSuggestion.State.DISMISSED):
        if beside != survivor.pk:
            first, second = sorted((beside, survivor.pk))
            Suggestion.get_or_create(
                first_id=first,
                second_id=second,
                defaults={
                    "state": "dismissed",
                    "found_at": now,
                    "decided_at": now,
                    "decided_by_id": staff_id_of(by),
                },
            )
    note_duplicates(merged, now=now)  # who is out of sight is like nobody
    note_duplicates(survivor, now=now)


def _beside(customer: Customer, state: str) -> list[int]:
    pairs = DuplicateSuggestion.objects.filter(state=state)
    return [
        *pairs.filter(first=customer).values_list("second_id", flat=True),
        *pairs.filter(second=customer).values_list("first_id", flat=True),
    ]


def _forget_agreement(survivor: Customer, merged: Customer, *, by: Actor, now: datetime) -> None:
    """A person has said that they are two, so no sweep says otherwise."""
    _decide_pair(survivor, merged, DuplicateSuggestion.State.DISMISSED, by=by, now=now)
    note_duplicates(merged, now=now)
    note_duplicates(survivor, now=now)


def _decide_pair(one: Customer, other: Customer, state: str, *, by: Actor, now: datetime) -> None:
    first, second = sorted((one.pk, other.pk))
    suggestion, _is_new = DuplicateSuggestion.objects.select_for_update(of=("self",)).get_or_create(
        first_id=first, second_id=second, defaults={"found_at": now}
    )
    decide(suggestion, state, by=by, now=now)
