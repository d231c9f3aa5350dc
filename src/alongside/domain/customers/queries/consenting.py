"""May we contact this customer, for this, over this, now? (CUS-1, CUS-7)"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from alongside.domain.customers.models import (
    Basis,
    ChannelRefusal,
    Consent,
    Customer,
    Purpose,
    PurposeText,
)
from alongside.domain.customers.queries.duplicates import survivor_of
from alongside.domain.customers.rules.contacting import Permit, Wishes, permit
from alongside.domain.organisation.models import StaffMember
from alongside.kernel.actor import Actor

SERVICE = "service"  # what the contract needs; it is there even where no pack was taken in


def may_contact(
    customer: Customer, purpose: str, channel: str, *, now: datetime, hold: bool = False
) -> Permit:
    """Whether, and why; perhaps not yet. An unknown purpose may nothing.

    `hold`: in the transaction that sends. A withdrawal that comes meanwhile waits until this has ended, and one
    that was there before is seen; so after a withdrawal nothing goes out. 2 to 4 queries.
    """
    customer = Customer.objects.select_related("node").get(pk=customer.pk)
    if customer.merged_into_id:  # what they want is said on the record that lives on
        customer = Customer.objects.select_related("node").get(pk=survivor_of(customer.pk) or customer.pk)
    if customer.erased_at is not None:
        return Permit(False, "erased")
    known = Purpose.objects.filter(code=purpose, is_active=True).first()
    if known is None and purpose != SERVICE:
        return Permit(False, "unknown_purpose")
    agreed = known is not None and known.needs_consent and _has_agreed(customer, known, hold=hold)
    refused = refused_channels([customer.pk]).get(customer.pk, frozenset())
    return _answer(customer, known, channel, agreed=agreed, refused=refused, now=now)


def refused_channels(keys: Collection[int]) -> dict[int, frozenset[str]]:
    """Over which channels these want no news; who said nothing is not among them. One query."""
    standing = ChannelRefusal.objects.filter(customer__in=keys, ended_at__isnull=True)
    found: dict[int, frozenset[str]] = {}
    for key, channel in standing.values_list("customer_id", "channel"):
        found[key] = found.get(key, frozenset()) | {channel}
    return found


def may_contact_each(
    customers: Iterable[Customer], purpose: str, channel: str, *, now: datetime
) -> dict[int, Permit]:
    """As `may_contact`, for many; by the customer's key. At most 5 queries and 4 for each that was merged."""
    keys = {one.pk for one in customers}
    fresh = list(Customer.objects.select_related("node").filter(pk__in=keys))
    merged = [one for one in fresh if one.merged_into_id]
    answers = {one.pk: may_contact(one, purpose, channel, now=now) for one in merged}
    known = Purpose.objects.filter(code=purpose, is_active=True).first()
    agreed = _who_agreed(keys, known) if known is not None and known.needs_consent else frozenset()
    refused = refused_channels(keys)
    for one in fresh:
        if one.pk in answers:
            continue
        if one.erased_at is not None:
            answers[one.pk] = Permit(False, "erased")
        elif known is None and purpose != SERVICE:
            answers[one.pk] = Permit(False, "unknown_purpose")
        else:
            answers[one.pk] = _answer(
                one,
                known,
                channel,
                agreed=one.pk in agreed,
                refused=refused.get(one.pk, frozenset()),
                now=now,
            )
    return answers


def _answer(
    customer: Customer,
    known: Purpose | None,
    channel: str,
    *,
    agreed: bool,
    refused: frozenset[str],
    now: datetime,
) -> Permit:
    wishes = Wishes(
        channel=customer.preferred_channel,
        contact_from=customer.contact_from,
        contact_until=customer.contact_until,
        is_do_not_disturb=customer.is_do_not_disturb,
        refused=refused,
    )
    basis = known.basis if known else Basis.CONTRACT
    return permit(basis, channel, wishes, agreed=agreed, now=now, zone=ZoneInfo(customer.node.zone))


def _who_agreed(keys: Collection[int], purpose: Purpose) -> frozenset[int]:
    """Who of them agreed to words that no newer ones have replaced."""
    asks_anew = PurposeText.objects.filter(purpose=purpose, asks_anew=True).order_by("-pk")
    newest = asks_anew.values_list("pk", flat=True).first() or 0
    standing = Consent.objects.standing().filter(purpose=purpose, customer__in=keys, text_id__gte=newest)
    return frozenset(standing.values_list("customer_id", flat=True))


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


@dataclass(frozen=True)
class RefusalSeen:
    """One refusal of a channel; `by` and `ended_by`: the name of who wrote it down, "" for the customer themself."""

    refusal: ChannelRefusal
    by: str
    ended_by: str


def channel_refusals_of(customer: Customer) -> list[RefusalSeen]:
    """Over which channels they wanted no news, the newest first, and what ended it. 2 queries."""
    rows = list(ChannelRefusal.objects.filter(customer=customer).order_by("-refused_at", "-pk")[:50])
    told = [(one.refused_by_kind, one.refused_by_id) for one in rows]
    told += [(one.ended_by_kind, one.ended_by_id) for one in rows]
    staff = StaffMember.objects.filter(pk__in=[key for kind, key in told if kind == "staff"])
    names = {("staff", key): name for key, name in staff.values_list("pk", "name")}
    return [
        RefusalSeen(
            one,
            names.get((one.refused_by_kind, one.refused_by_id), ""),
            names.get((one.ended_by_kind, one.ended_by_id), ""),
        )
        for one in rows
    ]
