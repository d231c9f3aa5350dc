"""Tombstones: who was erased, kept with the stored files, outside the database, so that no backup brings them back (INF-4).

Ids and times, and a seal by which a forged one is told. Stamp and seal are blind indexes: they are made anew when that key
is changed, or whoever restores an older backup afterwards would have erased nobody.
"""

from __future__ import annotations

import json
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from alongside.domain.customers.models import Customer
from alongside.domain.privacy.models import Erasure
from alongside.kernel.blind_indexes import blind_index, current_index_key, is_index_of

FOLDER = "erased"  # in the default storage


def bury(erasure: Erasure) -> None:
    """Write the tombstone, before anything is deleted. Once."""
    if not any(name.startswith(str(erasure.key)) for name in _names()):
        facts = {
            "customer": erasure.customer_id,
            "stamp": str(_stamp_of(erasure.customer)),
            "key": str(erasure.key),
            "reference": erasure.reference,
            "ground": erasure.ground,
            "words": erasure.words,
            "case": erasure.case_id,
        }
        _write(f"{FOLDER}/{erasure.key}.json", facts)


def tombstones() -> list[dict[str, Any]]:
    """Those that we wrote; a forged one erases nobody."""
    return [facts for _name, facts, _seal in _sealed()]


def is_of(tombstone: dict[str, Any], customer: Customer) -> bool:
    """Whether it is this customer's, and not that of another of the same number in another database."""
    return is_index_of(tombstone["stamp"], _stamp_of(customer))


def tombstone_uses() -> dict[str, int]:
    """{key id of the blind index: tombstones sealed under it}."""
    found: dict[str, int] = {}
    for _name, _facts, seal in _sealed():
        key_id = seal.rpartition(":")[0]
        found[key_id] = found.get(key_id, 0) + 1
    return found


def seal_tombstones_anew() -> int:
    """Every tombstone under the key that writes; how many were not. The new one is there before the old one goes."""
    done = 0
    key_id = current_index_key()
    for name, facts, seal in _sealed():
        if seal.rpartition(":")[0] == key_id:
            continue
        customer = Customer.objects.filter(pk=facts["customer"]).first()
        if customer is not None and is_of(facts, customer):
            facts["stamp"] = str(_stamp_of(customer))
        _write(f"{FOLDER}/{facts['key']}-{key_id}.json", facts)
        default_storage.delete(f"{FOLDER}/{name}")
        done += 1
    return done


def _sealed() -> list[tuple[str, dict[str, Any], str]]:
    """(name, facts, seal) of each that is ours."""
    found = []
    for name in _names():
        with default_storage.open(f"{FOLDER}/{name}") as file:
            facts = json.loads(file.read())
        seal = str(facts.pop("seal", ""))
        if is_index_of(seal, _seal(facts)):
            found.append((name, facts, seal))
    return found


def _names() -> list[str]:
    try:
        return sorted(default_storage.listdir(FOLDER)[1])
    except FileNotFoundError:  # nobody was erased yet
        return []


def _write(path: str, facts: dict[str, Any]) -> None:
    signed = {**facts, "seal": str(_seal(facts))}
    default_storage.save(path, ContentFile(json.dumps(signed).encode()))


def _stamp_of(customer: Customer) -> str:
    return blind_index(f"{customer.pk}:{customer.created_at.isoformat()}", purpose="tombstone")


def _seal(facts: dict[str, Any]) -> str:
    return blind_index(json.dumps(facts, sort_keys=True), purpose="tombstone_seal")
