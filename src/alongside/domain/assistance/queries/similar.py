"""Closed cases that were about the same and how they ended, and articles about it (CHN-10)."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from alongside.domain.assistance.rules.meanings import meanings_in
from alongside.domain.assistance.rules.words import pieces, plain
from alongside.domain.cases.models import Case
from alongside.domain.knowledge.models import Article
from alongside.domain.organisation.models import Node
from alongside.kernel.actor import Actor

MOST_LOOKED_AT = 400
LIKE_ENOUGH = 0.15
ARTICLE_LIKE_ENOUGH = 0.1  # an article says more than the question that it answers


@dataclass(frozen=True)
class SimilarCase:
    """A closed case that the viewer may see, how alike (0 to 1), and the pieces in common, longest first."""

    case: Case
    likeness: float
    because: tuple[str, ...]


@dataclass(frozen=True)
class SimilarArticle:
    """An article that the viewer may read, how alike (0 to 1), and the pieces in common, longest first."""

    article: Article
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
    rows = [(case, case.title) for case in cases.order_by("-opened_at", "-id")[:MOST_LOOKED_AT]]
    found = [SimilarCase(case, likeness, because) for case, likeness, because in _likest(asked, rows)]
    return sorted(found, key=lambda one: (-one.likeness, -one.case.pk))[:limit]


def similar_articles(viewer: Actor, *, text: str, node: Node, limit: int = 3) -> list[SimilarArticle]:
    """The likest of what stands published for the place, scripts apart. One query, bounded."""
    asked = _weights(text)
    if not asked:
        return []
    articles = Article.objects.visible_to(viewer).holding_at(node).exclude(kind=Article.Kind.SCRIPT)
    articles = articles.light().order_by("-published_at", "-id")[:MOST_LOOKED_AT]
    whole = list(articles)
    by_title = _likest(asked, [(one, one.title) for one in whole], enough=ARTICLE_LIKE_ENOUGH)
    by_words = _likest(
        asked, [(one, f"{one.title}\n{one.words}") for one in whole], enough=ARTICLE_LIKE_ENOUGH
    )
    best: dict[int, SimilarArticle] = {}
    for one, likeness, because in (*by_title, *by_words):
        if one.pk not in best or likeness > best[one.pk].likeness:
            best[one.pk] = SimilarArticle(one, likeness, because)
    found = list(best.values())
    return sorted(found, key=lambda one: (-one.likeness, -one.article.pk))[:limit]


def _likest(
    asked: dict[str, float], rows: Sequence[tuple[Any, str]], *, enough: float = LIKE_ENOUGH
) -> Iterator[tuple[Any, float, tuple[str, ...]]]:
    """Those like enough, with how alike and the pieces in common; what many of the rows hold counts less."""
    weighed = [(thing, _weights(text)) for thing, text in rows]
    often = Counter(name for _thing, weights in weighed for name in weights)
    whole = len(weighed) + 1
    rarity = {name: math.log(1 + whole / (1 + often[name])) for name in asked}
    length = math.sqrt(sum((asked[name] * rarity[name]) ** 2 for name in asked))
    for thing, weights in weighed:
        common = asked.keys() & weights.keys()
        if not common:
            continue
        own = math.sqrt(
            sum((value * math.log(1 + whole / (1 + often[name]))) ** 2 for name, value in weights.items())
        )
        likeness = sum(asked[name] * weights[name] * rarity[name] ** 2 for name in common) / (length * own)
        if likeness >= enough:
            words = sorted((one for one in common if one[0] != "="), key=lambda one: (-len(one), one))
            yield thing, likeness, tuple(_apart(words)[:3])


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
