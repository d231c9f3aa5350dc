"""Closed cases that were about the same, and how they ended (CHN-10)."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass

from alongside.domain.assistance.rules.meanings import meanings_in
from alongside.domain.assistance.rules.words import pieces, plain
from alongside.domain.cases.models import Case
from alongside.domain.organisation.models import Node
from alongside.kernel.actor import Actor

MOST_LOOKED_AT = 400
LIKE_ENOUGH = 0.15


@dataclass(frozen=True)
class SimilarCase:
    """A closed case that the viewer may see, how alike (0 to 1), and the pieces in common, longest first."""

    case: Case
    likeness: float
    because: tuple[str, ...]


def similar_closed_cases(
    viewer: Actor, *, text: str, node: Node | int | None = None, limit: int = 3
) -> list[SimilarCase]:
    """The likest of the newest closed cases of the node, or of all that the viewer sees. One query, bounded."""
    asked = _weights(text)
    if not asked:
        return []
    cases = Case.objects.visible_to(viewer).filter(
        is_open=False, is_anonymised=False, closed_at__isnull=False
    )
    if node is not None:
        cases = cases.filter(node=node)
    cases = cases.only("number", "title", "state", "closed_at", "proposal", "outcome", "node_id")
    found = []
    rows = [(case, _weights(case.title)) for case in cases.order_by("-opened_at", "-id")[:MOST_LOOKED_AT]]
    often = Counter(name for _case, weights in rows for name in weights)
    whole = len(rows) + 1
    rarity = {name: math.log(1 + whole / (1 + often[name])) for name in asked}
    length = math.sqrt(sum((asked[name] * rarity[name]) ** 2 for name in asked))
    for case, weights in rows:
        common = asked.keys() & weights.keys()
        if not common:
            continue
        own = math.sqrt(
            sum((value * math.log(1 + whole / (1 + often[name]))) ** 2 for name, value in weights.items())
        )
        likeness = sum(asked[name] * weights[name] * rarity[name] ** 2 for name in common) / (length * own)
        if likeness >= LIKE_ENOUGH:
            words = sorted((one for one in common if one[0] != "="), key=lambda one: (-len(one), one))
            found.append(SimilarCase(case, likeness, tuple(_apart(words)[:3])))
    return sorted(found, key=lambda one: (-one.likeness, -one.case.pk))[:limit]


def _weights(text: str) -> dict[str, float]:
    counts = Counter(pieces(text[:300]))
    weights = {name: 1 + math.log(count) for name, count in counts.items()}
    return weights | dict.fromkeys(meanings_in(plain(text[:300])), 2.5)


def _apart(words: list[str]) -> list[str]:
    kept: list[str] = []
    for word in words:
        if not any(word in one for one in kept):
            kept.append(word)
    return kept
