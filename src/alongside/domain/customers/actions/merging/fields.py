"""What the survivor of a merge takes over of the other record, and gives up again (CUS-6)."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from alongside.domain.customers.actions.knowing import set_found_by
from alongside.domain.customers.models import Customer, Household, MergeRecord

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


def taken_over(survivor: Customer, merged: Customer, take: Collection[str]) -> dict[str, tuple[Any, Any]]:
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


def put(customer: Customer, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(customer, name, value)
    set_found_by(customer)
    customer.version += 1
    found_by = ["name_sort_key", "document_hash", "search_text", "search_vector", "version"]
    customer.save(update_fields=[*(_field(name).name for name in values), *found_by])


def _field(name: str) -> Any:
    return Customer._meta.get_field(name)


def fields_to_restore(record: MergeRecord, survivor: Customer) -> dict[str, Any]:
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
