"""Who may be the same person, merging and parting them, for programs (CUS-6)."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from alongside.domain.customers import actions
from alongside.domain.customers.models import DuplicateSuggestion, MergeRecord
from alongside.domain.customers.permissions import MERGE_CUSTOMERS
from alongside.domain.customers.queries import evidence_between, merged_here
from alongside.faces.api.customers.customers import customers, find_customer, named_customer
from alongside.faces.api.gate import ApiRequest, find
from alongside.faces.api.texts import Id, In, Out
from alongside.faces.ui.access import seen

MOST = 200
PartCode = Literal[
    "name", "form_of_address", "kind", "language", "document", "household", "preferred_channel", "contact_hours",
    "is_do_not_disturb", "words",
]  # fmt: skip


class DuplicateOut(Out):
    """Two customers who may be one."""

    id: int
    first: int
    second: int
    reasons: list[str]
    """phone, email, document, home, name."""
    likeness: int
    """How much speaks for it, up to 100."""
    found_at: datetime


class SharedOut(Out):
    """One thing that they share, masked: a phone, a home."""

    reason: str
    words: str
    shown: str


class DuplicateWithEvidence(DuplicateOut):
    """A pair, and what speaks for it."""

    state: str
    evidence: list[SharedOut]


class DuplicateList(Out):
    """The likeliest pairs; the rest comes when these are decided."""

    items: list[DuplicateOut]


class MergeOut(Out):
    """What was done; its id undoes it."""

    id: int
    survivor: int
    merged: int
    reasons: list[str]
    merged_at: datetime


class MergeList(Out):
    """Those that stand, the latest first."""

    items: list[MergeOut]


class OtherIn(In):
    """The other one of the two."""

    other: Id


class MergeIn(OtherIn):
    """Who goes into the customer of the address, and in what the other one is right."""

    take: list[PartCode] = []


class Parted(Out):
    """The customer who is back."""

    customer: int


@customers.get("/duplicates", DuplicateList)
def list_duplicates(request: ApiRequest) -> DuplicateList:
    """Open suggestions of which the client may see both, the likeliest first."""
    request.viewer.require(MERGE_CUSTOMERS)
    found = list(DuplicateSuggestion.objects.visible_to(request.viewer).open()[:MOST])
    seen(request, [pk for one in found for pk in (one.first_id, one.second_id)])
    return DuplicateList(items=[DuplicateOut(**_pair(one)) for one in found])


@customers.get("/duplicates/{id}", DuplicateWithEvidence)
def get_duplicate(request: ApiRequest, id: Id) -> DuplicateWithEvidence:
    """One pair with its evidence. A merge and a no leave it, with another state."""
    request.viewer.require(MERGE_CUSTOMERS)
    rows = DuplicateSuggestion.objects.visible_to(request.viewer).select_related("first", "second")
    pair = find(rows, pk=id)
    seen(request, pair.first_id, pair.second_id)
    return DuplicateWithEvidence(
        **_pair(pair),
        state=pair.state,
        evidence=[
            SharedOut(reason=one.reason, words=one.label, shown=one.shown)
            for one in evidence_between(pair.first, pair.second, request.viewer)
        ],
    )


@customers.get("/customers/{id}/merges", MergeList)
def list_merges(request: ApiRequest, id: Id) -> MergeList:
    """The records that went into this customer and can be parted from it again."""
    rows = merged_here(find_customer(request, id), request.viewer)[:MOST]
    return MergeList(items=[_merge(one) for one in rows])


@customers.post("/customers/{id}/merge_customers", MergeOut, status=201)
def merge_customers(request: ApiRequest, id: Id, body: MergeIn) -> MergeOut:
    """The other one goes into this one; its id answers 410 from then on and names this one."""
    survivor, merged = find_customer(request, id), named_customer(request, body.other, "other")
    record = actions.merge_customers(
        survivor,
        merged,
        take=body.take,
        reasons={one.reason for one in evidence_between(survivor, merged, request.viewer)},
        by=request.viewer,
        now=request.now,
    )
    return _merge(record)


@customers.post("/customers/{id}/dismiss_duplicate", None, status=204)
def dismiss_duplicate(request: ApiRequest, id: Id, body: OtherIn) -> None:
    """They are two people; no sweep suggests them again."""
    actions.dismiss_duplicate(
        find_customer(request, id),
        named_customer(request, body.other, "other"),
        by=request.viewer,
        now=request.now,
    )


@customers.post("/merges/{id}/unmerge_customers", Parted)
def unmerge_customers(request: ApiRequest, id: Id) -> Parted:
    """Undo a merge: everything that came with the other one goes back to it."""
    record = find(MergeRecord.objects.visible_to(request.viewer), pk=id)
    return Parted(customer=actions.unmerge_customers(record, by=request.viewer, now=request.now).pk)


def _pair(one: DuplicateSuggestion) -> dict[str, Any]:
    return {
        "id": one.pk,
        "first": one.first_id,
        "second": one.second_id,
        "reasons": one.reasons,
        "likeness": one.likeness,
        "found_at": one.found_at,
    }


def _merge(record: MergeRecord) -> MergeOut:
    return MergeOut(
        id=record.pk,
        survivor=record.survivor_id,
        merged=record.merged_id,
        reasons=record.reasons,
        merged_at=record.merged_at,
    )
