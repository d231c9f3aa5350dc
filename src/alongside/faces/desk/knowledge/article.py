"""One article: to read, to judge, to use for a case; and its way through writing, approval and review (CHN-9)."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from alongside.domain.knowledge import actions
from alongside.domain.knowledge.actions.approving import approval_of
from alongside.domain.knowledge.actions.writing import under_way
from alongside.domain.knowledge.models import Article, ArticleVote
from alongside.domain.knowledge.permissions import APPROVE_KNOWLEDGE, SEE_KNOWLEDGE, WRITE_KNOWLEDGE
from alongside.domain.knowledge.queries import figures_of, used_for
from alongside.domain.knowledge.rules import unfilled
from alongside.domain.work.actions.approving import may_decide
from alongside.faces.desk.knowledge.articles import AREA, case_asked
from alongside.faces.desk.page import DeskRequest, desk_page, find, see, show
from alongside.faces.ui.article_files import shown_files
from alongside.faces.ui.markdown import Shown

MOST_VERSIONS = 30


@desk_page(SEE_KNOWLEDGE)
def article_page(request: DeskRequest, pk: int) -> HttpResponse:
    """`?case=…`: it is looked up for that case."""
    article = visible_article(request, pk)
    if article.is_published:
        actions.note_shown(article, outside=False, now=request.now)
    draft = under_way(article) if may_work(request, article) else None
    approval = approval_of(draft) if draft else None
    case = case_asked(request)
    context: dict[str, Any] = {
        "article": article,
        "shown": desk_files(article, article.words),
        "figures": figures_of([article.pk], today=request.now.date())[article.pk],
        "versions": list(article.versions.select_related("written_by", "approved_by")[:MOST_VERSIONS]),
        "draft": draft,
        "approval": approval,
        "may_decide": bool(approval and may_decide(approval, request.viewer, now=request.now)),
        "may_write": request.viewer.may(WRITE_KNOWLEDGE, on=article),
        "may_approve": request.viewer.may(APPROVE_KNOWLEDGE, on=article),
        "may_review": article.owner_id == request.viewer.id or request.viewer.may(APPROVE_KNOWLEDGE, on=article),
        "variables": unfilled(article.words) if article.kind == "script" else [],
        "my_word": ArticleVote.objects.filter(article=article, staff=request.user).first(),
        "case": case,
        "is_used": case is not None and article in used_for("case", case.pk, request.viewer),
    }  # fmt: skip
    return show(request, "faces/desk/knowledge/article.html", context, area=AREA)


@require_POST
@desk_page(SEE_KNOWLEDGE)
def use_article_page(request: DeskRequest, pk: int) -> HttpResponse:
    """It is tied to the case, whose story tells it."""
    article, case = visible_article(request, pk), case_asked(request)
    if case is None:
        return see(request, reverse("desk:article", args=[pk]))
    actions.note_used(article, about=case, by=request.viewer, now=request.now)
    return see(request, reverse("desk:case", args=[case.number]), _("The article is tied to the case."))


@require_POST
@desk_page(SEE_KNOWLEDGE)
def say_helpful_page(request: DeskRequest, pk: int) -> HttpResponse:
    article = visible_article(request, pk)
    is_helpful = request.POST.get("helpful") == "yes"
    actions.say_helpful(article, is_helpful=is_helpful, by=request.viewer, now=request.now)
    return see(request, reverse("desk:article", args=[pk]), _("Thank you; it is counted."))


@require_POST
@desk_page(WRITE_KNOWLEDGE)
def submit_article_page(request: DeskRequest, pk: int) -> HttpResponse:
    actions.submit_article(visible_article(request, pk), by=request.viewer, now=request.now)
    return see(request, reverse("desk:article", args=[pk]), _("Handed in; whoever approves there is told."))


@require_POST
@desk_page(WRITE_KNOWLEDGE)
def take_back_article_page(request: DeskRequest, pk: int) -> HttpResponse:
    actions.take_back_article(visible_article(request, pk), by=request.viewer, now=request.now)
    return see(request, reverse("desk:article", args=[pk]), _("Taken back."))


@require_POST
@desk_page(WRITE_KNOWLEDGE)
def discard_draft_page(request: DeskRequest, pk: int) -> HttpResponse:
    left = actions.discard_draft(visible_article(request, pk), by=request.viewer, now=request.now)
    back = reverse("desk:article", args=[pk]) if left else reverse("desk:articles")
    return see(request, back, _("The draft is gone."))


@require_POST
@desk_page(SEE_KNOWLEDGE)
def review_article_page(request: DeskRequest, pk: int) -> HttpResponse:
    article = actions.review_article(visible_article(request, pk), by=request.viewer, now=request.now)
    said = _("It holds; look over it again by %(day)s.") % {"day": f"{article.review_on:%Y-%m-%d}"}
    return see(request, reverse("desk:article", args=[pk]), said)


def visible_article(request: DeskRequest, pk: int) -> Article:
    """404 for what is not there for this person."""
    shown = Article.objects.visible_to(request.viewer).select_related("node", "owner", "gap")
    return find(shown, pk=pk)


def desk_files(article: Article, words: str) -> tuple[Shown, ...]:
    """The pictures and files that these words of an article name, at the desk's addresses."""
    return shown_files(article, words, at="desk:file", small="desk:thumbnail")


def may_work(request: DeskRequest, article: Article) -> bool:
    """Who sees what is being written: writers and approvers of the place, and its owner."""
    viewer = request.viewer
    may = viewer.may(WRITE_KNOWLEDGE, on=article) or viewer.may(APPROVE_KNOWLEDGE, on=article)
    return may or article.owner_id == viewer.id
