"""Two versions of an article, with what changed (CHN-9)."""

from __future__ import annotations

from django.http import Http404, HttpResponse

from alongside.domain.knowledge.models import ArticleVersion
from alongside.domain.knowledge.permissions import SEE_KNOWLEDGE
from alongside.domain.knowledge.rules.comparing import compared
from alongside.faces.desk.knowledge.article import may_work, visible_article
from alongside.faces.desk.knowledge.articles import AREA
from alongside.faces.desk.page import DeskRequest, desk_page, show


@desk_page(SEE_KNOWLEDGE)
def compare_article(request: DeskRequest, pk: int) -> HttpResponse:
    """`?from=1&to=2`; without them the newest that the viewer sees, and the one before."""
    article = visible_article(request, pk)
    versions = article.versions.select_related("written_by", "approved_by").order_by("number")
    if not may_work(request, article):
        versions = versions.exclude(published_at__isnull=True)
    rows = list(versions)
    if len(rows) < 2:
        raise Http404
    after = _chosen(request, "to", rows) or rows[-1]
    before = _chosen(request, "from", rows) or next(
        (one for one in reversed(rows) if one.number < after.number), rows[0]
    )
    context = {
        "article": article,
        "versions": rows,
        "before": before,
        "after": after,
        "title": compared(before.title, after.title) if before.title != after.title else [],
        "lines": compared(before.words, after.words),
        "is_same": (before.title, before.words, before.is_public)
        == (after.title, after.words, after.is_public),
    }
    return show(request, "faces/desk/knowledge/compare_article.html", context, area=AREA)


def _chosen(request: DeskRequest, name: str, rows: list[ArticleVersion]) -> ArticleVersion | None:
    said = request.GET.get(name, "")
    return next((one for one in rows if str(one.number) == said), None)
