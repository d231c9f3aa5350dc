"""Is it there already? Shown before a new case is saved (CAS-2)."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from alongside.domain.cases.models import Case, Category
from alongside.domain.cases.queries.listing import for_list
from alongside.domain.customers.models import Customer
from alongside.domain.estates.models import PublicArea, Unit
from alongside.kernel.actor import Actor
from alongside.kernel.ngrams import tokens

MOST_LOOKED_AT = 50
WORDS_LOOKED_AT = 500
LIKE_ENOUGH = 0.2


@dataclass(frozen=True)
class Similar:
    """An open case that may be the same, and why: customer, unit, public_area, category, words."""

    case: Case
    reasons: tuple[str, ...]
    score: float


def similar_open_cases(
    viewer: Actor,
    *,
    customer: Customer | None = None,
    unit: Unit | None = None,
    public_area: PublicArea | None = None,
    category: Category | None = None,
    words: str = "",
    limit: int = 5,
) -> list[Similar]:
    """Open cases of the same customer, unit or public area that the viewer may see, the likeliest first.

    Every open case of the customer counts, for it is good to know before speaking; others only with a
    likeness of category or words. One query.
    """
    same = Q()
    for name, thing in (("customer", customer), ("unit", unit), ("public_area", public_area)):
        if thing is not None:
            same |= Q(**{name: thing})
    if not same:
        return []
    cases = for_list(Case.objects.visible_to(viewer).filter(same, is_open=True))
    asked = frozenset(tokens(words[:WORDS_LOOKED_AT]))
    found = []
    for case in cases.order_by("-opened_at", "-id")[:MOST_LOOKED_AT]:
        likeness = _likeness(asked, frozenset(tokens(case.title)))
        reasons = {
            "customer": customer is not None and case.customer_id == customer.pk,
            "unit": unit is not None and case.unit_id == unit.pk,
            "public_area": public_area is not None and case.public_area_id == public_area.pk,
            "category": category is not None and case.category_id == category.pk,
            "words": likeness >= LIKE_ENOUGH,
        }
        if reasons["customer"] or reasons["category"] or reasons["words"]:
            score = sum(_WEIGHTS[reason] for reason, holds in reasons.items() if holds) + likeness
            found.append(Similar(case, tuple(reason for reason, holds in reasons.items() if holds), score))
    return sorted(found, key=lambda one: -one.score)[:limit]


_WEIGHTS = {"customer": 1.0, "unit": 1.0, "public_area": 1.0, "category": 1.5, "words": 2.0}


def _likeness(asked: frozenset[str], title: frozenset[str]) -> float:
    """How much of the title is said in the words: 0 to 1."""
    return len(asked & title) / len(title) if title else 0.0
