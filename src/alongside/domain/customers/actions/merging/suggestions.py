"""What a merge and a parting say about pairs that look alike (CUS-6)."""

from __future__ import annotations

from datetime import datetime

from alongside.domain.customers.actions.matching import decide, note_duplicates, staff_id_of
from alongside.domain.customers.models import Customer, DuplicateSuggestion
from alongside.kernel.actor import Actor


def settle_suggestions(survivor: Customer, merged: Customer, *, by: Actor, now: datetime) -> None:
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


def forget_agreement(survivor: Customer, merged: Customer, *, by: Actor, now: datetime) -> None:
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
