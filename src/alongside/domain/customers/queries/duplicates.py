"""Who may be the same person, and where a merged record went (CUS-6)."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from alongside.domain.customers.models import (
    ContactPoint,
    Customer,
    DuplicateSuggestion,
    MergeRecord,
    UnitRelation,
)
from alongside.domain.customers.rules import document_key
from alongside.domain.estates.models import Unit
from alongside.kernel.actor import Actor

LONGEST_CHAIN = 20
Reason = DuplicateSuggestion.Reason


@dataclass(frozen=True)
class Evidence:
    """One thing that two customers share: a code, and what may be shown of it (a masked phone, a home)."""

    reason: str
    shown: str = ""

    @property
    def label(self) -> str:
        return str(Reason(self.reason).label)


def evidence_between(first: Customer, second: Customer, viewer: Actor) -> list[Evidence]:
    """What speaks for the two being one, masked (CUS-6). 2 queries. Homes that the viewer may not see are left out."""
    points = ContactPoint.objects.filter(customer__in=[first, second], kind__in=("phone", "email"))
    ours, theirs = [], set()
    for point in points.order_by("-kind", "id"):  # by what they say: their indexes may lie under two keys
        if point.customer_id == first.pk:
            ours.append(point)
        else:
            theirs.add((point.kind, point.value))
    found = [Evidence(one.kind, one.masked) for one in ours if (one.kind, one.value) in theirs]
    if first.document_number and document_key(first.document_number) == document_key(second.document_number):
        found.insert(0, Evidence(Reason.DOCUMENT))
    if first.name_sort_key == second.name_sort_key:
        homes = UnitRelation.objects.visible_to(viewer)
        units = Unit.objects.filter(pk__in=homes.filter(customer=first).values("unit"))
        same = units.filter(pk__in=homes.filter(customer=second).values("unit")).select_related("estate")
        found += [Evidence(Reason.HOME, f"{one.estate.name} {one.label}") for one in same[:3]]
    if first.name == second.name and not any(one.reason == Reason.HOME for one in found):
        found.append(Evidence(Reason.NAME, first.name))
    return found


def likely_same(customer: Customer, viewer: Actor) -> list[tuple[Customer, DuplicateSuggestion]]:
    """Other visible customers who are suggested to be this one, the likeliest first; at most five. One query."""
    pairs = DuplicateSuggestion.objects.visible_to(viewer).open().select_related("first", "second")
    heavy = [f"{one}__{name}" for one in ("first", "second") for name in ("search_text", "search_vector")]
    mine = pairs.filter(Q(first=customer) | Q(second=customer)).defer(*heavy)
    return [(one.second if one.first_id == customer.pk else one.first, one) for one in mine[:5]]


def survivor_of(pk: int) -> int | None:
    """The record in which a merged one lives on, at the end of the chain; None for one that was not merged."""
    last: int | None = None
    at: int | None = pk
    for _step in range(LONGEST_CHAIN):
        at = Customer.objects.filter(pk=at).values_list("merged_into", flat=True).first()
        if at is None:
            return last
        last = at
    return last


def merged_here(customer: Customer, viewer: Actor) -> QuerySet[MergeRecord]:
    """The merges that stand with this customer as survivor, the latest first."""
    records = MergeRecord.objects.visible_to(viewer).standing().filter(survivor=customer)
    return records.select_related("merged", "by").defer("fields", "moved").order_by("-merged_at", "-id")
