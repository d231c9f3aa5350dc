"""What a customer is worth to us, why, and how it came to be (CUS-4, CUS-5). Nobody types a tier."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from alongside.domain.customers.models import TierChange, TierRule, ValueRule
from alongside.domain.customers.queries.page import value_in_words
from alongside.faces.api.customers.customers import customers, find_customer
from alongside.faces.api.gate import ApiRequest
from alongside.faces.api.texts import Id, Out

MOST = 50


class ReasonOut(Out):
    """A reason in the reader's words, with its points."""

    words: str
    points: int


class TierChangeOut(Out):
    """That the tier changed, and why."""

    tier_before: str
    tier: str
    score: int
    changed_at: datetime
    reasons: list[ReasonOut]


class ThresholdOut(Out):
    """From which score on a customer is of a tier."""

    tier: str
    from_score: int


class ValueOut(Out):
    """The tier, the score, and what they come of."""

    tier: str
    granted_tier: str
    """What was given by the company; the computed one may be higher, and never takes it away."""
    score: int
    reasons: list[ReasonOut]
    changes: list[TierChangeOut]
    """The newest first."""
    thresholds: list[ThresholdOut]


@customers.get("/customers/{id}/value", ValueOut)
def get_value(request: ApiRequest, id: Id) -> ValueOut:
    """Why the customer is of their tier, and since when."""
    customer = find_customer(request, id)
    sentences = {one.code: one.sentence for one in ValueRule.objects.all()}
    changes = TierChange.objects.visible_to(request.viewer).filter(customer=customer).order_by("-id")[:MOST]
    return ValueOut(
        tier=customer.tier,
        granted_tier=customer.granted_tier,
        score=customer.value_score,
        reasons=_reasons(customer.value_because, sentences),
        changes=[
            TierChangeOut(
                tier_before=one.tier_before,
                tier=one.tier,
                score=one.score,
                changed_at=one.changed_at,
                reasons=_reasons(one.because, sentences),
            )
            for one in changes
        ],
        thresholds=[ThresholdOut(tier=one.tier, from_score=one.from_score) for one in TierRule.objects.all()],
    )


def _reasons(because: list[Any], sentences: dict[str, dict[str, str]]) -> list[ReasonOut]:
    return [ReasonOut(words=words, points=points) for words, points in value_in_words(because, sentences)]
