"""What is written for the merged record by somebody who did not know yet is fetched soon after (CUS-6)."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from alongside.domain.customers.actions.merging.consents import who_says_no
from alongside.domain.customers.actions.merging.locking import locked_pair
from alongside.domain.customers.actions.merging.rows import move
from alongside.domain.customers.models import MergeRecord

# Somebody may be writing for the merged record in the moment of the merge; what they write is fetched soon after.
GATHER_AFTER = timedelta(minutes=2)
GATHER = "alongside.domain.customers.jobs.gather_what_came_late"


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
    locked_pair(record.survivor_id, record.merged_id)
    together = MergeRecord.objects.standing().filter(survivor=record.survivor_id)
    no = who_says_no(record.survivor_id, list(together))
    no.pop(record.merged_id, None)
    late = move(record.merged, record.survivor, refused=set().union(*no.values()))
    if not late:
        return 0
    record.moved = {
        label: [*record.moved.get(label, []), *late.get(label, [])] for label in {**record.moved, **late}
    }
    record.save(update_fields=["moved"])
    return sum(len(ids) for ids in late.values())
