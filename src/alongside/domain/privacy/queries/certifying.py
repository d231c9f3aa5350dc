"""Who one person is, and what the certificate of their erasure says (INF-4)."""

from __future__ import annotations

from typing import Any

from alongside.domain.customers.models import Customer
from alongside.domain.privacy.models import Erasure


def same_person(customer: Customer) -> list[int]:
    """The record and those that were merged into it, however often (CUS-6)."""
    found = [customer.pk]
    newest = found
    while newest:
        newest = list(Customer.objects.filter(merged_into__in=newest).values_list("pk", flat=True))
        found += newest
    return found


def certificate_facts(erasure: Erasure) -> dict[str, Any]:
    """What the checksum of a certificate is made of; no personal data."""
    return {
        "reference": erasure.reference,
        "key": str(erasure.key),
        "ground": erasure.ground,
        "words": erasure.words,
        "begun_at": erasure.begun_at.isoformat(),
        "done_at": erasure.done_at.isoformat() if erasure.done_at else None,
        "deleted": erasure.deleted,
        "kept": erasure.kept,
    }
