"""Write an article, revise what stands, throw a draft away (CHN-9)."""

from __future__ import annotations

from datetime import datetime

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from alongside.domain.knowledge import events
from alongside.domain.knowledge.actions.attaching import keep_files
from alongside.domain.knowledge.models import Article, ArticleVersion, SearchGap
from alongside.domain.knowledge.permissions import WRITE_KNOWLEDGE
from alongside.domain.knowledge.rules import SITUATIONS, TOPICS, Text, checked
from alongside.domain.knowledge.rules.marks import without_marks
from alongside.domain.organisation.actions.staff import hold_staff
from alongside.domain.organisation.models import Node, StaffMember
from alongside.kernel import journal
from alongside.kernel.actor import Actor
from alongside.kernel.concurrency import lock
from alongside.kernel.events import Event
from alongside.kernel.refusals import NotAllowed, Refused


@transaction.atomic
def write_article(
    *,
    node: Node,
    kind: str,
    topic: str,
    text: Text,
    by: Actor,
    now: datetime,
    situation: str = "",
    owner: StaffMember | None = None,
    review_months: int = 12,
    gap: SearchGap | None = None,
) -> Article:
    """A draft, which only writers of the place see. Without an `owner` its writer answers for it."""
    by.require(WRITE_KNOWLEDGE, on=node)
    writer = named(by)
    _check_card(kind, topic, situation, review_months)
    text = checked(kind, text)
    hold_staff(owner.pk if owner else writer)
    article = Article(
        node=node, kind=kind, topic=topic, situation=situation, owner_id=_owner(owner, writer), created_at=now,
        review_months=review_months, title=text.title, words=text.words, is_public=text.is_public, gap=gap,
    )  # fmt: skip
    article.set_search_text(text.title, without_marks(text.words))
    article.save()
    keep_files(_version(article, 1, text, writer, now), by=by)
    record(events.ARTICLE_WRITTEN, article, by=by, now=now, kind=kind)
    return article


@transaction.atomic
def revise_article(
    article: Article, *, text: Text, by: Actor, now: datetime, seen: int | None = None
) -> ArticleVersion:
    """Write on at the draft, or begin a new version of what is published or retired, which stays as it is meanwhile."""
    by.require(WRITE_KNOWLEDGE, on=article)
    writer = named(by)
    article = lock(article, seen=seen)
    text = checked(article.kind, text)
    draft = under_way(article)
    if draft is not None and draft.state == "waiting":
        raise Refused(_("It waits for approval. Take it back first."))
    if draft is None:
        last = article.versions.aggregate(last=models.Max("number"))["last"] or 0
        draft = _version(article, last + 1, text, writer, now)
        record(events.ARTICLE_REVISED, article, by=by, now=now, number=draft.number)
    else:
        draft.title, draft.words, draft.is_public, draft.note = (
            text.title,
            text.words,
            text.is_public,
            text.note,
        )
        draft.written_by_id, draft.written_at = writer, now
        draft.save()
    keep_files(draft, by=by)
    if not article.number:
        article.title, article.words, article.is_public = text.title, text.words, text.is_public
        article.set_search_text(text.title, without_marks(text.words))
    article.version += 1
    article.save()
    return draft


@transaction.atomic
def change_card(
    article: Article,
    *,
    topic: str,
    owner: StaffMember,
    by: Actor,
    now: datetime,
    situation: str = "",
    review_months: int = 12,
    seen: int | None = None,
) -> Article:
    """What needs no approval: where it is filed, who answers for it, how often they look over it."""
    by.require(WRITE_KNOWLEDGE, on=article)
    hold_staff(owner.pk)
    article = lock(article, seen=seen)
    _check_card(article.kind, topic, situation, review_months)
    before = article.owner_id
    article.topic, article.situation, article.review_months = topic, situation, review_months
    article.owner_id = _owner(owner, 0)
    article.version += 1
    article.save()
    if article.owner_id != before:
        record(events.ARTICLE_GIVEN, article, by=by, now=now)
    return article


@transaction.atomic
def discard_draft(article: Article, *, by: Actor, now: datetime) -> Article | None:
    """Throw away what is being written. None: it was never published, so the article is gone too."""
    by.require(WRITE_KNOWLEDGE, on=article)
    article = lock(article)
    draft = under_way(article)
    if draft is None or draft.state != "draft":
        raise Refused(_("There is no draft to throw away."))
    if not article.number:
        article.delete()
        return None
    draft.delete()
    article.version += 1
    article.save(update_fields=["version"])
    return article


def under_way(article: Article) -> ArticleVersion | None:
    """The version that is being written or waits for approval."""
    return article.versions.filter(state__in=("draft", "waiting")).select_related("written_by").first()


def record(event: Event, article: Article, *, by: Actor, now: datetime, **facts: int | str) -> None:
    """Into the story of the article."""
    journal.record(event, about=article, by=by, at=now, facts=facts, node_path=article.node.path)


def named(by: Actor) -> int:
    """The staff member who acts; programs and the system write no articles."""
    if by.kind != "staff" or by.id is None:
        raise NotAllowed(_("Only a staff member may do this, with their name."))
    return by.id


def _version(article: Article, number: int, text: Text, writer: int, now: datetime) -> ArticleVersion:
    return ArticleVersion.objects.create(
        article=article, number=number, title=text.title, words=text.words, is_public=text.is_public,
        note=text.note, written_by_id=writer, written_at=now,
    )  # fmt: skip


def _owner(owner: StaffMember | None, writer: int) -> int:
    if owner is None:
        return writer
    if not StaffMember.objects.filter(pk=owner.pk, is_active=True).exists():
        raise Refused(_("This colleague has left."), field="owner")
    return owner.pk


def _check_card(kind: str, topic: str, situation: str, review_months: int) -> None:
    if kind not in Article.Kind.values or topic not in dict(TOPICS):
        raise Refused(_("This choice does not exist."), field="topic")
    if situation and (kind != "script" or situation not in dict(SITUATIONS)):
        raise Refused(_("Only scripts belong to a situation."), field="situation")
    if not 1 <= review_months <= 60:
        raise Refused(_("Look over it at least every five years."), field="review_months")
