"""How much articles are shown, used, and how far they help: beside the article, and as a list (CHN-9)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q, Sum

from alongside.domain.knowledge.models import Article, ArticleDay, ArticleUse, ArticleVote

SPAN_DAYS = 90


@dataclass(frozen=True)
class Figures:
    """Of one article. Shown and used in the last SPAN_DAYS days; votes since it was first published."""

    at_desk: int = 0
    outside: int = 0
    used: int = 0
    helped: int = 0
    not_helped: int = 0

    @property
    def shown(self) -> int:
        return self.at_desk + self.outside

    @property
    def votes(self) -> int:
        return self.helped + self.not_helped

    @property
    def share(self) -> int | None:
        """Of those who said so, how many of a hundred it helped; None where nobody did."""
        return round(100 * self.helped / self.votes) if self.votes else None

    @property
    def usefulness(self) -> float:
        """The share, drawn to the middle while few have said so: one lone yes ranks below ninety of a hundred."""
        return (self.helped + 2) / (self.votes + 4)


def figures_of(keys: Iterable[int], *, today: date) -> dict[int, Figures]:
    """By the key of the article; three queries however many."""
    keys = list(keys)
    since = today - timedelta(days=SPAN_DAYS)
    shown = _by_key(
        ArticleDay.objects.filter(article__in=keys, on__gt=since)
        .values("article_id")
        .annotate(at_desk=Sum("at_desk"), outside=Sum("outside"))
    )
    used = _by_key(
        ArticleUse.objects.filter(article__in=keys, at__date__gt=since)
        .values("article_id")
        .annotate(used=Count("pk"))
    )
    votes = _by_key(
        ArticleVote.objects.filter(article__in=keys)
        .values("article_id")
        .annotate(
            helped=Count("pk", filter=Q(is_helpful=True)), not_helped=Count("pk", filter=Q(is_helpful=False))
        )
    )
    return {key: Figures(**{**shown.get(key, {}), **used.get(key, {}), **votes.get(key, {})}) for key in keys}


def ranked(articles: Iterable[Article], *, today: date, by: str = "used") -> list[tuple[Article, Figures]]:
    """By use, or by how far they help ("helped"), the best first."""
    articles = list(articles)
    figures = figures_of([one.pk for one in articles], today=today)
    rows = [(one, figures[one.pk]) for one in articles]
    if by == "helped":
        return sorted(rows, key=lambda row: (-row[1].usefulness, -row[1].votes, row[0].title))
    return sorted(rows, key=lambda row: (-row[1].used, -row[1].shown, row[0].title))


def _by_key(rows: Iterable[Any]) -> dict[int, dict[str, int]]:
    return {row.pop("article_id"): row for row in rows}
