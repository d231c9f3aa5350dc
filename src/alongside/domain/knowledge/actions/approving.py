"""A second person approves, and then it is published; what no longer holds is retired (CHN-9, ORG-9)."""

from __future__ import annotations

import calendar
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from alongside.domain.knowledge import events
from alongside.domain.knowledge.actions.gathering import answer_gap
from alongside.domain.knowledge.actions.writing import named, record, under_way
from alongside.domain.knowledge.models import Article, ArticleVersion
from alongside.domain.knowledge.permissions import APPROVE_KNOWLEDGE, WRITE_KNOWLEDGE
from alongside.domain.knowledge.rules import fingerprint
from alongside.domain.knowledge.rules.marks import without_marks
from alongside.domain.knowledge.states import ARTICLE_STATES, VERSION_STATES
from alongside.domain.work.actions.approving import ask_approval, is_approved, withdraw_approval
from alongside.domain.work.hooks import Approvable, ApprovalStep, on_decision
from alongside.domain.work.models import Approval
from alongside.kernel.actor import SYSTEM, Actor
from alongside.kernel.concurrency import lock
from alongside.kernel.refusals import Refused

KIND = "article"
REASON_CHARACTERS = 200

Approvable(
    KIND, _("Article of the knowledge base"), (ApprovalStep(APPROVE_KNOWLEDGE),), asked_with=lambda: [WRITE_KNOWLEDGE]
)  # fmt: skip


@transaction.atomic
def submit_article(article: Article, *, by: Actor, now: datetime, seen: int | None = None) -> Approval:
    """Hand in what is written: whoever approves there is told, but never its writer."""
    by.require(WRITE_KNOWLEDGE, on=article)
    article = lock(article, seen=seen)
    draft = under_way(article)
    if draft is None:
        raise Refused(_("There is nothing new to approve."))
    draft.state = VERSION_STATES.check("submit_article", draft.state)
    # Whoever hands it in stands for it: they are the one of the four eyes that is not asked again.
    draft.written_by_id, draft.refused_because = named(by), ""
    draft.save()
    if article.state == "draft":
        article.state = ARTICLE_STATES.check("submit_article", article.state)
    _keep(article)
    approval = ask_approval(
        KIND,
        about=draft,
        node=article.node,
        fingerprint=_fingerprint(draft),
        reason=draft.note or draft.title,
        by=by,
        now=now,
    )
    record(events.ARTICLE_SUBMITTED, article, by=by, now=now, number=draft.number)
    return approval


@transaction.atomic
def take_back_article(article: Article, *, by: Actor, now: datetime) -> Article:
    """To write on: the question goes back. Who handed it in, or whoever else writes there when that person is gone."""
    by.require(WRITE_KNOWLEDGE, on=article)
    article = lock(article)
    draft = under_way(article)
    if draft is None or draft.state != "waiting":
        raise Refused(_("It does not wait for approval."))
    asked = approval_of(draft)
    if asked is not None:
        withdraw_approval(asked, by=by if asked.asked_by_id == by.id else SYSTEM, now=now)
    _put_back(article, draft, "take_back_article")
    record(events.ARTICLE_TAKEN_BACK, article, by=by, now=now, number=draft.number)
    return article


@transaction.atomic
def put_back_unasked(version_id: int) -> None:
    """The question was withdrawn where all questions are: the version is a draft again. Twice changes nothing."""
    version = ArticleVersion.objects.filter(pk=version_id).first()
    if version is None:
        return
    article = lock(version.article)
    version.refresh_from_db()
    if version.state == "waiting" and approval_of(version) is None:
        _put_back(article, version, "take_back_article")


@on_decision(KIND)
def take_decision(about_id: int, is_yes: bool, by: Actor, now: datetime) -> None:
    """The yes publishes it, a no makes it a draft again with the words of the no. Refused when it was changed meanwhile."""
    article = lock(ArticleVersion.objects.select_related("article").get(pk=about_id).article)
    version = ArticleVersion.objects.get(pk=about_id)
    approval = Approval.objects.filter(kind=KIND, about_id=about_id).order_by("-pk")[:1].get()
    if not is_yes:
        said = approval.steps.filter(is_yes=False).order_by("-order").first()
        version.refused_because = said.words if said else ""
        _put_back(article, version, "turn_down_article")
        record(events.ARTICLE_TURNED_DOWN, article, by=by, now=now, number=version.number)
        return
    if not is_approved(KIND, version, fingerprint=_fingerprint(version)):
        raise Refused(_("This is not what was asked for. Take it back and ask anew."))
    _publish(article, version, by=by, now=now)


@transaction.atomic
def review_article(article: Article, *, by: Actor, now: datetime, seen: int | None = None) -> Article:
    """It still holds: the next look is due after its span. The owner, or who approves there."""
    if article.owner_id != by.id or by.kind != "staff":
        by.require(APPROVE_KNOWLEDGE, on=article)
    article = lock(article, seen=seen)
    if not article.is_published:
        raise Refused(_("Only what is published is looked over."))
    _look_again(article, now)
    _keep(article)
    record(events.ARTICLE_REVIEWED, article, by=by, now=now)
    return article


@transaction.atomic
def retire_article(
    article: Article, *, reason: str, by: Actor, now: datetime, seen: int | None = None
) -> Article:
    """Nobody finds it any more; what it was used for still names it. A new version brings it back."""
    by.require(APPROVE_KNOWLEDGE, on=article)
    reason = reason.replace("\x00", "").strip()
    if not reason:
        raise Refused(_("Say why it no longer holds."), field="reason")
    article = lock(article, seen=seen)
    article.state = ARTICLE_STATES.check("retire_article", article.state)
    article.retired_at, article.retired_because = now, reason[:REASON_CHARACTERS]
    article.review_on = article.review_at = None
    _keep(article)
    record(events.ARTICLE_RETIRED, article, by=by, now=now)
    return article


def approval_of(version: ArticleVersion) -> Approval | None:
    """The question that is open about a version."""
    asked = Approval.objects.filter(
        kind=KIND, about_kind="articleversion", about_id=version.pk, state="asked"
    )
    return asked.select_related("node").order_by("-pk").first()


def _publish(article: Article, version: ArticleVersion, *, by: Actor, now: datetime) -> None:
    article.versions.filter(state="published").update(state="replaced")
    version.state = VERSION_STATES.check("publish_article", version.state)
    version.approved_by_id, version.published_at = by.id, now
    version.save()
    article.state = ARTICLE_STATES.check("publish_article", article.state)
    article.title, article.words, article.is_public = version.title, version.words, version.is_public
    article.number, article.published_at = version.number, article.published_at or now
    article.retired_at, article.retired_because = None, ""
    article.set_search_text(version.title, without_marks(version.words))
    _look_again(article, now)
    _keep(article)
    if article.gap:
        answer_gap(article.gap, article, now=now)
    record(events.ARTICLE_PUBLISHED, article, by=by, now=now, number=version.number)


def _put_back(article: Article, version: ArticleVersion, move: str) -> None:
    version.state = VERSION_STATES.check(move, version.state)
    version.save()
    if article.state == "waiting":
        article.state = ARTICLE_STATES.check("take_back_article", article.state)
    _keep(article)


def _keep(article: Article) -> None:
    article.version += 1
    article.save()


def _look_again(article: Article, now: datetime) -> None:
    zone = ZoneInfo(article.node.zone)
    article.review_on = months_after(now.astimezone(zone).date(), article.review_months)
    article.review_at = datetime.combine(article.review_on, time(), zone)


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _fingerprint(version: ArticleVersion) -> str:
    return fingerprint(version.title, version.words, version.is_public)
