"""Two records of one customer become one (CUS-6)."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from datetime import datetime

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from alongside.domain.customers import events
from alongside.domain.customers.actions.matching import staff_id_of
from alongside.domain.customers.actions.merging.consents import ENDED, end_by_the_stricter
from alongside.domain.customers.actions.merging.fields import PARTS, put, taken_over
from alongside.domain.customers.actions.merging.gathering import GATHER, GATHER_AFTER
from alongside.domain.customers.actions.merging.locking import locked_pair, refuse_erased
from alongside.domain.customers.actions.merging.rows import move
from alongside.domain.customers.actions.merging.suggestions import settle_suggestions
from alongside.domain.customers.actions.valuing import revalue_customer
from alongside.domain.customers.models import Customer, MergeRecord
from alongside.domain.customers.permissions import MERGE_CUSTOMERS
from alongside.kernel import journal
from alongside.kernel.actor import Actor
from alongside.kernel.jobs import defer
from alongside.kernel.refusals import Conflict, Refused


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
    survivor, merged = locked_pair(survivor.pk, merged.pk)
    for one, version in ((survivor, seen), (merged, seen_merged)):
        if one.merged_into_id is not None:
            raise Refused(_("One of the two has been merged already. Look again."))
        refuse_erased(one)
        if version is not None and one.version != version:
            raise Conflict(
                _("One of the two was changed while you compared them. Look again before you merge."),
                facts={"seen": version, "current": one.version},
            )
    changes = taken_over(survivor, merged, take)
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
    put(survivor, {name: after for name, (_before, after) in changes.items()})
    merged.merged_into, merged.version = survivor, merged.version + 1
    merged.save(update_fields=["merged_into", "version"])
    ended = end_by_the_stricter(record, survivor, merged, by=by, now=now)
    record.moved = move(merged, survivor) | ({ENDED: ended} if ended else {})
    record.save()
    settle_suggestions(survivor, merged, by=by, now=now)
    revalue_customer(survivor, now=now, by=by)
    facts = {"customer": merged.pk, "merge": record.pk}
    journal.record(events.CUSTOMERS_MERGED, about=survivor, by=by, at=now, facts=facts)
    defer(GATHER, queue="default", at=now + GATHER_AFTER, merge_id=record.pk)
    return record
