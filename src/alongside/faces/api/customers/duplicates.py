"""Who may be the same person, merging and parting them, for programs (CUS-6)."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from alongside.domain.customers import actions
from alongside.domain.customers.models import Customer, DuplicateSuggestion, MergeRecord
from alongside.domain.customers.permissions import MERGE_CUSTOMERS
from alongside.domain.customers.queries import evidence_between
from alongside.faces.api.customers.customers import customers, find_customer
from alongside.faces.api.gate import ApiRequest, find, named
from alongside.faces.api.texts import Id, In, Out
from alongside.faces.ui.access import seen

MOST = 200
PartCode = Literal[
    "name", "form_of_address", "kind", "language", "document", "household", "preferred_channel", "contact_hours",
    "is_do_not_disturb", "words",
]  # fmt: skip


class DuplicateOut(Out):
    """Two customers who may be one."""

    first: int
    second: int
    reasons: list[str]
    """phone, email, document, home, name."""
    likeness: int
    """How much speaks for it, up to 100."""
    found_at: datetime


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
    return DuplicateList(
        items=[
            DuplicateOut(
                first=one.first_id,
                second=one.second_id,
                reasons=one.reasons,
                likeness=one.likeness,
                found_at=one.found_at,
            )
            for one in found
        ]
    )


@customers.post("/customers/{id}/merge_customers", MergeOut, status=201)
def merge_customers(request: ApiRequest, id: Id, body: MergeIn) -> MergeOut:
    """The other one goes into this one; its id answers 410 from then on and names this one."""
    survivor, merged = find_customer(request, id), _other(request, body.other)
    record = actions.merge_customers(
        survivor,
        merged,
        take=body.take,
        reasons={one.reason for one in evidence_between(survivor, merged, request.viewer)},
        by=request.viewer,
        now=request.now,
    )
    return MergeOut(
        id=record.pk,
        survivor=record.survivor_id,
        merged=record.merged_id,
        reasons=record.reasons,
        merged_at=record.merged_at,
    )


@customers.post("/customers/{id}/dismiss_duplicate", None, status=204)
def dismiss_duplicate(request: ApiRequest, id: Id, body: OtherIn) -> None:
    """They are two people; no sweep suggests them again."""
    actions.dismiss_duplicate(
        find_customer(request, id), _other(request, body.other), by=request.viewer, now=request.now
    )


@customers.post("/merges/{id}/unmerge_customers", Parted)
def unmerge_customers(request: ApiRequest, id: Id) -> Parted:
    """Undo a merge: everything that came with the other one goes back to it."""
    record = find(MergeRecord.objects.visible_to(request.viewer), pk=id)
    return Parted(customer=actions.unmerge_customers(record, by=request.viewer, now=request.now).pk)


def _other(request: ApiRequest, pk: int) -> Customer:
    other = named(Customer.objects.visible_to(request.viewer).select_related("node"), "other", pk=pk)
    seen(request, other)
    return other
