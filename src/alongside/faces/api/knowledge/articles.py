"""Articles of the knowledge base: found by words, and read (CHN-9)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Query
from pydantic import Field

from alongside.domain.knowledge.models import Article
from alongside.domain.knowledge.queries import articles_found, ordered
from alongside.domain.knowledge.rules.marks import files_in
from alongside.faces.api.answering import Chapter
from alongside.faces.api.gate import ApiRequest, find
from alongside.faces.api.texts import Id, Out

articles = Chapter("Knowledge")
KindCode = Literal["", "article", "faq", "script", "policy"]
TopicCode = Literal[
    "", "handover", "warranty", "leak", "renovation", "property", "deed", "parking", "purchase", "complaint", "other"
]  # fmt: skip


class ArticleOut(Out):
    """An article that is published. Its words are Markdown; those of a script hold variables such as {{客户}}."""

    id: int
    node: str
    """It holds at this place and those below."""
    kind: str
    topic: str
    situation: str
    title: str
    is_public: bool
    number: int
    """The version."""
    published_at: datetime
    review_on: date | None


class ArticleFileOut(Out):
    """A picture, in the words `![what it shows](picture:12)`, or a paper, `[its name](file:12)`."""

    number: int
    file: UUID
    """Of GET /files/{id}."""
    name: str
    content_type: str
    size: int


class ArticleWithWords(ArticleOut):
    words: str
    files: list[ArticleFileOut]


class Articles(Out):
    items: list[ArticleOut]


class AskedOfArticles(Out):
    q: Annotated[str, Field(max_length=100)] = ""
    """A question or words. Empty: all, the most used first."""
    kind: KindCode = ""
    topic: TopicCode = ""
    public_only: bool = False
    limit: Annotated[int, Field(ge=1, le=100)] = 20


@articles.get("/articles", Articles)
def list_articles(request: ApiRequest, asked: Query[AskedOfArticles]) -> Articles:
    """Published articles that hold where this client works, the likeliest first."""
    rows = _rows(request)
    for name in ("kind", "topic"):
        rows = rows.filter(**{name: getattr(asked, name)}) if getattr(asked, name) else rows
    rows = rows.filter(is_public=True) if asked.public_only else rows
    if asked.q.strip():
        found = articles_found(rows, asked.q, most=asked.limit)
    else:
        found = list(ordered(rows, "used", now=request.now).light()[: asked.limit])
    return Articles(items=[ArticleOut(**_facts(one)) for one in found])


@articles.get("/articles/{id}", ArticleWithWords)
def get_article(request: ApiRequest, id: Id) -> ArticleWithWords:
    """One article with its words."""
    article = find(_rows(request), pk=id)
    return ArticleWithWords(**_facts(article), words=article.words, files=_files(article))


def _files(article: Article) -> list[ArticleFileOut]:
    held = article.files.filter(pk__in=files_in(article.words)).select_related("file").order_by("pk")
    return [
        ArticleFileOut(
            number=one.pk,
            file=one.file.pk,
            name=one.file.name,
            content_type=one.file.content_type,
            size=one.file.size,
        )
        for one in held
        if one.file is not None
    ]


def _rows(request: ApiRequest) -> Any:
    return Article.objects.visible_to(request.viewer).filter(state="published").select_related("node")


def _facts(one: Article) -> dict[str, Any]:
    return {
        "id": one.pk, "node": one.node.code, "kind": one.kind, "topic": one.topic, "situation": one.situation,
        "title": one.title, "is_public": one.is_public, "number": one.number, "published_at": one.published_at,
        "review_on": one.review_on,
    }  # fmt: skip
