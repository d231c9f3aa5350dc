"""Encrypting everything anew under the key that writes, in the background, told how far it is (INF-1).

The keys of encrypted values and the key of the blind indexes are changed in the same round, each in its own pass.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import F

from alongside.domain.privacy import events
from alongside.domain.privacy.actions.tombstones import seal_tombstones_anew, tombstone_uses
from alongside.domain.privacy.models.rotating import KeyRotation
from alongside.domain.privacy.permissions import ROTATE_KEYS
from alongside.kernel import journal
from alongside.kernel.actor import Actor
from alongside.kernel.blind_indexes import current_index_key
from alongside.kernel.crypto import current_key
from alongside.kernel.index_rotation import PREFIX, index_uses, rotate_indexes
from alongside.kernel.jobs import defer
from alongside.kernel.key_rotation import Heard, rotate, uses

JOB = "alongside.domain.privacy.jobs.rotate"
MOST_ROUNDS = 5  # processes with the old order of keys may still write, and rows be held, while we go through
TOMBSTONES = f"{PREFIX}tombstones"


def all_uses() -> dict[str, Mapping[str, int]]:
    """{place: {key id: how many}} of encrypted values, files, blind indexes and tombstones. Reads everything once."""
    return {**uses(), **index_uses(), TOMBSTONES: tombstone_uses()}


@transaction.atomic
def rotate_keys(*, by: Actor, now: datetime, in_background: bool = True) -> KeyRotation:
    """Begin, or go on with, the round for the keys that write now. Any number of times: there is one round for them."""
    by.require(ROTATE_KEYS)
    begun = KeyRotation(key_id=current_key()[0], index_key_id=current_index_key(), uses=all_uses())
    rotation, is_new = KeyRotation.objects.get_or_create(
        key_id=begun.key_id,
        index_key_id=begun.index_key_id,
        ended_at=None,
        defaults={
            "asked_by_id": by.id if by.kind == "staff" else None,
            "asked_at": now,
            "total": sum(begun.left.values()),
            "uses": begun.uses,
        },
    )
    if is_new:
        facts = {"key": begun.key_id, "index_key": begun.index_key_id, "values": rotation.total}
        journal.record(events.KEYS_ROTATING, about=rotation, by=by, at=now, facts=facts)
    if in_background:
        defer(JOB, queue="long", queueing_lock=f"rotate:{rotation.pk}", rotation_id=rotation.pk)
    return rotation


def work_on_rotation(rotation_id: int, *, now: datetime, heard: Heard = lambda count: None) -> KeyRotation:
    """Move what is left; killed anywhere, called again it goes on with the rest."""
    rotation = KeyRotation.objects.get(pk=rotation_id)
    is_superseded = (rotation.key_id, rotation.index_key_id) != (current_key()[0], current_index_key())
    if rotation.ended_at or is_superseded:
        return rotation  # done, or newer keys have taken over

    def note(count: int) -> None:
        KeyRotation.objects.filter(pk=rotation.pk).update(done=F("done") + count)
        heard(count)

    for _round in range(MOST_ROUNDS):
        rotate(heard=note)
        rotate_indexes(heard=note)
        if sealed := seal_tombstones_anew():
            note(sealed)
        rotation.uses = all_uses()
        if not rotation.left:
            break
    if not rotation.left:
        rotation.ended_at = now
    rotation.save(update_fields=["uses", "ended_at"])
    rotation.refresh_from_db()
    return rotation
