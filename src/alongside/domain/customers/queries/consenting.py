"""May we contact this customer, for this, over this, now? (CUS-1, CUS-7)"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from alongside.domain.customers.models import Basis, Consent, Customer, Purpose, PurposeText
from alongside.domain.customers.queries.duplicates import survivor_of
from alongside.domain.customers.rules.contacting import Permit, Wishes, permit
from alongside.kernel.actor import Actor

SERVICE = "service"  # what the contract needs; it is there even where no pack was taken in


def may_contact(
    customer: Customer, purpose: str, channel: str, *, now: datetime, hold: bool = False
) -> Permit:
    """Whether, and why; perhaps not yet. An unknown purpose may nothing.

    `hold`: in the transaction that sends. A withdrawal that comes meanwhile waits until this has ended, and one
    that was there before is seen; so after a withdrawal nothing goes out. 1 to 3 queries.
    """
    customer = Customer.objects.select_related("node").get(pk=customer.pk)
    if customer.merged_into_id:  # what they want is said on the record that lives on
        customer = Customer.objects.select_related("node").get(pk=survivor_of(customer.pk) or customer.pk)
    if customer.erased_at is not None:
        return Permit(False, "erased")
    known = Purpose.objects.filter(code=purpose, is_active=True).first()
    if known is None and purpose != SERVICE:
        return Permit(False, "unknown_purpose")
    basis = known.basis if known else Basis.CONTRACT
    agreed = known is not None and known.needs_consent and _has_agreed(customer, known, hold=hold)
    wishes = Wishes(
        channel=customer.preferred_channel,
        contact_from=customer.contact_from,
        contact_until=customer.contact_until,
        is_do_not_disturb=customer.is_do_not_disturb,
    )
    return permit(basis, channel, wishes, agreed=agreed, now=now, zone=ZoneInfo(customer.node.zone))


def _has_agreed(customer: Customer, purpose: Purpose, *, hold: bool) -> bool:
    standing = Consent.objects.filter(customer=customer, purpose=purpose).standing()
    if hold:
        standing = standing.select_for_update(of=("self",))
    consent = standing.first()
    if consent is None:
        return False
    newer = PurposeText.objects.filter(purpose=purpose, pk__gt=consent.text_id, asks_anew=True)
    return not newer.exists()


@dataclass(frozen=True)
class PurposeState:
    """A purpose, its present words, and what this customer said to it."""

    purpose: Purpose
    text: PurposeText
    consent: Consent | None
    counts: bool  # whether the consent is good for the present words

    @property
    def is_on(self) -> bool:
        return not self.purpose.needs_consent or self.counts


def purposes_of(customer: Customer, viewer: Actor) -> list[PurposeState]:
    """Every purpose with what this customer agreed to. 3 queries."""
    standing = {
        one.purpose_id: one
        for one in Consent.objects.visible_to(viewer)
        .filter(customer=customer)
        .standing()
        .select_related("text")
    }
    texts: dict[int, list[PurposeText]] = {}
    for text in PurposeText.objects.order_by("id"):
        texts.setdefault(text.purpose_id, []).append(text)
    rows = []
    for purpose in Purpose.objects.filter(is_active=True):
        versions = texts.get(purpose.pk, [])
        if versions:
            consent = standing.get(purpose.pk)
            rows.append(PurposeState(purpose, versions[-1], consent, _counts(consent, versions)))
    return rows


def _counts(consent: Consent | None, versions: Sequence[PurposeText]) -> bool:
    return consent is not None and not any(one.asks_anew for one in versions if one.pk > consent.text_id)


def consents_of(customer: Customer, viewer: Actor) -> QuerySet[Consent]:
    """All that was given and withdrawn, the latest first. Slice it."""
    kept = Consent.objects.visible_to(viewer).filter(customer=customer)
    return kept.select_related("purpose", "text").order_by("-given_at", "-id")
