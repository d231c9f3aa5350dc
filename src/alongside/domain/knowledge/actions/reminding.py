"""Owners hear that an article of theirs wants a look (CHN-9)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from alongside.domain.knowledge.models import Article
from alongside.domain.knowledge.rules.notices import REVIEW_DUE
from alongside.domain.work.actions import notice_for, notify_many

MOST = 1_000


@transaction.atomic
def remind_of_reviews(*, now: datetime) -> int:
    """Everybody once for each day of review; how many are due. May run any number of times."""
    due = Article.objects.filter(state="published", review_at__lte=now, owner__is_active=True)
    rows = list(due.select_related("owner").light().order_by("review_at", "pk")[:MOST])
    notify_many(
        notice_for(
            one.owner, REVIEW_DUE.kind, about=one, label=one.title, now=now,
            once_key=f"article_review:{one.pk}:{one.review_on:%Y%m%d}",
        )
        for one in rows
    )  # fmt: skip
    return len(rows)
