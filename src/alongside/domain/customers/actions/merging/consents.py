"""What two records of one customer said to a purpose, when they become one and are parted again (CUS-6, CUS-7).

The stricter wins: where one of those who are together has withdrawn, nothing of the others stands, whichever was said
later; to ask once more is better than to write to somebody who said no. The MergeRecord remembers what it ended
(`ENDED`), so that parting gives it back as soon as nobody who is still together says no.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from django.db.models import Exists, OuterRef

from alongside.domain.customers.events import CONSENT_WITHDRAWN
from alongside.domain.customers.models import Consent, Customer, MergeRecord
from alongside.kernel import journal
from alongside.kernel.actor import SYSTEM, Actor

ENDED = "consents_ended"
MOVED = f"{Consent._meta.label_lower}.customer"  # as `Belonging.label` has it


def end_by_the_stricter(
    record: MergeRecord, survivor: Customer, merged: Customer, *, by: Actor, now: datetime
) -> list[int]:
    """Before the rows move: end what stands of either where the other has withdrawn. Which ones."""
    no = _last_word_is_no(survivor) | _last_word_is_no(merged)
    ended = _end([survivor.pk, merged.pk], no, by=by, at=record.merged_at)
    for consent in ended:
        facts = {"purpose": consent.purpose.code, "channel": Consent.Channel.MERGE, "consent": consent.pk}
        journal.record(CONSENT_WITHDRAWN, about=survivor, by=by, at=now, facts=facts)
    return [one.pk for one in ended]


def who_says_no(survivor_id: int, merges: Sequence[MergeRecord]) -> dict[int, set[int]]:
    """{customer: purposes} of the survivor and of each who is merged into it: to what they say no by their own words.

    What a merge ended is no word of theirs.
    """
    whose = {pk: one.merged_id for one in merges for pk in one.moved.get(MOVED, [])}
    ended = {pk for one in merges for pk in one.moved.get(ENDED, [])}
    yes: dict[tuple[int, int], bool] = {}
    rows = Consent.objects.filter(customer__in=[survivor_id, *(one.merged_id for one in merges)])
    for pk, customer_id, purpose_id, withdrawn_at in rows.values_list(
        "pk", "customer", "purpose", "withdrawn_at"
    ):
        key = whose.get(pk, customer_id), purpose_id
        yes[key] = yes.get(key, False) or withdrawn_at is None or pk in ended
    no = defaultdict(set)
    for (customer_id, purpose_id), is_yes in yes.items():
        if not is_yes:
            no[customer_id].add(purpose_id)
    return no


def stand_again(record: MergeRecord, others: Sequence[MergeRecord]) -> None:
    """After the rows of a parted `record` went home: what it ended stands again, and what others ended for its sake.

    `others` still stand, and are gathered next: what came with them goes home too, as only one may stand with the
    survivor. Not where somebody has agreed or withdrawn anew since.
    """
    no = set().union(*who_says_no(record.survivor_id, others).values())
    _let_stand(record.moved.get(ENDED, []), record, others)
    for other in others:
        ended = Consent.objects.filter(pk__in=other.moved.get(ENDED, []))
        free = ended.filter(customer=record.merged_id) | ended.exclude(purpose__in=no)
        if ids := list(free.values_list("pk", flat=True)):
            _let_stand(ids, other, others)
            other.moved[ENDED] = [pk for pk in other.moved[ENDED] if pk not in ids]
            other.save(update_fields=["moved"])


def end_again(survivor_id: int, merges: Sequence[MergeRecord]) -> None:
    """Other merges of the same survivor still stand, and so does what was withdrawn there."""
    no = who_says_no(survivor_id, merges)
    for one in merges:
        if ended := _end([survivor_id], no[one.merged_id], by=SYSTEM, at=one.merged_at):
            one.moved[ENDED] = [*one.moved.get(ENDED, []), *(consent.pk for consent in ended)]
            one.save(update_fields=["moved"])


def _last_word_is_no(customer: Customer) -> set[int]:
    """Purposes whose last word was a withdrawal."""
    said = Consent.objects.filter(customer=customer)
    standing = set(said.standing().values_list("purpose_id", flat=True))
    return set(said.values_list("purpose_id", flat=True)) - standing


def _end(customers: list[int], purposes: set[int], *, by: Actor, at: datetime) -> list[Consent]:
    """What stands and was given before `at`."""
    if not purposes:
        return []
    standing = Consent.objects.filter(
        customer__in=customers, purpose__in=purposes, given_at__lte=at
    ).standing()
    ended = list(standing.select_for_update(of=("self",)).select_related("purpose").order_by("pk"))
    Consent.objects.filter(pk__in=[one.pk for one in ended]).update(
        withdrawn_at=at,
        withdrawn_over=Consent.Channel.MERGE,
        withdrawn_by_kind=by.kind,
        withdrawn_by_id=by.id if by.kind == "staff" else None,
    )
    return ended


def _let_stand(ids: list[int], record: MergeRecord, merges: Sequence[MergeRecord]) -> None:
    """What `record` ended; first home, where it came with one of `merges`."""
    for one in merges:
        if home := set(ids) & set(one.moved.get(MOVED, [])):
            Consent.objects.filter(pk__in=home).update(customer=one.merged_id)
            one.moved[MOVED] = [pk for pk in one.moved[MOVED] if pk not in home]
            one.save(update_fields=["moved"])
    again = Consent.objects.filter(
        customer=OuterRef("customer"), purpose=OuterRef("purpose"), given_at__gt=record.merged_at
    ).exclude(pk=OuterRef("pk"))
    stands = Consent.objects.filter(customer=OuterRef("customer"), purpose=OuterRef("purpose")).standing()
    ended = Consent.objects.filter(
        pk__in=ids, withdrawn_at=record.merged_at, withdrawn_over=Consent.Channel.MERGE
    ).exclude(Exists(again) | Exists(stands))
    ended.update(withdrawn_at=None, withdrawn_over="", withdrawn_by_kind="", withdrawn_by_id=None)
