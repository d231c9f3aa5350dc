"""What the house knows: found by words, kind and topic; ranked by use and usefulness; what is at work (CHN-9)."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from alongside.domain.cases.models import Case
from alongside.domain.knowledge.actions import note_gap
from alongside.domain.knowledge.models import Article, ArticleQuerySet
from alongside.domain.knowledge.permissions import APPROVE_KNOWLEDGE, SEE_KNOWLEDGE, WRITE_KNOWLEDGE
from alongside.domain.knowledge.queries import (
    articles_found,
    figures_of,
    gaps_for,
    ordered,
    overdue,
    unfinished,
)
from alongside.domain.knowledge.rules import TOPICS
from alongside.domain.organisation.models import Node
from alongside.faces.desk.page import DeskRequest, desk_page, find, show
from alongside.faces.ui.asked import page_asked

AREA = "desk:articles"
PAGE = 40
MOST_GAPS = 100


class AskedForm(forms.Form):
    q = forms.CharField(required=False, max_length=80)
    kind = forms.ChoiceField(
        required=False, choices=[("", gettext_lazy("Every kind")), *Article.Kind.choices]
    )
    topic = forms.ChoiceField(required=False, choices=[("", gettext_lazy("Every topic")), *TOPICS])
    by = forms.ChoiceField(
        required=False,
        choices=[
            ("", gettext_lazy("Most used first")),
            ("helped", gettext_lazy("Most helpful first")),
            ("new", gettext_lazy("Newest first")),
        ],
    )


@desk_page(SEE_KNOWLEDGE)
def articles(request: DeskRequest) -> HttpResponse:
    """`?q=漏水&kind=script&topic=leak&by=helped&tab=review&case=GLT-…&page=2`"""
    form = AskedForm(request.GET)
    form.is_valid()
    asked = form.cleaned_data
    works = request.viewer.may(WRITE_KNOWLEDGE) or request.viewer.may(APPROVE_KNOWLEDGE)
    tab = request.GET.get("tab", "")
    tab = tab if works and tab in ("work", "review", "retired") else ""
    page, words = _page(request), asked.get("q", "").replace("\x00", "").strip()
    found = _of_tab(request, tab)
    for name in ("kind", "topic"):
        found = found.filter(**{name: asked[name]}) if asked.get(name) else found
    start = (page - 1) * PAGE
    if words:
        rows = articles_found(found.select_related("node", "owner"), words, most=start + PAGE + 1)[start:]
        if not rows and not tab and page == 1 and not (asked.get("kind") or asked.get("topic")):
            note_gap(words, node=_place(request), outside=False, now=request.now)
    else:
        found = found if tab == "review" else ordered(found, asked.get("by") or "used", now=request.now)
        rows = list(found.select_related("node", "owner").light()[start : start + PAGE + 1])
    figures = figures_of([one.pk for one in rows[:PAGE]], today=request.now.date())
    kept = {name: value for name, value in request.GET.items() if name != "page" and value}
    case = case_asked(request)
    context = {
        "form": form,
        "rows": [(one, figures[one.pk]) for one in rows[:PAGE]],
        "words": words,
        "tab": tab,
        "tabs": [
            ("?" + urlencode(({"tab": code} if code else {}) | ({"case": case.number} if case else {})), label, code == tab)
            for code, label in _tabs(works)
        ],
        "case": case,
        "may_write": request.viewer.may(WRITE_KNOWLEDGE),
        "gaps": len(gaps_for(request.viewer)[:MOST_GAPS]) if request.viewer.may(WRITE_KNOWLEDGE) else 0,
        "is_narrowed": any(asked.get(name) for name in ("q", "kind", "topic")),
        "older": "?" + urlencode(kept | {"page": page + 1}) if len(rows) > PAGE else "",
        "newer": "?" + urlencode(kept | {"page": page - 1}) if page > 1 else "",
    }  # fmt: skip
    return show(request, "faces/desk/knowledge/articles.html", context, area=AREA)


def case_asked(request: DeskRequest) -> Case | None:
    """The case for which somebody looks something up (`?case=`); 404 for one that is not there for them."""
    number = request.GET.get("case") or request.POST.get("case") or ""
    if not number:
        return None
    return find(Case.objects.visible_to(request.viewer).select_related("node"), number=number)


def _of_tab(request: DeskRequest, tab: str) -> ArticleQuerySet:
    seen = Article.objects.visible_to(request.viewer)
    if tab == "work":
        return unfinished(seen)
    if tab == "review":
        return overdue(seen, now=request.now)
    return seen.filter(state=tab or "published")


def _tabs(works: bool) -> list[tuple[str, Any]]:
    tabs: list[tuple[str, Any]] = [("", pgettext("articles", "Published"))]
    if works:
        tabs += [
            ("work", pgettext("articles", "Being written")),
            ("review", _("To look over")),
            ("retired", pgettext("articles", "Retired")),
        ]
    return tabs


def _place(request: DeskRequest) -> Node | None:
    """Where the person works: there an article is missing."""
    post = next(iter(request.viewer.posts), None)
    return Node.objects.filter(pk=post.node_ids[-1]).first() if post and post.node_ids else None


def _page(request: DeskRequest) -> int:
    return page_asked(request)
