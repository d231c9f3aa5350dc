"""What of articles stands on the one list of everything that waits for a person (ORG-10): their days of review."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from alongside.domain.knowledge.models import Article
from alongside.domain.work.hooks import Told, WaitingKind
from alongside.kernel.actor import Actor

_DUE = """
    SELECT 1 FROM knowledge_article WHERE owner_id = %(me)s AND state = 'published' AND review_at <= %(now)s
"""


def _found(person: Actor, now: datetime) -> QuerySet[Article]:
    mine = Article.objects.filter(owner_id=person.id if person.kind == "staff" else None, state="published")
    return mine.filter(review_at__lte=now).select_related("node").light().order_by("review_at", "pk")


def _told(article: Article) -> Told:
    return Told(article.title, [article.node.name], str(article.pk))


WaitingKind(
    "article_review", _("Article to look over"), "book", _found, "review_at", _told, _DUE,
    lambda rows, viewer: rows.filter(pk__in=Article.objects.visible_to(viewer).values("pk")),
)  # fmt: skip
