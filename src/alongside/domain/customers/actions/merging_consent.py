"""What two records of one customer said to a purpose, when they become one and are parted again (CUS-6, CUS-7).

The stricter wins: where either has withdrawn, nothing of the other stands, whichever was said later; to ask once more is
better than to write to somebody who said no. The MergeRecord remembers what it ended (`ENDED`) and what the merged one had
withdrawn (`WITHDRAWN`), so that parting gives it back.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Exists, OuterRef

from alongside.domain.customers.events import CONSENT_WITHDRAWN
from alongside.domain.customers.models import Consent, Customer, MergeRecord
from alongside.kernel import journal
from alongside.kernel.actor import SYSTEM, Actor

ENDED, WITHDRAWN = "consents_ended", "purposes_withdrawn"


def end_by_the_stricter(
    record: MergeRecord, survivor: Customer, merged: Customer, *, by: Actor, now: datetime
) -> dict[str, list[int]]:
    """Before the rows move. What `record.moved` shall remember."""
    withdrawn = _withdrawn(merged)
    ended = _end([survivor.pk, merged.pk], withdrawn | _withdrawn(survivor), by=by, at=record.merged_at)
    for consent in ended:
        facts = {"purpose": consent.purpose.code, "channel": Consent.Channel.MERGE, "consent": consent.pk}
        journal.record(CONSENT_WITHDRAWN, about=survivor, by=by, at=now, facts=facts)
    return {ENDED: [one.pk for one in ended], WITHDRAWN: sorted(withdrawn)}


def stand_again(record: MergeRecord, others: Iterable[MergeRecord]) -> None:
    """After the rows went home: what this merge ended stands again, and what others ended of the one who goes.

    Not where somebody has agreed or withdrawn anew since.
    """
    _restore(record.moved.get(ENDED, []), record)
    for other in others:
        home = Consent.objects.filter(pk__in=other.moved.get(ENDED, []), customer=record.merged_id)
        if gone := list(home.values_list("pk", flat=True)):
            _restore(gone, other)
            other.moved[ENDED] = [pk for pk in other.moved[ENDED] if pk not in gone]
            other.save(update_fields=["moved"])


def end_again(record: MergeRecord) -> None:
    """Another merge of the same survivor still stands, and so does what was withdrawn there."""
    ended = _end([record.survivor_id], set(record.moved.get(WITHDRAWN, [])), by=SYSTEM, at=record.merged_at)
    if ended:
        record.moved[ENDED] = [*record.moved.get(ENDED, []), *(one.pk for one in ended)]
        record.save(update_fields=["moved"])


def _withdrawn(customer: Customer) -> set[int]:
    """Purposes whose last word was a withdrawal."""
    said = Consent.objects.filter(customer=customer)
    standing = set(said.standing().values_list("purpose_id", flat=True))
    return set(said.values_list("purpose_id", flat=True)) - standing


def _end(customers: list[int], purposes: set[int], *, by: Actor, at: datetime) -> list[Consent]:
    if not purposes:
        return []
    standing = Consent.objects.filter(customer__in=customers, purpose__in=purposes).standing()
    ended = list(standing.select_for_update(of=("self",)).select_related("purpose").order_by("pk"))
    Consent.objects.filter(pk__in=[one.pk for one in ended]).update(
        withdrawn_at=at,
        withdrawn_over=Consent.Channel.MERGE,
        withdrawn_by_kind=by.kind,
        withdrawn_by_id=by.id if by.kind == "staff" else None,
    )
    return ended


def _restore(ids: list[int], record: MergeRecord) -> None:
    again = Consent.objects.filter(
        customer=OuterRef("customer"), purpose=OuterRef("purpose"), given_at__gt=record.merged_at
    ).exclude(pk=OuterRef("pk"))
    stands = Consent.objects.filter(customer=OuterRef("customer"), purpose=OuterRef("purpose")).standing()
    ended = Consent.objects.filter(
        pk__in=ids, withdrawn_at=record.merged_at, withdrawn_over=Consent.Channel.MERGE
    ).exclude(Exists(again) | Exists(stands))
    ended.update(withdrawn_at=None, withdrawn_over="", withdrawn_by_kind="", withdrawn_by_id=None)
