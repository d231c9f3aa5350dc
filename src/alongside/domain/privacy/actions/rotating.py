"""Encrypting everything anew under the key that writes, in the background, told how far it is (INF-1)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F

from alongside.domain.privacy import events
from alongside.domain.privacy.models.rotating import KeyRotation
from alongside.domain.privacy.permissions import ROTATE_KEYS
from alongside.kernel import journal
from alongside.kernel.actor import Actor
from alongside.kernel.crypto import current_key
from alongside.kernel.jobs import defer
from alongside.kernel.key_rotation import Heard, left_over, rotate, uses

JOB = "alongside.domain.privacy.jobs.rotate"
MOST_ROUNDS = 3  # processes with the old order of keys may still write while we go through


@transaction.atomic
def rotate_keys(*, by: Actor, now: datetime, in_background: bool = True) -> KeyRotation:
    """Begin, or go on with, the round for the key that writes now. Any number of times: there is one round a key."""
    by.require(ROTATE_KEYS)
    key_id = current_key()[0]
    counted = uses()
    old = sum(n for keys in counted.values() for key, n in keys.items() if key != key_id)
    rotation, is_new = KeyRotation.objects.get_or_create(
        key_id=key_id,
        ended_at=None,
        defaults={
            "asked_by_id": by.id if by.kind == "staff" else None,
            "asked_at": now,
            "total": old,
            "uses": counted,
        },
    )
    if is_new:
        facts = {"key": key_id, "values": old}
        journal.record(events.KEYS_ROTATING, about=rotation, by=by, at=now, facts=facts)
    if in_background:
        defer(JOB, queue="long", queueing_lock=f"rotate:{rotation.pk}", rotation_id=rotation.pk)
    return rotation


def work_on_rotation(rotation_id: int, *, now: datetime, heard: Heard = lambda count: None) -> KeyRotation:
    """Move what is left; killed anywhere, called again it goes on with the rest."""
    rotation = KeyRotation.objects.get(pk=rotation_id)
    if rotation.ended_at or rotation.key_id != current_key()[0]:
        return rotation  # done, or a newer key has taken over

    def note(count: int) -> None:
        KeyRotation.objects.filter(pk=rotation.pk).update(done=F("done") + count)
        heard(count)

    for _round in range(MOST_ROUNDS):
        rotate(heard=note)
        if not left_over():
            break
    rotation.refresh_from_db()
    rotation.uses = uses()
    if not rotation.left:
        rotation.ended_at = now
    rotation.save(update_fields=["uses", "ended_at"])
    return rotation
