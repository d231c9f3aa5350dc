"""They were two after all: parting what was merged (CUS-6)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from alongside.domain.customers import events
from alongside.domain.customers.actions.knowing import know_at
from alongside.domain.customers.actions.matching import staff_id_of
from alongside.domain.customers.actions.merging.consents import end_again, stand_again
from alongside.domain.customers.actions.merging.fields import fields_to_restore, put
from alongside.domain.customers.actions.merging.gathering import gather
from alongside.domain.customers.actions.merging.locking import locked_pair, refuse_erased
from alongside.domain.customers.actions.merging.rows import belongings, give_back
from alongside.domain.customers.actions.merging.suggestions import forget_agreement
from alongside.domain.customers.actions.valuing import revalue_customer
from alongside.domain.customers.models import ContactPoint, Customer, CustomerNode, MergeRecord
from alongside.domain.customers.permissions import MERGE_CUSTOMERS
from alongside.domain.organisation.models import Node
from alongside.kernel import journal
from alongside.kernel.actor import Actor
from alongside.kernel.refusals import Refused


@transaction.atomic
def unmerge_customers(record: MergeRecord, *, by: Actor, now: datetime) -> Customer:
    """They were two after all: the merged record is back with everything that was its own. Returns it.

    Refused when it was undone already, or when the survivor itself has been merged since: that is undone first.
    """
    record.survivor.require_at_their_nodes(MERGE_CUSTOMERS, by)
    survivor, merged = locked_pair(record.survivor_id, record.merged_id)
    record = MergeRecord.objects.select_for_update(of=("self",)).get(pk=record.pk)
    if record.unmerged_at is not None:
        raise Refused(_("These two have been parted already."))
    if survivor.merged_into_id is not None:
        raise Refused(_("The record that survived has itself been merged since. Undo that one first."))
    refuse_erased(survivor)
    gather(record)
    merged.merged_into, merged.version = None, merged.version + 1
    merged.save(update_fields=["merged_into", "version"])
    give_back(record)
    record.unmerged_at, record.unmerged_by_id = now, staff_id_of(by)
    record.save(update_fields=["unmerged_at", "unmerged_by"])
    others = list(MergeRecord.objects.standing().filter(survivor=survivor).order_by("pk"))
    stand_again(record, others)
    for other in others:
        gather(other)  # of what two had brought, the second one's was kept back; now it is needed
    end_again(survivor.pk, others)
    _make_primary(record)
    put(survivor, fields_to_restore(record, survivor))
    _stay_known(record, survivor)
    forget_agreement(survivor, merged, by=by, now=now)
    for one in (survivor, merged):
        revalue_customer(one, now=now, by=by)
    facts = {"customer": merged.pk, "merge": record.pk}
    for one in (survivor, merged):
        journal.record(events.CUSTOMERS_UNMERGED, about=one, by=by, at=now, facts=facts)
    return merged


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
