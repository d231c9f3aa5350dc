"""How much articles are shown, used, and how far they help: beside the article, and as a list (CHN-9)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from alongside.domain.knowledge.models import ArticleDay, ArticleQuerySet, ArticleUse, ArticleVote

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


def ordered(rows: ArticleQuerySet, by: str, *, now: datetime) -> ArticleQuerySet:
    """By use ("used"), by how surely they help ("helped"), or the newest first ("new"). Slice it."""
    if by == "new":
        return rows.order_by(Coalesce("published_at", "created_at").desc(), "-pk")
    if by == "helped":
        votes = ArticleVote.objects.filter(article=OuterRef("pk"))
        rows = rows.annotate(
            yes=_count(votes.filter(is_helpful=True), "article"), said=_count(votes, "article")
        )
        useful = (F("yes") + 2.0) / (F("said") + 4.0)
        return rows.order_by(useful.desc(), "-said", "title", "pk")
    uses = ArticleUse.objects.filter(article=OuterRef("pk"), at__gt=now - timedelta(days=SPAN_DAYS))
    days = ArticleDay.objects.filter(article=OuterRef("pk"), on__gt=(now - timedelta(days=SPAN_DAYS)).date())
    shown = days.order_by().values("article").annotate(n=Sum(F("at_desk") + F("outside"))).values("n")
    rows = rows.annotate(use_count=_count(uses, "article"), shown_count=Coalesce(Subquery(shown), 0))
    return rows.order_by("-use_count", "-shown_count", "title", "pk")


def _count(rows: QuerySet[Any], by: str) -> Coalesce:
    return Coalesce(Subquery(rows.order_by().values(by).annotate(n=Count("pk")).values("n")), 0)


def _by_key(rows: Iterable[Any]) -> dict[int, dict[str, int]]:
    return {row.pop("article_id"): row for row in rows}
