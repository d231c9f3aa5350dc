"""Whom of us a fact about an article concerns; questions that were taken back elsewhere (CHN-9)."""

from __future__ import annotations

from alongside.domain.knowledge import events
from alongside.domain.knowledge.actions.approving import KIND, put_back_unasked
from alongside.domain.knowledge.actions.gathering import answer_gaps_like
from alongside.domain.knowledge.models import Article
from alongside.domain.knowledge.rules import notices
from alongside.domain.organisation.models import StaffMember
from alongside.domain.work.actions import notify
from alongside.domain.work.events import APPROVAL_WITHDRAWN
from alongside.domain.work.models import Approval
from alongside.domain.work.rules import NoticeKind
from alongside.kernel.journal import on
from alongside.kernel.models import JournalEntry


@on(events.ARTICLE_PUBLISHED)
def tell_approved(entry: JournalEntry) -> None:
    """Its writer."""
    _tell(entry, _writer(entry), notices.APPROVED)


@on(events.ARTICLE_PUBLISHED)
def end_searches_in_vain(entry: JournalEntry) -> None:
    """What others had looked for and its title answers."""
    article = Article.objects.select_related("node").filter(pk=entry.about_id, state="published").first()
    if article is not None:
        answer_gaps_like(article, now=entry.at)


@on(events.ARTICLE_TURNED_DOWN)
def tell_turned_down(entry: JournalEntry) -> None:
    """Its writer, who reads why at the article."""
    _tell(entry, _writer(entry), notices.TURNED_DOWN)


@on(events.ARTICLE_GIVEN)
def tell_owner(entry: JournalEntry) -> None:
    """Who answers for it now, unless they took it themself."""
    owner = Article.objects.select_related("owner").get(pk=entry.about_id).owner
    if (entry.by_kind, entry.by_id) != ("staff", owner.pk):
        _tell(entry, owner, notices.YOURS)


@on(APPROVAL_WITHDRAWN)
def put_back(entry: JournalEntry) -> None:
    """The question of an article was taken back among the approvals."""
    if entry.facts.get("kind") == KIND:
        asked = Approval.objects.filter(pk=entry.about_id).first()
        if asked is not None:
            put_back_unasked(asked.about_id)


def _writer(entry: JournalEntry) -> StaffMember | None:
    article = Article.objects.filter(pk=entry.about_id).first()
    version = article and article.versions.filter(number=entry.facts["number"]).first()
    return version.written_by if version else None


def _tell(entry: JournalEntry, person: StaffMember | None, kind: NoticeKind) -> None:
    article = Article.objects.filter(pk=entry.about_id).light().first()
    if person is None or article is None or not person.is_active:
        return
    notify(
        person, kind.kind, about=article, label=article.title, now=entry.at, once_key=f"entry:{entry.pk}:{kind.kind}"
    )  # fmt: skip
