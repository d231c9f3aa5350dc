"""Articles for who writes answers, and for pages outside (CHN-8, CHN-9)."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count, F, Q
from django.db.models.functions import Length

from alongside.domain.knowledge.models import (
    Article,
    ArticleQuerySet,
    ArticleUse,
    SearchGap,
    SearchGapQuerySet,
)
from alongside.domain.organisation.models import Node
from alongside.kernel.actor import Actor


def scripts_for(viewer: Actor, *, node: Node, situation: str = "") -> ArticleQuerySet:
    """Published scripts that hold at a place: its own before those of above, the most used first. Slice it."""
    rows = Article.objects.visible_to(viewer).holding_at(node).filter(kind=Article.Kind.SCRIPT)
    if situation:
        rows = rows.filter(situation=situation)
    rows = rows.annotate(used=Count("uses", distinct=True))
    return rows.light().order_by(Length("node__path").desc(), "-used", "title")


def public_at(node: Node) -> ArticleQuerySet:
    """What anybody may read who asks about this place (a chat on its site, its customers)."""
    return Article.objects.public().filter(node_id__in=node.ancestor_ids).light()


def overdue(rows: ArticleQuerySet, *, now: datetime) -> ArticleQuerySet:
    """Those whose day of review is here or past, the oldest first."""
    return rows.filter(state="published", review_at__lte=now).order_by("review_at", "pk")


def used_for(about_kind: str, about_id: int, viewer: Actor) -> list[Article]:
    """The articles that were used for a thing, as far as the viewer sees them, the latest first."""
    uses = ArticleUse.objects.filter(about_kind=about_kind, about_id=about_id).order_by("-at")
    keys = list(uses.values_list("article_id", flat=True)[:50])
    rows = {one.pk: one for one in Article.objects.visible_to(viewer).filter(pk__in=keys).light()}
    return [rows[key] for key in keys if key in rows]


def gaps_for(viewer: Actor, state: str = "open") -> SearchGapQuerySet:
    """What was searched for in vain where the viewer writes, the most wanted first. Slice it."""
    rows = SearchGap.objects.visible_to(viewer).filter(state=state).select_related("node", "task__assignee")
    return rows.annotate(wanted=F("at_desk") + F("outside")).order_by("-wanted", "-last_at", "pk")


def unfinished(rows: ArticleQuerySet) -> ArticleQuerySet:
    """Those with something under way: never published, or with a new version being written or approved."""
    return rows.filter(
        Q(state__in=("draft", "waiting")) | Q(versions__state__in=("draft", "waiting"))
    ).distinct()
