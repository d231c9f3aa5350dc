"""Pictures and files brought while an article is written, with the marks by which its text names them (CHN-9)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alongside.domain.knowledge.actions.attaching import MOST_MEGABYTES, bring_file
from alongside.domain.knowledge.models import Article, ArticleFile
from alongside.domain.knowledge.permissions import WRITE_KNOWLEDGE
from alongside.faces.desk.knowledge.article import visible_article
from alongside.faces.desk.knowledge.articles import AREA
from alongside.faces.desk.page import DeskRequest, desk_page, refusals_on, see, show
from alongside.faces.ui.article_files import shown
from alongside.faces.ui.asked import is_whole
from alongside.faces.ui.markdown import Shown
from alongside.faces.ui.upload_field import UploadsField

ACCEPT = "image/*,.heic,.heif,.pdf,.doc,.docx,.xls,.xlsx,.ppt,.pptx,.txt,.csv"
ROW = "faces/desk/knowledge/article_files.html#row"
MOST = 60


class BringForm(forms.Form):
    uploads = UploadsField(label=gettext_lazy("Pictures and files"))


@desk_page(WRITE_KNOWLEDGE)
def article_files_page(request: DeskRequest) -> HttpResponse:
    """`?article=12`, or of an article that is not kept yet. A script is answered with the row of each file alone."""
    article = article_asked(request)
    if article is not None:
        request.viewer.require(WRITE_KNOWLEDGE, on=article)
    form = BringForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            given: dict[str, Any] = {"article": article, "by": request.viewer, "now": request.now}
            new = [bring_file(one, **given) for one in form.cleaned_data["uploads"]]
            if request.htmx:
                return show(request, ROW, {"one": at_desk(new[0])})
            return see(
                request, request.get_full_path(), _("They are there. Now put their marks into the text.")
            )
    if request.htmx:
        words = [str(words) for several in form.errors.values() for words in several]
        return HttpResponse(" ".join(words), status=422, content_type="text/plain; charset=utf-8")
    context: dict[str, Any] = {
        "form": form,
        "files": files_at_hand(request, article),
        "limit_mb": MOST_MEGABYTES,
        "accept": ACCEPT,
        "crumb": article.title if article else _("Write an article"),
        "back": reverse("desk:revise_article", args=[article.pk])
        if article
        else reverse("desk:write_article"),
    }
    return show(request, "faces/desk/knowledge/article_files.html", context, area=AREA)


def article_asked(request: DeskRequest) -> Article | None:
    """404 for an article that the viewer does not see."""
    said = request.GET.get("article", "")
    return visible_article(request, int(said)) if is_whole(said) else None


def files_at_hand(request: DeskRequest, article: Article | None) -> list[Shown]:
    """Those of the article, or those that the viewer brought for one that is not kept yet; the newest first."""
    rows = ArticleFile.objects.filter(article=article)
    if article is None:
        rows = rows.filter(brought_by_id=request.viewer.id)
    return [at_desk(one) for one in rows.select_related("file").order_by("-pk")[:MOST]]


def beside_text(request: DeskRequest, article: Article | None) -> dict[str, Any]:
    """What write_article.html draws below the text."""
    url = reverse("desk:article_files") + (f"?article={article.pk}" if article else "")
    files = files_at_hand(request, article)
    return {"files_url": url, "files": files, "limit_mb": MOST_MEGABYTES, "accept": ACCEPT}


def at_desk(one: ArticleFile) -> Shown:
    return shown(one, at="desk:file", small="desk:thumbnail")
