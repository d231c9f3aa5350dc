"""What was shown, used, and whom it helped (CHN-9)."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import models, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from alongside.domain.knowledge import events
from alongside.domain.knowledge.models import Article, ArticleDay, ArticleUse, ArticleVote
from alongside.kernel import journal
from alongside.kernel.actor import Actor
from alongside.kernel.refusals import Refused


@transaction.atomic
def note_shown(article: Article, *, outside: bool, now: datetime) -> None:
    """That somebody opened it, at the desk or outside."""
    field = "outside" if outside else "at_desk"
    day = now.astimezone(ZoneInfo(article.node.zone)).date()
    ArticleDay.objects.bulk_create([ArticleDay(article=article, on=day)], ignore_conflicts=True)
    ArticleDay.objects.filter(article=article, on=day).update(**{field: F(field) + 1})


@transaction.atomic
def note_used(article: Article, *, about: models.Model, by: Actor, now: datetime) -> bool:
    """That it was put into an answer, or tied to a case; told in the story of that thing. Once for each: False after that.

    `about` is a saved row that knows its `node_id`. The caller has found both for `by`. Refused unless it is published.
    """
    if not article.is_published:
        raise Refused(_("This article is not published."))
    _use, is_new = ArticleUse.objects.get_or_create(
        article=article, about_kind=about._meta.model_name or "", about_id=about.pk, defaults={"at": now}
    )
    if is_new:
        journal.record(events.ARTICLE_USED, about=about, by=by, at=now, facts={"article": article.pk})
    return is_new


@transaction.atomic
def say_helpful(
    article: Article, *, is_helpful: bool, by: Actor, now: datetime, visitor: str = ""
) -> ArticleVote:
    """Whether it helped. A reader has one word, and may change it. `visitor`: a random word for who is not signed in."""
    if not article.is_published:
        raise Refused(_("This article is not published."))
    who: dict[str, Any]
    if by.kind == "staff":
        who = {"staff_id": by.id}
    elif by.kind == "customer":
        who = {"customer_id": by.id}
    elif visitor:
        who = {"visitor": visitor[:32]}
    else:
        raise Refused(_("This browser keeps no cookies, so your word cannot be counted."))
    vote, _is_new = ArticleVote.objects.update_or_create(
        article=article, **who, defaults={"is_helpful": is_helpful, "at": now}
    )
    return vote
